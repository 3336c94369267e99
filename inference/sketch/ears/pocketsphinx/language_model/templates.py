"""Reads templates.txt and sentences.txt, and fills them: each ``<list>`` in a sentence becomes a word of that list.

The choice has a fixed seed: the same files give the same sentences. It knows no probabilities.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from inference.sketch.ears.pocketsphinx.language_model.words import AS_SPOKEN_HERE


@dataclass(frozen=True)
class Templates:
    lists: dict[str, list[str]]
    sentences: list[str]
    weights: list[int]


def read_templates(text: str, lists: dict[str, list[str]] | None = None) -> Templates:
    """The lists, with ``lists`` known beforehand, and the weighted sentences.

    Raises ValueError for a line that is neither, or a list that is not there.
    """
    templates = Templates(dict(lists or {}), [], [])
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if sentence := re.fullmatch(r"-(\d*) (.+)", line):
            templates.sentences.append(sentence[2])
            templates.weights.append(int(sentence[1] or 1))
        elif words := re.fullmatch(r"(\w+): (.+)", line):
            templates.lists[words[1]] = [word.strip() for word in words[2].split(",")]
        else:
            raise ValueError(f"Line {number} is neither a list nor a sentence.")
    unknown = {name for line in templates.sentences for name in re.findall(r"<(\w+)>", line)} - set(templates.lists)
    if unknown:
        raise ValueError(f"There are no lists called {', '.join(sorted(unknown))}.")
    return templates


def generate(templates: Templates, count: int, seed: int = 7) -> list[list[str]]:
    """``count`` sentences, chosen by weight, as lists of lower-case words."""
    chance = random.Random(seed)
    return [
        fill(sentence, templates, chance)
        for sentence in chance.choices(templates.sentences, templates.weights, k=count)
    ]


def fill_each(templates: Templates, seed: int = 7) -> list[list[str]]:
    """Every sentence once."""
    chance = random.Random(seed)
    return [fill(sentence, templates, chance) for sentence in templates.sentences]


def fill(sentence: str, templates: Templates, chance: random.Random) -> list[str]:
    filled = re.sub(r"<(\w+)>", lambda slot: chance.choice(templates.lists[slot[1]]), sentence).lower()
    words = re.sub(r"\ban? (?=(\w))", lambda a: "an " if a[1] in "aeiou" else "a ", filled).split()
    return [AS_SPOKEN_HERE.get(word, word) for word in words]
