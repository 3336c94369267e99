"""People: one body in many poses (poses.py, body.py) and costumes (persons.txt); riders, giants, ghosts (legends.py).

A new sort of person is one line in persons.txt. ``GENDER`` tells which word stands for one, ``hand_of`` where it holds
things in each pose.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Draw, Placement, define
from inference.sketch.catalogue.people import legends as legends
from inference.sketch.catalogue.people.body import draw_person
from inference.sketch.catalogue.people.costumes import AGES, COSTUMES, HEADS, PERSONS, Costume
from inference.sketch.catalogue.people.costumes import GENDER as GENDER
from inference.sketch.catalogue.people.crowd import draw_somebody
from inference.sketch.catalogue.people.poses import joints_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

ADULT = 136.0
"""px that an adult is tall where it is nearest."""


def hand_of(name: str, doing: str | None) -> tuple[float, float]:
    """Where a kind of person holds things when it does ``doing``: before it and up from its foot (its seat where it
    rides), as parts of its height. Raises KeyError for a kind that is no person."""
    x, y = joints_of(doing, HEADS[COSTUMES[name].age]).far_arm[2]
    return x / 100, -y / 100


def _drawing_of(costume: Costume) -> Draw:
    def draw(draw: DrawContext, colour: Rgb | None) -> None:
        draw_person(draw, costume, colour)

    return draw


for _name, (_costume, _kind) in PERSONS.items():
    define(
        replace(
            _kind,
            hand=hand_of(_name, None),
            placement=Placement("ground", height=round(ADULT * AGES[_costume.age]), breadth=0.6, most=24, spread=170),
            draw=draw_somebody if _name == "people" else _drawing_of(_costume),
        )
    )
