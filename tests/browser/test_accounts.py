"""A guest makes an account: what they wove as a guest is theirs, on this screen and on any other."""

from __future__ import annotations

import secrets

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

PASSWORD = "nine red lanterns drift"
TOLD = "a lighthouse over a stormy sea"


async def sign_up(visitor: Visitor, username: str) -> None:
    await visitor.open("/accounts/signup/")
    await visitor.page.get_by_label("Username").fill(username)
    await visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await visitor.page.get_by_label("Password (again)").fill(PASSWORD)
    await visitor.press("Make the account")
    await expect(visitor.page.get_by_role("button", name="Log out")).to_be_visible()


async def log_in(visitor: Visitor, username: str) -> None:
    await visitor.open("/accounts/login/")
    await visitor.page.get_by_label("Username").fill(username)
    await visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await visitor.press("Log in")
    await expect(visitor.page.get_by_role("button", name="Log out")).to_be_visible()


async def test_a_guest_who_makes_an_account_finds_room_and_world_on_another_screen(visit: Visit) -> None:
    ada = await visit("Ada")
    username = f"ada-{secrets.token_hex(4)}"
    room = f"The keeper {secrets.token_hex(2)}"
    link = await ada.open_room(room)
    await ada.say(TOLD)
    await ada.sees_painted(TOLD)
    await ada.press("Finish")
    await ada.page.get_by_label("Gallery").fill("Kept")
    await ada.page.get_by_role("radio", name="Only us").check()
    await ada.press("Finish it")
    await expect(ada.page.get_by_role("link", name="See the world")).to_be_visible()
    title = await ada.page.locator("#finished-title").inner_text()

    await sign_up(ada, username)
    elsewhere = await visit("Ada elsewhere")
    await elsewhere.open("/mine")
    await expect(elsewhere.page.get_by_role("link", name=room)).to_have_count(0)
    await log_in(elsewhere, username)
    await elsewhere.open("/mine")
    await expect(elsewhere.page.get_by_role("link", name=title)).to_be_visible()
    await elsewhere.page.get_by_role("link", name=room).click()
    await elsewhere.is_in(room)
    assert elsewhere.page.url == link
    await elsewhere.press("Weave another")
    await expect(elsewhere.page.get_by_text("Say the first thing you see")).to_be_visible()


@pytest.mark.parametrize("where", ["where the room was opened", "on another screen"])
async def test_logging_out_closes_the_rooms_that_are_open(where: str, visit: Visit) -> None:
    ada = await visit("Ada")
    username = f"ada-{secrets.token_hex(4)}"
    link = await ada.open_room("Logged out")
    await sign_up(ada, username)
    if where == "on another screen":
        ada = await visit("Ada elsewhere")
        await log_in(ada, username)
    await ada.open(link)
    await ada.is_in("Logged out")
    other = await ada.context.new_page()
    await other.goto(ada.base)
    await other.get_by_role("button", name="Log out").click()
    await expect(other.get_by_role("link", name="Log in")).to_be_visible()
    await expect(ada.page.get_by_text("You logged out. Join again to go on.")).to_be_visible()
    await expect(ada.page.get_by_role("button", name="Come in and narrate")).to_be_visible()
