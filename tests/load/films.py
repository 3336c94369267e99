"""What a film costs at 10, 100 and 1,000 strips: work for every second of it, and memory.

A film of 1,000 strips is six minutes long; so some segments spread over it and a piece of its sound are made, not all.
The strips are ten of the sketch engine's, over and over. ``python -m tests.load.films 100`` measures one world in a
process of its own, for its memory.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from inference.__main__ import paint_strips
from inference.contract.files.storage import FolderStorage
from inference.contract.finishing import FilmShot
from inference.contract.geometry import strip_width, strip_x
from inference.contract.makings.plan import Credit, Plan
from inference.contract.pieces import StripNote
from inference.engine_choice import load_engine
from inference.models.runtime.options import ModelOptions
from inference.studio.film.encoding import encode_segment
from inference.studio.film.formats import FPS, TALL, WIDE
from inference.studio.film.frames import FrameRenderer
from inference.studio.film.maker import SEGMENT_FRAMES
from inference.studio.film.soundtrack import render_chunk
from inference.studio.film.timeline import build_timeline

STORY = (
    "a castle on a hill at night with a full moon",
    "below it a lake with three boats",
    "a forest of old pines in the snow",
    "a wolf walks between the trees",
    "a village with a windmill and a church",
    "the sun rises over the sea",
    "two ships sail past a lighthouse",
    "a dragon flies over the mountains",
    "a market with red tents by the river",
    "it begins to rain and the fields grow dark",
)
SAMPLES = 6
"""Segments that are made of every film."""


def film_of(strips: int, shape: str = "film") -> dict[str, Any]:
    """Costs of the film of a world of ``strips`` strips, measured in another process."""
    command = [sys.executable, "-m", "tests.load.films", str(strips), shape]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure(strips: int, kind: str) -> dict[str, Any]:
    shape = WIDE if kind == "film" else TALL
    with tempfile.TemporaryDirectory() as folder:
        storage = FolderStorage(Path(folder))
        plan = _plan(storage, strips)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        timeline = build_timeline(plan, {})
        segments = -(-timeline.frames // SEGMENT_FRAMES)
        sampled = sorted({round(k * (segments - 1) / (SAMPLES - 1)) for k in range(SAMPLES)})
        frames = FrameRenderer(storage, plan, shape, timeline)
        work, wall, made, size = _spent(), time.perf_counter(), 0, 0
        for number in sampled:
            first = number * SEGMENT_FRAMES
            last = min(first + SEGMENT_FRAMES, timeline.frames)
            size += len(encode_segment(map(frames.draw, range(first, last)), shape))
            made += last - first
        seconds = made / FPS
        pictures, picture_wall = _spent() - work, time.perf_counter() - wall
        work, wall = _spent(), time.perf_counter()
        piece = len(render_chunk(storage, plan, timeline, 0)) / 4 / 44_100
        sound, sound_wall = _spent() - work, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "strips": strips,
        "kind": kind,
        "seconds": round(timeline.seconds, 1),
        "shots": sum(scene.kind == "shot" for scene in timeline.scenes),
        "work": round(pictures / seconds + sound / piece, 2),
        "wall": round(picture_wall / seconds + sound_wall / piece, 2),
        "mbit": round(size * 8 / seconds / 1e6, 2),
        "peak_mb": round(peak / 1024),
        "before_mb": round(before / 1024),
    }


def rows(figures: list[dict[str, Any]]) -> list[str]:
    """The figures as a Markdown table."""
    lines = [
        "| film of | length | shots | processor per second of film | wall per second | to 10 strips | peak memory "
        "| Mbit/s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return lines + [
        f"| {row['strips']} strips{'' if row['kind'] == 'film' else ', upright'} | {row['seconds']} s | {row['shots']} "
        f"| {row['work']} s | {row['wall']} s | {row['work'] / figures[0]['work']:.2f}× | {row['peak_mb']} MB "
        f"| {row['mbit']} |"
        for row in figures
    ]


def _plan(storage: FolderStorage, strips: int) -> Plan:
    engine = load_engine("sketch", ModelOptions.read(os.environ))
    painted = paint_strips(engine, storage, list(STORY), 7, "gouache")
    notes, shots = [], []
    for position in range(strips):
        # The first strip is the only one of its width.
        sample = 0 if position == 0 else 1 + position % (len(STORY) - 1)
        result, x, width = painted[sample], strip_x(position), strip_width(position)
        notes.append(
            StripNote(
                position=position,
                x=x,
                width=width,
                picture=result.files.picture,
                relief=result.files.relief,
                text=STORY[sample],
                narrator=("Ada", "Ben")[position % 2],
                direction=result.direction,
                palette=result.palette,
            )
        )
        shots.append(FilmShot(position=position, x=x, width=width, move="push" if position % 3 else "pan", seconds=5.5))
    names = [Credit(name="Ada", colour=0, phrases=strips), Credit(name="Ben", colour=1, phrases=strips)]
    return Plan(
        world="bench", seed=7, finished=True, frozen=0, title="A long road", credits=names, strips=notes, shots=shots
    )


def _spent() -> float:
    """Processor seconds of this process so far, all threads."""
    return time.process_time()


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "film")))
