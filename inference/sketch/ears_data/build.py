"""Builds the language model of the sketch ears from the sentences in narration.txt.

    python -m inference.sketch.ears_data.build

The sentences are spun into many thousand, with a fixed seed, and counted into trigrams with Witten-Bell smoothing, pruned to a
size that fits a repository. Under them lies ordinary English, so that other words can be heard too: the commoner words of the
model that comes with pocketsphinx (BSD), with that model's own word and word-pair frequencies. Writes narration.lm (ARPA);
the same input gives the same bytes. Nothing of this runs when the ears listen.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from pocketsphinx import Config, LogMath, NGramModel, get_model_path

from inference.sketch.ears_data.words import AS_SPOKEN_HERE, UNSAID, WORDS_OF_OURS

HERE = Path(__file__).parent
SENTENCES = 60_000
ORDINARY_WORDS = 6_000
PAIR_HEADS = 700
"""The commonest words of ordinary English whose pairs are kept; and how many pairs, by how much the pair itself tells."""
ORDINARY_PAIRS = 12_000
OURS = 0.5
"""Share of the narration in the frequency of single words and pairs; the rest is ordinary English."""
DOUBT = 1.5
"""Witten-Bell's weight of unseen words, times this: spun sentences repeat themselves more than people do."""
LEAST_SEEN = {2: 2, 3: 4}
"""A pair or triple seen less often is left to its words or pairs."""
BEGIN, END = "<s>", "</s>"

Gram = tuple[str, ...]


@dataclass(frozen=True)
class Narration:
    lists: dict[str, list[str]]
    sentences: list[str]
    weights: list[int]


def read_narration(text: str) -> Narration:
    """The lists and the weighted sentences. Raises ValueError for a line that is neither, or a list that is not there."""
    narration = Narration({}, [], [])
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
    """``count`` sentences as lists of lower-case words."""
    chance = random.Random(seed)
    spun = []
    for sentence in chance.choices(narration.sentences, narration.weights, k=count):
        filled = re.sub(r"<(\w+)>", lambda slot: chance.choice(narration.lists[slot[1]]), sentence).lower()
        words = re.sub(r"\ban? (?=(\w))", lambda a: "an " if a[1] in "aeiou" else "a ", filled).split()
        spun.append([AS_SPOKEN_HERE.get(word, word) for word in words])
    return spun


def count_grams(sentences: list[list[str]]) -> list[Counter[Gram]]:
    """Counts of single words, pairs and triples."""
    counts: list[Counter[Gram]] = [Counter(), Counter(), Counter()]
    for sentence in sentences:
        words = [BEGIN, *sentence, END]
        for order in (1, 2, 3):
            counts[order - 1].update(tuple(words[at : at + order]) for at in range(len(words) - order + 1))
    return counts


class OrdinaryEnglish:
    """Word and word-pair frequencies of the model that comes with pocketsphinx."""

    def __init__(self) -> None:
        self._log = LogMath()
        self._model = NGramModel(Config(), self._log, get_model_path("en-us/en-us.lm.bin"))
        with Path(get_model_path("en-us/cmudict-en-us.dict")).open() as lines:
            self.spoken = {line.split()[0] for line in lines}

    def chance(self, *words: str) -> float:
        """Probability of the last word after the others."""
        return float(self._log.exp(self._model.prob(list(reversed(words)))))

    def common_words(self, count: int) -> list[str]:
        plain = (word for word in self.spoken if re.fullmatch(r"[a-z]{2,}('[a-z]+)?|[ai]", word) and word not in UNSAID)
        return sorted(plain, key=lambda word: (-self.chance(word), word))[:count]


def telling_pairs(english: OrdinaryEnglish, words: list[str]) -> dict[Gram, float]:
    """The pairs of ordinary English that its single words tell least about."""
    single = {word: english.chance(word) for word in words}
    gain: dict[Gram, float] = {}
    for first in words[:PAIR_HEADS]:
        for second in words[: 3 * PAIR_HEADS]:
            chance = english.chance(first, second)
            if chance > 3 * single[second]:
                gain[first, second] = single[first] * chance * math.log(chance / single[second])
    return {pair: english.chance(*pair) for pair in sorted(gain, key=lambda pair: (-gain[pair], pair))[:ORDINARY_PAIRS]}


