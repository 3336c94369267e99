"""What rooms are furnished with: tables, seats, beds, shelves and cupboards, and what is soft in between.

All of it is seen from the front and a little from above, so that tops show and things can stand on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws, height_of

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


_WOOD: Rgb = (0.56, 0.36, 0.2)
_DARK_WOOD: Rgb = (0.4, 0.25, 0.15)
_BRASS: Rgb = (0.85, 0.68, 0.35)
_LINEN: Rgb = (0.95, 0.92, 0.86)
_HOLLOW: Rgb = (0.16, 0.11, 0.09)


@draws(
    Kind("table", "object", words="table dining-table kitchen-table coffee-table", top=0.94),
    Placement("ground", height=height_of(0.8), breadth=1.7, alone=1.0),
)
def table(draw: DrawContext, colour: Rgb | None) -> None:
    wood = colour or _WOOD
    for x, light in ((-64, 0.3), (56, 0.2)):
        draw.box(x, -12, 8, 74, wood, light)
    for x, light in ((-80, 0.6), (70, 0.35)):
        draw.shape([(x + 2, 0), (x, -86), (x + 12, -86), (x + 9, 0)], wood, light)
        draw.shape([(x + 2, 0), (x, -86), (x + 4, -86), (x + 5, 0)], wood, light + 0.25)
    draw.box(-78, -74, 156, 13, wood, 0.35)
    draw.shape([(-88, -88), (-70, -100), (70, -100), (88, -88)], wood, 0.95)
    draw.box(-88, -84, 176, 5, wood, 0.55)
    for grain in range(4):
        draw.line([(-76 + 8 * grain, -90 - 2.4 * grain), (60 - 10 * grain, -90 - 2.4 * grain)], 0.8, wood, 0.7)


@draws(
    Kind("desk", "object", words="desk writing-desk workbench school-desk", top=0.94),
    Placement("ground", height=height_of(0.8), breadth=1.6, alone=1.0),
)
def desk(draw: DrawContext, colour: Rgb | None) -> None:
    """A desk with three drawers on the right."""
    wood = colour or _WOOD
    draw.box(-66, -10, 70, 72, _HOLLOW, 0.4)
    draw.box(-76, 0, 12, 90, wood, 0.6)
    draw.box(-76, 0, 4, 90, wood, 0.85)
    draw.box(4, 0, 72, 90, wood, 0.42)
    for drawer in range(3):
        y = -6 - 27 * drawer
        draw.box(9, y, 62, 23, wood, 0.6)
        draw.line([(9, y - 23), (71, y - 23)], 1.2, wood, 0.9)
        draw.disc(40, y - 11, 7, 6, _BRASS, 0.9)
    draw.shape([(-82, -89), (-68, -100), (68, -100), (82, -89)], wood, 0.95)
    draw.box(-82, -84, 164, 6, wood, 0.5)


@draws(
    Kind("chair", "object", words="chair wooden-chair stool rocking-chair high-chair seat", top=0.5),
    Placement("ground", height=height_of(0.95), breadth=0.6),
)
def chair(draw: DrawContext, colour: Rgb | None) -> None:
    wood = colour or _WOOD
    draw.box(-20, -8, 5, 42, wood, 0.25)
    draw.box(17, -8, 5, 42, wood, 0.2)
    for x, light in ((-24, 0.8), (15, 0.45)):
        draw.shape([(x, -44), (x + 2, -98), (x + 5, -100), (x + 8, -98), (x + 7, -44)], wood, light)
    for rail in (-92, -76, -62):
        draw.box(-19, rail + 8, 38, 7, wood, 0.62)
        draw.line([(-18, rail + 1), (18, rail + 1)], 1.2, wood, 0.95)
    draw.shape([(-30, -44), (-22, -53), (24, -53), (30, -44)], wood, 0.95)
    draw.box(-30, -39, 60, 5, wood, 0.5)
    for x, light in ((-29, 0.75), (22, 0.38)):
        draw.shape([(x + 1, 0), (x, -39), (x + 8, -39), (x + 6, 0)], wood, light)
    draw.line([(-23, -16), (24, -16)], 3, wood, 0.45)


@draws(
    Kind("armchair", "object", words="armchair easy-chair recliner", top=0.45),
    Placement("ground", height=height_of(1.05), breadth=0.95),
)
def armchair(draw: DrawContext, colour: Rgb | None) -> None:
    cloth = colour or (0.62, 0.24, 0.2)
    _upholstered(draw, cloth, 44, seats=1)


@draws(
    Kind("sofa", "object", words="sofa couch settee divan", top=0.45),
    Placement("ground", height=height_of(0.95), breadth=2.1, alone=1.0),
)
def sofa(draw: DrawContext, colour: Rgb | None) -> None:
    cloth = colour or (0.28, 0.42, 0.46)
    _upholstered(draw, cloth, 100, seats=3)


def _upholstered(draw: DrawContext, cloth: Rgb, half: float, seats: int) -> None:
    """A padded seat that reaches ``half`` units to each side."""
    for x in (-half + 6, half - 12):
        draw.box(x, 0, 6, 12, _DARK_WOOD, 0.4)
    inner = half - 14
    draw.blob([(-inner - 4, -20), (-inner - 4, -84), (-inner + 8, -99), (0, -100), (inner - 8, -99), (inner + 4, -84),
               (inner + 4, -20)], cloth, 0.55)  # fmt: skip
    wide = 2 * inner / seats
    for seat in range(seats):
        x = -inner + wide * seat
        draw.blob([(x + 3, -44), (x + 3, -82), (x + wide / 2, -92), (x + wide - 3, -82), (x + wide - 3, -44)],
                  cloth, 0.72)  # fmt: skip
        draw.blob([(x + 1, -30), (x + 2, -45), (x + wide / 2, -49), (x + wide - 2, -45), (x + wide - 1, -30)],
                  cloth, 0.95)  # fmt: skip
    draw.box(-inner - 4, -9, 2 * inner + 8, 22, cloth, 0.38)
    for side, light in ((-1, 0.8), (1, 0.3)):
        x = side * (half - 9)
        draw.blob([(x - 10, -8), (x - 11, -50), (x - 8, -60), (x + 8, -60), (x + 11, -50), (x + 10, -8)], cloth, light)
        draw.disc(x, -52, 17, 14, cloth, min(1.0, light + 0.2))


@draws(
    Kind("throne", "object", words="throne golden-throne", top=0.42, mood="wondrous"),
    Placement("ground", height=height_of(2.0), breadth=0.6, most=2),
)
def throne(draw: DrawContext, colour: Rgb | None) -> None:
    """A gilded seat with a high red back."""
    velvet = colour or (0.62, 0.12, 0.16)
    draw.shape([(-30, 0), (-26, -8), (26, -8), (30, 0)], _DARK_WOOD, 0.7)
    draw.blob([(-23, -30), (-24, -78), (-14, -92), (0, -99), (14, -92), (24, -78), (23, -30)], _BRASS, 0.6)
    draw.blob([(-17, -32), (-18, -76), (0, -90), (18, -76), (17, -32)], velvet, 0.6)
    draw.blob([(-17, -34), (-18, -76), (-4, -88), (-7, -34)], velvet, 0.85)
    for x, y in ((-24, -80), (0, -98), (24, -80)):
        draw.disc(x, y, 7, 7, _BRASS, 1.0)
    draw.box(-24, -8, 48, 24, _BRASS, 0.4)
    draw.box(-19, -11, 38, 16, velvet, 0.4)
    draw.blob([(-25, -30), (-20, -39), (20, -39), (25, -30)], velvet, 0.95)
    for x, light in ((-28, 0.9), (21, 0.45)):
        draw.box(x, -8, 7, 44, _BRASS, light)
        draw.disc(x + 3.5, -53, 12, 9, _BRASS, min(1.0, light + 0.2))


@draws(
    Kind("bed", "object", words="bed four-poster bunk mattress bunk-bed", top=0.62),
    Placement("ground", height=height_of(1.1), breadth=1.9, alone=1.0),
)
def bed(draw: DrawContext, colour: Rgb | None) -> None:
    """A wooden bed, its head to the left."""
    cover = colour or (0.3, 0.42, 0.62)
    draw.blob([(-94, 0), (-95, -84), (-86, -99), (-76, -100), (-74, -60), (-74, 0)], _WOOD, 0.7)
    draw.box(86, 0, 8, 62, _WOOD, 0.35)
    draw.box(-80, -14, 168, 22, _WOOD, 0.45)
    draw.box(-80, -30, 166, 12, _LINEN, 0.5)
    draw.blob([(-72, -40), (-74, -56), (-58, -66), (-36, -60), (-34, -42)], _LINEN, 0.95)
    draw.blob([(-40, -18), (-44, -52), (-20, -60), (40, -58), (84, -54), (88, -18)], cover, 0.6)
    draw.blob([(-40, -44), (-42, -54), (-20, -61), (40, -59), (84, -55), (84, -46), (20, -50)], cover, 0.95)
    draw.blob([(-44, -48), (-42, -58), (-22, -62), (-16, -52), (-20, -46)], _LINEN, 0.85)
    for fold in range(4):
        draw.line([(-20 + 28 * fold, -44), (-24 + 28 * fold, -20)], 1.6, cover, 0.35)


@draws(
    Kind("cradle", "object", words="cradle crib cot", top=0.6),
    Placement("ground", height=height_of(0.8), breadth=1.1),
)
def cradle(draw: DrawContext, colour: Rgb | None) -> None:
    wood = colour or _WOOD
    draw.blob([(-48, -8), (-30, 0), (0, 2), (30, 0), (48, -8), (46, -12), (0, -6), (-46, -12)], _DARK_WOOD, 0.5)
    draw.blob([(-46, -60), (-30, -72), (40, -66), (46, -50), (-40, -46)], _LINEN, 0.95)
    draw.shape([(-52, -56), (-40, -8), (40, -8), (52, -56)], wood, 0.5)
    for bar in range(7):
        x = -42 + 14 * bar
        draw.line([(x, -54), (x * 0.8, -12)], 4, wood, 0.85 - 0.07 * bar)
    draw.blob([(-56, -50), (-56, -96), (-40, -104), (-28, -90), (-36, -54)], wood, 0.75)
    draw.line([(-54, -56), (54, -56)], 5, wood, 0.95)


@draws(
    Kind("bookshelf", "object", words="bookshelf bookcase shelf library-shelf book-shelf",
         irregular={"shelves": "shelf", "bookshelves": "bookshelf"}),
    Placement("ground", height=height_of(2.1), breadth=0.75, alone=1.0),
)  # fmt: skip
def bookshelf(draw: DrawContext, colour: Rgb | None) -> None:
    """Four shelves of books, no two of the same height."""
    wood = colour or _DARK_WOOD
    spines: tuple[Rgb, ...] = (
        (0.62, 0.2, 0.18), (0.22, 0.36, 0.5), (0.3, 0.44, 0.26), (0.76, 0.58, 0.26), (0.46, 0.28, 0.42), _LINEN,
    )  # fmt: skip
    draw.box(-36, 0, 72, 100, wood, 0.5)
    for level in range(4):
        y = -6 - 23 * level
        draw.box(-31, y, 62, 20, _HOLLOW, 0.35)
        x = -30.0
        while x < 24:
            number = int(x + 40) + 70 * level
            wide = 4 + 4 * draw.chance(number)
            tall = 12 + 6 * draw.chance(number + 1000)
            spine = spines[int(draw.chance(number + 2000) * len(spines))]
            draw.box(x, y, wide, tall, spine, 0.75 - 0.008 * (x + 30))
            draw.line([(x + 0.8, y), (x + 0.8, y - tall)], 0.8, spine, 0.98)
            x += wide + 0.5
        draw.box(-33, y + 3, 66, 3, wood, 0.85)
    draw.box(-38, -97, 76, 4, wood, 0.95)
    draw.box(-36, 0, 4, 97, wood, 0.8)


@draws(
    Kind("wardrobe", "object", words="wardrobe closet armoire locker", top=1.0),
    Placement("ground", height=height_of(2.1), breadth=0.7, alone=1.0),
)
def wardrobe(draw: DrawContext, colour: Rgb | None) -> None:
    wood = colour or _WOOD
    for x in (-30, 24):
        draw.box(x, 0, 6, 8, wood, 0.35)
    draw.box(-33, -6, 66, 86, wood, 0.5)
    draw.blob([(-37, -90), (-20, -97), (0, -101), (20, -97), (37, -90)], wood, 0.8)
    draw.box(-37, -89, 74, 4, wood, 0.95)
    for x, light in ((-30, 0.75), (2, 0.55)):
        draw.box(x, -10, 28, 76, wood, light)
        draw.box(x + 4, -15, 20, 28, wood, light - 0.25)
        draw.box(x + 4, -48, 20, 32, wood, light - 0.25)
        draw.line([(x + 4, -80), (x + 24, -80)], 1, wood, 0.95)
    draw.disc(-4, -46, 4, 5, _BRASS, 0.95)
    draw.disc(4, -46, 4, 5, _BRASS, 0.8)


@draws(
    Kind("cupboard", "object", words="cupboard cabinet counter sideboard dresser drawer chest-of-drawers commode",
         top=0.93),
    Placement("ground", height=height_of(0.95), breadth=1.4, alone=1.0),
)  # fmt: skip
def cupboard(draw: DrawContext, colour: Rgb | None) -> None:
    """A counter of three doors under three drawers."""
    wood = colour or (0.5, 0.58, 0.52)
    draw.box(-66, -6, 132, 82, wood, 0.4)
    draw.box(-62, 0, 124, 8, _HOLLOW, 0.4)
    for column in range(3):
        x, light = -63 + 42.5 * column, 0.8 - 0.15 * column
        draw.box(x, -64, 40, 20, wood, light)
        draw.box(x, -10, 40, 51, wood, light)
        draw.box(x + 6, -16, 28, 39, wood, light - 0.2)
        draw.disc(x + 20, -74, 7, 4, _BRASS, 0.95)
        draw.disc(x + 35, -40, 4, 6, _BRASS, 0.9)
    draw.shape([(-72, -88), (-60, -100), (60, -100), (72, -88)], _WOOD, 0.98)
    draw.box(-72, -83, 144, 6, _WOOD, 0.55)


@draws(
    Kind("rug", "object", words="rug carpet doormat mat", top=0.5),
    Placement("ground", height=height_of(0.25), breadth=4.2, alone=1.0),
)
def rug(draw: DrawContext, colour: Rgb | None) -> None:
    """A woven rug that lies flat, with fringes at both ends."""
    wool = colour or (0.6, 0.2, 0.18)
    outline = [(-190.0, 0.0), (-150.0, -80.0), (150.0, -80.0), (190.0, 0.0)]
    draw.shape(outline, wool, 0.75)
    for part, tint in ((0.86, (0.92, 0.78, 0.5)), (0.76, wool), (0.5, (0.2, 0.28, 0.42)), (0.4, wool)):
        draw.shape([(x * part, -40 + (y + 40) * part) for x, y in outline], tint, 0.8)
    draw.shape([(-50, -40), (0, -62), (50, -40), (0, -18)], (0.92, 0.78, 0.5), 0.85)
    for fringe in range(12):
        y = -80 + 80 * fringe / 11
        for side in (-1, 1):
            x = side * (150 + 40 * fringe / 11)
            draw.line([(x, y), (x + side * 10, y + 1)], 3, _LINEN, 0.8)


@draws(
    Kind("curtain", "object", words="curtain drape stage-curtain"),
    Placement("wall", height=height_of(2.2), breadth=0.9, most=4),
)
def curtain(draw: DrawContext, colour: Rgb | None) -> None:
    """Two halves, gathered to the sides."""
    cloth = colour or (0.66, 0.16, 0.18)
    draw.line([(-48, -98), (48, -98)], 4, _BRASS, 0.8)
    for side in (-1, 1):
        for fold in range(5):
            outer, inner = side * (44 - 8 * fold), side * (36 - 8 * fold)
            light = (0.95, 0.5, 0.75, 0.35, 0.6)[fold]
            foot = side * (44 - 4 * fold)
            draw.shape([(outer, -97), (inner, -97), (foot - side * 5, -40), (foot - side * 6, 0), (foot + side, 0),
                        (foot, -40)], cloth, light)  # fmt: skip
        draw.line([(side * 45, -41), (side * 22, -41)], 4, _BRASS, 0.9)


@draws(
    Kind("pillow", "object", words="pillow cushion"),
    Placement("table", height=height_of(0.2), breadth=1.6),
)
def pillow(draw: DrawContext, colour: Rgb | None) -> None:
    cloth = colour or _LINEN
    draw.blob([(-70, -4), (-80, -34), (-84, -62), (-50, -78), (0, -84), (50, -78), (84, -62), (80, -34), (70, -4),
               (0, 0)], cloth, 0.5)  # fmt: skip
    draw.blob([(-66, -40), (-76, -60), (-46, -74), (0, -80), (46, -74), (66, -62), (20, -52), (-20, -38)], cloth, 0.95)
    draw.line([(-78, -32), (-40, -18), (0, -14), (40, -18), (78, -32)], 3, cloth, 0.3)
    for side in (-1, 1):
        draw.line([(side * 74, -58), (side * 52, -48)], 3, cloth, 0.35)


@draws(
    Kind("blanket", "object", words="blanket quilt duvet towel tablecloth sheet cloth linen"),
    Placement("table", height=height_of(0.22), breadth=1.5),
)
def blanket(draw: DrawContext, colour: Rgb | None) -> None:
    """Folded twice."""
    cloth = colour or (0.36, 0.52, 0.6)
    for layer in range(3):
        y = -32.0 * layer
        draw.shape([(-66, y), (-72, y - 8), (-72, y - 22), (-66, y - 31), (66, y - 31), (68, y)], cloth, 0.45)
        draw.shape([(-72, y - 18), (-66, y - 31), (66, y - 31), (66, y - 20)], cloth, 0.85)
        draw.line([(-66, y - 1), (68, y - 1)], 2, cloth, 0.15)
    for stripe in (-44, -30, 34):
        draw.line([(stripe, -1), (stripe, -94)], 5, _LINEN, 0.75)


@draws(
    Kind("piano", "object", words="piano upright-piano grand-piano organ", top=0.97, mood="calm"),
    Placement("ground", height=height_of(1.25), breadth=1.2, most=2, alone=1.0),
)
def piano(draw: DrawContext, colour: Rgb | None) -> None:
    """An upright piano, its keys to the front."""
    wood = colour or (0.3, 0.17, 0.12)
    draw.box(-56, 0, 112, 95, wood, 0.45)
    draw.box(-56, 0, 6, 95, wood, 0.85)
    draw.shape([(-60, -94), (-52, -100), (52, -100), (60, -94)], wood, 1.0)
    draw.box(-44, -62, 88, 26, wood, 0.7)
    draw.shape([(-14, -64), (-12, -84), (12, -84), (14, -64)], _LINEN, 0.9)
    draw.shape([(-62, -42), (-56, -54), (56, -54), (62, -42)], wood, 0.6)
    draw.shape([(-52, -44), (-48, -53), (48, -53), (52, -44)], (0.97, 0.96, 0.92), 0.95)
    for key in range(17):
        x = -46 + 5.7 * key
        draw.line([(x, -44), (x * 0.93, -53)], 0.7, _HOLLOW, 0.4)
        if key % 7 not in (2, 6):
            draw.line([(x + 0.4, -48), (x * 0.95, -53)], 2.6, _HOLLOW, 0.3)
    draw.box(-62, -36, 124, 7, wood, 0.8)
    for x, light in ((-58, 0.8), (50, 0.4)):
        draw.box(x, 0, 8, 37, wood, light)
    for x in (-8, 4):
        draw.box(x, -1, 5, 4, _BRASS, 0.9)
