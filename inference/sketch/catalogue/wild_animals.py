"""Beasts that no picture set shows whole: great cats, the white and the black-and-white bear, the unicorn, small fry.

Where a picture set has no more than a face, a face in a meadow would look like a badge; these have bodies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of
from inference.sketch.catalogue.land_animals import bear, horse
from inference.sketch.catalogue.outlines import DARK, leg, ribbon

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext, Points

_WHITE: Rgb = (0.95, 0.94, 0.9)


def _great_cat(draw: DrawContext, coat: Rgb, tuft: Rgb) -> None:
    """Body, legs and tail of a lion or a panther; the head is its own."""
    draw.line([(-58, -52), (-78, -40), (-88, -22), (-98, -26)], 6, coat, 0.45)
    draw.disc(-99, -28, 13, 11, tuft, 0.5)
    for points, light in (
        ([(34.0, -40.0), (38.0, -20.0), (35.0, 0.0)], 0.24),
        ([(-36.0, -42.0), (-28.0, -20.0), (-33.0, 0.0)], 0.24),
        ([(42.0, -42.0), (32.0, -20.0), (28.0, 0.0)], 0.5),
        ([(-46.0, -46.0), (-54.0, -22.0), (-50.0, 0.0)], 0.5),
    ):
        leg(draw, points, 11, coat, light)
        draw.disc(points[-1][0] + 3, -3, 16, 8, coat, light)
    draw.blob([(-62, -54), (-50, -68), (-14, -66), (20, -70), (46, -80), (58, -62), (48, -40), (6, -32), (-34, -36),
              (-54, -42)], coat, 0.46)  # fmt: skip
    draw.blob([(-54, -56), (-44, -66), (-10, -63), (22, -68), (38, -70), (18, -54), (-16, -52)], coat, 0.92)


def _cat_head(draw: DrawContext, x: float, coat: Rgb, muzzle: Rgb, eye: Rgb) -> None:
    for ear in (-12, 12):
        draw.disc(x + ear, -96, 11, 12, coat, 0.6)
    draw.disc(x, -82, 34, 34, coat, 0.62)
    draw.blob([(x - 15, -84), (x - 8, -97), (x + 6, -97), (x - 4, -86)], coat, 0.95)
    draw.disc(x + 4, -73, 19, 14, muzzle, 0.8)
    draw.shape([(x, -79), (x + 9, -79), (x + 4.5, -74)], DARK, 0.4)
    draw.line([(x + 4.5, -74), (x + 4.5, -70), (x, -68)], 1.2, DARK, 0.4)
    for side in (-5, 10):
        draw.disc(x + side, -85, 5, 5, eye, 0.9)
        draw.disc(x + side + 0.6, -85, 2.4, 3.4, DARK, 0.3)


@draws(
    Kind("lion", "creature", words="lion lion-king", several=2, mood="fierce", top=0.68),
    Placement("ground", height=height_of(1.3), breadth=1.6, most=5, spread=200),
)
def lion(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or (0.82, 0.6, 0.32)
    mane: Rgb = (coat[0] * 0.6, coat[1] * 0.45, coat[2] * 0.4)
    _great_cat(draw, coat, mane)
    lock: Points = [(28, -84), (34, -106), (54, -114), (76, -104), (84, -82), (76, -56), (54, -38), (36, -52)]
    draw.blob(lock, mane, 0.4)
    draw.blob([(31, -84), (38, -104), (56, -110), (70, -104), (50, -98), (40, -74)], mane, 0.85)
    _cat_head(draw, 58, coat, _WHITE, (0.85, 0.6, 0.2))


@draws(
    Kind("lioness", "creature", words="lioness puma cougar mountain-lion lion-cub", several=3, top=0.68),
    Placement("ground", height=height_of(1.1), breadth=1.7, most=5, spread=190),
)
def lioness(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or (0.8, 0.62, 0.38)
    _great_cat(draw, coat, (coat[0] * 0.5, coat[1] * 0.45, coat[2] * 0.4))
    _cat_head(draw, 56, coat, _WHITE, (0.85, 0.6, 0.2))


@draws(
    Kind("panther", "creature", words="panther black-panther", several=2, mood="tense", top=0.68),
    Placement("ground", height=height_of(1.1), breadth=1.7, most=5, spread=190),
)
def panther(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or (0.17, 0.17, 0.21)
    _great_cat(draw, coat, coat)
    _cat_head(draw, 56, coat, (coat[0] * 1.3, coat[1] * 1.3, coat[2] * 1.3), (0.9, 0.8, 0.25))


@draws(
    Kind("polar_bear", "creature", words="polar-bear ice-bear white-bear", several=2, top=0.85),
    Placement("ground", height=height_of(1.7), breadth=1.6, most=5, spread=200),
)
def polar_bear(draw: DrawContext, colour: Rgb | None) -> None:
    bear(draw, colour or (0.94, 0.93, 0.88))


@draws(
    Kind("panda", "creature", words="panda panda-bear giant-panda", several=2, mood="joyful", top=0.8),
    Placement("ground", height=height_of(1.3), breadth=1.1, most=5, spread=170),
)
def panda(draw: DrawContext, colour: Rgb | None) -> None:
    """A panda that sits, a bamboo stick in its paw."""
    white = colour or _WHITE
    black: Rgb = (0.13, 0.13, 0.15)
    draw.blob([(-40, -8), (-44, -38), (-28, -60), (0, -66), (28, -60), (44, -38), (40, -8), (0, -1)], white, 0.5)
    draw.blob([(-34, -20), (-36, -42), (-20, -57), (4, -60), (-10, -40), (-20, -18)], white, 0.95)
    for side in (-1, 1):
        draw.blob(
            [(30 * side, -52), (40 * side, -50), (40 * side, -26), (22 * side, -22), (20 * side, -32)], black, 0.5
        )
        draw.disc(32 * side, -9, 30, 22, black, 0.45)
        draw.disc(35 * side, -9, 13, 10, (0.3, 0.28, 0.28), 0.6)
        draw.disc(25 * side, -98, 19, 19, black, 0.5)
    draw.disc(0, -78, 62, 52, white, 0.6)
    draw.blob([(-27, -80), (-20, -97), (2, -102), (-6, -86), (-18, -70)], white, 0.97)
    for side in (-1, 1):
        draw.blob([(8 * side, -84), (16 * side, -88), (20 * side, -76), (14 * side, -70)], black, 0.5)
        draw.disc(13 * side, -80, 4, 4, _WHITE, 0.9)
    draw.disc(0, -70, 10, 7, black, 0.4)
    draw.line([(-6, -62), (0, -60), (6, -62)], 1.6, black, 0.4)
    draw.line([(24, -18), (50, -78)], 4, (0.45, 0.62, 0.24), 0.7)
    draw.blob([(44, -66), (58, -80), (66, -78), (56, -68)], (0.4, 0.6, 0.22), 0.8)


@draws(
    Kind("koala", "creature", words="koala koala-bear wombat", several=2, mood="joyful"),
    Placement("ground", height=height_of(0.7), breadth=1, most=5, spread=150),
)
def koala(draw: DrawContext, colour: Rgb | None) -> None:
    fur = colour or (0.6, 0.6, 0.63)
    draw.blob([(-30, -4), (-34, -32), (-22, -54), (0, -58), (22, -54), (34, -32), (30, -4), (0, 0)], fur, 0.45)
    draw.blob([(-14, -6), (-18, -30), (0, -48), (18, -30), (14, -6)], _WHITE, 0.7)
    for side in (-1, 1):
        draw.disc(24 * side, -5, 22, 12, fur, 0.4)
        draw.blob([(24 * side, -48), (34 * side, -40), (22 * side, -22), (12 * side, -26)], fur, 0.6)
        draw.disc(34 * side, -88, 30, 30, fur, 0.5)
        draw.disc(34 * side, -87, 17, 17, (0.86, 0.68, 0.68), 0.7)
    draw.disc(0, -76, 58, 48, fur, 0.6)
    draw.blob([(-24, -80), (-16, -94), (4, -98), (-4, -84), (-16, -68)], fur, 0.95)
    for side in (-1, 1):
        draw.disc(15 * side, -80, 6, 7, DARK, 0.3)
        draw.disc(15 * side - 1, -82, 2, 2, _WHITE, 1)
    draw.blob([(-6, -82), (0, -86), (6, -82), (7, -68), (0, -64), (-7, -68)], (0.16, 0.15, 0.17), 0.5)


@draws(
    Kind("unicorn", "creature", words="unicorn pegasus winged-horse", several=2, mood="wondrous", needs_shore=True,
         top=0.62),
    Placement("ground", height=height_of(2), breadth=1.25, most=5, spread=190),
)  # fmt: skip
def unicorn(draw: DrawContext, colour: Rgb | None) -> None:
    horse(draw, colour or (0.96, 0.94, 0.95))
    hair: Rgb = (0.86, 0.56, 0.78)
    draw.blob([(38, -100), (26, -92), (13, -68), (8, -52), (20, -58), (27, -74), (34, -86)], hair, 0.7)
    draw.blob(ribbon([(-38.0, -60.0), (-58.0, -54.0), (-62.0, -20.0)], [6, 12, 3]), hair, 0.6)
    draw.shape([(43, -96), (49, -93), (64, -124)], (0.98, 0.86, 0.5), 0.95)
    draw.glow(60, -116, 22, (1.0, 0.9, 0.6), 0.35)


@draws(
    Kind("heron", "creature", words="heron stork crane egret ibis spoonbill", several=2, mood="calm"),
    Placement("ground", height=height_of(1.1), breadth=0.8, most=5, spread=150),
)
def heron(draw: DrawContext, colour: Rgb | None) -> None:
    """A wader on its long legs, its neck an S."""
    coat = colour or (0.72, 0.75, 0.8)
    for x in (-4, 5):
        draw.line([(x, -40), (x + 2, -20), (x - 1, -1)], 2.2, (0.62, 0.5, 0.3), 0.5)
        draw.line([(x - 2, -1), (x + 9, 0)], 2.2, (0.62, 0.5, 0.3), 0.5)
    draw.blob([(-40, -36), (-18, -56), (6, -60), (18, -54), (10, -42), (-12, -36)], coat, 0.5)
    draw.blob([(-32, -39), (-14, -54), (4, -57), (-4, -47)], coat, 0.95)
    draw.shape([(-40, -36), (-20, -42), (-24, -34)], (0.2, 0.22, 0.28), 0.5)
    draw.line([(10, -54), (24, -62), (12, -78), (20, -93)], 6.5, coat, 0.75)
    draw.disc(21, -93, 13, 10, coat, 0.85)
    draw.line([(16, -97), (8, -96), (-2, -90)], 2.4, (0.2, 0.22, 0.28), 0.5)
    draw.shape([(25, -96), (48, -91), (25, -90)], (0.9, 0.62, 0.24), 0.85)
    draw.disc(23, -94, 2.2, 2.2, DARK, 0.3)


@draws(
    Kind("frog", "creature", words="frog toad bullfrog tree-frog tadpole frog-prince", several=4),
    Placement("ground", height=height_of(0.15), breadth=1.3, most=9, spread=120),
)
def frog(draw: DrawContext, colour: Rgb | None) -> None:
    skin = colour or (0.42, 0.66, 0.22)
    belly: Rgb = (0.86, 0.88, 0.6)
    draw.blob([(-56, -4), (-60, -28), (-34, -44), (-16, -28), (-28, -4)], skin, 0.3)
    draw.blob([(-44, -10), (-40, -44), (-10, -68), (24, -78), (48, -62), (46, -36), (26, -8), (-10, -2)], skin, 0.5)
    draw.blob([(-34, -40), (-8, -64), (22, -74), (30, -66), (4, -50), (-22, -34)], skin, 0.93)
    draw.blob([(12, -6), (26, -34), (46, -46), (44, -24), (30, -6)], belly, 0.75)
    draw.blob([(-60, 0), (-52, -8), (-20, -10), (-14, 0)], skin, 0.45)
    leg(draw, [(20.0, -30.0), (24.0, -14.0), (20.0, -2.0)], 9, skin, 0.6)
    draw.blob([(10, 0), (16, -7), (34, -6), (40, 0)], skin, 0.6)
    for x in (16, 38):
        draw.disc(x, -82, 22, 22, skin, 0.65)
        draw.disc(x + 2, -83, 14, 14, (0.97, 0.95, 0.8), 0.9)
        draw.disc(x + 4, -83, 6, 8, DARK, 0.3)
    draw.line([(14, -52), (34, -48), (50, -56)], 2, (0.16, 0.26, 0.1), 0.4)


@draws(
    Kind("hamster", "creature", words="hamster lemming", several=2, mood="joyful"),
    Placement("ground", height=height_of(0.15), breadth=1.1, most=5, spread=110),
)
def hamster(draw: DrawContext, colour: Rgb | None) -> None:
    fur = colour or (0.85, 0.6, 0.34)
    draw.blob([(-46, -6), (-50, -40), (-30, -66), (0, -74), (26, -84), (50, -70), (52, -44), (38, -8), (-4, -1)],
              fur, 0.5)  # fmt: skip
    draw.blob([(-42, -36), (-24, -60), (4, -68), (16, -62), (-8, -46)], fur, 0.95)
    draw.blob([(0, -4), (10, -36), (32, -54), (52, -50), (40, -8)], _WHITE, 0.8)
    for x in (14, 40):
        draw.disc(x, -86, 19, 19, fur, 0.5)
        draw.disc(x, -85, 10, 11, (0.88, 0.62, 0.58), 0.7)
    for x in (26, 46):
        draw.disc(x, -66, 7, 8, DARK, 0.3)
        draw.disc(x - 1, -68, 2.2, 2.2, _WHITE, 1)
    draw.disc(40, -56, 7, 5, (0.8, 0.42, 0.42), 0.6)
    for x in (-18, 22):
        draw.disc(x, -3, 20, 8, (0.9, 0.72, 0.66), 0.6)
    draw.disc(36, -32, 12, 9, (0.9, 0.72, 0.66), 0.75)


@draws(
    Kind("boar", "creature", words="boar wild-boar warthog", several=3, top=0.8),
    Placement("ground", height=height_of(0.9), breadth=1.5, most=6, spread=170),
)
def boar(draw: DrawContext, colour: Rgb | None) -> None:
    hide = colour or (0.36, 0.27, 0.22)
    for points, light in (
        ([(30.0, -36.0), (34.0, -18.0), (32.0, 0.0)], 0.2),
        ([(-34.0, -36.0), (-28.0, -18.0), (-31.0, 0.0)], 0.2),
        ([(38.0, -38.0), (28.0, -18.0), (26.0, 0.0)], 0.45),
        ([(-42.0, -40.0), (-46.0, -18.0), (-44.0, 0.0)], 0.45),
    ):
        leg(draw, points, 9, hide, light)
    draw.line([(-58, -60), (-68, -54), (-66, -42)], 3, hide, 0.4)
    draw.blob([(-60, -52), (-52, -76), (-20, -88), (16, -96), (44, -84), (66, -66), (88, -52), (86, -42), (60, -38),
              (30, -28), (-26, -28), (-52, -36)], hide, 0.45)  # fmt: skip
    draw.blob([(-50, -62), (-30, -82), (16, -90), (36, -82), (8, -68), (-26, -60)], hide, 0.85)
    for step in range(9):
        x = -40 + 9 * step
        draw.line([(x, -80 - step), (x - 6, -92 - step)], 2.4, (0.2, 0.15, 0.13), 0.4)
    draw.shape([(34, -84), (42, -104), (52, -82)], hide, 0.6)
    draw.disc(88, -47, 9, 13, (0.62, 0.44, 0.4), 0.6)
    draw.line([(72, -44), (78, -54), (77, -62)], 3.2, _WHITE, 0.9)
    draw.disc(60, -68, 4, 4, DARK, 0.3)


@draws(
    Kind("starfish", "creature", words="starfish sea-star sea-urchin", several=4),
    Placement("ground", height=height_of(0.15), breadth=1.1, most=7, spread=120),
)
def starfish(draw: DrawContext, colour: Rgb | None) -> None:
    skin = colour or (0.9, 0.46, 0.3)
    draw.blob([(0, -100), (12, -64), (52, -62), (22, -38), (32, 0), (0, -22), (-32, 0), (-22, -38), (-52, -62),
              (-12, -64)], skin, 0.55)  # fmt: skip
    draw.blob([(-4, -88), (-2, -54), (-40, -58), (-14, -44), (-22, -14), (-8, -44)], skin, 0.95)
    for x, y in ((0, -76), (0, -58), (26, -55), (12, -46), (16, -20), (-16, -20), (-26, -55), (-10, -46), (0, -40)):
        draw.disc(x, y, 4, 4, (0.98, 0.8, 0.62), 0.8)
