"""Paints each phrase of phrases.txt as a strip of its own, for strangers to say what they see.

``python -m inference.quality answers --out DIR --key FILE`` writes DIR/01.png and so on in a shuffled order, and into
the key which number is which phrase, apart from the pictures. It judges nothing.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

from PIL import Image

from inference.quality.painter import read_phrases
from inference.quality.story import paint_story


def paint_answers(folder: Path, key: Path, seed: int) -> int:
    """Paint every phrase into ``folder``; the number of pictures. Raises OSError where something cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    phrases = read_phrases()
    random.Random(seed).shuffle(phrases)
    for order, phrase in enumerate(phrases, 1):
        Image.fromarray(paint_story([phrase], seed=seed + order).picture).save(folder / f"{order:02}.png")
    key.write_text(json.dumps({f"{order:02}": phrase for order, phrase in enumerate(phrases, 1)}, indent=2) + "\n")
    return len(phrases)


def add_measure(measures: Any) -> None:
    command: argparse.ArgumentParser = measures.add_parser(
        "answers", help="paint the unseen phrases for strangers to name"
    )
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="where which number is which phrase is written"
    )
    command.add_argument("--seed", type=int, default=60)
    command.set_defaults(
        do=lambda options: f"{paint_answers(options.out, options.key, options.seed)} strips painted.\n"
    )
