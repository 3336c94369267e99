"""Names of the story win over other words that sound alike.

Who says "Mirabel" may be heard as "mirror bell". Where a stretch of one to three heard words is spelt much like a name
of the story, the sentence with the name in it is shown to the model: it wins where the sound fits it nearly as well.
A few such sentences are tried at most, and only where what was heard is doubtful.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from inference.sketch.ears.moonshine.model import Encoded, Hypothesis, MoonshineModel
from inference.sketch.ears.moonshine.tokenizer import Tokenizer

ALIKE = 0.6
"""From which on a name is tried: how alike the letters and the sounds are, 0 to 1."""
DOUBTFUL = -0.05
"""Log-probability of the least likely piece of a stretch, above which it was heard well."""
BONUS = 12.0
"""Log-probability that a name may lack to what was heard: the model has hardly ever read it, the story has. With the
tuning names those that were said lacked less than 12 mostly, others more than 16."""
BONUS_OF_A_WORD = 5.0
"""The same of a name that is one piece, such as Ann, Mark or Rose: the model knows it as well as what it heard. With 15
of them in noise, the first that nobody had said lacked 5.5; "and" for "Ann" lacked 11."""
MOST = 4
"""Sentences that are tried."""
STRETCH = 3
"""Words at most that a name is heard as."""
_SOUNDS = {
    "ph": "f", "gh": "g", "wh": "w", "ck": "k", "sh": "s", "ch": "k", "th": "t", "ce": "se", "ci": "si",
    "c": "k", "q": "k", "x": "ks", "z": "s", "v": "f", "d": "t", "j": "g", "b": "p", "y": "i",
}  # fmt: skip
"""Letters that sound alike, as one of them."""


@dataclass(frozen=True)
class _Place:
    """Pieces of a hypothesis that may have been ``name``."""

    part: slice
    name: str
    alike: float


def with_names(
    hypothesis: Hypothesis, names: Sequence[str], encoded: Encoded, model: MoonshineModel, tokenizer: Tokenizer
) -> Hypothesis:
    """The hypothesis with those names in it that the sound allows."""
    places = sorted(_places(hypothesis, names, tokenizer), key=lambda place: -place.alike)[:MOST]
    best, most = hypothesis, _sum(hypothesis)
    for place in places:
        heard = hypothesis.pieces
        said = (*heard[: place.part.start], *_written(place, heard, tokenizer), *heard[place.part.stop :])
        other = model.score(encoded, said)
        bonus = BONUS if len(tokenizer.encode(place.name)) > 1 else BONUS_OF_A_WORD
        if _sum(other) + bonus > most:
            best, most = other, _sum(other) + bonus
    return best


def _places(hypothesis: Hypothesis, names: Sequence[str], tokenizer: Tokenizer) -> Iterator[_Place]:
    words = tokenizer.words_of(hypothesis.pieces)
    sought = [(name, wanted) for name in names if len(wanted := _letters(name)) >= 3]
    for first in range(len(words)):
        for last in range(first, min(first + STRETCH, len(words))):
            part = slice(words[first].start, words[last].stop)
            if min(hypothesis.log_probabilities[part]) > DOUBTFUL:
                continue
            single = {_letters(tokenizer.decode(hypothesis.pieces[word])) for word in words[first : last + 1]}
            heard = _letters(tokenizer.decode(hypothesis.pieces[part]))
            for name, wanted in sought:
                # Where the name was heard, its neighbours are not to be swallowed: "the rose" is no Rose.
                if heard == wanted or wanted in single:
                    continue
                alike = (_alike(heard, wanted) + _alike(_sounds(heard), _sounds(wanted))) / 2
                if alike >= ALIKE:
                    yield _Place(part, name, alike)


def _written(place: _Place, heard: Sequence[int], tokenizer: Tokenizer) -> list[int]:
    """The pieces of the name, with what stood behind the heard words: a comma, "'s"."""
    behind = re.search(r"('s)?[.,;:!?]*$", tokenizer.decode(heard[place.part]))
    return tokenizer.encode(place.name + (behind.group() if behind else ""))


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _sounds(letters: str) -> str:
    """Roughly how letters sound: consonants that are easily taken for each other are one, and so are all vowels."""
    for written, sound in _SOUNDS.items():
        letters = letters.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiou]+", "a", letters))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _sum(hypothesis: Hypothesis) -> float:
    return sum(hypothesis.log_probabilities) + hypothesis.end
