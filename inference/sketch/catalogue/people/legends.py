"""Riders, giants and ghosts: figures that are drawn whole, in one pose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws
from inference.sketch.catalogue.land_animals import horse
from inference.sketch.catalogue.outlines import ribbon
from inference.sketch.catalogue.people.body import draw_person
from inference.sketch.catalogue.people.costumes import COSTUMES

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


@draws(
    Kind(
        "rider",
        "creature",
        words="rider horseman horsewoman cavalry cavalier caravan",
        crowds={"cavalry": 6, "caravan": 5},
        needs_shore=True,
    ),
    Placement("ground", height=230, breadth=1.15, most=7, spread=230, alone=1),
)
def rider(draw: DrawContext, colour: Rgb | None) -> None:
    """A horse with a rider in a cloak, a lance with a pennant in the hand."""
    with draw.within(0, 0, 0.74):
        horse(draw, None)
    cloak = colour or (0.66, 0.2, 0.18)
    before, (draw.doing, draw.empty_handed) = (draw.doing, draw.empty_handed), ("riding", True)
    with draw.within(-4, -38, 0.62):
        draw_person(draw, COSTUMES["traveller"], cloak)
    draw.doing, draw.empty_handed = before
    draw.blob([(-8, -76), (-14, -62), (-26, -44), (-12, -46), (-4, -60)], cloak, 0.7)
    draw.line([(12, -48), (24, -112)], 1.6, (0.4, 0.3, 0.2), 0.6)
    draw.shape([(23.4, -110), (42, -105), (22.4, -99)], cloak, 0.95)


@draws(
    Kind("giant", "creature", words="giant ogre titan troll golem cyclops", mood="wondrous", needs_shore=True),
    Placement("hill", height=430, breadth=0.75, most=3, alone=1),
)
def giant(draw: DrawContext, colour: Rgb | None) -> None:
    """A giant in mid-stride, bearded, in a belted coat, a trunk for a club."""
    coat = colour or (0.42, 0.36, 0.24)
    skin: Rgb = (0.78, 0.58, 0.44)
    draw.blob(ribbon([(-4.0, -38.0), (-13.0, -20.0), (-19.0, -2.0)], [14, 10, 9]), (0.3, 0.26, 0.24), 0.4)
    draw.blob(ribbon([(5.0, -38.0), (15.0, -21.0), (13.0, -2.0)], [15, 11, 9]), (0.34, 0.29, 0.26), 0.55)
    draw.blob([(-26, 0), (-22, -7), (-12, -5), (-11, 1)], (0.24, 0.18, 0.15), 0.5)
    draw.blob([(7, 0), (9, -7), (20, -5), (25, 1)], (0.24, 0.18, 0.15), 0.6)
    draw.blob(ribbon([(-15.0, -72.0), (-27.0, -56.0), (-25.0, -40.0)], [11, 9, 8]), coat, 0.4)
    draw.line([(-27, -38), (-40, -74)], 6, (0.4, 0.28, 0.18), 0.5)
    draw.blob(
        [(-19, -78), (-8, -83), (10, -83), (19, -77), (17, -54), (18, -32), (0, -28), (-17, -33), (-16, -54)], coat, 0.5
    )
    draw.blob([(-18, -76), (-8, -82), (0, -82), (-4, -56), (-6, -31), (-16, -34)], coat, 0.92)
    draw.box(-16.5, -48, 34, 4.5, (0.24, 0.17, 0.12), 0.6)
    draw.blob(ribbon([(16.0, -74.0), (27.0, -60.0), (30.0, -46.0)], [11, 9, 7]), coat, 0.6)
    draw.disc(31, -44, 8, 8, skin, 0.7)
    draw.disc(1, -90, 18, 20, skin, 0.7)
    draw.blob([(-8, -88), (-6, -76), (3, -70), (10, -78), (10, -88), (2, -84)], (0.45, 0.27, 0.15), 0.6)
    draw.blob([(-9, -90), (-8, -99), (2, -102), (10, -98), (11, -91), (2, -96)], (0.4, 0.24, 0.14), 0.6)
    for x in (-2, 6):
        draw.disc(x, -91, 2, 2, (0.08, 0.07, 0.08), 0.4)


@draws(
    Kind("ghost", "creature", words="ghost spirit phantom spectre specter wraith", mood="eerie"),
    Placement("ground", height=150, breadth=0.6, most=7, spread=170, glow=1.2),
)
def ghost(draw: DrawContext, colour: Rgb | None) -> None:
    pale = colour or (0.88, 0.94, 0.97)
    draw.blob([(-26, 0), (-24, -54), (-16, -88), (0, -100), (16, -88), (24, -54), (27, -2), (14, -12), (4, 0), (-8,
              -12), (-16, -2)], pale, 0.9, 0.78)  # fmt: skip
    for x in (-7, 7):
        draw.blob([(x - 4, -74), (x, -82), (x + 4, -74), (x, -68)], (0.1, 0.1, 0.16), 0.3)
    draw.blob([(-4, -60), (0, -64), (4, -60), (0, -52)], (0.1, 0.1, 0.16), 0.3)
    draw.glow(0, -52, 120, (0.75, 0.9, 1.0), 0.3 + 0.3 * draw.night)
