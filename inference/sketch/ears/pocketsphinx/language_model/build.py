"""Builds the language model of the sketch ears: sentences of narration mixed with ordinary English.

    python -m inference.sketch.ears.pocketsphinx.language_model.build

Thousands of sentences are generated from templates.txt, those of sentences.txt stand as they are, and both are mixed
with the English model that comes with pocketsphinx (BSD); the pairs and triples that tell most are kept. It writes
narration.lm.bin.gz, in pocketsphinx's binary form, and narration.dict, the pronunciation of each word by pocketsphinx's
dictionary (CMU, BSD) or by words.py. The same input gives the same bytes. It takes about a minute and is not needed to
run the ears.
"""

from __future__ import annotations

import gzip
import heapq
import math
import tempfile
from collections import defaultdict
from pathlib import Path

from pocketsphinx import Config, LogMath, NGramModel, get_model_path

from inference.sketch.ears.pocketsphinx.language_model.mixture import (
    BEGIN,
    END,
    Gram,
    Mixture,
    PocketsphinxModel,
    SmoothedTrigrams,
)
from inference.sketch.ears.pocketsphinx.language_model.narration import DICTIONARY, MODEL
from inference.sketch.ears.pocketsphinx.language_model.templates import fill_each, generate, read_templates
from inference.sketch.ears.pocketsphinx.language_model.words import WORDS_OF_OURS

HERE = Path(__file__).parent
SENTENCES = 60_000
SHARES = (0.35, 0.25, 0.4)
"""Of generated sentences, written ones and ordinary English."""
DOUBTS = (4.0, 2.0)
"""Of the generated and the written: generated sentences repeat themselves more than people do."""
ORDINARY_WORDS = 12_000
KEPT = {2: 150_000, 3: 150_000}
"""Pairs and triples that are kept, those first that the shorter gram foretells worst. Four times as many make a file of
8 MB that hears fresh narration no better, and everyday talk with a third fewer errors: too large for the fall-back."""
RAREST = 1e-6
"""Chance of a word that is only known to be one."""
LEAST_SEEN = {2: 1, 3: 2}
"""A generated pair or triple seen less often is chance."""


def train() -> tuple[Mixture, SmoothedTrigrams, SmoothedTrigrams, PocketsphinxModel, list[str]]:
    """The mixture, its three kinds, and the vocabulary. Raises ValueError for a word that nobody knows how to say."""
    templates = read_templates((HERE / "templates.txt").read_text())
    generated = SmoothedTrigrams(generate(templates, SENTENCES), DOUBTS[0])
    written = SmoothedTrigrams(
        fill_each(read_templates((HERE / "sentences.txt").read_text(), templates.lists)), DOUBTS[1]
    )
    ordinary = PocketsphinxModel()
    unspoken = (generated.words | written.words) - ordinary.pronounced - set(WORDS_OF_OURS)
    if unspoken:
        raise ValueError(f"Nobody knows how to say: {', '.join(sorted(unspoken))}.")
    words = sorted(generated.words | written.words | set(WORDS_OF_OURS) | set(ordinary.common_words(ORDINARY_WORDS)))
    return Mixture((generated, written, ordinary), SHARES, words), generated, written, ordinary, words


def choose(mixture: Mixture, candidates: set[Gram], words: list[str]) -> list[dict[Gram, float]]:
    """Probabilities of the words and of the pairs and triples that are kept."""
    single: dict[Gram, float] = {(word,): max(RAREST, mixture.probability((word,))) for word in [*words, END]}
    levels: list[dict[Gram, float]] = [{}, {}]
    for gram in candidates:
        levels[len(gram) - 2][gram] = mixture.probability(gram)
    pairs, triples = levels

    def weight(history: Gram) -> float:
        first = 0.1 if history[0] == BEGIN else single[history[:1]]
        return first * pairs.get(history, 0.0) if len(history) > 1 else first

    def tells(gram: Gram) -> float:
        chance = levels[len(gram) - 2][gram]
        below = single[gram[1:]] if len(gram) == 2 else pairs.get(gram[1:]) or single[gram[2:]]
        return weight(gram[:-1]) * chance * math.log(chance / below)

    keep3 = heapq.nlargest(KEPT[3], triples, key=lambda gram: (tells(gram), gram))
    keep2 = set(heapq.nlargest(KEPT[2], pairs, key=lambda gram: (tells(gram), gram)))
    # A triple needs the pair it begins with, to hang on.
    keep2 |= {gram[:-1] for gram in keep3}
    kept2 = {gram: pairs.get(gram) or mixture.probability(gram) for gram in keep2}
    return [single, fit(kept2), fit({gram: triples[gram] for gram in keep3})]


