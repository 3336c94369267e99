"""Animals that walk on the ground: deer, wolves, bears, horses, sheep and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, draws
from inference.sketch.catalogue.outlines import DARK, leg, ribbon

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext


@draws(
    Kind(
        "deer",
        "creature",
        top=0.56,
        hand=(0.48, 0.74),
        words="deer stag doe fawn elk moose antelope reindeer gazelle caribou impala roe roe-deer bambi",
        same_plural="deer",
    ),
    Placement("ground", height=176, breadth=1, most=9, spread=150),
)
def deer(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or (0.58, 0.4, 0.25)
    for points, light in (
        ([(16.0, -42.0), (11.0, -20.0), (13.0, 0.0)], 0.22),
        ([(-18.0, -44.0), (-24.0, -22.0), (-20.0, 0.0)], 0.22),
        ([(21.0, -42.0), (22.0, -20.0), (20.0, 0.0)], 0.5),
        ([(-25.0, -46.0), (-33.0, -23.0), (-29.0, 0.0)], 0.5),
    ):
        leg(draw, points, 4.6, coat, light)
    draw.blob([(-36, -50), (-26, -58), (-4, -56), (16, -58), (25, -72), (29, -83), (36, -84), (49, -76), (47, -72),
              (38, -70), (33, -60), (27, -42), (4, -36), (-20, -37), (-33, -42)], coat, 0.5)  # fmt: skip
    draw.blob([(-32, -52), (-20, -56), (0, -54), (18, -57), (8, -49), (-16, -47)], coat, 0.95)
    draw.blob([(-36, -50), (-42, -45), (-38, -41)], (0.92, 0.88, 0.8), 0.8)
    draw.blob([(30, -82), (20, -90), (26, -90), (34, -84)], coat, 0.7)
    draw.disc(37, -79, 3.2, 3.4, DARK, 0.3)
    draw.disc(48.5, -74, 3.4, 3, DARK, 0.3)
    bone: Rgb = (0.85, 0.76, 0.6)
    for lean in (-1, 1):
        base = (32.0, -84.0)
        tip = (30 + 11 * lean, -112.0)
        middle = (26 + 12 * lean, -98.0)
        draw.line([base, middle, tip], 1.9, bone, 0.7)
        draw.line([middle, (middle[0] + 9, -110)], 1.5, bone, 0.7)
        draw.line([(28 + 8 * lean, -91), (38 + 6 * lean, -99)], 1.4, bone, 0.7)


@draws(
    Kind(
        "wolf",
        "creature",
        top=0.56,
        hand=(0.7, 0.6),
        words="wolf coyote jackal beast werewolf hyena dingo wolf-cub",
        irregular={"wolves": "wolf"},
        several=4,
        mood="tense",
    ),
    Placement("ground", height=150, breadth=1.5, most=9, spread=160),
)
def wolf(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or (0.42, 0.42, 0.45)
    for points, light in (
        ([(20.0, -34.0), (26.0, -16.0), (24.0, 0.0)], 0.2),
        ([(-26.0, -36.0), (-22.0, -17.0), (-26.0, 0.0)], 0.2),
        ([(26.0, -36.0), (18.0, -16.0), (15.0, 0.0)], 0.48),
        ([(-33.0, -38.0), (-43.0, -20.0), (-39.0, 0.0)], 0.48),
    ):
        leg(draw, points, 6.5, coat, light)
    draw.blob(ribbon([(-38.0, -48.0), (-58.0, -42.0), (-76.0, -24.0)], [10, 16, 4]), coat, 0.4)
    draw.blob([(-42, -50), (-24, -58), (4, -56), (24, -62), (34, -76), (38, -92), (44, -79), (52, -74), (72, -62),
              (68, -57), (48, -55), (38, -46), (30, -32), (0, -32), (-24, -36), (-40, -38)], coat, 0.48)  # fmt: skip
    draw.blob([(-36, -52), (-14, -56), (10, -54), (28, -62), (36, -74), (30, -56), (4, -46), (-22, -46)], coat, 0.9)
    pale: Rgb = (min(1, coat[0] * 1.3 + 0.2), min(1, coat[1] * 1.3 + 0.2), min(1, coat[2] * 1.3 + 0.2))
    draw.blob([(48, -57), (58, -62), (68, -59), (64, -55), (50, -53), (38, -42), (34, -50)], pale, 0.7)
    draw.shape([(38, -78), (39, -87), (42, -79)], (coat[0] * 0.5, coat[1] * 0.45, coat[2] * 0.45), 0.4)
    draw.disc(50, -69, 5, 5, (0.98, 0.84, 0.36), 0.9)
    draw.disc(50.8, -69, 2.4, 3.4, DARK, 0.3)
    draw.disc(71, -62, 5, 4.4, DARK, 0.4)


@draws(
    Kind("fox", "creature", top=0.56, hand=(0.7, 0.6), words="fox vixen", several=2),
    Placement("ground", height=118, breadth=1.7, most=6, spread=150),
)
def fox(draw: DrawContext, colour: Rgb | None) -> None:
    """A wolf's shape in red, with a white tip to a fuller tail."""
    coat = colour or (0.85, 0.42, 0.14)
    draw.blob(ribbon([(-36.0, -46.0), (-62.0, -44.0), (-88.0, -26.0)], [12, 26, 10]), coat, 0.6)
    draw.blob(ribbon([(-74.0, -38.0), (-84.0, -30.0), (-96.0, -18.0)], [18, 14, 3]), (0.96, 0.94, 0.9), 0.8)
    wolf(draw, coat)
    draw.blob([(44, -60), (58, -62), (70, -58), (52, -52), (40, -44), (36, -52)], (0.96, 0.93, 0.88), 0.75)


