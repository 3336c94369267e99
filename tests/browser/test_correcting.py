"""Words can be put right, phrase and strip belong together, and everybody knows what becomes of their voice."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.visitors import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

HIGHLIGHTED = re.compile(r"\bis-highlighted\b")


def dialog_of(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("dialog", name="What did you say?")


async def test_the_newest_words_are_corrected_with_a_key_and_painted_again(visit: Visit) -> None:
    ada, ben = await visit("Ada"), await visit("Ben")
    await ben.join(await ada.open_room("Misheard"), "Misheard")
    await ada.say("a castle on a hill")
    await ben.reads("a castle on a hill")
    await ada.say("a red moose rises")
    await ben.sees_painted("a red moose rises")
    await ada.page.keyboard.press("Escape")
    await ada.page.keyboard.press("e")
    words = dialog_of(ada).get_by_label("Your words")
    await expect(words).to_have_value("a red moose rises")
    await expect(words).to_be_focused()
    await words.fill("a red moon rises")
    await words.press("Enter")
    await expect(dialog_of(ada)).to_be_hidden()
    await ben.sees_painted("a red moon rises")
    await expect(ben.strip_of("a red moose rises")).to_have_count(0)
    await ben.reads("a red moon rises", by="Ada")
    await expect(ben.strips).to_have_count(2)


async def test_a_phrase_becomes_two_scenes_where_the_cursor_is(visit: Visit) -> None:
    ada = await visit("Ada", PHONE)
    await ada.open_room("Two scenes")
    await ada.say("a castle on a hill and a dragon over the sea")
    await ada.sees_painted("a castle on a hill and a dragon over the sea")
    row = ada.story.get_by_role("listitem")
    await row.get_by_role("button", name="Ada").click()
    await row.get_by_role("button", name="Correct").click()
    words = dialog_of(ada).get_by_label("Your words")
    split = dialog_of(ada).get_by_role("button", name="Two scenes")
    await words.press("Control+Home")
    await expect(split).to_be_disabled()
    await words.evaluate("(field) => { field.setSelectionRange(19, 19); field.dispatchEvent(new Event('click')); }")
    await split.click()
    await expect(dialog_of(ada)).to_be_hidden()
    await ada.sees_painted("a castle on a hill")
    await ada.sees_painted("and a dragon over the sea")
    await expect(ada.strips).to_have_count(2)


async def test_nobody_corrects_what_others_said(visit: Visit) -> None:
    ada, ben = await visit("Ada"), await visit("Ben")
    await ben.join(await ada.open_room("Hers"), "Hers")
    await ada.say("a castle on a hill")
    await ben.sees_painted("a castle on a hill")
    row = ben.story.get_by_role("listitem")
    await row.hover()
    await expect(row.get_by_role("button", name="Correct")).to_be_hidden()
    await ben.page.get_by_role("heading", name="Hers").click()
    await ben.page.keyboard.press("e")
    await expect(ben.page.get_by_text("There is nothing of yours to correct.")).to_be_visible()


async def test_a_phrase_waits_for_paint_as_long_as_the_room_says_and_somebody_corrects_it(visit: Visit) -> None:
    ada = await visit("Ada")
    await ada.open_room("Slowly")
    await ada.page.get_by_role("button", name="Room", exact=True).click()
    settings = ada.page.get_by_role("dialog", name="This room")
    await settings.get_by_role("radio", name="3 seconds").check()
    await settings.get_by_role("button", name="Keep these").click()
    await expect(settings).to_be_hidden()
    await ada.page.get_by_role("button", name="Room", exact=True).click()
    await expect(settings.get_by_role("radio", name="3 seconds")).to_be_checked()


async def test_a_phrase_and_its_strip_glow_together(visit: Visit) -> None:
    ada = await visit("Ada")
    await ada.open_room("Together")
    for text in ("a castle on a hill", "a red moon rises"):
        await ada.say(text)
        await ada.sees_painted(text)
    moon = ada.story.get_by_role("listitem").filter(has_text="moon")
    await moon.hover()
    await expect(ada.strip_of("a red moon rises")).to_have_class(HIGHLIGHTED)
    await expect(ada.strip_of("a castle on a hill")).not_to_have_class(HIGHLIGHTED)
    await ada.strip_of("a red moon rises").hover()
    await expect(moon).to_have_class(HIGHLIGHTED)
    await ada.turn.hover()
    await expect(moon).not_to_have_class(HIGHLIGHTED)
    await moon.get_by_role("button", name="Ada").focus()
    await expect(ada.strip_of("a red moon rises")).to_have_class(HIGHLIGHTED)
    await ada.page.get_by_role("button", name="Ada: a castle on a hill").click()
    await expect(ada.story.get_by_role("listitem").filter(has_text="castle")).to_have_class(re.compile("is-chosen"))


async def test_colours_stand_where_the_strip_will_be_before_it_hangs(visit: Visit) -> None:
    ada = await visit("Ada")
    await ada.open_room("A wash")
    await ada.say("a castle on a hill")
    await ada.sees_painted("a castle on a hill")
    await ada.page.evaluate(
        "() => { const wash = document.querySelector('.wash'); window.washes = [];"
        " new MutationObserver(() => wash.hidden || "
        "window.washes.push([wash.style.background, document.querySelectorAll('.strip').length]))"
        ".observe(wash, { attributes: true }); }"
    )
    await ada.say("a red moon rises over the sea")
    await ada.sees_painted("a red moon rises over the sea")
    washes = await ada.page.evaluate("window.washes")
    assert washes and "radial-gradient" in washes[0][0] and washes[0][1] == 1, "the colours came before the strip"
    await expect(ada.page.locator(".wash")).to_be_hidden()


async def test_everybody_sees_that_voices_are_kept_and_can_refuse(visit: Visit) -> None:
    ada, ben = await visit("Ada"), await visit("Ben", PHONE)
    await ben.join(await ada.open_room("Kept"), "Kept")
    await expect(ben.page.get_by_role("button", name="Voices are kept")).to_be_hidden()
    await ada.page.get_by_role("button", name="Room", exact=True).click()
    settings = ada.page.get_by_role("dialog", name="This room")
    await settings.get_by_role("radio", name="Keep them").check()
    await settings.get_by_role("button", name="Keep these").click()
    for one in (ada, ben):
        await expect(one.page.get_by_role("button", name="Voices are kept")).to_be_visible()
    await ben.page.get_by_role("button", name="Voices are kept").click()
    voice = ben.page.get_by_role("dialog", name="Voice and captions")
    await voice.get_by_role("radio", name="Not mine").check()
    await expect(ben.page.get_by_role("button", name="Voices are kept, not yours")).to_have_count(1)
    await ben.page.keyboard.press("Escape")
    assert await ben.overflow() == 0
    await expect(ada.page.get_by_role("button", name="Voices are kept", exact=True)).to_be_visible()


async def test_captions_grow_and_letters_stop_being_keys_for_who_wants_that(visit: Visit) -> None:
    ada = await visit("Ada", PHONE)
    await ada.open_room("Captions")
    await ada.say("a castle on a hill above the dark sea, and behind it the mountains rise into the clouds")
    line = ada.page.get_by_role("region", name="What is being said").get_by_text("a castle on a hill")
    before = float((await line.evaluate("(line) => getComputedStyle(line).fontSize")).removesuffix("px"))
    await ada.page.get_by_role("button", name="Voice and captions").click()
    dialog = ada.page.get_by_role("dialog", name="Voice and captions")
    await dialog.get_by_role("radio", name="Largest").check()
    await dialog.get_by_role("group", name="Single letters as keys").get_by_role("radio", name="Off").check()
    await ada.page.keyboard.press("Escape")
    await ada.page.reload()
    await ada.is_in("Captions")
    after = float((await line.evaluate("(line) => getComputedStyle(line).fontSize")).removesuffix("px"))
    assert after > before * 1.5
    assert await ada.overflow() == 0
    await ada.page.keyboard.press("Escape")
    await ada.page.keyboard.press("e")
    await expect(dialog_of(ada)).to_be_hidden()


async def test_a_screen_reader_is_told_what_others_said_and_not_every_word_of_it(visit: Visit) -> None:
    ada, ben = await visit("Ada"), await visit("Ben")
    await ben.join(await ada.open_room("Aloud"), "Aloud")
    live = ben.page.locator("#caption-live")
    await ben.page.evaluate(
        "() => { window.aloud = []; const live = document.querySelector('#caption-live');"
        " new MutationObserver(() => window.aloud.push(live.textContent)).observe(live, { childList: true }); }"
    )
    for text in ("a castle", "a lake", "a boat"):
        await ada.say(text)
        await ben.reads(text)
    await expect(live).to_have_text("Ada: a lake Ada: a boat", timeout=15_000)
    assert await ben.page.evaluate("window.aloud") == ["Ada: a castle", "Ada: a lake Ada: a boat"]
    assert await ada.page.locator("#caption-live").text_content() == "", "nobody is told what they said themselves"
