"""Every page can be used by everyone: axe finds nothing to complain of, wide or on a phone, and no phone scrolls sideways."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitors import PHONE, WIDE, Visitor
from tests.stack import PROJECT

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RUN_AXE = """
async () => (await axe.run({ resultTypes: ["violations"] })).violations.map(
  ({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`)
"""


async def home(ada: Visitor, world: str) -> None:
    await ada.open("/")


async def way_in(ada: Visitor, world: str) -> None:
    link = await ada.open_room("An invitation")
    await ada.context.clear_cookies()
    await ada.open(link)
    await expect(ada.page.get_by_role("button", name="Come in and narrate")).to_be_visible()


async def empty_room(ada: Visitor, world: str) -> None:
    await ada.open_room("Nothing said yet")


async def room_with_strips(ada: Visitor, world: str) -> None:
    await ada.open_room("Something said")
    for text in ("a castle on a hill at night", "below it a lake with three boats"):
        await ada.say(text)
        await ada.sees_painted(text)


async def world_page(ada: Visitor, world: str) -> None:
    await ada.open(world)


async def inside(ada: Visitor, world: str) -> None:
    await ada.open(f"{world}/inside")
    await expect(ada.page.get_by_role("region", name="Where you are")).to_contain_text("a castle on a hill")


async def galleries(ada: Visitor, world: str) -> None:
    await ada.open("/galleries")


async def gallery(ada: Visitor, world: str) -> None:
    await ada.open("/galleries")
    await ada.page.get_by_role("link", name="Night walks").click()
    await expect(ada.page.get_by_role("heading", name="Night walks")).to_be_visible()


async def health(ada: Visitor, world: str) -> None:
    await ada.open("/health")


async def log_in(ada: Visitor, world: str) -> None:
    await ada.open("/accounts/login/")


async def sign_up(ada: Visitor, world: str) -> None:
    await ada.open("/accounts/signup/")


async def mine(ada: Visitor, world: str) -> None:
    await ada.open_room("A room of mine")
    await ada.open("/mine")


PAGES: tuple[Callable[[Visitor, str], Awaitable[None]], ...] = (
    home,
    way_in,
    empty_room,
    room_with_strips,
    world_page,
    inside,
    galleries,
    gallery,
    health,
    log_in,
    sign_up,
    mine,
)


@pytest.mark.parametrize("go", PAGES, ids=lambda go: go.__name__)
async def test_a_page_can_be_used_by_everyone(
    go: Callable[[Visitor, str], Awaitable[None]], visit: Visit, hung_world: str
) -> None:
    ada = await visit("Ada", reduced_motion="reduce")
    await go(ada, hung_world)
    await ada.page.wait_for_load_state("load")
    await ada.page.evaluate(AXE)
    complaints = {}
    for width, height in (WIDE, PHONE):
        await ada.page.set_viewport_size({"width": width, "height": height})
        await ada.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        complaints[width] = await ada.page.evaluate(RUN_AXE)
        assert await ada.overflow() == 0, f"{go.__name__} scrolls sideways at {width} px"
    assert complaints == {WIDE[0]: [], PHONE[0]: []}


@pytest.mark.parametrize("opener", ["Invite", "Room", "1 here", "Finish"])
async def test_a_dialog_of_the_room_can_be_used_by_everyone(opener: str, visit: Visit) -> None:
    ada = await visit("Ada", PHONE, reduced_motion="reduce")
    await ada.open_room("Dialogs")
    await ada.say("a castle on a hill at night")
    await ada.sees_painted("a castle on a hill at night")
    await ada.page.get_by_role("button", name=opener).click()
    dialog = ada.page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await ada.page.evaluate(AXE)
    assert await ada.page.evaluate(RUN_AXE) == []
    assert await ada.overflow() == 0
    await ada.page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(ada.page.get_by_role("button", name=opener)).to_be_focused()
