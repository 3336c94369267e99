"""Looking back along a long mural: nothing moves under the reader, and only what is near the view is in the page."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Visit
from tests.narrators import narrator
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

TOLD = [f"the road goes on, mile {mile}" for mile in range(1, 13)]
SMALL = (700, 640)


async def where(strip: Locator) -> float:
    """The strip's left edge on the screen, CSS px."""
    box = await strip.bounding_box()
    assert box is not None
    return box["x"]


async def test_whoever_looks_back_is_left_alone_until_they_want_to_return(visit: Visit, stack: Stack) -> None:
    ben = await visit("Ben", SMALL, reduced_motion="reduce")
    link = await ben.open_room("A long road")
    async with narrator(stack.base_url, link.rsplit("/", 1)[-1], "Ada") as ada:
        await ada.take_turn()
        for text in TOLD:
            last = await ada.say(text)
        await ada.sees_painted(last, patience=60)
        await ben.sees_painted(TOLD[-1])
        newest = ben.strip_of(TOLD[-1])
        await expect(newest).to_be_in_viewport()
        back = ben.page.get_by_role("button", name="Back to now")
        await expect(back).to_be_hidden()
        assert await ben.strips.count() < len(TOLD), "a long mural is not in the page as a whole"
        await expect(ben.strip_of(TOLD[0])).to_have_count(0)

        await ben.mural.hover()
        for _ in range(len(TOLD)):
            await ben.page.mouse.wheel(-SMALL[0], 0)
        await ben.sees_painted(TOLD[0])
        await expect(ben.strip_of(TOLD[0])).to_be_in_viewport()
        await expect(back).to_be_visible()
        await expect(newest).to_have_count(0)
        assert await ben.strips.count() < len(TOLD)

        before = await where(ben.strip_of(TOLD[0]))
        another = await ada.say("and there is an inn")
        await ada.sees_painted(another)
        await ben.reads("and there is an inn", by="Ada")
        await ben.page.wait_for_timeout(1000)
        assert await where(ben.strip_of(TOLD[0])) == before, "the view moved under the reader"
        await expect(back).to_be_visible()

        await back.click()
        await expect(back).to_be_hidden()
        await ben.sees_painted("and there is an inn")
        await expect(ben.strip_of("and there is an inn")).to_be_in_viewport()
        await expect(ben.strip_of(TOLD[0])).to_have_count(0)

        after = await ada.say("a dog sleeps at its door")
        await ada.sees_painted(after)
        await ben.sees_painted("a dog sleeps at its door")
        await expect(ben.strip_of("a dog sleeps at its door")).to_be_in_viewport()


async def test_words_lead_to_their_strip(visit: Visit, stack: Stack) -> None:
    ben = await visit("Ben", SMALL)
    link = await ben.open_room("Words and paint")
    told = TOLD[:5]
    async with narrator(stack.base_url, link.rsplit("/", 1)[-1], "Ada") as ada:
        await ada.take_turn()
        for text in told:
            last = await ada.say(text)
        await ada.sees_painted(last, patience=60)
    await ben.sees_painted(told[-1])
    await expect(ben.strip_of(told[0])).not_to_be_in_viewport()
    await ben.story.get_by_role("button", name=told[0]).click()
    await expect(ben.strip_of(told[0])).to_be_in_viewport()
