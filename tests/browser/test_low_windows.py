"""Whatever the window, what one needs is in it: a phone on its side or with its keyboard up, a page at 200 %."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.visitors import LOW, PHONE, WIDE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

KEYBOARD = (360, 400)
LOW_WINDOWS = (LOW, (740, 360), KEYBOARD)
OVERLAP = """
(one, other) => {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
"""
LINES_OVERLAP = """
(words, signs) => {
  const range = document.createRange();
  range.selectNodeContents(words);
  const box = signs.getBoundingClientRect();
  return [...range.getClientRects()].some((line) =>
    line.right > box.left && line.left < box.right && line.bottom > box.top && line.top < box.bottom);
}
"""
AWAY = """
() => Object.assign(document.querySelector("#connection"), { textContent: "Reconnecting…", hidden: false })
"""
LONG = "and the long river winds down through the valley of a hundred mills " * 7


async def overlap(one: Locator, other: Locator, how: str = OVERLAP) -> bool:
    return bool(await one.evaluate(how, await other.element_handle()))


async def resize(visitor: Visitor, size: tuple[int, int]) -> None:
    await visitor.page.set_viewport_size({"width": size[0], "height": size[1]})


async def test_a_low_room_keeps_caption_story_correcting_and_the_way_inside(visit: Visit) -> None:
    ada = await visit("Ada", reduced_motion="reduce")
    await ada.open_room("A low room")
    for text in ("a castle on a hill at night", "below it a lake with three boats"):
        await ada.say(text)
        await ada.sees_painted(text)
    newest = ada.story.get_by_role("listitem").last
    caption = ada.page.get_by_role("region", name="What is being said")
    inside = ada.page.get_by_role("link", name="Step inside")
    await ada.page.evaluate(AWAY)
    for size in LOW_WINDOWS:
        await resize(ada, size)
        await ada.has_in_view(caption.get_by_text("below it a lake with three boats"))
        await newest.get_by_role("button", name="below it a lake").click()
        for button in ("below it a lake", "Correct", "Take it down"):
            await newest.get_by_role("button", name=button).scroll_into_view_if_needed()
            await ada.has_in_view(newest.get_by_role("button", name=button))
        await ada.has_in_view(inside)
        assert not await overlap(inside, ada.mural), f"the mural is covered at {size}"
        for button in ("Pass it on", "Say it", "Voice and captions", "Ask this world", "1 here", "Finish"):
            await ada.has_in_view(ada.page.get_by_role("button", name=button))
    await resize(ada, WIDE)
    assert await overlap(inside, ada.mural)  # where there is room it stands on the paint


async def test_what_is_pointed_at_shows_no_seam_and_its_signs_cover_no_words(visit: Visit) -> None:
    ada = await visit("Ada")
    await ada.open_room("Pointing")
    text = "a wide river with seven boats that winds down through a valley of old mills and on to the sea"
    await ada.say(text)
    await ada.sees_painted(text)
    row = ada.story.get_by_role("listitem").last
    await row.hover()
    correct = row.get_by_role("button", name="Correct")
    await ada.has_in_view(correct)
    assert not await overlap(row.locator(".phrase__words"), row.locator(".phrase__actions"), LINES_OVERLAP)
    await expect(ada.strip_of(text)).to_have_css("filter", "none")
    thread = ada.mural.get_by_role("button", name=text)
    assert await thread.evaluate("(thread) => getComputedStyle(thread, '::before').pointerEvents") == "none"
    await correct.click()
    await expect(ada.page.get_by_role("dialog", name="What did you say?")).to_be_visible()


async def test_text_that_is_too_long_is_kept_whole_and_said_to_be_too_long(visit: Visit) -> None:
    ada = await visit("Ada", PHONE)
    await ada.open_room("Long words")
    field = ada.page.get_by_label("What do you see?")
    await field.focus()
    await ada.page.keyboard.insert_text(LONG)
    await expect(field).to_have_value(LONG)
    await expect(ada.turn.get_by_text("475 of 400 characters. Shorten it by 75.")).to_be_visible()
    await field.press("Enter")
    await expect(ada.page.get_by_text("That is too long for one phrase.")).to_be_visible()
    await expect(field).to_have_value(LONG)
    await ada.page.reload()
    await expect(field).to_have_value(LONG.strip())
    await expect(field).to_have_attribute("aria-invalid", "true")
    await field.fill(LONG[:390])
    await expect(ada.turn.get_by_text("390 of 400 characters", exact=True)).to_be_visible()
    await expect(field).not_to_have_attribute("aria-invalid", "true")
    await field.press("Enter")
    await ada.reads(LONG[:390].strip())
    await expect(ada.turn.get_by_text("of 400 characters")).to_be_hidden()

    await ada.page.get_by_role("button", name="Room", exact=True).click()
    name = ada.page.get_by_role("dialog").get_by_label("Name")
    await name.fill(LONG[:100])
    await ada.press("Keep these")
    await expect(ada.page.get_by_role("dialog")).to_contain_text("Shorten it by 20")
    await expect(name).to_have_value(LONG[:100])


async def test_the_first_screen_has_something_to_do_and_a_code_comes_first(visit: Visit) -> None:
    ada = await visit("Ada", reduced_motion="reduce")
    link = await ada.open_room("Come in")
    await ada.open("/")
    code = ada.page.get_by_label("Were you given a code?")
    for size in (LOW, PHONE, (390, 660), WIDE):
        await resize(ada, size)
        await ada.has_in_view(code)
        await ada.has_in_view(ada.page.get_by_role("button", name="Join"))
    await ada.has_in_view(ada.page.get_by_label("What is it called?"))
    await resize(ada, LOW)
    await ada.page.get_by_role("link", name="Or open a room").click()
    await ada.has_in_view(ada.page.get_by_label("Your name"))
    await code.fill(link.rsplit("/", 1)[-1])
    await ada.press("Join")
    await ada.is_in("Come in")

    ben = await visit("Ben", LOW)
    await ben.open(link)
    await ben.has_in_view(ben.page.get_by_label("Your name"))
    await ben.has_in_view(ben.page.get_by_role("button", name="Come in and narrate"))


async def test_dialogs_keep_their_name_and_what_they_do_in_view(visit: Visit) -> None:
    ada = await visit("Ada", LOW, reduced_motion="reduce")
    await ada.open_room("Dialogs that are low")
    await ada.page.get_by_role("button", name="Room", exact=True).click()
    dialog = ada.page.get_by_role("dialog", name="This room")
    await dialog.get_by_label("Keep them").focus()
    for button in ("Close", "Keep these"):
        await ada.has_in_view(dialog.get_by_role("button", name=button))
    await ada.page.keyboard.press("Escape")
    await ada.page.get_by_role("button", name="Invite").click()
    for thing in (ada.page.get_by_alt_text("QR code"), ada.page.get_by_role("button", name="Copy")):
        await ada.has_in_view(thing)