def smooth(counts: list[Counter[Gram]], english: OrdinaryEnglish) -> list[dict[Gram, float]]:
    """Probabilities of the words, pairs and triples that are kept."""
    common = english.common_words(ORDINARY_WORDS)
    words = sorted({word for (word,) in counts[0]} - {BEGIN} | {AS_SPOKEN_HERE.get(word, word) for word in common})
    total = sum(count for (word,), count in counts[0].items() if word != BEGIN)
    ordinary = {word: english.chance(word) for word in words}
    whole = sum(ordinary.values())
    single: dict[Gram, float] = {
        (word,): OURS * counts[0][word,] / total + (1 - OURS) * ordinary[word] / whole for word in words
    }
    kept = [single]
    for order in (2, 3):
        kinds: Counter[Gram] = Counter(gram[:-1] for gram in counts[order - 1])
        lower, level = kept[-1], {}
        for gram, count in counts[order - 1].items():
            if count < LEAST_SEEN[order]:
                continue
            seen, doubt = counts[order - 2][gram[:-1]], DOUBT * kinds[gram[:-1]]
            level[gram] = (count + doubt * lower.get(gram[1:], 0.0)) / (seen + doubt)
        if order == 2:
            for pair, chance in telling_pairs(english, common).items():
                # A word that the narration does not have is known only by what ordinary English says follows it.
                share = 1 - OURS if counts[0][pair[:1]] else 1.0
                level[pair] = max(level.get(pair, 0.0), share * chance)
        kept.append(level)
    return [kept[0], *(fit(level) for level in kept[1:])]


def fit(level: dict[Gram, float]) -> dict[Gram, float]:
    """No history gives away more than 95 %, so that what was never seen after it stays possible."""
    given: defaultdict[Gram, float] = defaultdict(float)
    for gram, chance in level.items():
        given[gram[:-1]] += chance
    return {gram: chance * min(1.0, 0.95 / given[gram[:-1]]) for gram, chance in level.items()}


def arpa(kept: list[dict[Gram, float]]) -> str:
    """The model as ARPA text, log10, with the back-off weights that make every history sum to one."""
    weights: dict[Gram, float] = {}
    for level, lower in zip(kept[1:], kept, strict=False):
        seen: defaultdict[Gram, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for gram, chance in level.items():
            seen[gram[:-1]][0] += chance
            seen[gram[:-1]][1] += lower.get(gram[1:], 0.0)
        weights |= {history: (1 - here) / max(1e-6, 1 - below) for history, (here, below) in seen.items()}
    levels = [dict(level) for level in kept]
    levels[0][BEGIN,] = 1e-9
    lines = ["\\data\\", *(f"ngram {order}={len(level)}" for order, level in enumerate(levels, start=1)), ""]
    for order, level in enumerate(levels, start=1):
        lines.append(f"\\{order}-grams:")
        for gram, chance in sorted(level.items()):
            weight = f" {math.log10(max(1e-6, weights[gram])):.2f}" if gram in weights else ""
            lines.append(f"{math.log10(max(1e-9, chance)):.2f} {' '.join(gram)}{weight}")
        lines.append("")
    return "\n".join([*lines, "\\end\\", ""])


def main() -> None:
    english = OrdinaryEnglish()
    counts = count_grams(spin(read_narration((HERE / "narration.txt").read_text()), SENTENCES))
    unspoken = {word for (word,) in counts[0]} - english.spoken - set(WORDS_OF_OURS) - {BEGIN, END}
    if unspoken:
        raise SystemExit(f"Nobody knows how to say: {', '.join(sorted(unspoken))}.")
    (HERE / "narration.lm").write_text(arpa(smooth(counts, english)))


if __name__ == "__main__":
    main()
