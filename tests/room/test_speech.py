"""A spoken phrase over a real socket: frames of a flite voice in, partial words out to everyone,
a durable phrase, a strip."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import numpy as np
import pytest

from tests.narrators import Refused, Seat, host, narrator
from tests.stack import Stack
from tests.voice.recordings import RATE, silence, tell, with_noise

pytestmark = pytest.mark.stack

FRAME_SECONDS = 0.2
FRAME_BYTES = int(16_000 * FRAME_SECONDS) * 2


def spoken(text: str, quiet: float = 1.0) -> bytes:
    """PCM16 at 16 kHz of a flite voice saying ``text``, with quiet around it."""
    return tell([text], [], "rms", around=quiet).pcm.tobytes()


def frames(pcm: bytes) -> Iterator[bytes]:
    for start in range(0, len(pcm), FRAME_BYTES):
        yield pcm[start : start + FRAME_BYTES]


async def speak(seat: Seat, pcm: bytes) -> None:
    """Send ``pcm`` as a microphone would: in real time."""
    for frame in frames(pcm):
        await seat.send(frame)
        await asyncio.sleep(FRAME_SECONDS)


async def test_a_spoken_phrase_is_seen_while_it_is_said_then_heard_then_painted(stack: Stack) -> None:
    pcm = spoken("The old castle stands on a hill above the dark sea.")
    async with host(stack.base_url) as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        await ada.ask("speech.start")
        speaking = asyncio.create_task(speak(ada, pcm))
        partial = await ben.hears("partial")
        assert partial["narrator"] == ada.you and partial["text"]
        assert 0 <= partial["stable"] <= len(partial["text"])
        assert 0 < time.time() - partial["since"] < 20, "when somebody began to speak, by the server's clock"
        await speaking
        await ada.ask("speech.stop")
        heard = await ben.sees(lambda room: next((p for p in room.phrases if p.text), None))
        assert "castle" in heard.text.lower()
        painted = await ben.sees_painted(heard.id)
        assert painted.source == "spoken" and painted.said_at is not None
        told = await ben.hears("directed")
        assert told["phrase"] == heard.id and len(told["colours"]) >= 3
        assert not list((stack.data / "media" / "speech").glob("*.wav")), "the voice is not kept"


async def test_what_was_said_before_the_line_broke_is_kept_and_painted(stack: Stack) -> None:
    pcm = spoken("A red moon rises over the mountains.")
    async with host(stack.base_url) as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ben.take_turn()
        await ben.ask("speech.start")
        for frame in frames(pcm[:-32_000]):
            await ben.send(frame)
        await ben.ask("ping")
        await ben.close()
        heard = await ada.sees(lambda room: next((p for p in room.phrases if p.text), None))
        assert "moon" in heard.text.lower()
        await ada.sees_painted(heard.id)


async def test_silence_makes_no_phrase(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        await ada.take_turn()
        await ada.ask("speech.start")
        for frame in frames(b"\0\0" * 32_000):
            await ada.send(frame)
        await ada.ask("speech.stop")
        await ada.ask("ping")
        assert ada.snapshot is not None and ada.snapshot.phrases == []


async def test_more_sound_than_anyone_can_speak_is_refused(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        await ada.take_turn()
        await ada.ask("speech.start")
        for frame in frames(b"\0\0" * 16_000 * 12):
            await ada.send(frame)
        assert (await ada.hears("error"))["code"] in ("speech.too_fast", "protocol.too_fast")


async def test_two_sentences_with_a_pause_are_two_phrases_and_their_words_come_before_their_paint(stack: Stack) -> None:
    story = tell(["A red moon rises over the sea", "Snow falls on the old castle"], [1.4], "rms")
    async with host(stack.base_url) as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        await ada.ask("speech.start")
        await speak(ada, story.pcm.tobytes())
        first, second = await ben.sees(lambda room: room.phrases if len(room.phrases) == 2 else None)
        await ben.sees_painted(second.id, patience=40)
        assert "moon" in ben.phrase(first.id).text.lower()  # type: ignore[union-attr]
        assert "castle" in ben.phrase(second.id).text.lower()  # type: ignore[union-attr]


async def test_what_was_said_when_the_turn_ended_is_kept_and_painted(stack: Stack) -> None:
    async with host(stack.base_url) as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ben.take_turn()
        await ben.ask("speech.start")
        for frame in frames(spoken("A red moon rises over the mountains.", quiet=0.3)[:-8_000]):
            await ben.send(frame)
        await ben.ask("ping")
        await ada.ask("turn.skip")
        heard = await ada.sees(lambda room: next((p for p in room.phrases if p.text), None))
        assert "moon" in heard.text.lower() and heard.narrator == ben.you
        await ada.sees_painted(heard.id)
        ben.others.clear()
        await ben.send(b"\0\0" * 1600)
        await ben.ask("ping")
        assert ben.others == [], "a frame that was on its way is no abuse"


async def test_a_tab_that_falls_asleep_in_the_middle_of_a_phrase_has_said_it(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        await ada.take_turn()
        await ada.ask("speech.start")
        for frame in frames(spoken("A red moon rises over the mountains.", quiet=0.3)[:-8_000]):
            await ada.send(frame)
        heard = await ada.sees(lambda room: next((p for p in room.phrases if p.text), None))
        assert "moon" in heard.text.lower()
        for frame in frames(spoken("Snow falls on the old castle.")):
            await ada.send(frame)
        await ada.sees(lambda room: len([p for p in room.phrases if p.text]) == 2)


async def test_one_narrator_speaks_in_one_tab_and_what_the_other_heard_is_kept(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        again = await Seat(ada.person, ada.code).connect()
        await ada.take_turn()
        await ada.ask("speech.start")
        said = list(frames(spoken("A red moon rises over the mountains.", quiet=0.3)[:-8_000]))
        for frame in said:
            await ada.send(frame)
        await ada.ask("ping")
        await again.ask("speech.start")
        assert (await ada.hears("error"))["code"] == "speech.elsewhere"
        heard = await again.sees(lambda room: next((p for p in room.phrases if p.text), None))
        assert "moon" in heard.text.lower()
        for frame in said:
            await ada.send(frame)
        await again.ask("speech.stop")
        await ada.ask("ping")
        await again.sees_painted(heard.id)
        assert again.snapshot is not None and len(again.snapshot.phrases) == 1, "the first tab is not heard any more"
        await again.close()


async def test_another_rate_is_refused_and_opens_no_microphone(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        await ada.take_turn()
        with pytest.raises(Refused, match=r"protocol\.invalid"):
            await ada.ask("speech.start", rate=44_100)
        await ada.send(b"\0\0" * 1600)
        assert (await ada.hears("error"))["code"] == "speech.not_started"


def noise() -> bytes:
    chance = np.random.default_rng(3)
    return chance.normal(0, 1500, 4 * RATE).astype("<i2").tobytes()


def hum() -> bytes:
    at = np.arange(4 * RATE) / RATE
    return (6000 * np.sin(2 * np.pi * 50 * at) + 2000 * np.sin(2 * np.pi * 100 * at)).astype("<i2").tobytes()


def music() -> bytes:
    """A slow piano-like tune of chords: struck, decaying, with overtones."""
    at = np.arange(RATE) / RATE
    bars = []
    for chord in ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294)):
        tones = [np.sin(2 * np.pi * f * k * at) / k**2 for f in chord for k in (1, 2, 3)]
        bars.append(np.sum(tones, axis=0) * np.exp(-2.5 * at))
    tune = np.concatenate(bars)
    return (tune / np.abs(tune).max() * 12_000).astype("<i2").tobytes()


@pytest.mark.parametrize("sound", [noise, hum, music])
async def test_what_nobody_said_makes_no_words(stack: Stack, sound: object) -> None:
    async with host(stack.base_url) as ada:
        await ada.take_turn()
        await ada.ask("speech.start")
        for frame in frames(sound()):  # type: ignore[operator]
            await ada.send(frame)
        await ada.ask("speech.stop")
        await ada.ask("ping")
        assert ada.snapshot is not None and ada.snapshot.phrases == []


async def test_a_voice_that_clips_and_one_in_noise_are_heard(stack: Stack) -> None:
    story = tell(["A red moon rises over the mountains"], [], "rms")
    loud = np.clip(story.pcm.astype(np.int32) * 6, -32_768, 32_767).astype("<i2")
    noisy = with_noise(story.pcm, "pink", 15)
    async with host(stack.base_url) as ada:
        await ada.ask("room.change", turn_seconds=600)
        await ada.take_turn()
        for pcm in (loud, noisy):
            await ada.ask("speech.start")
            for frame in frames(np.concatenate([pcm, silence(0.5)]).astype("<i2").tobytes()):
                await ada.send(frame)
            await ada.ask("speech.stop")
            await asyncio.sleep(4)  # what may come in at once is a few seconds of sound
        heard = await ada.sees(lambda room: room.phrases if len([p for p in room.phrases if p.text]) == 2 else None)
        assert all("mountain" in phrase.text.lower() for phrase in heard)


async def test_what_people_felt_is_at_health_and_nonsense_is_not(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        before = (await ada.person.http.get("/health?format=json")).json()["felt"]["strip"]["times"]
        for ms in (400, 600, 500):
            await ada.ask("felt", what="strip", ms=ms)
        with pytest.raises(Refused, match=r"protocol\.invalid"):
            await ada.ask("felt", what="strip", ms=-1)
        with pytest.raises(Refused, match=r"protocol\.invalid"):
            await ada.ask("felt", what="lunch", ms=1)
        told = (await ada.person.http.get("/health?format=json")).json()["felt"]["strip"]
        assert told["times"] == before + 3
        assert 0 < told["median_ms"] <= told["p95_ms"]
        page = await ada.person.http.get("/health", headers={"Accept": "text/html"})
        assert "As people feel it" in page.text and f"{told['median_ms']} ms" in page.text


async def test_the_words_of_a_phrase_can_be_corrected_by_who_said_them(stack: Stack) -> None:
    async with host(stack.base_url) as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        phrase = await ada.say("a red moose rises")
        await ben.sees_painted(phrase)
        with pytest.raises(Refused, match=r"phrase\.not_yours"):
            await ben.ask("phrase.correct", phrase=phrase, text="mine")
        await ada.ask("phrase.correct", phrase=phrase, text="a red moon rises")
        await ben.sees(lambda room: room.phrases[0].text == "a red moon rises")
        again = await ben.sees_painted(phrase)
        assert again.strip is not None and again.strip.position == 0
