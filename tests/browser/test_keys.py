"""By keyboard: what is typed is written, a letter is a command only where nothing can be said, and an input method's
Enter sends nothing, whatever the layout of the keyboard is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.test_correcting import dialog_of
from tests.browser.visitors import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]


def field_of(visitor: Visitor) -> Locator:
    return visitor.page.get_by_label("What do you see?")


async def key_down(place: Locator, **key: Any) -> None:
    """A key as another keyboard or browser tells of it."""
    await place.dispatch_event("keydown", {"bubbles": True, "cancelable": True} | key)


async def test_what_is_typed_is_written_and_a_stray_letter_passes_no_turn(visit: Visit) -> None:
    ada, ben = await visit("Ada"), await visit("Ben")
    link = await ada.open_room("By keyboard")
    await expect(field_of(ada)).to_be_focused()
    await ada.press("Take the turn")
    await ada.turn.get_by_text("Your turn").wait_for()
    await ada.page.keyboard.type("The hen")
    await expect(field_of(ada)).to_have_value("The hen")

    # Wherever the focus is: on a button, or nowhere.
    await ada.page.get_by_role("button", name="Say it").focus()
    await ada.page.keyboard.type("!")
    await expect(field_of(ada)).to_have_value("The hen!")
    await ada.page.keyboard.press("Backspace")
    await ada.page.get_by_role("heading", name="By keyboard").click()
    await ada.page.keyboard.type(", who sets out")
    await expect(field_of(ada)).to_have_value("The hen, who sets out")
    await ada.page.keyboard.press("Enter")
    await ada.reads("The hen, who sets out", by="Ada")

    # After Esc letters are commands, on a Cyrillic keyboard too; only the second T passes the turn.
    await ben.join(link, "By keyboard")
    await expect(ben.turn.get_by_role("group", name="Ada has the turn")).to_be_focused()
    await ada.page.keyboard.press("Escape")
    await key_down(ada.page.locator("body"), key="у", code="KeyE")
    await expect(dialog_of(ada)).to_be_visible()
    await ada.page.keyboard.press("Escape")
    await expect(dialog_of(ada)).to_be_hidden()
    await ada.page.keyboard.press("t")
    await expect(ada.page.get_by_text("Press T once more")).to_be_visible()
    await ada.page.keyboard.type("o")
    await expect(field_of(ada)).to_have_value("to")
    await ada.page.keyboard.press("Escape")
    await key_down(ben.page.locator("body"), key="р", code="KeyH")
    await expect(ada.turn.get_by_text("Hand up: Ben")).to_be_visible()
    for _ in range(2):
        await key_down(ada.page.locator("body"), key="е", code="KeyT")
    await expect(ben.turn.get_by_text("Your turn")).to_be_visible()


async def test_an_input_methods_enter_sends_nothing(visit: Visit) -> None:
    ada = await visit("Ada")
    await ada.open_room("かな")
    field = field_of(ada)
    await field.fill("赤い月")
    # As Chromium and Firefox tell of it, and as WebKit does, once the word is whole.
    await key_down(field, key="Enter", keyCode=229, isComposing=True)
    await key_down(field, key="Enter", keyCode=229, isComposing=False)
    await key_down(field, key="Escape", keyCode=229, isComposing=False)
    await expect(field).to_be_focused()
    await expect(field).to_have_value("赤い月")
    await field.press("Enter")
    await ada.reads("赤い月")
    await ada.page.keyboard.press("Escape")
    await ada.page.keyboard.press("e")
    words = dialog_of(ada).get_by_label("Your words")
    await words.fill("青い月")
    await key_down(words, key="Enter", keyCode=229, isComposing=False)
    await expect(words).to_be_visible()
    await words.press("Enter")
    await ada.reads("青い月")


async def test_a_phone_brings_no_keyboard_up_unasked_and_says_where_there_is_no_microphone(visit: Visit) -> None:
    ada = await visit("Ada", PHONE, has_touch=True, is_mobile=True)
    # As in the browser inside another app.
    await ada.context.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined });")
    await ada.open_room("On a phone")
    await expect(ada.turn.get_by_role("group", name="The turn is free")).to_be_focused()
    await ada.page.get_by_role("button", name="Hold to talk, or tap").tap()
    await expect(ada.page.get_by_text("The browser inside another app gives no microphone.")).to_be_visible()
    await expect(ada.turn.get_by_text("The turn is free")).to_be_visible()  # not taken by who cannot be heard
    await ada.page.get_by_role("button", name="Take the turn").tap()
    await expect(ada.turn.get_by_role("group", name="Your turn")).to_be_focused()
