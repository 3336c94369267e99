"""What people wear: one line for each kind of person in persons.txt, read here.

    name | who | wears | colours | head | hand | words | more

``who`` is he, she or they, and an age where it is no adult ("she old"); ``wears`` lists garments, ``head`` hair and
head-wear, ``hand`` what it holds (props.py draws it); ``colours`` are those of the dress, the legs and the trim, a dot
where each has its own. ``more``: ``several=4``, ``plural=men:man``, ``crowds=army:20``, ``same=people``,
``mood=eerie``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inference.sketch.catalogue.kind import Kind

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb

AGES = {"baby": 0.45, "child": 0.66, "young": 0.9, "adult": 1.0, "old": 0.96}
"""Age to height, as a part of an adult's."""
HEADS = {"baby": 36.0, "child": 28.0, "young": 23.0, "adult": 20.5, "old": 21.5}
"""Age to the height of the head, in units: the whole body is 100."""

PALETTE: dict[str, Rgb] = {
    "red": (0.74, 0.2, 0.17), "wine": (0.45, 0.13, 0.2), "orange": (0.86, 0.46, 0.16), "yellow": (0.88, 0.7, 0.25),
    "gold": (0.86, 0.66, 0.22), "green": (0.26, 0.46, 0.25), "moss": (0.36, 0.4, 0.22), "teal": (0.16, 0.48, 0.5),
    "sky": (0.42, 0.64, 0.8), "blue": (0.2, 0.36, 0.62), "navy": (0.13, 0.18, 0.33), "violet": (0.42, 0.27, 0.56),
    "pink": (0.88, 0.55, 0.62), "white": (0.93, 0.91, 0.87), "cream": (0.86, 0.8, 0.66), "sand": (0.76, 0.64, 0.44),
    "brown": (0.42, 0.28, 0.18), "grey": (0.5, 0.51, 0.53), "steel": (0.66, 0.69, 0.73), "dark": (0.2, 0.19, 0.21),
    "black": (0.11, 0.11, 0.13), "fur": (0.5, 0.36, 0.22), "sick": (0.5, 0.58, 0.42), "scarlet": (0.72, 0.14, 0.12),
}  # fmt: skip
EVERYDAY = ("red", "blue", "teal", "orange", "green", "violet", "yellow", "sky", "wine", "pink", "cream", "moss")
"""Colours of clothes that are nobody's costume."""


@dataclass(frozen=True)
class Costume:
    """How a kind of person looks."""

    name: str
    gender: str
    age: str
    wears: frozenset[str]
    colours: tuple[str, ...]
    """Of the dress, the legs and the trim; "." is one of ``EVERYDAY``."""
    head: frozenset[str]
    hand: str


def read_persons(text: str) -> dict[str, tuple[Costume, Kind]]:
    """The people of a table, by name. Raises ValueError for a line that does not read as one, with the line."""
    people = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            try:
                costume, kind = _person(line)
            except (ValueError, KeyError) as error:
                raise ValueError(f"{line!r}: {error}") from error
            people[costume.name] = costume, kind
    return people


def _person(line: str) -> tuple[Costume, Kind]:
    name, who, wears, colours, head, hand, words, more = (part.strip() for part in line.split("|"))
    gender, _, age = who.partition(" ")
    if gender not in ("he", "she", "they") or (age or "adult") not in AGES:
        raise ValueError(f"nobody is {who}")
    three = tuple(colours.split())
    if len(three) != 3 or not {*three} <= {*PALETTE, "."}:
        raise ValueError(f"{colours} are not three colours")
    said: dict[str, Any] = {}
    for part in more.split():
        field, _, value = part.partition("=")
        match field:
            case "several":
                said["several"] = int(value)
            case "plural":
                said["irregular"] = dict(pair.split(":") for pair in value.split(","))
            case "crowds":
                said["crowds"] = {word: int(many) for word, many in (pair.split(":") for pair in value.split(","))}
            case "same":
                said["same_plural"] = value
            case "mood":
                said["mood"] = value
            case _:
                raise ValueError(f"there is no field {field}")
    costume = Costume(name, gender, age or "adult", frozenset(wears.split()), three, frozenset(head.split()), hand)
    return costume, Kind(name, "creature", words, needs_shore=True, adds_up=True, **said)


PERSONS = read_persons(Path(__file__).with_name("persons.txt").read_text())
COSTUMES: dict[str, Costume] = {name: costume for name, (costume, _) in PERSONS.items()}
GENDER: dict[str, str] = {name: costume.gender for name, costume in COSTUMES.items()}
"""Kind of person to the word that stands for one: "he", "she" or "they"."""