def fit(level: dict[Gram, float]) -> dict[Gram, float]:
    """No history gives away more than 98 %, so that what was never seen after it stays possible."""
    given: defaultdict[Gram, float] = defaultdict(float)
    for gram, chance in level.items():
        given[gram[:-1]] += chance
    return {gram: chance * min(1.0, 0.98 / given[gram[:-1]]) for gram, chance in level.items()}


def arpa(kept: list[dict[Gram, float]]) -> str:
    """The model as ARPA text, log10, with the back-off weights that make every history sum to one."""
    weights: dict[Gram, float] = {}
    for level, lower in zip(kept[1:], kept, strict=False):
        seen: defaultdict[Gram, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for gram, chance in level.items():
            below = lower.get(gram[1:])
            if below is None:
                below = weights.get(gram[1:2], 1.0) * kept[0][gram[2:]]
            seen[gram[:-1]][0] += chance
            seen[gram[:-1]][1] += below
        weights |= {history: (1 - here) / max(1e-4, 1 - below) for history, (here, below) in seen.items()}
    levels = [dict(level) for level in kept]
    levels[0][BEGIN,] = 1e-9
    lines = ["\\data\\", *(f"ngram {order}={len(level)}" for order, level in enumerate(levels, start=1)), ""]
    for order, level in enumerate(levels, start=1):
        lines.append(f"\\{order}-grams:")
        for gram, chance in sorted(level.items()):
            weight = f" {math.log10(max(1e-4, weights[gram])):.2f}" if gram in weights else ""
            lines.append(f"{math.log10(max(1e-9, chance)):.2f} {' '.join(gram)}{weight}")
        lines.append("")
    return "\n".join([*lines, "\\end\\", ""])


def dictionary(words: list[str]) -> str:
    """How the words are said, a line each; other ways to say one follow as ``word(2)``."""
    listed = set(words)
    with Path(get_model_path("en-us/cmudict-en-us.dict")).open() as lines:
        known = [line.rstrip() for line in lines if line.split()[0].partition("(")[0] in listed]
    ours = listed.intersection(WORDS_OF_OURS) - {line.split()[0] for line in known}
    return "\n".join([*sorted([*known, *(f"{word} {WORDS_OF_OURS[word]}" for word in ours)]), ""])


def pack(text: str, file: Path) -> None:
    """Write a model in ARPA text down in pocketsphinx's binary form, compressed."""
    with tempfile.TemporaryDirectory() as folder:
        plain, binary = Path(folder) / "plain.lm", Path(folder) / "binary.lm.bin"
        plain.write_text(text)
        NGramModel(Config(), LogMath(), str(plain)).write(str(binary), NGramModel.str_to_type("bin"))
        file.write_bytes(gzip.compress(binary.read_bytes(), mtime=0))


def main() -> None:
    mixture, generated, written, ordinary, words = train()
    candidates = set(ordinary.grams({*words, BEGIN, END}))
    for order, least in LEAST_SEEN.items():
        candidates |= {gram for gram, count in generated.counts[order - 1].items() if count >= least}
        candidates |= set(written.counts[order - 1])
    pack(arpa(choose(mixture, candidates, words)), MODEL)
    DICTIONARY.write_text(dictionary(words))


if __name__ == "__main__":
    main()
