"""Reads narration.txt and told.txt, and spins their sentences: each ``<list>`` in them becomes one of the list's words.

Spinning has a fixed seed: the same files give the same sentences. It knows nothing of probabilities.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from inference.sketch.ears.language_model.words import AS_SPOKEN_HERE


@dataclass(frozen=True)
class Narration:
    lists: dict[str, list[str]]
    sentences: list[str]
    weights: list[int]


def read_narration(text: str, lists: dict[str, list[str]] | None = None) -> Narration:
    """The lists, with ``lists`` known beforehand, and the weighted sentences.

    Raises ValueError for a line that is neither, or a list that is not there.
    """
    narration = Narration(dict(lists or {}), [], [])
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if sentence := re.fullmatch(r"-(\d*) (.+)", line):
            narration.sentences.append(sentence[2])
            narration.weights.append(int(sentence[1] or 1))
        elif words := re.fullmatch(r"(\w+): (.+)", line):
            narration.lists[words[1]] = [word.strip() for word in words[2].split(",")]
        else:
            raise ValueError(f"Line {number} of the narration is neither a list nor a sentence.")
    unknown = {name for line in narration.sentences for name in re.findall(r"<(\w+)>", line)} - set(narration.lists)
    if unknown:
        raise ValueError(f"The narration has no lists called {', '.join(sorted(unknown))}.")
    return narration


def spin(narration: Narration, count: int, seed: int = 7) -> list[list[str]]:
    """``count`` sentences, chosen by weight, as lists of lower-case words."""
    chance = random.Random(seed)
    return [
        fill(sentence, narration, chance)
        for sentence in chance.choices(narration.sentences, narration.weights, k=count)
    ]


def spin_each(narration: Narration, seed: int = 7) -> list[list[str]]:
    """Every sentence once."""
    chance = random.Random(seed)
    return [fill(sentence, narration, chance) for sentence in narration.sentences]


def fill(sentence: str, narration: Narration, chance: random.Random) -> list[str]:
    filled = re.sub(r"<(\w+)>", lambda slot: chance.choice(narration.lists[slot[1]]), sentence).lower()
    words = re.sub(r"\ban? (?=(\w))", lambda a: "an " if a[1] in "aeiou" else "a ", filled).split()
    return [AS_SPOKEN_HERE.get(word, word) for word in words]
