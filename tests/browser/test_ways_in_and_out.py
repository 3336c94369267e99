"""Ways into a room and out of it on a computer that others use too: codes as they were pasted, clicks that come twice,
texts that are too long, and a browser that forgets."""

from __future__ import annotations

import secrets

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

PASTE = """
(field, text) => {
  field.focus();
  document.execCommand("insertText", false, text);
}
"""
MESSAGE = "field => field.validationMessage"


async def test_a_class_shares_a_computer(visit: Visit) -> None:
    room = f"Class {secrets.token_hex(3)}"
    pupil = await visit("Pupil one")
    page = pupil.page
    await pupil.open("/")
    await page.get_by_label("What is it called?").fill(room)
    await page.get_by_label("Your name").fill("Pupil one")
    await page.get_by_role("button", name="Open the room").dblclick()
    await pupil.is_in(room)
    link = page.url
    await pupil.open("/mine")
    await expect(page.get_by_role("link", name=room)).to_have_count(1)

    await pupil.open("/")
    code = page.get_by_label("Were you given a code?")
    await code.evaluate(PASTE, f"Come in: {link.lower()} .")
    await code.press("Enter")
    await pupil.is_in(room)

    field = page.get_by_label("What do you see?")
    long = "a castle on a hill " * 22 + "at night, and nothing of it is cut"
    await field.evaluate(PASTE, long)
    assert await field.input_value() == long
    assert await field.evaluate(MESSAGE) == "452 of 400 characters. Shorten it by 52."
    await field.press("Enter")
    await expect(field).to_have_value(long)
    await field.evaluate("field => field.select()")
    await field.evaluate(PASTE, "a castle on a hill")
    await field.press("Enter")
    await pupil.reads("a castle on a hill")

    other = await pupil.context.new_page()
    await other.goto(link)
    await expect(other.locator("body")).to_have_attribute("data-connection", "open")
    await page.evaluate("localStorage.setItem('lightloom.draft', 'mine')")
    await page.locator("[data-opens=people-dialog]").click()
    await page.get_by_text("Forget me here").first.click()
    await pupil.press("Forget me here")
    await expect(page.get_by_text("This browser has forgotten you. Whoever comes next begins anew.")).to_be_visible()
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
    await expect(other.get_by_text("This browser has forgotten you.")).to_be_visible()
    await expect(other.get_by_role("button", name="Come in and narrate")).to_be_visible()
    await pupil.open("/mine")
    await expect(page.get_by_role("link", name=room)).to_have_count(0)
