"""Two people in two browsers weave one mural by typing: a wide screen and a phone."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser.conftest import Visit
from tests.browser.visitors import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

CASTLE = "a castle on a hill at night"
LAKE = "below it a lake with three boats"
BRIDGE = "a bridge and a zorblat"
"""Nobody has a picture of a zorblat."""


async def slow_line(line: WebSocketRoute) -> None:
    """What the page sends reaches the room half a second late."""
    room = line.connect_to_server()
    loop = asyncio.get_running_loop()
    line.on_message(lambda message: loop.call_later(0.5, room.send, message))


async def test_two_friends_take_turns_and_watch_one_mural_grow(visit: Visit) -> None:
    ada, ben = await visit("Ada"), await visit("Ben", PHONE, has_touch=True, is_mobile=True)
    link = await ada.open_room("Sunday evening")
    await ben.join(link, "Sunday evening")

    await expect(ben.page.get_by_text("Say the first thing you see")).to_be_visible()
    await ada.press("Take the turn")
    await expect(ada.turn.get_by_text("Your turn")).to_be_visible()
    await expect(ben.turn.get_by_text("Ada has the turn")).to_be_visible()
    for one in (ada, ben):
        await expect(one.turn.get_by_text(re.compile(r"^[1-6]?\d$"))).to_be_visible()

    watching = asyncio.ensure_future(ben.watch_for(CASTLE))
    await ada.say(CASTLE)
    seen = await watching
    assert seen["words"] < seen["paint"], "the words come before the paint"
    for one in (ada, ben):
        await one.reads(CASTLE, by="Ada")
        await one.sees_painted(CASTLE)
        await expect(one.page.get_by_text("Say the first thing you see")).to_be_hidden()

    await ben.press("Raise hand")
    await expect(ada.turn.get_by_text("Hand up: Ben")).to_be_visible()
    await ada.press("Pass it on")
    await expect(ben.turn.get_by_text("Your turn")).to_be_visible()
    await expect(ada.turn.get_by_text("Ben has the turn")).to_be_visible()
    await ben.say(LAKE)
    for one in (ada, ben):
        await one.reads(LAKE, by="Ben")
        await one.sees_painted(LAKE)
        await expect(one.strips).to_have_count(2)
    await ben.say(BRIDGE)
    for one in (ada, ben):
        row = one.story.get_by_role("listitem").filter(has_text=BRIDGE)
        await expect(row.get_by_text("Not painted: zorblat")).to_be_visible()
        await expect(one.page.locator("#caption-live")).to_contain_text("Not painted: zorblat.")
        await expect(one.story.get_by_text("Not painted").filter(visible=True)).to_have_count(1)
        await one.sees_painted(BRIDGE)
    assert await ben.overflow() == 0

    pictures = [await one.strips.evaluate_all("all => all.map(one => one.src)") for one in (ada, ben)]
    assert pictures[0] == pictures[1], "both look at the same mural"


async def test_who_waits_may_write_ahead_but_not_speak(visit: Visit) -> None:
    ada, ben = await visit("Ada"), await visit("Ben")
    await ben.join(await ada.open_room("One at a time"), "One at a time")
    await ada.press("Take the turn")
    await expect(ben.turn.get_by_text("Ada has the turn")).to_be_visible()
    await ben.say("a storm")
    await expect(ben.page.get_by_text("Somebody else has the turn. Raise a hand.")).to_be_visible()
    await expect(ben.page.get_by_label("What do you see?")).to_have_value("a storm")
    await expect(ada.story.get_by_role("listitem")).to_have_count(0)


async def test_what_is_typed_while_the_turn_is_being_taken_is_not_lost(visit: Visit) -> None:
    ada = await visit("Ada")
    await ada.page.route_web_socket(re.compile("/ws/"), slow_line)
    await ada.open_room("In a hurry")
    await ada.say(CASTLE)
    await ada.page.get_by_label("What do you see?").fill(LAKE)
    await ada.reads(CASTLE, by="Ada")
    await expect(ada.page.get_by_label("What do you see?")).to_have_value(LAKE)
    await ada.say(LAKE)
    await ada.reads(LAKE, by="Ada")


async def test_a_friend_is_invited_by_link_code_and_picture_and_then_seen(visit: Visit) -> None:
    ada = await visit("Ada")
    link = await ada.open_room("Come over")
    await ada.press("Invite")
    dialog = ada.page.get_by_role("dialog", name="Bring somebody in")
    await expect(dialog.get_by_label("Link", exact=True)).to_have_value(link)
    qr = dialog.get_by_role("img", name="QR code of this room's link")
    await expect(qr).to_be_visible()
    await qr.evaluate("picture => picture.decode()")
    code = link.rsplit("/", 1)[-1]
    await expect(dialog.get_by_text(f"{code[:3]} {code[3:]}")).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()

    ben = await visit("Ben", PHONE)
    await ben.open("/")
    await ben.page.get_by_label("Were you given a code?").fill(f"{code[:3].lower()} {code[3:].lower()}")
    await ben.press("Join")
    await ben.page.get_by_label("Your name").fill("Ben")
    await ben.press("Come in and narrate")
    await ben.is_in("Come over")
    await ada.page.get_by_role("button", name="2 here").click()
    people = ada.page.get_by_role("dialog", name="Who is here").get_by_role("listitem")
    await expect(people).to_have_count(2)
    await expect(people.filter(has_text="Ada (you)")).to_contain_text("host")
    await expect(people.filter(has_text="Ben")).not_to_contain_text("away")
    await ben.context.close()
    await expect(people.filter(has_text="Ben")).to_contain_text("away")
