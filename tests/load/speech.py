"""What it feels like when somebody speaks: two real browsers, one with a voice in its microphone,
measured on the other's screen.

The sound is Chromium's fake microphone playing a story of which every sentence's first and last sample is known. What
the page sends is recorded with the moment of sending and laid over the story, so that it is known when each sample was
in the browser; the other page notes what it shows, frame by frame, on the same clock. So the figures hold everything
between the microphone and the eye.
"""

from __future__ import annotations

import asyncio
import base64
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from playwright.async_api import Page, async_playwright

from tests.browser.chromium import start_chromium
from tests.browser.visitors import PATIENCE_MS, Visitor
from tests.load.machine import spread
from tests.narrators import Person
from tests.voice.recordings import RATE, Recording, Samples, tell, write
from worlds.speech.cutter import CHUNK_SAMPLES, CutterOptions

STORY = (
    "An old castle stands on a hill above the dark sea",
    "A red moon rises over the mountains",
    "Snow begins to fall on the quiet forest",
    "A lighthouse shines through the storm",
    "At dawn the birds fly over the river",
)
PAUSE_SECONDS = CutterOptions().pause * CHUNK_SAMPLES / RATE
"""How long quiet has to last to be a pause."""

RECORD_SOUND = """
(() => {
  window.sound = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (data instanceof ArrayBuffer) window.sound.push([Date.now() / 1000, new Uint8Array(data.slice(0))]);
    return send.call(this, data);
  };
})()
"""
READ_SOUND = """
() => window.sound.map(([at, bytes]) => [at, btoa(String.fromCharCode(...bytes))])
"""
WATCH = """
() => {
  window.shown = [];
  let before = "";
  const look = () => {
    const saying = [...document.querySelectorAll("#caption .is-partial")].map((line) => line.innerText).join(" ");
    const words = [...document.querySelectorAll("#story-phrases .phrase__text")].map((text) => text.textContent);
    const strips = [...document.querySelectorAll("#mural .strip")]
      .filter((strip) => strip.complete && strip.naturalWidth > 0 && strip.style.visibility !== "hidden")
      .map((strip) => strip.alt);
    const now = JSON.stringify({ saying, words, strips });
    if (now !== before) window.shown.push([Date.now() / 1000, JSON.parse(now)]);
    before = now;
    requestAnimationFrame(look);
  };
  look();
}
"""


@dataclass(frozen=True)
class Heard:
    """One sentence as the other screen showed it: seconds on one clock."""

    began: float
    ended: float
    partial: float | None
    """When its first words were shown, if that was before all of them."""
    words: float
    text: str
    strip: float


def story(sentences: tuple[str, ...] = STORY, *, voice: str = "rms", pause: float = 1.6) -> Recording:
    """The sentences with pauses between them, and a little noise."""
    return tell(sentences, [pause] * (len(sentences) - 1), voice, noise="pink", snr=25, around=2.5)


async def hands_free(ada: Visitor) -> None:
    """Choose to speak hands-free, allowing the microphone on the way, and begin to be heard."""
    page = ada.page
    await page.get_by_role("button", name="Voice and captions").click()
    await page.get_by_role("radio", name="Hands-free").check()
    allow = page.get_by_role("button", name="Allow the microphone")
    if await allow.is_visible():
        await allow.click()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Start listening").click()
    await page.get_by_role("button", name="Stop listening").wait_for()


async def listen(speaker: Page, other: Page, recording: Recording, *, patience: float = 40) -> list[Heard]:
    """Every sentence of ``recording`` as ``other`` shows it, once all their strips hang.
    ``speaker`` is speaking it already."""
    count = len(recording.texts)
    done = f"() => window.shown.at(-1)?.[1].strips.length >= {count}"
    await other.wait_for_function(done, timeout=(recording.seconds + patience) * 1000)
    zero = _when_it_began(await speaker.evaluate(READ_SOUND), recording.pcm)
    shown: list[tuple[float, dict[str, Any]]] = await other.evaluate("window.shown")
    return [_heard(shown, recording, number, zero) for number in range(count)]


def _heard(shown: list[tuple[float, dict[str, Any]]], recording: Recording, number: int, zero: float) -> Heard:
    began, ended = (zero + sample / RATE for sample in recording.spans[number])
    words = next((at, now["words"][number]) for at, now in shown if _texts(now, number))
    strip = next(at for at, now in shown if words[1] in now["strips"])
    partial = next((at for at, now in shown if began <= at < words[0] and now["saying"]), None)
    return Heard(began, ended, partial, words[0], words[1], strip)


def _texts(now: dict[str, Any], number: int) -> bool:
    return len(now["words"]) > number and now["words"][number] not in ("", "…")


def _when_it_began(sent: list[tuple[float, str]], pcm: Samples) -> float:
    """The moment, on the browser's clock, at which sample 0 of the story was in its microphone."""
    frames = [np.frombuffer(base64.b64decode(data), "<i2") for _, data in sent]
    stream = np.concatenate(frames)
    # by the loudness of each 10 ms: where the story lies in what was sent
    there, here = _loudness(pcm), _loudness(stream)
    shift = int(np.argmax(np.correlate(here, there, "full"))) - (len(there) - 1)
    # of all frames the one that came soonest after its last sample tells the clock best
    ends = np.cumsum([len(frame) for frame in frames])
    start = min(at - end / RATE for (at, _), end in zip(sent, ends, strict=True))
    return float(start + shift * 0.01)


def _loudness(pcm: Samples) -> np.ndarray[Any, np.dtype[np.float64]]:
    step = RATE // 100
    whole = pcm[: len(pcm) // step * step].astype(np.float64).reshape(-1, step)
    level = np.sqrt(np.mean(whole**2, axis=1))
    return level - level.mean()


async def speak_to_another_screen(base: str, stories: int) -> dict[str, Any]:
    """``stories`` stories told one after the other, each by a browser of its own;
    what was felt on the other's screen."""
    heard: list[Heard] = []
    async with async_playwright() as playwright:
        other = await start_chromium(playwright)
        for number in range(stories):
            heard += await _one_story(playwright, other, base, ("rms", "slt", "awb")[number % 3])
        await other.close()
    person = Person(base)
    felt = (await person.http.get("/health?format=json")).json()["felt"]
    await person.close()
    return {**figures(heard), "felt": felt}


def figures(heard: list[Heard]) -> dict[str, Any]:
    """Milliseconds: to the first words, from the pause to the final ones, from those to the strip."""
    return {
        "sentences": len(heard),
        "partial": spread([one.partial - one.began for one in heard if one.partial is not None]),
        "words": spread([max(0.0, one.words - one.ended - PAUSE_SECONDS) for one in heard]),
        "strip": spread([one.strip - one.words for one in heard]),
    }


async def _one_story(playwright: Any, other: Any, base: str, voice: str) -> list[Heard]:
    recording = story(voice=voice)
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "story.wav"
        write(clip, recording.pcm, 48_000)
        speaking = await start_chromium(playwright, microphone=clip)
        pages = []
        for browser, name in ((speaking, "Ada"), (other, "Ben")):
            context = await browser.new_context(viewport={"width": 1280, "height": 800})
            context.set_default_timeout(PATIENCE_MS)
            pages.append(Visitor(name, base, context, await context.new_page()))
        ada, ben = pages
        await ada.context.add_init_script(RECORD_SOUND)
        await ben.join(await ada.open_room("A story"), "A story")
        await ben.page.evaluate(WATCH)
        await hands_free(ada)
        heard = await listen(ada.page, ben.page, recording)
        await ben.context.close()
        await speaking.close()
    await asyncio.sleep(1)
    return heard
