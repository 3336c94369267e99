"""The record of one kind of thing: what the sketch engine knows of a castle, a wolf or the rain, in one place.

``@draws`` registers a record with the function that draws it, ``define`` one that has no drawing of its own. A kind or
a word that is taken already fails at import. All else (which word means which kind, what is a plural, where things
stand) is derived from these records. Drawings are given what they draw with, so nothing here imports the painter: who
only reads or names kinds loads no graphics library.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeVar

from inference.contract.direction import Light, Mood

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

Group = Literal[
    "land", "room", "water", "trees", "ground", "sky", "weather", "plant", "building", "vehicle", "creature", "object"
]
"""``land``, ``room``, ``water``, ``trees``, ``ground`` and ``weather`` stay from strip to strip until a phrase changes
them."""

Where = Literal[
    "sky",  # hangs in the sky, behind the land
    "bolt",  # reaches down from the sky, behind the land
    "bow",  # stands over the horizon, before the far ridges
    "far",  # is a mountain of the far land
    "hill",  # on a crest of the near land; its size does not depend on how near that is
    "coast",  # the same, for what belongs to the water's edge
    "ground",  # on the near ground, larger where it is nearer
    "road",  # lies along the ground from a far crest to the foot of the picture
    "water",  # afloat
    "span",  # over water, or over low ground where there is none
    "swim",  # afloat, or anywhere in the view where the view is under water
    "air",  # flies between the land and the eye
    "low",  # flies close above the ground
    "table",  # small: on a table or a shelf where there is one, else on the near ground
    "wall",  # hangs on the wall of a room; outdoors it stands on the ground
]

Draw = Callable[["DrawContext", "Rgb | None"], None]
"""Draws one thing: 100 units tall, its foot (waterline, middle in the air) at (0, 0), y downwards, facing right.
The colour is the one that the phrase asked for."""
DrawT = TypeVar("DrawT", bound=Draw)


_PERSON = 1.7
_PERSON_HEIGHT = 136.0


def height_of(metres: float) -> float:
    """px that a thing of this height is painted where it is nearest, beside a person of 136 px.

    Painters do not measure: the square root keeps a teapot to be seen beside a whale.
    """
    return _PERSON_HEIGHT * math.sqrt(metres / _PERSON)


class Plural(str):
    """A title that is a plural as it stands: "Old Stones"."""


@dataclass(frozen=True)
class Placement:
    """Where a thing stands, how large and how many."""

    where: Where
    height: float
    """px where it is nearest."""
    breadth: float
    """As a part of its height."""
    most: int = 5
    """At a time in one strip."""
    spread: float = 0.0
    """px over which several of them gather; 0 where each finds its own place."""
    glow: float = 0.0
    """How far its light reaches beyond it, as a part of its height."""
    alone: float | None = None
    """How much larger it is where it is the only one (a small thing: where there are at most two); None: by its group
    and height."""
    flips: bool = True
    """Whether it may face left too."""
    breaches: bool = False
    """Whether it leaps half out of the water it is in."""


@dataclass(frozen=True)
class Kind:
    """One kind of element; ``name`` is what a ``Direction`` calls it, and is stored with every world."""

    name: str
    group: Group
    words: str
    """By which people name it: singular, lower case, without accents, a space between two; an expression of up to
    four words is written with hyphens ("hot-air-balloon")."""
    irregular: Mapping[str, str] = field(default_factory=dict)
    """Forms that no rule finds, to their word: {"wolves": "wolf"}. They mean several."""
    several: int = 3
    """How many a bare plural means."""
    crowds: Mapping[str, int | None] = field(default_factory=dict)
    """Words among ``words`` that mean several even after "a", to how many; None: as many as a bare plural."""
    same_plural: str = ""
    """Words among ``words`` that mean several without a plural's ending, unless a number is said: "deer"."""
    mood: Mood | None = None
    light: Light | None = None
    """What it brings where the phrase names no other."""
    noun_phrase: str | None = None
    """How one is put into a sentence where article and name would not do: "the sea"; empty: never said."""
    titles: tuple[str, ...] | None = None
    """Its names in titles, without an article; None: its plain name. A kind with none is not named in titles."""
    needs_shore: bool | None = None
    """Whether it brings a shore where the phrase is at sea; None: buildings and great trees do."""
    needs_water: bool | None = None
    """Whether it brings water where the phrase names none; None: what stands on water does."""
    adds_up: bool = False
    """Whether two words for it are told of different ones: "a child and an old man" are two people."""
    stays_as: str | None = None
    """The kind under which it stays with the strips to come, where its group stays; empty: it is over with its own."""
    picture: str | None = None
    """The picture that it is painted after, "noto:elephant" (drawing/picture_files.py); None: by a hand of ours."""
    faces: Literal["left", "right", "front"] = "right"
    """Which way its drawing or its picture looks."""
    head_only: bool = False
    """Whether its picture shows no more than a head."""
    top: float = 0.95
    """How high on it others stand or lie, as a part of its height: the back of a tortoise, the top of a table."""
    hand: tuple[float, float] = (0.24, 0.45)
    """Where it holds things, before it and up from its foot, as parts of its height: a hand, a mouth."""
    smokes: bool = False
    """Whether smoke in the same strip rises from it."""
    placement: Placement | None = None
    """None for what is part of the land, the sky or the weather."""
    draw: Draw | None = None

    @property
    def all_words(self) -> tuple[str, ...]:
        return tuple(self.words.split())

    @property
    def brings_shore(self) -> bool:
        return self.group in ("building", "plant") if self.needs_shore is None else self.needs_shore

    @property
    def brings_water(self) -> bool:
        if self.needs_water is None:
            return self.placement is not None and self.placement.where in ("water", "coast")
        return self.needs_water


KINDS: dict[str, Kind] = {}
KIND_OF_WORD: dict[str, str] = {}
"""Word or hyphenated expression to the name of its kind."""


def define(*kinds: Kind) -> None:
    """Registers kinds. Raises ValueError for a kind or a word that is registered already, and for a record that says
    something of a word that it does not list."""
    for kind in kinds:
        words = kind.all_words
        if kind.name in KINDS:
            raise ValueError(f"There are two kinds called {kind.name}.")
        if taken := [word for word in words if word in KIND_OF_WORD]:
            raise ValueError(f"The word {taken[0]} stands for {KIND_OF_WORD[taken[0]]} and for {kind.name}.")
        if strange := {*kind.crowds, *kind.same_plural.split(), *kind.irregular.values()} - {*words}:
            raise ValueError(f"{kind.name} says something of {', '.join(sorted(strange))}, which it does not list.")
        KINDS[kind.name] = kind
        KIND_OF_WORD.update(dict.fromkeys(words, kind.name))


def draws(kind: Kind, placement: Placement) -> Callable[[DrawT], DrawT]:
    """Registers ``kind`` with its place and the function that draws it. Raises ValueError as ``define`` does."""

    def register(draw: DrawT) -> DrawT:
        define(replace(kind, placement=placement, draw=draw))
        return draw

    return register
