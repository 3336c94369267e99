"""Somebody without a mouse: what had the focus goes, and the focus goes on to what took its place,
never back to the page's top."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.visitors import PHONE, WIDE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

NOTE_FOCUS = "document.noted = []; document.addEventListener('focusin', ({target}) => document.noted.push(target.id))"


async def enter(control: Locator) -> None:
    await control.focus()
    await control.press("Enter")


async def finish_by_keys(visitor: Visitor, gallery: str) -> None:
    """Finish the world from the field in which the gallery is named, with Tab and Enter alone."""
    await enter(visitor.page.get_by_role("button", name="Finish", exact=True))
    dialog = visitor.page.get_by_role("dialog", name="Finish this world")
    await dialog.get_by_label("Gallery").fill(gallery)
    keep = dialog.get_by_role("button", name="Keep weaving")
    await keep.focus()
    await keep.press("Tab")
    await expect(dialog.get_by_role("button", name="Finish it")).to_be_focused()
    await visitor.page.keyboard.press("Enter")


async def test_the_focus_goes_where_the_story_goes(visit: Visit) -> None:
    ada, ben = await visit("Ada", WIDE), await visit("Ben", PHONE)
    await ben.join(await ada.open_room("By keys alone"), "By keys alone")
    await ada.say("a lighthouse over a stormy sea")
    await ada.sees_painted("a lighthouse over a stormy sea")

    correct = ada.story.get_by_role("button", name="Correct")
    await ada.story.get_by_role("group").focus()
    for _ in range(2):  # to the phrase, and on to what can be done with it, which shows while the focus is in it
        await ada.page.keyboard.press("Tab")
    await expect(correct).to_be_focused()
    await ada.page.keyboard.press("Enter")
    await expect(ada.page.get_by_role("dialog", name="What did you say?")).to_be_visible()
    await ada.page.keyboard.press("Escape")
    await expect(correct).to_be_focused()
    await enter(ada.story.get_by_role("button", name="Take it down"))
    await expect(ada.strips).to_have_count(0)
    await expect(ada.story.get_by_role("group", name="The story so far")).to_be_focused()
    await enter(ada.turn.get_by_role("button", name="Pass it on"))
    await expect(ada.turn.get_by_role("group", name="The turn is free")).to_be_focused()
    await enter(ada.turn.get_by_role("button", name="Take the turn"))
    await expect(ada.page.get_by_label("What do you see?")).to_be_focused()

    await ada.say("a ship comes home at dawn")
    await ada.sees_painted("a ship comes home at dawn")
    await ben.page.get_by_label("What do you see?").fill("and a whale beside it")
    for one in (ada, ben):
        await one.page.evaluate(NOTE_FOCUS)
    await finish_by_keys(ada, "By keys")
    for one in (ada, ben):
        await expect(one.page.get_by_role("link", name="See the world")).to_be_focused()
        assert "finishing" in await one.page.evaluate("document.noted"), "the progress is told first"
        await expect(one.turn.get_by_role("status").last).to_contain_text("Finished, and hung in “By keys”")
    await enter(ada.page.get_by_role("button", name="Weave another"))
    for one in (ada, ben):
        await expect(
            one.turn.get_by_role("group", name="Your turn" if one is ada else "Ada has the turn")
        ).to_be_focused()
