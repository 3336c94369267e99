"""Kinds in a person's words: "three small boats", "a pine forest", "the sea"; "Red Lighthouse", "Wolves".

``noun_phrase`` is for sentences and captions, ``title_name`` for titles. Both keep number and article right. They know
no template.
"""

from __future__ import annotations

from dataclasses import dataclass

from inference.contract.direction import Element
from inference.contract.kind_names import plain_name
from inference.engine.lexicon import HEX
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.catalogue.kind import Plural

_NUMBERS = ("no", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COLOURED_TOO = frozenset({"moon", "sun", "sea", "fire"})
"""Of the kinds with a noun phrase of their own, those that take a colour into it."""
_SIZED = {"tiny": "tiny", "small": "small", "large": "great", "huge": "huge"}
_COUNTED = ("building", "vehicle", "creature", "sky", "object")
"""Groups whose titles have a plural and a colour."""


def noun_phrase(element: Element, *, counted: bool = True) -> str:
    """An element as it stands in a sentence; empty for what is always there.

    Without ``counted`` its number is the painter's, not the narrator's, and several are only a plural.
    """
    kind = KINDS.get(element.kind)
    colour = element.colour if element.colour in HEX else ""
    own = None if kind is None else kind.noun_phrase
    several = element.count > 1 and (counted or (own is not None and own.startswith("a ")))
    if kind is not None and own is not None and not (several and kind.group in ("sky", "building", "object")):
        if colour and kind.name in _COLOURED_TOO:
            article, _, noun = own.partition(" ")
            return f"{_an(colour) if article == 'a' else article} {colour} {noun}"
        return own
    plain = plain_name(element.kind, element.count)
    words = " ".join(word for word in (_SIZED.get(element.size, ""), colour, plain) if word)
    if element.count == 1:
        return f"{_an(words)} {words}"
    return f"{number(element.count)} {words}" if counted else words


def number(count: int) -> str:
    """A count in words as far as twelve, then "many"."""
    return _NUMBERS[count] if count < len(_NUMBERS) else "many"


def _an(words: str) -> str:
    return "an" if words[:1].lower() in "aeiou" else "a"


@dataclass(frozen=True)
class Name:
    """A name for a title, without its article: "Red Lighthouse", "Boats", "Hills"."""

    words: str
    many: bool
    kind: str


def titles_of(kind: str) -> tuple[str, ...]:
    """The names of a kind in titles; none for a kind that is not named there, or that is not known."""
    if kind not in KINDS:
        return ()
    titles = KINDS[kind].titles
    return (plain_name(kind).title(),) if titles is None else titles


def title_name(element: Element, pick: float) -> Name:
    """A name for a title; ``pick`` in [0, 1) chooses among those of the kind. Raises IndexError for a kind without."""
    titles = titles_of(element.kind)
    name = titles[int(pick * len(titles))]
    words, many = str(name), isinstance(name, Plural)
    counted = GROUP_OF[element.kind] in _COUNTED
    if not many and counted and element.count > 1:
        words, many = _several(words, element.kind), True
    colour = element.colour if element.colour in HEX else None
    if colour and counted and len(words.split()) < 3:
        words = f"{colour.capitalize()} {words}"
    return Name(words, many, element.kind)


def _several(title: str, kind: str) -> str:
    """The plural of a title, which may end in the kind's own name: "Silver Fish", "Wolf"."""
    one, several = plain_name(kind).title(), plain_name(kind, 2).title()
    return title.removesuffix(one) + several if title.endswith(one) else title + "s"
