"""The film on its world's page: made by the service, played by a real browser,
made and stopped again by whoever wove the world."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitors import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

FILMED_MS = 90_000
PLAYED = """
async (video) => {
  video.muted = true;
  await video.play();
  const until = async (so) => { while (!so()) await new Promise((wake) => setTimeout(wake, 50)); };
  await until(() => video.currentTime > 0.3 && video.readyState >= 2);
  video.currentTime = 12;
  await until(() => !video.seeking && video.currentTime > 12.1);
  video.pause();
  return {
    size: [video.videoWidth, video.videoHeight], at: video.currentTime, long: video.duration, error: video.error,
  };
}
"""


async def test_a_finished_world_has_a_film_that_plays_and_seeks(visit: Visit, filmed_world: str) -> None:
    cleo = await visit("Cleo", PHONE)
    await cleo.open(filmed_world)
    film = cleo.page.get_by_role("region", name="The film")
    await expect(film.get_by_role("link", name="Download: Wide")).to_be_visible(timeout=FILMED_MS)
    video = film.locator("video")
    played = await video.evaluate(PLAYED)
    assert played["error"] is None
    assert played["size"] == [214, 120]
    assert 20 < played["long"] < 40
    await expect(film.get_by_role("button", name="Make it")).to_have_count(0)
    assert await cleo.overflow() == 0
