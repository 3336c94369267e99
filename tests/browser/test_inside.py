"""Stepping inside a finished world: the 3D page shows a picture, travels, and leads back to the flat mural."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from tests.browser.conftest import Visit
from tests.browser.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]


async def picture(visitor: Visitor) -> np.ndarray:
    """The middle of what the canvas shows, (height, width, 3) of 0 to 255."""
    shown = Image.open(io.BytesIO(await visitor.page.screenshot())).convert("RGB")
    width, height = shown.size
    return np.asarray(shown.crop((0, height // 5, width, height * 3 // 5)), dtype=np.float32)


def colours(pixels: np.ndarray) -> int:
    return len(np.unique(pixels.reshape(-1, 3).astype(np.uint8), axis=0))


async def test_the_canvas_shows_the_world_and_one_can_travel_through_it(
    visit: Visit, browser_3d: Browser, hung_world: str
) -> None:
    ada = await visit("Ada", chromium=browser_3d, reduced_motion="reduce")
    await ada.open(hung_world)
    await ada.page.get_by_role("link", name="Step inside").click()
    await expect(ada.page.locator("body")).to_have_class(re.compile("inside--ready"))
    canvas = ada.page.get_by_role("img", name=re.compile("in relief"))
    await expect(canvas).to_be_visible()
    where = ada.page.get_by_role("region", name="Where you are")
    await expect(where).to_contain_text("a castle on a hill at night")
    first = await picture(ada)
    assert colours(first) > 500, "a picture has many colours"
    assert first.std() > 10, "a picture has light and dark"

    await canvas.focus()
    await ada.page.keyboard.press("End")
    await expect(where).to_contain_text("the sun rises over the sea")
    await ada.page.wait_for_timeout(1000)
    last = await picture(ada)
    assert colours(last) > 500
    assert np.abs(last - first).mean() > 5, "travelling shows another part of the world"
    await ada.page.keyboard.press("ArrowLeft")
    await ada.page.wait_for_timeout(600)
    assert np.abs(await picture(ada) - last).mean() > 1, "the arrow keys travel"

    await ada.page.get_by_role("link", name="Back to the mural").click()
    await expect(ada.page).to_have_url(re.compile(re.escape(hung_world) + r"(#phrase-\d+)?$"))
    await expect(ada.page.get_by_role("region", name="The mural").get_by_role("img").first).to_be_visible()


async def test_a_link_to_a_phrase_steps_in_at_its_strip(visit: Visit, browser_3d: Browser, hung_world: str) -> None:
    ada = await visit("Ada", chromium=browser_3d, reduced_motion="reduce")
    await ada.open(f"{hung_world}/inside#phrase-3")
    where = ada.page.get_by_role("region", name="Where you are")
    await expect(where).to_contain_text("a forest of old pines in the snow")
