"""Figures that are no common traveller: giants, ghosts, riders and statues.

Each function draws one figure 100 units tall, its foot at (0, 0). ``colour`` is what the phrase asked for, or None.
"""

from __future__ import annotations

from inference.sketch.catalogue.creatures import horse, person, ribbon
from inference.sketch.drawing.easel import Rgb
from inference.sketch.drawing.pencil import Pencil


def giant(pencil: Pencil, colour: Rgb | None) -> None:
    """A giant in mid-stride, bearded, in a belted coat, a trunk for a club."""
    coat = colour or (0.42, 0.36, 0.24)
    skin: Rgb = (0.78, 0.58, 0.44)
    pencil.blob(ribbon([(-4.0, -38.0), (-13.0, -20.0), (-19.0, -2.0)], [14, 10, 9]), (0.3, 0.26, 0.24), 0.4)
    pencil.blob(ribbon([(5.0, -38.0), (15.0, -21.0), (13.0, -2.0)], [15, 11, 9]), (0.34, 0.29, 0.26), 0.55)
    pencil.blob([(-26, 0), (-22, -7), (-12, -5), (-11, 1)], (0.24, 0.18, 0.15), 0.5)
    pencil.blob([(7, 0), (9, -7), (20, -5), (25, 1)], (0.24, 0.18, 0.15), 0.6)
    pencil.blob(ribbon([(-15.0, -72.0), (-27.0, -56.0), (-25.0, -40.0)], [11, 9, 8]), coat, 0.4)
    pencil.line([(-27, -38), (-40, -74)], 6, (0.4, 0.28, 0.18), 0.5)
    pencil.blob(
        [(-19, -78), (-8, -83), (10, -83), (19, -77), (17, -54), (18, -32), (0, -28), (-17, -33), (-16, -54)], coat, 0.5
    )
    pencil.blob([(-18, -76), (-8, -82), (0, -82), (-4, -56), (-6, -31), (-16, -34)], coat, 0.92)
    pencil.box(-16.5, -48, 34, 4.5, (0.24, 0.17, 0.12), 0.6)
    pencil.blob(ribbon([(16.0, -74.0), (27.0, -60.0), (30.0, -46.0)], [11, 9, 7]), coat, 0.6)
    pencil.disc(31, -44, 8, 8, skin, 0.7)
    pencil.disc(1, -90, 18, 20, skin, 0.7)
    pencil.blob([(-8, -88), (-6, -76), (3, -70), (10, -78), (10, -88), (2, -84)], (0.45, 0.27, 0.15), 0.6)
    pencil.blob([(-9, -90), (-8, -99), (2, -102), (10, -98), (11, -91), (2, -96)], (0.4, 0.24, 0.14), 0.6)
    for x in (-2, 6):
        pencil.disc(x, -91, 2, 2, (0.08, 0.07, 0.08), 0.4)


def ghost(pencil: Pencil, colour: Rgb | None) -> None:
    pale = colour or (0.88, 0.94, 0.97)
    pencil.blob([(-26, 0), (-24, -54), (-16, -88), (0, -100), (16, -88), (24, -54), (27, -2), (14, -12), (4, 0), (-8, -12), (-16, -2)],
                pale, 0.9, 0.78)  # fmt: skip
    for x in (-7, 7):
        pencil.blob([(x - 4, -74), (x, -82), (x + 4, -74), (x, -68)], (0.1, 0.1, 0.16), 0.3)
    pencil.blob([(-4, -60), (0, -64), (4, -60), (0, -52)], (0.1, 0.1, 0.16), 0.3)
    pencil.glow(0, -52, 120, (0.75, 0.9, 1.0), 0.3 + 0.3 * pencil.night)


def rider(pencil: Pencil, colour: Rgb | None) -> None:
    """A horse with a rider in a cloak, a lance with a pennant in the hand."""
    with pencil.within(0, 0, 0.74):
        horse(pencil, None)
    cloak = colour or (0.66, 0.2, 0.18)
    with pencil.within(-4, -36, 0.58):
        person(pencil, cloak)
    pencil.blob([(-8, -76), (-14, -62), (-26, -44), (-12, -46), (-4, -60)], cloak, 0.7)
    pencil.line([(12, -48), (24, -112)], 1.6, (0.4, 0.3, 0.2), 0.6)
    pencil.shape([(23.4, -110), (42, -105), (22.4, -99)], cloak, 0.95)


def statue(pencil: Pencil, colour: Rgb | None) -> None:
    """A figure of stone on its base."""
    stone = colour or (0.72, 0.71, 0.68)
    pencil.box(-24, 2, 48, 12, stone, 0.6)
    pencil.box(-18, -10, 36, 14, stone, 0.75)
    with pencil.within(0, -22, 0.8):
        pencil.blob([(-20, 0), (-17, -48), (-12, -76), (0, -82), (12, -76), (17, -46), (20, 0)], stone, 0.45)
        pencil.blob([(-20, -1), (-17, -48), (-11, -74), (-2, -74), (-6, -30), (-8, -1)], stone, 0.92)
        pencil.line([(10, -70), (28, -92), (30, -112)], 7, stone, 0.7)
        pencil.disc(0, -90, 18, 21, stone, 0.7)
        pencil.shape([(-10, -97), (-6, -108), (0, -100), (6, -108), (10, -97)], stone, 0.8)
