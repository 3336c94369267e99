"""The three kinds of English of the language model, and their mixture: generated, written and ordinary sentences.

Each gives the probability of a word after up to two others. They are mixed anew for every history, in proportion to how
well each kind foresaw that history (Bayesian interpolation; Allauzen and Riley, 2011): "the <word>" may go on like a
tale, "call you <word>" goes on like talk. Only the build uses this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from pocketsphinx import Config, LogMath, NGramModel, get_model_path

from inference.sketch.ears.pocketsphinx.language_model.trie import stored_grams
from inference.sketch.ears.pocketsphinx.language_model.words import AS_SPOKEN_HERE, UNSAID

BEGIN, END = "<s>", "</s>"
Gram = tuple[str, ...]


class LanguageModel(Protocol):
    def probability(self, gram: Gram) -> float:
        """Probability of the last word after the one or two before it."""


class SmoothedTrigrams:
    """Trigrams of given sentences with Witten-Bell smoothing. ``doubt`` scales the weight of what was never seen."""

    def __init__(self, sentences: Sequence[Sequence[str]], doubt: float) -> None:
        self.doubt = doubt
        self.counts: list[Counter[Gram]] = [Counter(), Counter(), Counter()]
        for sentence in sentences:
            words = [BEGIN, *sentence, END]
            for order in (1, 2, 3):
                self.counts[order - 1].update(tuple(words[at : at + order]) for at in range(len(words) - order + 1))
        self._total = sum(count for (word,), count in self.counts[0].items() if word != BEGIN)
        self._kinds = Counter(gram[:-1] for level in self.counts[1:] for gram in level)
        self.words = {word for (word,) in self.counts[0]} - {BEGIN, END}

    def probability(self, gram: Gram) -> float:
        count = self.counts[len(gram) - 1][gram]
        if len(gram) == 1:
            return count / self._total
        below = self.probability(gram[1:])
        seen, doubt = self.counts[len(gram) - 2][gram[:-1]], self.doubt * self._kinds[gram[:-1]]
        return (count + doubt * below) / (seen + doubt) if seen and doubt else below


class PocketsphinxModel:
    """The trigram model of English that comes with pocketsphinx (BSD).
    It spells American; words here are spelt our way."""

    def __init__(self) -> None:
        self._log = LogMath()
        self._model = NGramModel(Config(), self._log, get_model_path("en-us/en-us.lm.bin"))
        self._american = {ours: theirs for theirs, ours in AS_SPOKEN_HERE.items()}
        with Path(get_model_path("en-us/cmudict-en-us.dict")).open() as lines:
            self.pronounced = {line.split()[0] for line in lines}

    def probability(self, gram: Gram) -> float:
        return float(self._log.exp(self._model.prob([self._american.get(word, word) for word in reversed(gram)])))

    def common_words(self, count: int) -> list[str]:
        """The commonest words that may be written down, in our spelling."""
        plain = (
            word
            for word in self.pronounced
            if re.fullmatch(r"[a-z]{2,}('[a-z]+)?|a|i('[a-z]+)?", word) and word not in UNSAID
        )
        common = sorted(plain, key=lambda word: (-self.probability((word,)), word))[:count]
        return sorted({AS_SPOKEN_HERE.get(word, word) for word in common})

    def grams(self, words: set[str]) -> Iterator[Gram]:
        """The model's pairs and triples of these words."""
        for gram in stored_grams(Path(get_model_path("en-us/en-us.lm.bin"))):
            ours = tuple(AS_SPOKEN_HERE.get(word, word) for word in gram)
            if words.issuperset(ours):
                yield ours


class Mixture:
    """Several kinds of English as one; ``shares`` add up to 1 and hold where nothing is known of the history."""

    def __init__(self, kinds: Sequence[LanguageModel], shares: Sequence[float], words: Sequence[str]) -> None:
        self._kinds, self._shares = kinds, shares
        # The share of each kind's single words that lie outside the vocabulary is given back to those within.
        self._whole = [sum(kind.probability((word,)) for word in [*words, END]) for kind in kinds]

    def probability(self, gram: Gram) -> float:
        shares = self._shares
        if len(gram) > 1:
            shares = [
                share * self._history_probability(kind, gram[:-1])
                for kind, share in zip(self._kinds, shares, strict=True)
            ]
            if not sum(shares):
                shares = self._shares
        given = [
            share * kind.probability(gram) / (whole if len(gram) == 1 else 1.0)
            for share, kind, whole in zip(shares, self._kinds, self._whole, strict=True)
        ]
        return sum(given) / sum(shares)

    @staticmethod
    def _history_probability(kind: LanguageModel, history: Gram) -> float:
        if history[0] == BEGIN:
            return kind.probability(history) if len(history) > 1 else 1.0
        first = kind.probability(history[:1])
        return first * kind.probability(history) if len(history) > 1 else first
