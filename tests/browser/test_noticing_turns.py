"""The turn that comes to somebody is noticed, its time is the server's, and what was said or pressed without a network
neither vanishes nor ends anybody else's turn."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

AWAY = r"WebSocket connection to .* failed|net::ERR_INTERNET_DISCONNECTED"
NOTICING = """
navigator.vibrate = (ms) => { window.buzzed = ms; };
window.AudioContext = class extends AudioContext {
  constructor(...all) { super(...all); window.sounded = true; }
};
const Real = WebSocket;
window.WebSocket = class extends Real { constructor(...all) { super(...all); window.line = this; } };
addEventListener("DOMContentLoaded", () => {
  const turn = document.querySelector("#turn");
  const look = () => { if (turn.classList.contains("is-new")) window.lit = true; };
  if (turn) new MutationObserver(look).observe(turn, { attributes: true });
});
"""
CLOCK_SET_BACK = "() => { const now = Date.now; Date.now = () => now() - 300_000; }"
SECONDS = re.compile(r"^[1-6]?\d$")


async def lose_network(one: Visitor) -> None:
    one.forgives(AWAY)
    await one.context.set_offline(True)
    # without a network the closing handshake of a socket may take as long as the browser likes
    await one.page.evaluate("window.line.close(); window.line.dispatchEvent(new CloseEvent('close', { code: 1006 }))")
    await expect(one.page.get_by_text("Reconnecting…")).to_be_visible()


async def is_noticed(one: Visitor) -> None:
    """Everything that tells somebody that the turn has come to them."""
    await expect(one.turn.get_by_text("Your turn", exact=True)).to_be_visible()
    await expect(one.page).to_have_title("Your turn · By turns · Lightloom")
    await expect(one.page.locator('link[rel="icon"]')).to_have_attribute("href", re.compile("favicon-turn"))
    await expect(one.page.get_by_text("It is your turn, for 60 seconds.")).to_be_attached()
    seen = await one.page.evaluate("({ lit: window.lit, buzzed: window.buzzed, sounded: window.sounded })")
    assert seen == {"lit": True, "buzzed": 80, "sounded": True}


async def test_a_turn_that_comes_is_noticed_and_what_is_done_offline_ends_no_other(visit: Visit) -> None:
    ada, ben = await visit("Ada"), await visit("Ben")
    for one in (ada, ben):
        await one.context.add_init_script(NOTICING)
    link = await ada.open_room("By turns")
    await ben.join(link, "By turns")
    await ben.press("Voice and captions")
    await ben.page.get_by_role("group", name="A soft sound when the turn becomes yours").get_by_label("On").check()
    await ben.page.keyboard.press("Escape")
    await ben.page.evaluate("window.sounded = false")

    await ada.press("Take the turn")
    await expect(ada.page).to_have_title("Your turn · By turns · Lightloom")
    assert not await ada.page.evaluate("window.lit"), "whoever takes the turn knows it"
    await ben.press("Raise hand")
    await ada.press("Pass it on")
    await is_noticed(ben)
    await expect(ada.page).to_have_title("By turns · Lightloom")

    await ben.page.evaluate(CLOCK_SET_BACK)
    await ben.page.evaluate("new Promise((ticked) => setTimeout(ticked, 600))")
    await expect(ben.turn.get_by_text(SECONDS)).to_be_visible()

    await lose_network(ben)
    await ben.say("a lighthouse in the fog")
    waiting = ben.story.get_by_role("list", name="Not sent yet").get_by_role("listitem")
    await expect(waiting).to_contain_text("a lighthouse in the fog")
    await expect(waiting).to_contain_text("waits until the room is back")
    caption = ben.page.get_by_role("region", name="What is being said")
    await expect(caption).to_contain_text("a lighthouse in the fog")
    await expect(caption).to_contain_text("Waits until the room is back.")
    await ben.context.set_offline(False)
    for one in (ada, ben):
        await one.reads("a lighthouse in the fog", by="Ben")
    await expect(waiting).to_have_count(0)

    await lose_network(ada)
    await ada.press("Skip")
    await ben.press("Pass it on")
    await ben.press("Take the turn")
    await expect(ben.turn.get_by_text("Your turn", exact=True)).to_be_visible()
    await ada.context.set_offline(False)
    await expect(ada.page.get_by_text("That turn was over already.")).to_be_visible()
    await expect(ada.turn.get_by_text("Ben has the turn")).to_be_visible()
    await expect(ben.turn.get_by_text("Your turn", exact=True)).to_be_visible()
