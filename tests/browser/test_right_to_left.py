"""Somebody narrates in Hebrew: in the field, the caption, the story and the turn their words run from right to left,
and the sentences around a name stay in their order."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

TOLD = "ירח אדום, מעל הים"
DIRECTION = "element => getComputedStyle(element).direction"


async def left_of(place: Locator) -> float:
    box = await place.bounding_box()
    assert box is not None
    return box["x"]


async def test_what_is_told_from_right_to_left_is_shown_so(visit: Visit) -> None:
    noa, ben = await visit("נועה"), await visit("Ben")
    await ben.join(await noa.open_room("ערב ראשון"), "ערב ראשון")
    field = noa.page.get_by_label("What do you see?")
    await field.fill(TOLD)
    assert await field.evaluate(DIRECTION) == "rtl"
    await field.press("Enter")
    for one in (noa, ben):
        await one.reads(TOLD, by="נועה")
        words = one.story.get_by_role("button", name=TOLD)
        line = one.page.locator(".caption__line", has_text=TOLD)
        for place, name, said in (
            (words, ".phrase__who", ".phrase__text"),
            (line, ".caption__who", ".caption__said"),
        ):
            assert await place.evaluate(DIRECTION) == "rtl"
            assert await left_of(place.locator(name)) > await left_of(place.locator(said)), "the name comes first"
    assert await ben.page.get_by_role("heading", name="ערב ראשון").evaluate(DIRECTION) == "rtl"
    await expect(ben.turn.get_by_text("\u2068נועה\u2069 has the turn")).to_be_visible()

    # A sentence that runs from left to right does so still, whoever said it.
    await noa.say("and a ship below it")
    await ben.reads("and a ship below it")
    words = ben.story.get_by_role("button", name="and a ship below it")
    assert await words.evaluate(DIRECTION) == "ltr"
    assert await left_of(words.locator(".phrase__who")) < await left_of(words.locator(".phrase__text"))
