"""The world's sound in a real browser: off until asked for, made of what is in view, remembered,
and silent while one speaks.

Loudness is measured on what goes out to the loudspeaker; the level of the whole is -20 to -10 dB
when something is in view.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Playwright, expect

from tests.browser.chromium import start_chromium
from tests.browser.conftest import Visit
from tests.browser.test_for_everyone import AXE, RUN_AXE
from tests.browser.test_speaking import SENTENCE, clip_of
from tests.browser.visitors import PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

STORM = "a stormy sea at night with rain"
LISTEN = """
const connect = AudioNode.prototype.connect;
const ears = new Map();
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode && target.context instanceof AudioContext) {
    if (!ears.has(target)) {
      const ear = target.context.createAnalyser();
      ear.fftSize = 16384;
      connect.call(ear, target);
      ears.set(target, ear);
    }
    return connect.call(this, ears.get(target), ...rest);
  }
  return connect.call(this, target, ...rest);
};
const running = () => [...ears.values()].filter((ear) => ear.context.state === "running");
window.loudness = () => Math.max(0, ...running().map((ear) => {
  const samples = new Float32Array(ear.fftSize);
  ear.getFloatTimeDomainData(samples);
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
}));
"""
"""Puts an ear before every loudspeaker; ``loudness()`` is the root mean square of the last third of a second."""
AUDIBLE = 0.005
SILENT = 0.0005


async def loudness(page: Page) -> float:
    return float(await page.evaluate("loudness()"))


async def until(page: Page, heard: Callable[[float], bool], patience: float = 15) -> float:
    """The loudness, once it is as it should be."""
    end = time.monotonic() + patience
    while not heard(now := await loudness(page)):
        assert time.monotonic() < end, f"the loudness stayed at {now}"
        await asyncio.sleep(0.1)
    return now


def audible(level: float) -> bool:
    return level > AUDIBLE


def silent(level: float) -> bool:
    return level < SILENT


async def fetched(page: Page, name: str) -> bool:
    names = "performance.getEntriesByType('resource').map((entry) => entry.name)"
    return any(name in address for address in await page.evaluate(names))


async def woven(ada: Visitor) -> None:
    await ada.context.add_init_script(LISTEN)
    await ada.open_room("Heard")
    await ada.say(STORM)
    await ada.sees_painted(STORM)


async def test_a_room_sounds_once_somebody_asks_and_remembers_it(visit: Visit) -> None:
    ada = await visit("Ada", PHONE, reduced_motion="reduce")
    await woven(ada)
    button = ada.page.get_by_role("button", name="Sound")
    volume = ada.page.get_by_role("slider", name="Volume")
    await expect(button).to_have_attribute("aria-pressed", "false")
    await expect(volume).to_be_hidden()
    assert not await fetched(ada.page, "Tone"), "sound costs nothing before it is wanted"
    assert await loudness(ada.page) == 0

    await button.focus()
    await ada.page.keyboard.press("Enter")
    await expect(button).to_have_attribute("aria-pressed", "true")
    await until(ada.page, audible)
    assert await fetched(ada.page, "Tone")
    await ada.page.keyboard.press("Tab")
    await expect(volume).to_be_focused()
    await ada.page.evaluate(AXE)
    assert await ada.page.evaluate(RUN_AXE) == []
    assert await ada.overflow() == 0
    await ada.page.keyboard.press("Home")
    await until(ada.page, lambda level: level < AUDIBLE)
    await ada.page.keyboard.press("End")
    await until(ada.page, audible)

    await ada.page.reload()
    await ada.sees_painted(STORM)
    await expect(button).to_have_attribute("aria-pressed", "true")
    assert await loudness(ada.page) == 0, "a browser wants a gesture first"
    await expect(ada.page.get_by_text("The sound begins with your next touch or key.")).to_be_visible()
    await ada.mural.click()
    await until(ada.page, audible)
    assert json.loads(await ada.page.evaluate("localStorage.getItem('lightloom.sound')")) == {"on": True, "volume": 1}

    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "false")
    await until(ada.page, silent)
    await ada.page.reload()
    await expect(button).to_have_attribute("aria-pressed", "false")


@pytest_asyncio.fixture(loop_scope="session")
async def talking(playwright: Playwright, tmp_path: Path) -> AsyncIterator[Browser]:
    clip, _ = clip_of(tmp_path, SENTENCE)
    running = await start_chromium(playwright, microphone=clip)
    yield running
    await running.close()


async def test_the_sound_is_silent_while_one_speaks(visit: Visit, talking: Browser) -> None:
    ada = await visit("Ada", chromium=talking, reduced_motion="reduce")
    await woven(ada)
    await ada.press("Sound")
    await until(ada.page, audible)
    await ada.page.get_by_role("button", name="Hold to talk").hover()
    await ada.page.mouse.down()
    await expect(ada.page.get_by_role("button", name="Listening; let go to end")).to_be_visible()
    await until(ada.page, silent, 3)
    await ada.page.mouse.up()
    await until(ada.page, audible)


async def test_a_finished_world_sounds_too(visit: Visit, hung_world: str) -> None:
    ada = await visit("Ada", reduced_motion="reduce")
    await ada.context.add_init_script(LISTEN)
    await ada.open(hung_world)
    await ada.press("Sound")
    await until(ada.page, audible)


async def test_a_sound_that_cannot_come_says_so(visit: Visit, hung_world: str) -> None:
    ada = await visit("Ada")
    ada.forgives("Failed to load resource|Tone")
    await ada.page.route("**/Tone.*.js", lambda route: route.abort())
    await ada.open(hung_world)
    await ada.press("Sound")
    await expect(ada.page.get_by_text("The sound could not be brought here. Try again.")).to_be_visible()
    await expect(ada.page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "false")
    await ada.page.unroute_all()
    await ada.press("Sound")
    await expect(ada.page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "true")
