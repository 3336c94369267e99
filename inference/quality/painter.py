"""The quality of the sketch painter in figures: joins, drift, contrasts, variety, speed and memory.

``measure`` paints a few hundred strips and returns plain numbers; ``render`` makes the Markdown table of
docs/sketch-engine.md of them, with the bound of each. Time is processor time on one core, so that other work on the
machine does not count. Whether a strip shows what was said is for people to say (answers.py).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
from scipy import ndimage

from inference.contract.arrays import Picture
from inference.contract.geometry import CARRIED
from inference.mural.canvas import RAMP_START
from inference.mural.palette import measure_palette
from inference.quality.story import PaintedStory, paint_story
from inference.sketch.director.director import SketchDirector
from inference.sketch.drawing.noise import Floats

PHRASES = Path(__file__).with_name("phrases.txt")
VARIED = (
    "a quiet fishing village at dawn",
    "a storm over the dark sea",
    "a desert of red dunes",
    "a castle in the snow",
    "night over the city",
    "an autumn forest",
    "under the sea a coral reef",
    "a volcano erupts",
    "a meadow of flowers at noon",
    "a foggy swamp",
)
STORY = (
    "a calm lake in the morning",
    "mountains rise behind a pine forest",
    "a castle with three towers",
    "the sun sets",
    "night falls and the stars come out",
    "a village with lit windows",
)


def read_phrases() -> list[str]:
    """The phrases of phrases.txt, in its order."""
    return [line for line in PHRASES.read_text().splitlines() if line and not line.startswith("#")]


def lab(picture: Picture) -> Floats:
    """CIE L*a*b* (D65) of an sRGB picture (h, w, 3)."""
    part = picture.astype(np.float32) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32)
    ratio = linear @ matrix.T / np.array([0.9505, 1.0, 1.089], np.float32)
    root = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)


def seam(story: PaintedStory) -> tuple[float, float]:
    """The join of a mural of two strips: its mean step over the median step of the 64 columns around it,
    and its worst column.

    A step is the mean over the rows of the distance in Lab from one column to the next;
    the join is the 40 px of the ramp.
    """
    left = story.join(1)
    around = lab(story.picture[:, left - 33 : left + CARRIED - RAMP_START + 33])
    steps = np.sqrt((np.diff(around, axis=1) ** 2).sum(axis=-1)).mean(axis=0)
    inside = steps[32:-32]
    beside = float(np.median(np.concatenate([steps[:32], steps[-32:]])))
    return float(inside.mean()) / beside, float(inside.max()) / beside


def _seams(pairs: int) -> dict[str, float]:
    chance = random.Random(20)
    phrases = read_phrases()
    found = [seam(paint_story(chance.sample(phrases, 2), seed=chance.randrange(1 << 30))) for _ in range(pairs)]
    means, columns = zip(*found, strict=True)
    return {"pairs": pairs, "mean": mean(means), "worst": max(means), "column_median": median(columns)}


def _drift(strips: int) -> dict[str, float]:
    """Distance of each strip's colours, in eight bands from sky to ground, to those of the second: does it grow?"""
    story = paint_story(["gentle green hills in the afternoon"] * strips, seed=11)
    bands = [lab(strip).reshape(8, -1, 3).mean(axis=1) for strip in story.strips[1:]]
    away = [float(np.sqrt(((band - bands[0]) ** 2).sum(axis=1)).mean()) for band in bands[1:]]
    third = max(1, len(away) // 3)
    slope = float(np.polyfit(np.arange(len(away)), away, 1)[0]) if len(away) > 1 else 0.0
    return {
        "strips": strips,
        "first_third": mean(away[:third]),
        "last_third": mean(away[-third:]),
        "growth_per_strip": slope,
    }


def _seen(phrase: str, seed: int = 7) -> Picture:
    return paint_story([phrase], seed=seed).picture


def _counted(phrase: str, without: str) -> int:
    """How many separate things stand in the sky of a scene that are not there without them."""
    gone = np.abs(lab(_seen(phrase)) - lab(_seen(without)))[:400].sum(axis=-1) > 30
    labels, found = ndimage.label(ndimage.binary_closing(gone, iterations=4))
    return int((np.bincount(labels.ravel())[1:] > 700).sum()) if found else 0


def _contrasts() -> dict[str, float]:
    day, night = (measure_palette(_seen(f"the hills at {when}")).brightness for when in ("noon", "midnight"))
    ground = {
        what: lab(_seen(what))[480:]
        for what in ("snow covers the plain", "an autumn forest", "the open sea", "desert dunes")
    }
    snow, autumn = (float(ground[what][..., 0].mean()) for what in ("snow covers the plain", "an autumn forest"))
    sea, desert = (float(ground[what][..., 2].mean()) for what in ("the open sea", "desert dunes"))
    two, five = (_counted(f"{count} balloons over the plain at noon", "the plain at noon") for count in ("two", "five"))
    return {
        "night_over_day_brightness": night / day,
        "snow_minus_autumn_lightness": snow - autumn,
        "desert_minus_sea_b": desert - sea,
        "two_balloons": two,
        "five_balloons": five,
    }


def _thumb(picture: Picture) -> Floats:
    return np.asarray(lab(picture).reshape(24, 32, 24, 32, 3).mean(axis=(1, 3)), np.float32)


def _variety() -> dict[str, float]:
    thumbs = [_thumb(_seen(phrase, seed=100 + order)) for order, phrase in enumerate(VARIED)]
    apart = [_apart(one, other) for index, one in enumerate(thumbs) for other in thumbs[index + 1 :]]
    first, second = (paint_story(VARIED[:3], seed=seed) for seed in (1, 2))
    worlds = [_apart(_thumb(first.canvas(index)), _thumb(second.canvas(index))) for index in range(3)]
    return {"phrases_apart_least": min(apart), "phrases_apart_mean": mean(apart), "worlds_apart_least": min(worlds)}


def _apart(one: Floats, other: Floats) -> float:
    return float(np.sqrt(((one - other) ** 2).sum(axis=-1)).mean())


@contextmanager
def _one_core() -> Iterator[None]:
    """This process on one core only, where the system knows how."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _speed(strips: int) -> dict[str, float]:
    """Milliseconds of one core: a direction, and a strip with its relief,
    each phrase carried on from the one before."""
    chance = random.Random(21)
    phrases = chance.sample(read_phrases(), min(strips, 60))
    with _one_core():
        story = paint_story(phrases, seed=5)
        director = SketchDirector()
        directing = []
        for phrase in phrases:
            start = time.process_time()
            director.direct(phrase, art_style="gouache", before=[], memory=story.memories[-1])
            directing.append(1000 * (time.process_time() - start))
    painting = sorted(1000 * seconds for seconds in story.seconds)
    return {
        "strips": len(painting),
        "strip_median_ms": median(painting),
        "strip_p95_ms": painting[int(0.95 * (len(painting) - 1))],
        "direct_median_ms": median(directing),
        "direct_worst_ms": max(directing),
    }


_CHILD = """
import json, psutil, time
start = time.process_time()
from inference.sketch import sketch_engine
engine = sketch_engine()
ready = time.process_time() - start
from inference.quality.story import paint_story
paint_story(["a castle in the snow", "a storm over the sea", "lanterns over the city at night"], seed=3)
print(json.dumps({"ready_s": ready, "memory_mb": psutil.Process().memory_info().rss / 1e6}))
"""


def _worker() -> dict[str, float]:
    """A fresh process with the whole engine: processor seconds until it is ready,
    and the memory it holds after three strips."""
    done = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def measure(quick: bool) -> dict[str, Any]:
    """Every figure of the painter; ``quick`` paints about thirty strips instead of four hundred."""
    return {
        "seam": _seams(5 if quick else 100),
        "drift": _drift(6 if quick else 60),
        "contrasts": _contrasts(),
        "variety": _variety(),
        "speed": _speed(8 if quick else 60),
        "worker": _worker(),
    }


_ROWS: tuple[tuple[str, str, str, str, float], ...] = (
    # what, group, figure, sign, bound
    ("join: step over that of its 64 neighbours, mean", "seam", "mean", "<=", 1.15),
    ("the same, worst", "seam", "worst", "<=", 1.5),
    ("drift: growth of ΔE to the first strips, per strip", "drift", "growth_per_strip", "<=", 0.02),
    ("night over day, brightness", "contrasts", "night_over_day_brightness", "<=", 0.6),
    ("snow less autumn ground, L*", "contrasts", "snow_minus_autumn_lightness", ">=", 15),
    ("desert less sea, b*", "contrasts", "desert_minus_sea_b", ">=", 20),
    ("two balloons, as counted in the picture", "contrasts", "two_balloons", "<=", 2),
    ("five balloons, as counted in the picture", "contrasts", "five_balloons", ">=", 4),
    ("ten phrases: least ΔE between two of them", "variety", "phrases_apart_least", ">=", 8),
    ("same phrases, other seed: least ΔE", "variety", "worlds_apart_least", ">=", 5),
    ("strip with relief, median, ms of one core", "speed", "strip_median_ms", "<=", 250),
    ("the same, 95th of 100", "speed", "strip_p95_ms", "<=", 600),
    ("direction, median, ms", "speed", "direct_median_ms", "<=", 3),
    ("engine ready, s", "worker", "ready_s", "<=", 3),
    ("memory of a process with the engine, MB", "worker", "memory_mb", "<=", 400),
)


def render(figures: dict[str, Any]) -> str:
    """A Markdown table of what ``measure`` returned."""
    pairs, drifting, timed = figures["seam"]["pairs"], figures["drift"]["strips"], figures["speed"]["strips"]
    lines = [
        f"Over {pairs} joins, {drifting} strips of one mood and {timed} strips timed.",
        "",
        "| what | figure | bound | |",
        "|---|---|---|---|",
    ]
    for what, group, name, sign, bound in _ROWS:
        value = float(figures[group][name])
        held = value <= bound if sign == "<=" else value >= bound
        shown = f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"
        lines.append(
            f"| {what} | {shown} | {'≤' if sign == '<=' else '≥'} {bound:g} | {'held' if held else 'NOT held'} |"
        )
    return "\n".join(lines) + "\n"


def add_measure(measures: Any) -> None:
    command: argparse.ArgumentParser = measures.add_parser(
        "painter", help="joins, drift, contrasts, variety, speed, memory of the painter"
    )
    command.add_argument("--quick", action="store_true", help="about thirty strips instead of four hundred")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as JSON too")
    command.set_defaults(do=_command)


def _command(options: argparse.Namespace) -> str:
    figures = measure(options.quick)
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return render(figures)
