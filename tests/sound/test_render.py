"""A world as samples: what is painted can be heard in the spectrum, nothing clips, clicks or falls silent,
and memory stays flat."""

from __future__ import annotations

import tracemalloc
import wave
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from inference.sound.render import FADE_IN, FADE_OUT, MAX_RING_SECONDS, Passage, render, write_wav
from inference.sound.rules import NoiseBed, read_rules
from inference.sound.synthesis import SAMPLE_RATE, biquad, noise_loop, soft_limit
from tests.sound.measure import Sound, centroid, chirps, heard, loudness, power
from tests.sound.worlds import BRIGHT, DARK, MEADOW, STORM, meadow, narrated_world, storm

RULES = read_rules()


@cache
def heard_meadow() -> Sound:
    return heard(meadow())


@cache
def heard_storm() -> Sound:
    return heard(storm())


@pytest.mark.slow
def test_a_bright_meadow_and_a_dark_storm_sound_differently() -> None:
    bright, dark = heard_meadow(), heard_storm()
    assert centroid(bright) > 1.5 * centroid(dark)
    assert power(dark, 0, 200) > 2 * power(bright, 0, 200)
    assert chirps(bright) > 3 * chirps(dark)
    assert loudness(dark).mean() > loudness(bright).mean()


@pytest.mark.parametrize("sound", [heard_meadow, heard_storm])
def test_nothing_clips_or_falls_silent(sound: object) -> None:
    assert callable(sound)
    samples: Sound = sound()
    assert np.abs(samples).max() < 0.9995
    level = loudness(samples)
    inner = level[int(2 * FADE_IN) : -int(2 * FADE_OUT)]
    assert inner.min() > 0.01
    assert abs(float(samples.mean())) < 1e-3
    assert np.abs(samples[:, 0]).max() < 1e-3
    assert np.abs(samples[:, -1]).max() < 1e-3


def test_the_same_world_sounds_the_same() -> None:
    world = narrated_world(*STORM[:2], palette=DARK, seconds=2)
    assert np.array_equal(heard(world), heard(world))


def test_a_crossfade_has_no_click_and_no_hole() -> None:
    # Pads only: without the textures' drops and crackles every step in the samples is small.
    world = narrated_world("a quiet grey land", "a bright day", palette=BRIGHT, seconds=9)
    assert [passage.score.textures for passage in world.passages()] == [[], []]
    sound = heard(world)
    steps = np.abs(np.diff(sound, n=2, axis=1)).max(axis=0)
    crossing = slice(int(7.5 * SAMPLE_RATE), int(10.5 * SAMPLE_RATE))
    alone = [steps[int(2 * SAMPLE_RATE) : int(7 * SAMPLE_RATE)], steps[int(11 * SAMPLE_RATE) : int(14 * SAMPLE_RATE)]]
    assert steps[crossing].max() < 1.5 * max(part.max() for part in alone)
    level = loudness(sound)
    assert level[14:22].min() > 0.5 * np.median(level)


def test_blocks_join_without_a_seam() -> None:
    """The joint between two blocks is no different from anywhere else: everything rings on over it."""
    world = narrated_world("a quiet grey land", palette=DARK, seconds=20)
    sound = heard(world)
    bend = np.abs(np.diff(sound, n=2, axis=1)).max(axis=0)
    block = int(RULES.chord_steps * RULES.step_seconds * SAMPLE_RATE)
    usual = np.quantile(bend, 0.999)
    for seam in (block, 2 * block):
        assert bend[seam - 4 : seam + 4].max() <= 2 * usual


def test_a_world_lasts_as_long_as_its_strips() -> None:
    world = narrated_world(*STORM[:3], palette=DARK, seconds=2.34)
    assert heard(world).shape == (2, round(3 * 2.34 * SAMPLE_RATE))


def test_nothing_rings_longer_than_it_is_kept() -> None:
    pad = RULES.chord_steps * RULES.step_seconds + RULES.pad.overlap + RULES.pad.release
    sounds = [
        RULES.step_seconds + layer.repeat[1] * layer.gap[1] + layer.seconds[1]
        for layers in RULES.textures.values()
        for layer in layers
        if not isinstance(layer, NoiseBed)
    ]
    assert max(pad, *sounds) < MAX_RING_SECONDS


def test_short_strips_cross_sooner() -> None:
    sound = heard(narrated_world(*MEADOW, palette=BRIGHT, seconds=0.5))
    assert sound.shape[1] == 2 * SAMPLE_RATE
    assert loudness(sound)[1:3].min() > 0.005


@pytest.mark.slow
def test_memory_does_not_grow_with_the_world() -> None:
    passage = narrated_world("a quiet grey land", palette=DARK).passages()[0]

    def peak(count: int) -> int:
        repeated = [Passage(passage.score, 6)] * count
        tracemalloc.start()
        for _ in render(repeated, RULES):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(1)  # the loops of noise are made once and kept
    assert peak(8) < 1.1 * peak(4)


def test_the_file_is_what_it_says(tmp_path: Path) -> None:
    out = tmp_path / "storm.wav"
    seconds = write_wav(narrated_world(*STORM[:1], palette=DARK, seconds=3).passages(), RULES, out)
    with wave.open(str(out)) as clip:
        assert (clip.getframerate(), clip.getnchannels(), clip.getsampwidth()) == (44_100, 2, 2)
        assert clip.getnframes() == seconds * SAMPLE_RATE == 3 * SAMPLE_RATE
    assert list(tmp_path.iterdir()) == [out]


def test_a_failed_rendering_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "old.wav"
    out.write_bytes(b"old")

    def breaks(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inference.sound.render.render", breaks)
    with pytest.raises(OSError, match="No space"):
        write_wav(storm().passages(), RULES, out)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("colour", ["white", "pink", "brown"])
def test_noise_turns_round_without_a_seam(colour: str) -> None:
    loop = noise_loop(colour, 2.0)
    assert np.mean(loop**2, axis=1) == pytest.approx([1, 1])
    assert (np.abs(loop[:, 0] - loop[:, -1]) <= np.abs(np.diff(loop, axis=1)).max(axis=1)).all()
    assert abs(float(np.mean(loop[0] * loop[1]))) < 0.2


@pytest.mark.parametrize(
    ("kind", "passed", "stopped"), [("lowpass", 50, 8000), ("highpass", 8000, 50), ("bandpass", 700, 20)]
)
def test_filters_pass_what_they_are_named_for(kind: str, passed: float, stopped: float) -> None:
    sos = biquad(kind, 700, 1.0 if kind == "bandpass" else 0.0)  # type: ignore[arg-type]
    b, a = sos[0, :3], sos[0, 3:]

    def gain(hertz: float) -> float:
        z = np.exp(-2j * np.pi * hertz / SAMPLE_RATE * np.arange(3))
        return float(abs((b @ z) / (a @ z)))

    assert gain(passed) == pytest.approx(1, abs=0.05)
    assert gain(stopped) < 0.1


def test_peaks_are_rounded_off_and_the_rest_is_left_alone() -> None:
    x = np.linspace(-5, 5, 2001)
    y = soft_limit(x, 0.6)
    quiet = np.abs(x) <= 0.6
    assert np.array_equal(y[quiet], x[quiet])
    assert (np.diff(y) >= 0).all()
    assert np.abs(y).max() < 1
