"""A duet on real screens: one extends the mural, the other paints over it, and both are seen to,
wherever the world is shown."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import Visit
from tests.browser.visitors import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

LAKE = "a quiet lake below the mountains"
DRAGON = "a huge red dragon"
BIRDS = "five white birds"


async def change_mode(host: Visitor, mode: str) -> None:
    await host.press("Room")
    settings = host.page.get_by_role("dialog", name="This room")
    await settings.get_by_role("radio", name=mode).check()
    await settings.get_by_role("button", name="Keep these").click()
    await expect(settings).to_be_hidden()


async def has_part(visitor: Visitor, words: str) -> None:
    """One of the two voices reads so, on this screen."""
    voices = visitor.turn.get_by_role("group", name="The two voices")
    await expect(
        voices.get_by_role("paragraph").filter(has_text=re.compile(words.replace(" ", r"\s*")))
    ).to_be_visible()


async def opened(visit: Visit, name: str) -> tuple[Visitor, Visitor]:
    """Ada extends, Ben, on a phone, paints over; a first strip hangs."""
    ada, ben = await visit("Ada"), await visit("Ben", PHONE, has_touch=True, is_mobile=True)
    await ben.join(await ada.open_room(name), name)
    await change_mode(ada, "Duet")
    await ada.press("Take the turn")
    await expect(ben.turn.get_by_text("The second voice is free")).to_be_visible()
    await ben.press("Join in")
    await has_part(ada, "You extend")
    await has_part(ben, "You paint over")
    await ada.say(LAKE)
    for one in (ada, ben):
        await one.sees_painted(LAKE)
    return ada, ben


async def test_two_voices_weave_one_mural_at_once(visit: Visit) -> None:
    ada, ben = await opened(visit, "Two voices")
    await has_part(ada, "Ben paints over")
    await has_part(ben, "Ada extends")
    await ben.say(DRAGON)
    for one in (ada, ben):
        await one.reads(DRAGON, by="Ben, over it")
        await one.sees_painted(DRAGON)
    strip, layer = [await ada.strip_of(text).bounding_box() for text in (LAKE, DRAGON)]
    assert strip is not None and layer is not None
    assert abs(layer["x"] - strip["x"]) < 2, "it lies on the first strip"
    assert abs(layer["width"] / strip["width"] - 556 / 768) < 0.01
    assert await ben.overflow() == 0
    await ada.page.mouse.move(5, 5)
    shown = await ada.mural.screenshot()

    await ben.press("Change places")
    await has_part(ben, "You extend")
    await ben.page.get_by_label("What do you see?").blur()
    await ada.say(BIRDS)
    for one in (ada, ben):
        await one.reads(BIRDS, by="Ada, over it")
        await one.sees_painted(BIRDS)
    assert await ada.mural.screenshot() != shown

    row = ada.story.get_by_role("listitem").filter(has_text=BIRDS)
    await row.hover()
    # Both buttons come at once with the paint; a press between them would land beside the one that moves.
    await expect(row.get_by_role("button", name="Correct")).to_be_visible()
    await row.get_by_role("button", name="Take it down").click()
    for one in (ada, ben):
        await expect(one.strip_of(BIRDS)).to_have_count(0)
        await one.sees_painted(DRAGON)


async def test_the_keyboard_changes_places_and_a_third_waits(visit: Visit) -> None:
    ada, ben = await opened(visit, "With keys")
    cleo = await visit("Cleo")
    await cleo.join(ada.page.url, "With keys")
    await expect(cleo.turn.get_by_text("Ada and Ben have the turn")).to_be_visible()
    await cleo.press("Raise hand")
    await expect(ada.turn.get_by_text("Hand up: Cleo")).to_be_visible()
    await ada.page.get_by_label("What do you see?").press("Escape")
    await ada.page.keyboard.press("s")
    await has_part(ada, "You paint over")
    await has_part(ben, "You extend")
    await ben.press("Pass it on")
    await has_part(cleo, "You extend")
    await has_part(ada, "You paint over")
    await expect(ben.turn.get_by_text("Cleo and Ada have the turn")).to_be_visible()

    await ada.page.get_by_role("button", name=re.compile("here")).click()
    people = ada.page.get_by_role("dialog", name="Who is here")
    row = people.get_by_role("listitem").filter(has_text="Ben")
    await row.get_by_role("button", name="First voice").click()
    await has_part(ben, "You extend")
    await expect(cleo.turn.get_by_text("Ben and Ada have the turn")).to_be_visible()


async def test_layers_stay_through_a_reload_and_into_the_finished_world(visit: Visit, browser_3d: Browser) -> None:
    ada, ben = await opened(visit, "To the end")
    await ben.say(DRAGON)
    await ada.sees_painted(DRAGON)
    await ada.page.reload()
    await ada.is_in("To the end")
    await ada.sees_painted(DRAGON)
    await ada.say("a village")
    await ada.sees_painted("a village")
    await ada.press("Finish")
    finish = ada.page.get_by_role("dialog", name="Finish this world")
    await finish.get_by_label("Gallery").fill("Duets")
    await finish.get_by_role("radio", name="Anyone with the link").check()
    await finish.get_by_role("button", name="Finish it").click()
    see = ada.page.get_by_role("link", name="See the world")
    await expect(see).to_be_visible(timeout=60_000)
    world = await see.get_attribute("href")
    assert world is not None

    # Strip by strip, as the page is before there are tiles.
    ben.forgives("404|failed to load")
    await ben.page.route("**/made/tiles-*/**", lambda route: route.fulfill(status=404))
    await ben.open(world)
    layer = ben.page.get_by_role("img", name=DRAGON)
    await expect(layer).to_be_visible()
    assert await layer.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 556
    await expect(ben.page.get_by_role("listitem").filter(has_text=DRAGON)).to_contain_text("Ben, over it")
    line = ben.page.get_by_role("link", name=DRAGON)
    await line.click()
    await expect(ben.page.get_by_role("listitem").filter(has_text=LAKE).first).to_be_visible()
    assert await ben.overflow() == 0

    inside = await visit("Ben again", chromium=browser_3d)
    asked: list[str] = []
    inside.page.on("request", lambda request: asked.append(request.url))
    # As it is before the strips have bodies, which hold what was laid over them already.
    nothing = {"base": "", "state": "making", "finished": False, "bodies": [], "skipped": []}
    await inside.page.route("**/depth.json*", lambda route: route.fulfill(json=nothing))
    await inside.open(world + "/inside")
    await expect(inside.page.get_by_text(LAKE)).to_be_visible()
    for _ in range(100):
        if len({url for url in asked if "/layers/" in url}) == 2:
            break
        await inside.page.wait_for_timeout(100)
    assert len({url for url in asked if "/layers/" in url}) == 2, "the layer's picture and its relief"
