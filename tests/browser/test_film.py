"""The film on its world's page: made by the service, played by a real browser,
made and stopped again by whoever wove the world."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitors import PHONE
from tests.narrators import host
from tests.stack import Stack

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


async def test_a_finished_world_has_a_film_that_plays_and_seeks(visit: Visit, stack: Stack) -> None:
    async with host(stack.base_url, "Ada", room="Filmed") as ada:
        await ada.take_turn()
        await ada.sees_painted(await ada.say("a lighthouse over the sea"), patience=60)
        await ada.ask("world.finish", gallery="Films", visibility="public", title_hint="A light")
        world = await ada.sees(lambda room: room.world if room.world.state == "finished" else None, patience=60)
    assert world.page is not None
    cleo = await visit("Cleo", PHONE)
    await cleo.open(str(world.page))
    film = cleo.page.get_by_role("region", name="The film")
    await expect(film.get_by_role("link", name="Download: Wide")).to_be_visible(timeout=FILMED_MS)
    video = film.locator("video")
    played = await video.evaluate(PLAYED)
    assert played["error"] is None
    assert played["size"] == [214, 120]
    assert 20 < played["long"] < 40
    await expect(film.get_by_role("button", name="Make it")).to_have_count(0)
    assert await cleo.overflow() == 0
