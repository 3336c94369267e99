"""Somebody speaks into a microphone while the talk key is held: others read the words, and the strip is painted.

The microphone is Chromium's fake one and plays a flite voice.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, expect

from tests.browser.chromium import start_chromium
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

RATE = 48_000
QUIET_S = 1.0
SENTENCE = "The old castle stands on a hill above the dark sea."


def speak_into(clip: Path, text: str) -> float:
    """Write a flite voice with a second of quiet on each side as 16-bit mono at 48 kHz; its length in seconds."""
    said = clip.with_suffix(".flite.wav")
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(said)], check=True)
    with wave.open(str(said)) as opened:
        assert (opened.getframerate(), opened.getnchannels(), opened.getsampwidth()) == (16_000, 1, 2)
        voice = np.frombuffer(opened.readframes(opened.getnframes()), dtype=np.int16)
    at = np.arange(len(voice) * RATE // 16_000) * (16_000 / RATE)
    louder = np.interp(at, np.arange(len(voice)), voice)
    quiet = np.zeros(int(RATE * QUIET_S))
    sound = np.concatenate([quiet, louder, quiet]).astype("<i2")
    with wave.open(str(clip), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(sound.tobytes())
    return len(sound) / RATE


@pytest_asyncio.fixture(loop_scope="session")
async def talking(playwright: Playwright, tmp_path: Path) -> AsyncIterator[tuple[Browser, float]]:
    """A Chromium whose microphone hears the sentence, and how long that takes, in seconds."""
    clip = tmp_path / "microphone.wav"
    seconds = speak_into(clip, SENTENCE)
    running = await start_chromium(playwright, microphone=clip)
    yield running, seconds
    await running.close()


async def test_what_is_said_while_the_key_is_held_is_read_and_painted(
    visit: Visit, talking: tuple[Browser, float]
) -> None:
    chromium, seconds = talking
    ada, ben = await visit("Ada", chromium=chromium), await visit("Ben")
    await ben.join(await ada.open_room("Spoken"), "Spoken")

    key = ada.page.get_by_role("button", name="Hold to talk")
    await key.hover()
    await ada.page.mouse.down()
    await expect(ada.page.get_by_role("button", name="Listening; let go to end")).to_be_visible()
    await expect(ben.turn.get_by_text("Ada has the turn")).to_be_visible()
    saying = ben.page.get_by_role("region", name="What is being said")
    partial = asyncio.ensure_future(expect(saying).to_contain_text(re.compile(r"Ada\s*\w+")))
    await asyncio.sleep(seconds)
    await ada.page.mouse.up()
    await expect(key).to_be_visible()
    await partial

    row = ben.story.get_by_role("listitem")
    await expect(row).to_have_count(1)
    await expect(row).to_contain_text(re.compile("castle", re.IGNORECASE))
    for one in (ada, ben):
        strip = one.strips.and_(one.page.get_by_alt_text(re.compile("castle", re.IGNORECASE)))
        await expect(strip).to_be_visible()
        await expect(strip).to_have_js_property("complete", True)


async def test_without_a_microphone_there_is_one_sentence_and_typing_works(visit: Visit) -> None:
    ada = await visit("Ada")
    await ada.open_room("No microphone")
    await ada.page.get_by_role("button", name="Hold to talk").hover()
    await ada.page.mouse.down()
    await expect(ada.page.get_by_text("Typing works.")).to_be_visible()
    await ada.page.mouse.up()
    await ada.say("a lighthouse")
    await ada.reads("a lighthouse", by="Ada")
