"""Phrase cutting: what somebody said comes out as phrases, in order, whole and once.

The pure rules are tried with a detector that knows the answer, over streams that Hypothesis makes up; the real detector
is tried on synthetic voices with pauses of known length.
"""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.contract.speech.audio import SAMPLE_RATE
from worlds.speech.cutter import CHUNK_SAMPLES, Cut, CutterOptions, PhraseCutter

OPTIONS = CutterOptions()


def loud(chunk: bytes) -> float:
    """A detector that knows: here speech is whatever is not dead silence."""
    return 1.0 if chunk.strip(b"\0") else 0.0


def stream(*lengths: int) -> np.ndarray:
    """Quiet and speech by turns, in chunks, quiet first; every sample of speech has a value of its own."""
    pieces = []
    for index, length in enumerate(lengths):
        samples = np.zeros(length * CHUNK_SAMPLES, "<i2")
        if index % 2:
            samples += 1
        pieces.append(samples)
    whole = np.concatenate(pieces) if pieces else np.zeros(0, "<i2")
    numbered = (np.arange(len(whole)) % 32_000 + 1).astype("<i2")
    return np.where(whole > 0, numbered, 0).astype("<i2")


def hear_all(pcm: bytes, sizes: list[int] | None = None) -> list[Cut]:
    cutter, cuts, at, turn = PhraseCutter(loud, OPTIONS), [], 0, 0
    while at < len(pcm):
        size = sizes[turn % len(sizes)] if sizes else 6_400
        cuts += cutter.feed(pcm[at : at + size])
        at, turn = at + size, turn + 1
    last = cutter.finish()
    return [*cuts, last] if last else cuts


streams = st.lists(st.integers(1, 200), min_size=1, max_size=9).map(lambda lengths: stream(*lengths))


@settings(deadline=None, max_examples=60)
@given(streams, st.lists(st.integers(301, 9_000), min_size=1, max_size=5))
def test_cuts_come_in_order_and_are_the_stream_itself(samples: np.ndarray, sizes: list[int]) -> None:
    before = 0
    for cut in hear_all(samples.tobytes(), sizes):
        assert cut.start >= before
        before = cut.end
        assert cut.pcm == samples[cut.start : cut.end].tobytes()
    assert before <= len(samples)


@settings(deadline=None, max_examples=60)
@given(streams)
def test_no_speech_is_lost_but_blips(samples: np.ndarray) -> None:
    kept = np.zeros(len(samples), bool)
    for cut in hear_all(samples.tobytes()):
        assert not kept[cut.start : cut.end].any(), "a sample is in two phrases"
        kept[cut.start : cut.end] = True
    lost = np.flatnonzero((samples > 0) & ~kept)
    for run in np.split(lost, np.flatnonzero(np.diff(lost) > OPTIONS.pause * CHUNK_SAMPLES) + 1):
        assert len(run) < OPTIONS.min_speech * CHUNK_SAMPLES


@settings(deadline=None, max_examples=60)
@given(streams)
def test_no_phrase_is_longer_than_twelve_seconds(samples: np.ndarray) -> None:
    assert all(0 < cut.seconds <= 12.0 for cut in hear_all(samples.tobytes()))


@settings(deadline=None, max_examples=60)
@given(streams, st.lists(st.integers(301, 9_000), min_size=1, max_size=5))
def test_frame_sizes_do_not_matter(samples: np.ndarray, sizes: list[int]) -> None:
    assert hear_all(samples.tobytes(), sizes) == hear_all(samples.tobytes())


def test_a_pause_ends_a_phrase_and_a_breath_does_not() -> None:
    said = stream(20, 30, OPTIONS.pause - 1, 30, OPTIONS.pause, 30, 40)
    assert len(hear_all(said.tobytes())) == 2


def test_a_click_is_no_phrase() -> None:
    assert hear_all(stream(20, 3, 60).tobytes()) == []


def test_a_phrase_begins_a_little_before_the_voice() -> None:
    (cut,) = hear_all(stream(40, 30, 60).tobytes())
    assert cut.start == (40 - OPTIONS.pre_roll) * CHUNK_SAMPLES


def test_long_speech_is_cut_at_its_best_pause() -> None:
    cuts = hear_all(stream(20, 250, 10, 200, 40).tobytes())
    assert len(cuts) == 2
    assert (20 + 250) * CHUNK_SAMPLES <= cuts[0].end <= (20 + 250 + 10) * CHUNK_SAMPLES
    assert cuts[1].start == cuts[0].end


def test_the_partial_grows_and_ends_with_the_phrase() -> None:
    cutter = PhraseCutter(loud, OPTIONS)
    assert cutter.partial() is None
    cutter.feed(stream(20, 10).tobytes())
    early = cutter.partial()
    cutter.feed(stream(0, 10).tobytes())
    later = cutter.partial()
    assert early and later and len(later) > len(early)
    assert cutter.is_open
    cutter.feed(stream(30).tobytes())
    assert cutter.partial() is None
    assert not cutter.is_open


def test_letting_the_key_go_ends_the_phrase_and_the_next_begins_fresh() -> None:
    cutter = PhraseCutter(loud, OPTIONS)
    cutter.feed(stream(5, 20).tobytes() + b"\x05\x00" * 100)
    cut = cutter.finish()
    assert cut is not None
    assert cut.end == 25 * CHUNK_SAMPLES + 100
    assert cutter.finish() is None
    assert cutter.feed(stream(30).tobytes()) == []


def say(text: str, folder: Path, voice: str = "rms") -> np.ndarray:
    path = folder / "said.wav"
    subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
    with wave.open(str(path)) as clip:
        assert clip.getframerate() == SAMPLE_RATE
        return np.frombuffer(clip.readframes(clip.getnframes()), "<i2")


def test_real_speech_is_cut_at_its_real_pauses(tmp_path: Path) -> None:
    sentences = ["a red moon rises over the frozen sea", "an old castle stands on the hill", "then it begins to snow"]
    quiet = (np.random.default_rng(1).normal(0, 12, SAMPLE_RATE)).astype("<i2")
    pieces = [quiet]
    spans = []
    for sentence in sentences:
        voice = say(sentence, tmp_path)
        begin = sum(map(len, pieces))
        spans.append((begin, begin + len(voice)))
        pieces += [voice, quiet]
    cutter = PhraseCutter()
    audio = np.concatenate(pieces).tobytes()
    cuts = [cut for at in range(0, len(audio), 3_200) for cut in cutter.feed(audio[at : at + 3_200])]
    assert len(cuts) == 3
    for cut, (begin, end) in zip(cuts, spans, strict=True):
        assert abs(cut.start - begin) < 0.5 * SAMPLE_RATE
        assert abs(cut.end - end) < 0.5 * SAMPLE_RATE


def test_noise_alone_is_no_phrase() -> None:
    noise = np.random.default_rng(2).normal(0, 900, 4 * SAMPLE_RATE).astype("<i2")
    cutter = PhraseCutter()
    assert cutter.feed(noise.tobytes()) == []
    assert cutter.finish() is None
