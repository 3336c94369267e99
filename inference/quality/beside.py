"""Times the sketch painter of this checkout beside that of another: ``python -m inference.quality beside FOLDER``.

Both paint the same phrases in turns, each time in a process of its own, so that what else the machine does falls on
both. Times are processor time of one core. A checkout of the commit before is made by
``git worktree add ../before HEAD~1``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from inference.environment import PROJECT
from inference.quality.painter import read_phrases

FOUR_THINGS = (
    "a zebra, a penguin, a hedgehog and a red apple in the meadow",
    "two cats, a robot and a teapot by a lake",
    "a lion chases three chickens at dawn",
    "a snowman, a bear, a pig and a banana in the snow",
    "a girl with a kite, a boy with a drum and a dog at sunset",
    "a whale, a dolphin, an octopus and a ship in the sea",
    "a monkey, a snake, a frog and a tiger in the jungle",
    "night over a city with a bus, an owl and two rats",
)
"""Phrases with four things each, a few more or less."""
ROUNDS = 3

_CHILD = """
import json, sys, time
start = time.process_time()
from inference.sketch import sketch_engine
sketch_engine()
ready = time.process_time() - start
from inference.quality.story import paint_story
sets = json.load(sys.stdin)
paint_story(["a lake"], seed=1)
timed = {
    name: [1000 * s for at in range(0, len(told), 8) for s in paint_story(told[at : at + 8], seed=at).seconds]
    for name, told in sets.items()
}
print(json.dumps(timed | {"engine ready": [1000 * ready]}))
"""


def time_beside(folder: Path, rounds: int = ROUNDS) -> dict[str, dict[str, list[float]]]:
    """What was timed, to "there" and "here", to milliseconds of one core for each strip. Raises
    ``subprocess.CalledProcessError`` where a checkout cannot paint."""
    phrases = {"strip": read_phrases(), "strip with four things": list(FOUR_THINGS) * 3}
    timed: dict[str, dict[str, list[float]]] = {}
    for _ in range(rounds):
        for name, checkout in (("there", folder), ("here", PROJECT)):
            run = [sys.executable, "-c", _CHILD]
            done = subprocess.run(
                run, cwd=checkout, input=json.dumps(phrases), capture_output=True, text=True, check=True
            )
            for what, seconds in json.loads(done.stdout).items():
                timed.setdefault(what, {}).setdefault(name, []).extend(seconds)
    return timed


def render(timed: dict[str, dict[str, list[float]]]) -> str:
    """A Markdown table of what ``time_beside`` returned."""
    lines = ["| ms of one core | there | here | ratio |", "|---|---|---|---|"]
    for what, at in timed.items():
        for figure, of in (("median", median), ("p95", _p95)):
            if figure == "median" or len(at["here"]) > 10:
                there, here = of(at["there"]), of(at["here"])
                lines.append(f"| {what}, {figure} | {there:.0f} | {here:.0f} | {here / there:.2f} |")
    return "\n".join(lines) + "\n"


def _p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def add_measure(measures: Any) -> None:
    command: argparse.ArgumentParser = measures.add_parser("beside", help="time the painter beside another checkout's")
    command.add_argument("folder", type=Path, help="the other checkout")
    command.add_argument("--rounds", type=int, default=ROUNDS)
    command.set_defaults(do=lambda options: render(time_beside(options.folder, options.rounds)))
