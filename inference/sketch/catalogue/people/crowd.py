"""People whom nothing is said of: anybody, in everyday clothes, of any age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.people.body import draw_person
from inference.sketch.catalogue.people.costumes import AGES, COSTUMES

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

ANYBODY = ("man", "woman", "people", "man", "woman", "girl", "boy", "grandmother", "grandfather", "teenager")


def draw_somebody(draw: DrawContext, colour: Rgb | None) -> None:
    """Somebody by lot, at that age's height beside the others."""
    costume = COSTUMES[ANYBODY[int(draw.chance(10) * len(ANYBODY))]]
    with draw.within(0, 0, AGES[costume.age]):
        draw_person(draw, costume, colour)
