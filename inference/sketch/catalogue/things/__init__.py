"""Things that are painted after pictures: one line each in the tables beside this module, one table for each sort.

A line has its columns between bars:

    name | picture | metres | stands | words | more

``name`` is the kind that a Direction and titles call it by ("ice_cream"); ``picture`` names a set and a picture of it
("noto:soft-ice-cream"); ``metres`` is how tall the real one is (a bird that flies: how broad); ``stands`` is a
``Where`` of kind.py; ``words`` are by which people name it, as in a ``Kind``. ``more`` are further fields of it, a
space between two: ``faces=left``, ``head`` (the picture shows no more than a head), ``light=glow``, ``mood=joyful``,
``glow=1.2``, ``several=5``, ``irregular=mice:mouse,lice:louse``, ``same_plural=sheep``, ``needs_water``, ``top=0.7``,
``hand=0.4,0.6``, ``upright`` (never mirrored). Where a set is not installed its things are not known.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from inference.sketch.catalogue.kind import Group, Kind, Placement, define, height_of
from inference.sketch.drawing.picture_files import is_installed

TABLES: dict[str, Group] = {
    "animals": "creature",
    "food": "object",
    "household": "object",
    "tools": "object",
    "clothes": "object",
    "play": "object",
    "vehicles": "vehicle",
    "buildings": "building",
    "plants": "plant",
    "body": "object",
    "nature": "object",
}
"""Table to the group of its things."""


def read_table(text: str, group: Group) -> list[Kind]:
    """The kinds of a table. Raises ValueError for a line that does not read as one, with the line."""
    kinds = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            try:
                kinds.append(_kind(line, group))
            except (ValueError, KeyError) as error:
                raise ValueError(f"{line!r}: {error}") from error
    return kinds


def _kind(line: str, group: Group) -> Kind:
    name, picture, metres, where, words, more = (part.strip() for part in line.split("|"))
    said: dict[str, Any] = {}
    placed: dict[str, Any] = {}
    for part in more.split():
        field, _, value = part.partition("=")
        match field:
            case "faces" | "light" | "mood" | "same_plural":
                said[field] = value
            case "top":
                said[field] = float(value)
            case "hand":
                across, up = value.split(",")
                said[field] = (float(across), float(up))
            case "several":
                said[field] = int(value)
            case "irregular":
                said[field] = dict(pair.split(":") for pair in value.split(","))
            case "head":
                said["head_only"] = True
            case "needs_water" | "needs_shore":
                said[field] = True
            case "glow" | "spread":
                placed[field] = float(value)
            case "most":
                placed[field] = int(value)
            case "upright":
                placed["flips"] = False
            case _:
                raise ValueError(f"there is no field {field}")
    placement = Placement(where, height=height_of(float(metres)), breadth=1.0, **placed)  # type: ignore[arg-type]
    return Kind(name, group, words, picture=picture, placement=placement, **said)


for _table, _group in TABLES.items():
    _text = Path(__file__).with_name(f"{_table}.txt").read_text()
    define(*(kind for kind in read_table(_text, _group) if is_installed(str(kind.picture).partition(":")[0])))
