"""A spoken phrase over a real socket: frames of a flite voice in, partial words out to everyone, a durable phrase, a strip."""

from __future__ import annotations

import asyncio
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.narrators import Seat, host, narrator
from tests.stack import Stack

pytestmark = pytest.mark.stack

FRAME_SECONDS = 0.2
FRAME_BYTES = int(16_000 * FRAME_SECONDS) * 2


def spoken(text: str, folder: Path) -> bytes:
    """PCM16 at 16 kHz of a flite voice saying ``text``, with a second of quiet at the end."""
    clip = folder / "clip.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(clip)], check=True)
    with wave.open(str(clip)) as opened:
        assert (opened.getframerate(), opened.getnchannels(), opened.getsampwidth()) == (16_000, 1, 2)
        return opened.readframes(opened.getnframes()) + b"\0\0" * 16_000


def frames(pcm: bytes) -> Iterator[bytes]:
    for start in range(0, len(pcm), FRAME_BYTES):
        yield pcm[start : start + FRAME_BYTES]


async def speak(seat: Seat, pcm: bytes) -> None:
    """Send ``pcm`` as a microphone would: in real time."""
    for frame in frames(pcm):
        await seat.send(frame)
        await asyncio.sleep(FRAME_SECONDS)


async def test_a_spoken_phrase_is_seen_while_it_is_said_then_heard_then_painted(stack: Stack, tmp_path: Path) -> None:
    pcm = spoken("The old castle stands on a hill above the dark sea.", tmp_path)
    async with host(stack.base_url) as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        await ada.ask("speech.start")
        speaking = asyncio.create_task(speak(ada, pcm))
        partial = await ben.hears("partial")
        assert partial["narrator"] == ada.you and partial["text"]
        await speaking
        await ada.ask("speech.stop")
        heard = await ben.sees(lambda room: next((p for p in room.phrases if p.text), None))
        assert "castle" in heard.text.lower()
        painted = await ben.sees_painted(heard.id)
        assert painted.source == "spoken"
        assert not list((stack.data / "media" / "speech").glob("*.wav")), "the voice is not kept"


async def test_what_was_said_before_the_line_broke_is_kept_and_painted(stack: Stack, tmp_path: Path) -> None:
    pcm = spoken("A red moon rises over the mountains.", tmp_path)
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
