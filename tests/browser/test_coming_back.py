"""A page is reloaded, the network goes, the web process is killed:
everyone comes back by themselves and misses nothing."""

from __future__ import annotations

import asyncio

import pytest
import websockets
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitors import Visitor
from tests.narrators import Person, Seat
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

NOTICED_MS = 40_000
"""A browser without its network may keep a dead socket; the page asks at once, waits 12 s, and asks every 20 s."""
AWAY = r"WebSocket connection to .* failed|net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED)"


async def test_a_reload_in_mid_story_loses_nothing(visit: Visit) -> None:
    ada, ben = await visit("Ada"), await visit("Ben")
    await ben.join(await ada.open_room("Reloaded"), "Reloaded")
    await ada.say("a castle on a hill")
    await ben.sees_painted("a castle on a hill")
    await ada.page.get_by_label("What do you see?").fill("and half a sentence")
    await ada.page.reload()
    await ada.is_in("Reloaded")
    await ada.reads("a castle on a hill", by="Ada")
    await ada.sees_painted("a castle on a hill")
    await expect(ada.page.get_by_label("What do you see?")).to_have_value("and half a sentence")
    await expect(ada.turn.get_by_text("Your turn")).to_be_visible()
    await ada.page.get_by_label("What do you see?").press("Enter")
    for one in (ada, ben):
        await one.reads("and half a sentence", by="Ada")
        await one.sees_painted("and half a sentence")


async def come_back(seat: Seat) -> None:
    """A seat without a screen comes back too, as soon as the service does."""
    assert seat.snapshot is not None
    await seat.is_closed()
    async with asyncio.timeout(30):
        while True:
            try:
                await seat.connect(last_seq=seat.snapshot.seq)
                return
            except (OSError, ConnectionError, websockets.WebSocketException):
                await asyncio.sleep(0.2)


async def test_after_a_kill_of_the_web_process_both_screens_come_back_and_miss_nothing(
    visit: Visit, wounded: Stack
) -> None:
    ada, ben = await visit("Ada", base=wounded.base_url), await visit("Ben", base=wounded.base_url)
    screens: tuple[Visitor, ...] = (ada, ben)
    link = await ada.open_room("Killed")
    await ben.join(link, "Killed")
    cleo = Person(wounded.base_url)
    try:
        code = link.rsplit("/", 1)[-1]
        await cleo.join(code, "Cleo")
        seat = await Seat(cleo, code).connect()
        await seat.take_turn()
        await seat.say("a ship leaves the harbour")
        for one in screens:
            await one.sees_painted("a ship leaves the harbour")
            await one.page.evaluate("document.documentElement.dataset.since = 'before'")
            one.forgives(AWAY)
            await one.context.set_offline(True)
        await asyncio.gather(asyncio.to_thread(wounded.kill, "web"), come_back(seat))
        for one in screens:
            await expect(one.page.get_by_text("Reconnecting…")).to_be_visible(timeout=NOTICED_MS)

        said = await seat.say("a storm takes it away")
        await seat.sees_painted(said)
        await seat.pass_turn()
        for one in screens:
            await expect(one.story.get_by_text("a storm takes it away")).to_have_count(0)
        await ada.page.get_by_label("What do you see?").fill("written while away")

        for one in screens:
            await one.context.set_offline(False)
        for one in screens:
            await one.is_in("Killed")
            await expect(one.page.get_by_text("Reconnecting…")).to_be_hidden()
            await one.reads("a storm takes it away", by="Cleo")
            await one.sees_painted("a storm takes it away")
            await expect(one.strips).to_have_count(2)
        await ada.page.get_by_label("What do you see?").press("Enter")
        for one in screens:
            await one.reads("written while away", by="Ada")
            await one.sees_painted("written while away")
            assert await one.page.evaluate("document.documentElement.dataset.since") == "before", "it was reloaded"
        await seat.close()
    finally:
        await cleo.close()
