"""Japanese into English order: the verb comes last, and particles behind the nouns say what they are to it.

A verb right before a noun belongs to that noun: 傘を持った女の子 is the girl who holds an umbrella.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

from inference.sketch.director.languages.japanese_words import Token, tokens_of
from inference.sketch.director.languages.nouns import SOMETHING, plural_of, said_for
from inference.sketch.director.languages.tables import Table, plain

_SUBJECT = ("が", "は", "も")
_PLACE = {"に": "in", "で": "in", "へ": "to", "から": "from", "まで": "to"}


@dataclass
class _Clause:
    """What has been said since the last verb."""

    subjects: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def told(self, verb: str) -> str:
        return " ".join(part for part in (*self.subjects, verb, *self.objects, *self.places) if part)

    def count(self, number: str) -> None:
        """A number behind its noun: 侍が二人."""
        for nouns in (self.objects, self.subjects):
            if nouns:
                nouns[-1] = f"{number} {nouns[-1].removeprefix('the ')}"
                return


class _Reading:
    """Takes the words of a phrase one by one and puts them into English order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.clause = _Clause()
        self.before: list[str] = []
        """Numbers, looks and nouns with の that belong to the next noun."""
        self.of_noun = ""
        """The relative clause that belongs to the next noun."""
        self.noun = ""
        self.counted = False

    def take(self, token: Token, following: Token | None) -> None:
        if token.sort in ("numbers", "looks"):
            self._describe(token, following)
        elif token.sort == "things":
            self._name(token, following)
        elif token.sort == "verbs":
            self._tell(token, following)
        elif token.sort == "small words":
            self._relate(token)
        elif token.english:
            self._end(token.english)
        else:
            self._mark(token.said)

    def finish(self) -> str:
        if self.before:
            self.noun = " ".join(self.before)
        self._end("")
        return " ".join(" ".join([*self.told, self.of_noun]).split())

    def _describe(self, token: Token, following: Token | None) -> None:
        if token.sort == "numbers" and (following is None or following.sort in (None, "verbs")):
            self.clause.count(token.english)
            return
        self.counted = self.counted or (token.sort == "numbers" and token.english != "one")
        self.before.append(token.english)

    def _name(self, token: Token, following: Token | None) -> None:
        if following is not None and following.sort == "things" and not self.of_noun:
            self.before.append(token.english)  # 桜祭り: two nouns without a particle are one
            return
        noun = " ".join([*self.before, plural_of(token.english) if self.counted else token.english])
        self.noun = f"{noun if self.counted else 'the ' + noun} {self.of_noun}".strip()
        self.before, self.of_noun, self.counted = [], "", False

    def _tell(self, token: Token, following: Token | None) -> None:
        if self.noun:
            self.clause.subjects.append(self.noun)
            self.noun = ""
        said = self.clause.told(token.english)
        self.clause = _Clause()
        before_noun = following is not None and following.sort in ("things", "looks", "numbers")
        if before_noun and not token.said.endswith(("て", "で")):
            self.of_noun = said
        else:
            self.told.append(said + ("," if following is not None and following.sort else ""))

    def _relate(self, token: Token) -> None:
        if not self.noun:
            self.told.append(token.english)
        elif token.english == "no":
            self.told.append(f"no {self.noun.removeprefix('the ')},")
        elif token.said.endswith(("の", "のない")):
            self.of_noun = f"{token.english} {self.noun}"
        else:
            self.clause.places.append(f"{token.english} {self.noun}")
        self.noun = ""

    def _mark(self, particle: str) -> None:
        if not self.noun:
            return
        if particle == "の":
            self.before.append(self.noun.removeprefix("the "))
        elif particle == "を":
            self.clause.objects.append(self.noun)
        elif particle in _PLACE:
            self.clause.places.append(f"{_PLACE[particle]} {self.noun}")
        elif particle in _SUBJECT:
            self.clause.subjects.append(self.noun)
        elif self.clause.subjects and not self.clause.subjects[-1].endswith(" and"):
            self.clause.places.append(f"with {self.noun}")  # 女の子が犬と: she does it with the dog
        else:
            self.clause.subjects.append(f"{self.noun} and")
        self.noun = ""

    def _end(self, sign: str) -> None:
        if self.noun:
            self.clause.subjects.append(self.noun)
            self.noun = ""
        self.told.append(self.clause.told("") + sign)
        self.clause = _Clause()


def gloss_japanese(text: str, table: Table) -> tuple[str, list[str], dict[str, str]]:
    """The English words of ``text``, its nouns that are not known, and English nouns to what was said for them."""
    tokens, unknown = tokens_of(plain(text), table)
    reading = _Reading()
    for token, following in zip_longest(tokens, tokens[1:]):
        reading.take(token, following)
    things = [(token.english, token.said) for token in tokens if token.sort == "things" and token.english != SOMETHING]
    return reading.finish(), unknown, said_for(things)
