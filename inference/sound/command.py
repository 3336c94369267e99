"""``python -m inference sound world.json --out world.wav``: a world's sound as a file, from the command line.

``add_arguments`` and ``run`` are the interface of every such program. Bad input raises ``CommandRefused``.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from inference.contract.errors import CommandRefused
from inference.sound.render import write_wav
from inference.sound.rules import read_rules
from inference.sound.world import UnreadableWorld, read_world


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("world", type=Path, metavar="WORLD.json", help="as manage.py world_score prints it")
    parser.add_argument("--out", type=Path, required=True, metavar="WORLD.wav", help="44.1 kHz, 16-bit, stereo")


def run(options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Render; returns a JSON record and a line for people. Raises ``CommandRefused``."""
    out: Path = options.out
    if out.suffix.lower() != ".wav":
        raise CommandRefused(f"{out} must end in .wav.")
    if not out.parent.is_dir():
        raise CommandRefused(f"There is no folder {out.parent}.")
    if out.is_dir():
        raise CommandRefused(f"{out} is a folder.")
    began = time.perf_counter()
    try:
        world = read_world(options.world)
        seconds = write_wav(world.passages(), read_rules(), out)
    except UnreadableWorld as error:
        raise CommandRefused(str(error)) from error
    except OSError as error:
        name = options.world if error.filename is not None and Path(error.filename) == options.world else out
        raise CommandRefused(f"{name} cannot be used: {error.strerror}.") from error
    took = time.perf_counter() - began
    record = {"out": str(out), "strips": len(world.strips), "seconds": round(seconds, 3), "took": round(took, 2)}
    return record, f"{out}: {seconds:.1f} s of {len(world.strips)} strips, made in {took:.1f} s"