@draws(
    Kind(
        "bear",
        "creature",
        top=0.86,
        hand=(0.84, 0.56),
        words="bear grizzly brown-bear cub grizzly-bear black-bear bear-cub",
        several=2,
    ),
    Placement("ground", height=150, breadth=1.6, spread=180),
)
def bear(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or ((0.9, 0.9, 0.88) if draw.snow > 0.5 else (0.4, 0.27, 0.18))
    for points, light in (
        ([(28.0, -36.0), (34.0, -16.0), (32.0, 0.0)], 0.2),
        ([(-30.0, -38.0), (-24.0, -18.0), (-28.0, 0.0)], 0.2),
        ([(36.0, -38.0), (24.0, -18.0), (20.0, 0.0)], 0.45),
        ([(-40.0, -42.0), (-46.0, -20.0), (-44.0, 0.0)], 0.45),
    ):
        leg(draw, points, 14, coat, light)
    draw.blob([(-58, -50), (-50, -78), (-22, -88), (8, -86), (28, -96), (46, -94), (58, -86), (62, -72), (84, -64),
              (86, -54), (70, -50), (54, -52), (46, -34), (10, -26), (-30, -28), (-52, -36)], coat, 0.45)  # fmt: skip
    draw.blob([(-48, -70), (-22, -84), (8, -82), (28, -92), (48, -90), (36, -74), (4, -70), (-30, -64)], coat, 0.9)
    for x in (38, 50):
        draw.disc(x, -95, 13, 13, coat, 0.6)
    draw.disc(86, -60, 8, 7, DARK, 0.4)
    draw.disc(66, -76, 4, 4, DARK, 0.4)


@draws(
    Kind("cat", "creature", top=0.58, hand=(0.5, 0.7), words="cat kitten", several=2),
    Placement("ground", height=112, breadth=1.5, most=6, spread=150),
)
def cat(draw: DrawContext, colour: Rgb | None) -> None:
    """A cat, small or great: long, low, with a curled tail."""
    coat = colour or ((0.8, 0.58, 0.3), (0.32, 0.3, 0.32), (0.72, 0.68, 0.62))[int(draw.chance(1) * 3)]
    draw.line([(-48, -50), (-70, -46), (-82, -66), (-74, -92)], 7, coat, 0.5)
    for points, light in (
        ([(26.0, -34.0), (31.0, -16.0), (29.0, 0.0)], 0.25),
        ([(-30.0, -36.0), (-24.0, -18.0), (-28.0, 0.0)], 0.25),
        ([(32.0, -36.0), (26.0, -16.0), (22.0, 0.0)], 0.5),
        ([(-38.0, -40.0), (-44.0, -20.0), (-41.0, 0.0)], 0.5),
    ):
        leg(draw, points, 7.5, coat, light)
    draw.blob([(-50, -54), (-34, -62), (0, -58), (24, -64), (30, -82), (32, -98), (40, -88), (52, -88), (60, -97),
              (61, -80), (62, -70), (52, -60), (42, -48), (34, -32), (0, -30), (-30, -32), (-48, -40)],
              coat, 0.5)  # fmt: skip
    draw.blob([(-42, -56), (-8, -56), (24, -62), (32, -80), (44, -84), (34, -58), (4, -48), (-28, -48)], coat, 0.92)
    for x in (36, 57):
        draw.shape([(x - 2, -84), (x, -93), (x + 4, -85)], (0.86, 0.62, 0.58), 0.6)
    draw.disc(46, -77, 35, 29, coat, 0.62)
    if coat[0] > 0.5:
        for x in (-26, -10, 6):
            draw.line([(x, -59), (x - 3, -48), (x - 1, -40)], 3, (coat[0] * 0.68, coat[1] * 0.6, coat[2] * 0.55), 0.5)
    draw.disc(48, -70, 18, 12, (0.95, 0.92, 0.87), 0.8)
    for x in (40, 54):
        draw.disc(x, -80, 7, 8, (0.95, 0.85, 0.3), 1.0)
        draw.disc(x + 0.6, -80, 2.6, 6, DARK, 0.3)
    draw.shape([(45, -75), (51, -75), (48, -71)], (0.8, 0.42, 0.44), 0.7)
    for y in (-71, -67):
        draw.line([(42, y), (26, y - 2)], 0.9, (0.95, 0.94, 0.92), 0.9)
        draw.line([(54, y), (70, y - 2)], 0.9, (0.95, 0.94, 0.92), 0.9)


@draws(
    Kind("elephant", "creature", top=0.9, hand=(0.8, 0.06), words="elephant elephant-calf", mood="wondrous"),
    Placement("ground", height=200, breadth=1.6, most=6, spread=220),
)
def elephant(draw: DrawContext, colour: Rgb | None) -> None:
    hide = colour or (0.52, 0.5, 0.52)
    for x, light in ((26, 0.22), (-30, 0.22), (12, 0.5), (-46, 0.5)):
        draw.shape([(x - 10, 0), (x - 11, -42), (x + 11, -42), (x + 10, 0)], hide, light)
    draw.blob([(-66, -50), (-62, -78), (-34, -94), (4, -90), (30, -98), (54, -92), (64, -74), (68, -46), (74, -16),
              (84, -6), (76, -1), (64, -8), (58, -40), (48, -54), (34, -36), (-10, -30), (-56, -34)],
              hide, 0.48)  # fmt: skip
    draw.blob([(-56, -72), (-32, -88), (4, -84), (28, -90), (10, -70), (-30, -64)], hide, 0.9)
    draw.blob([(10, -88), (34, -92), (40, -70), (28, -44), (12, -54), (4, -72)], hide, 0.34)
    draw.blob([(52, -52), (70, -42), (88, -46), (70, -36), (54, -42)], (0.96, 0.93, 0.84), 0.9)
    draw.disc(48, -78, 4, 4, DARK, 0.4)
    draw.line([(-65, -66), (-72, -46), (-70, -32)], 3, hide, 0.4)


@draws(
    Kind(
        "rabbit",
        "creature",
        top=0.5,
        hand=(0.5, 0.5),
        words="rabbit hare bunny easter-bunny chinchilla",
        several=4,
        titles=("Hare",),
    ),
    Placement("ground", height=84, breadth=1, most=9, spread=170),
)
def rabbit(draw: DrawContext, colour: Rgb | None) -> None:
    fur = colour or ((0.95, 0.94, 0.92) if draw.chance(1) < 0.5 else (0.6, 0.48, 0.36))
    for lean in (-7, 6):
        draw.blob([(26, -56), (20 + lean, -84), (24 + lean, -104), (31 + lean, -84), (34, -56)], fur, 0.6)
    draw.blob([(-44, -6), (-46, -34), (-24, -54), (6, -52), (20, -44), (36, -20), (38, 0), (-30, 1)], fur, 0.5)
    draw.blob([(-38, -30), (-20, -50), (6, -48), (14, -36), (-12, -28)], fur, 0.95)
    draw.blob([(10, -44), (18, -62), (36, -66), (52, -54), (46, -40), (26, -34)], fur, 0.7)
    draw.disc(-48, -18, 20, 20, (0.98, 0.97, 0.95), 0.9)
    for lean in (-7, 6):
        draw.blob(
            [(27 + lean / 3, -62), (22.5 + lean, -84), (24.5 + lean, -95), (28 + lean, -83)], (0.88, 0.62, 0.6), 0.6
        )
    draw.disc(38, -55, 6, 6.6, DARK, 0.4)
    draw.disc(37.4, -56.4, 2, 2, (1, 1, 1), 1)
    draw.disc(51, -52, 4.4, 3.4, (0.85, 0.5, 0.52), 0.7)


@draws(
    Kind(
        "horse",
        "creature",
        top=0.62,
        hand=(0.6, 0.72),
        words="horse stallion mare pony foal mustang colt steed racehorse",
        several=4,
        needs_shore=True,
    ),
    Placement("ground", height=178, breadth=1.25, most=9, spread=180),
)
def horse(draw: DrawContext, colour: Rgb | None) -> None:
    coat = colour or ((0.46, 0.29, 0.18), (0.85, 0.82, 0.78), (0.2, 0.17, 0.17))[int(draw.chance(1) * 3)]
    hair: Rgb = (coat[0] * 0.55, coat[1] * 0.5, coat[2] * 0.5)
    for points, light in (
        ([(20.0, -46.0), (33.0, -26.0), (24.0, -8.0)], 0.22),
        ([(-24.0, -48.0), (-17.0, -24.0), (-24.0, 0.0)], 0.22),
        ([(26.0, -46.0), (24.0, -22.0), (20.0, 0.0)], 0.48),
        ([(-31.0, -50.0), (-43.0, -27.0), (-39.0, 0.0)], 0.48),
    ):
        leg(draw, points, 6.2, coat, light)
    draw.blob(ribbon([(-38.0, -60.0), (-56.0, -54.0), (-60.0, -28.0)], [6, 11, 3]), hair, 0.5)
    draw.blob([(-41, -58), (-28, -66), (-4, -62), (16, -66), (28, -84), (34, -97), (40, -98), (46, -92), (62, -76),
              (58, -70), (48, -73), (42, -76), (36, -58), (31, -46), (4, -41), (-22, -43), (-38, -48)],
              coat, 0.5)  # fmt: skip
    draw.blob(
        [(-34, -60), (-18, -63), (4, -60), (18, -64), (30, -82), (34, -80), (24, -58), (0, -52), (-24, -52)], coat, 0.92
    )
    draw.blob([(38, -99), (28, -90), (16, -68), (14, -62), (22, -66), (32, -84)], hair, 0.6)
    draw.blob([(37, -96), (41, -106), (44, -96)], coat, 0.7)
    draw.blob([(54, -79), (63, -77), (59, -69), (52, -71)], (coat[0] * 0.75, coat[1] * 0.7, coat[2] * 0.7), 0.5)
    draw.disc(47, -88, 3.4, 4, DARK, 0.3)
    draw.disc(59, -75, 2, 1.6, DARK, 0.3)


@draws(
    Kind(
        "cow",
        "creature",
        top=0.72,
        hand=(0.68, 0.68),
        words="cow cattle bull calf ox herd heifer",
        irregular={"calves": "calf", "oxen": "ox"},
        several=5,
        crowds={"cattle": None, "herd": 8},
        titles=("Herd",),
    ),
    Placement("ground", height=150, breadth=1.35, most=9, spread=220),
)
def cow(draw: DrawContext, colour: Rgb | None) -> None:
    """A cow, horned, with patches."""
    hide = colour or ((0.94, 0.92, 0.88), (0.55, 0.34, 0.2))[int(draw.chance(1) * 2)]
    for points, light in (
        ([(28.0, -40.0), (32.0, -20.0), (30.0, 0.0)], 0.22),
        ([(-34.0, -42.0), (-28.0, -20.0), (-31.0, 0.0)], 0.22),
        ([(34.0, -42.0), (24.0, -20.0), (22.0, 0.0)], 0.48),
        ([(-42.0, -46.0), (-44.0, -22.0), (-42.0, 0.0)], 0.48),
    ):
        leg(draw, points, 9, hide, light)
    draw.line([(-53, -70), (-60, -48), (-57, -26)], 3.4, hide, 0.4)
    draw.blob([(-55, -56), (-53, -76), (-20, -80), (18, -80), (34, -84), (40, -94), (56, -94), (62, -84), (76, -68),
              (70, -60), (56, -64), (46, -54), (38, -38), (0, -32), (-40, -36)], hide, 0.5)  # fmt: skip
    patch: Rgb = (0.2, 0.17, 0.16) if hide[0] > 0.8 else (0.9, 0.85, 0.78)
    for x, y, wide, tall in ((-30, -62, 30, 26), (6, -68, 24, 18), (26, -50, 20, 18)):
        draw.disc(x, y, wide, tall, patch, 0.6)
    for side in (-1, 1):
        draw.line([(48 + 4 * side, -94), (48 + 13 * side, -103), (48 + 9 * side, -110)], 3.2, (0.93, 0.9, 0.8), 0.8)
    draw.disc(58, -82, 4, 4, DARK, 0.4)
    draw.disc(68, -71, 14, 10, (0.86, 0.66, 0.62), 0.7)
    draw.disc(71, -72, 2, 2, DARK, 0.3)


@draws(
    Kind(
        "sheep",
        "creature",
        top=0.76,
        hand=(0.62, 0.5),
        words="sheep lamb ewe",
        several=6,
        same_plural="sheep",
        mood="calm",
        titles=("Flock",),
    ),
    Placement("ground", height=92, breadth=1.3, most=16, spread=210),
)
def sheep(draw: DrawContext, colour: Rgb | None) -> None:
    wool = colour or (0.94, 0.91, 0.84)
    for x in (-30, -18, 20, 31):
        draw.line([(x, -34), (x, 0)], 7, (0.25, 0.22, 0.2), 0.4)
    for x, y, size in ((-30, -56, 44), (-4, -64, 50), (24, -58, 44), (0, -44, 58), (-24, -44, 40), (26, -44, 40)):
        draw.disc(x, y, size, size * 0.86, wool, 0.42)
    for x, y, size in ((-30, -64, 30), (-6, -72, 36), (20, -66, 30)):
        draw.disc(x, y, size, size * 0.7, wool, 0.95)
    draw.blob([(42, -72), (60, -66), (66, -48), (54, -44), (44, -54)], (0.25, 0.22, 0.2), 0.5)
    draw.blob([(44, -68), (32, -66), (34, -58), (44, -62)], (0.25, 0.22, 0.2), 0.6)
    draw.disc(56, -61, 4.4, 4.8, (0.95, 0.92, 0.85), 0.9)
    draw.disc(57, -61, 2.2, 3, DARK, 0.2)
