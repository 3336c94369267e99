"""Draws a person: the body's joints under the garments of a costume, limb by limb from the far side to the near one.

Light falls from the left, as on everything: the near side of a garment has a lit stripe on the left and a shaded right.
What a costume leaves open (hair, skin, colours of everyday clothes) is this person's own chance.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.persons.body import Build, Joints, Point, joints_of
from inference.sketch.catalogue.persons.costume import Costume
from inference.sketch.catalogue.persons.headgear import draw_hat, draw_head
from inference.sketch.catalogue.persons.props import draw_prop

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

SKINS: tuple[Rgb, ...] = (
    (0.95, 0.78, 0.66),
    (0.88, 0.68, 0.53),
    (0.78, 0.57, 0.42),
    (0.62, 0.43, 0.3),
    (0.46, 0.31, 0.22),
    (0.92, 0.73, 0.57),
)
CLOTHES: tuple[Rgb, ...] = (
    (0.72, 0.25, 0.22),
    (0.22, 0.36, 0.56),
    (0.86, 0.66, 0.26),
    (0.3, 0.47, 0.32),
    (0.52, 0.3, 0.5),
    (0.88, 0.5, 0.3),
    (0.32, 0.54, 0.58),
    (0.85, 0.82, 0.74),
)
TROUSERS: tuple[Rgb, ...] = ((0.22, 0.26, 0.36), (0.34, 0.26, 0.2), (0.3, 0.32, 0.3), (0.5, 0.42, 0.32))
SHOES: Rgb = (0.2, 0.15, 0.13)


def draw_person(draw: DrawContext, costume: Costume, build: Build, colour: Rgb | None) -> None:
    """A person, 100 units tall; ``colour`` is that of the main garment, if one was said."""
    joints = joints_of(build, draw.doing, draw.chance(1))
    skin = costume.skin or SKINS[int(draw.chance(2) * len(SKINS))]
    top = colour or costume.top or CLOTHES[int(draw.chance(3) * len(CLOTHES))]
    legs = costume.legs or TROUSERS[int(draw.chance(4) * len(TROUSERS))]
    with draw.turned(joints.turn, joints.lifted):
        if "wings" in costume.extras or "bat_wings" in costume.extras:
            _wings(draw, joints, costume)
        if "cape" in costume.extras:
            _cape(draw, joints, build, costume.second)
        _arm(draw, joints.arms[0], build, _sleeve(costume, top), skin, 0.3)
        if costume.skirt == "tail":
            _tail(draw, joints, build, costume.second)
        else:
            _leg(draw, joints.legs[0], build, legs, skin, costume, 0.28)
            _leg(draw, joints.legs[1], build, legs, skin, costume, 0.55)
        _torso(draw, joints, build, top, costume)
        if costume.skirt in ("knee", "ankle"):
            _skirt(draw, joints, build, top, costume.skirt)
        _details(draw, joints, build, costume, top)
        draw_head(draw, joints, build, costume, skin)
        draw_hat(draw, joints, build, costume)
        if (
            costume.prop
            and not draw.empty_handed
            and draw.doing not in ("swimming", "lying", "dancing", "flying", "waving", "jumping")
        ):
            draw_prop(draw, joints.arms[1][2], costume.prop)
        _arm(draw, joints.arms[1], build, _sleeve(costume, top), skin, 0.62)


def _sleeve(costume: Costume, top: Rgb) -> Rgb:
    return costume.second if "coat" in costume.extras else top


def _leg(
    draw: DrawContext,
    leg: tuple[Point, Point, Point],
    build: Build,
    cloth: Rgb,
    skin: Rgb,
    costume: Costume,
    light: float,
) -> None:
    hip, knee, foot = leg
    thick = 8.6 * build.girth
    bare = costume.skirt == "knee"
    draw.line([hip, knee], thick, skin if bare else cloth, light)
    draw.line([knee, foot], thick * 0.78, skin if bare else cloth, light)
    along = math.atan2(foot[1] - knee[1], foot[0] - knee[0])
    toe = along - math.pi / 2 + 0.12
    tip = (foot[0] + math.cos(toe) * 6.5, foot[1] + math.sin(toe) * 6.5)
    heel = (foot[0] - math.cos(toe) * 1.5, foot[1] - math.sin(toe) * 1.5)
    draw.line([heel, tip], 5.4 * build.girth, SHOES, light)


def _arm(
    draw: DrawContext, arm: tuple[Point, Point, Point], build: Build, sleeve: Rgb, skin: Rgb, light: float
) -> None:
    shoulder, elbow, hand = arm
    thick = 6.4 * build.girth
    draw.line([shoulder, elbow], thick, sleeve, light)
    wrist = (elbow[0] + (hand[0] - elbow[0]) * 0.72, elbow[1] + (hand[1] - elbow[1]) * 0.72)
    draw.line([elbow, wrist], thick * 0.86, sleeve, light)
    draw.disc(hand[0], hand[1], 6 * build.girth, 6 * build.girth, skin, light + 0.1)


def _torso(draw: DrawContext, joints: Joints, build: Build, top: Rgb, costume: Costume) -> None:
    (hx, hy), (nx, ny) = joints.hips, joints.neck
    wide = 9.6 * build.girth
    outline = [
        (nx - wide * 0.98, ny + 3),
        (nx, ny - 1),
        (nx + wide * 0.92, ny + 3),
        (hx + wide * 0.86, hy - 8),
        (hx + wide * 0.9, hy + 3),
        (hx, hy + 5),
        (hx - wide * 0.9, hy + 3),
        (hx - wide * 0.8, hy - 9),
    ]
    draw.blob(outline, top, 0.42)
    draw.blob(
        [
            (nx - wide * 0.98, ny + 3),
            (nx - 1, ny),
            (nx + 1, ny + 5),
            ((nx + hx) / 2, (ny + hy) / 2),
            (hx - 1, hy + 3),
            (hx - wide * 0.9, hy + 3),
            (hx - wide * 0.8, hy - 9),
        ],
        top,
        0.86,
    )
    if "armour" in costume.extras:
        for row in (0.3, 0.55, 0.8):
            x, y = nx + (hx - nx) * row, ny + (hy - ny) * row
            draw.line([(x - wide * 0.75, y), (x, y + 2), (x + wide * 0.75, y)], 1.2, (0.3, 0.32, 0.36), 0.5)


def _skirt(draw: DrawContext, joints: Joints, build: Build, cloth: Rgb, long: str) -> None:
    (hx, hy), (nx, ny) = joints.hips, joints.neck
    knees, feet = [leg[1] for leg in joints.legs], [leg[2] for leg in joints.legs]
    hem = feet if long == "ankle" else knees
    low = max(y for _, y in hem) + (-2.5 if long == "ankle" else 4)
    left, right = min(x for x, _ in hem), max(x for x, _ in hem)
    spread = (9 if long == "ankle" else 7.5) * build.girth
    waist = (hx * 0.7 + nx * 0.3, hy * 0.7 + ny * 0.3)
    wide = 8.2 * build.girth
    low = max(low, hy + 8)
    draw.blob(
        [
            (waist[0] - wide, waist[1]),
            (waist[0] + wide, waist[1]),
            (hx + wide * 1.25, hy + 4),
            (right + spread, low),
            ((left + right) / 2, low + 2),
            (left - spread, low),
            (hx - wide * 1.25, hy + 4),
        ],
        cloth,
        0.4,
    )
    draw.blob(
        [
            (waist[0] - wide, waist[1]),
            (waist[0], waist[1] + 1),
            (hx - 1, hy + 6),
            ((left + right) / 2 - 2, low),
            (left - spread, low),
            (hx - wide * 1.25, hy + 4),
        ],
        cloth,
        0.84,
    )


def _tail(draw: DrawContext, joints: Joints, build: Build, scales: Rgb) -> None:
    hx, hy = joints.hips
    wide = 9.4 * build.girth
    draw.blob(
        [(hx - wide, hy - 4), (hx + wide, hy - 4), (hx + 12, hy + 22), (hx + 24, -8), (hx + 12, -2), (hx - 2, hy + 26)],
        scales,
        0.5,
    )
    draw.blob([(hx - wide, hy - 4), (hx, hy - 4), (hx + 2, hy + 20), (hx + 14, -6), (hx + 4, hy + 24)], scales, 0.85)
    draw.shape([(hx + 15, -6), (hx + 34, -16), (hx + 28, -6), (hx + 36, 1)], scales, 0.7)


def _cape(draw: DrawContext, joints: Joints, build: Build, cloth: Rgb) -> None:
    (nx, ny), (hx, _) = joints.neck, joints.hips
    low = max(leg[1][1] for leg in joints.legs) + 10
    back = hx - 13 * build.girth - 0.5 * joints.lean
    draw.blob(
        [(nx - 6, ny), (nx + 8, ny + 1), (hx + 9, low - 3), (hx, low), (back - 4, low - 2), (nx - 11, ny + 14)],
        cloth,
        0.34,
    )
    draw.blob(
        [(nx - 7, ny), (nx - 9, ny + 18), (back - 4, low - 2), (back + 3, low - 1), (nx - 4, ny + 10)], cloth, 0.7
    )


def _wings(draw: DrawContext, joints: Joints, costume: Costume) -> None:
    x, y = joints.neck
    pale = costume.second if "bat_wings" in costume.extras else (0.96, 0.95, 0.92)
    for side, light in ((1, 0.5), (-1, 0.8)):
        if "bat_wings" in costume.extras:
            draw.shape(
                [
                    (x, y + 6),
                    (x + side * 20, y - 14),
                    (x + side * 36, y - 6),
                    (x + side * 29, y + 5),
                    (x + side * 24, y + 14),
                    (x + side * 14, y + 15),
                ],
                pale,
                light,
            )
        else:
            draw.blob(
                [
                    (x, y + 4),
                    (x + side * 20, y - 15),
                    (x + side * 31, y - 6),
                    (x + side * 27, y + 16),
                    (x + side * 13, y + 24),
                ],
                pale,
                light,
            )


def _details(draw: DrawContext, joints: Joints, build: Build, costume: Costume, top: Rgb) -> None:
    """What is worn over the rest: apron, open coat, belt, sash, tie, a sign on the breast."""
    (hx, hy), (nx, ny) = joints.hips, joints.neck
    second, wide = costume.second, 9.4 * build.girth

    def along(part: float, aside: float = 0.0) -> Point:
        return nx + (hx - nx) * part + aside, ny + (hy - ny) * part

    for extra in costume.extras:
        match extra:
            case "apron":
                draw.blob([along(0.35, -3), along(0.35, 6), (hx + 7, hy + 12), (hx - 3, hy + 14)], second, 0.75)
            case "coat":
                draw.blob([along(0, -9), along(0.05, -2), (hx - 3, hy + 12), (hx - 11, hy + 13)], second, 0.85)
                draw.blob([along(0.05, 5), along(0, 9), (hx + 11, hy + 12), (hx + 5, hy + 12)], second, 0.45)
            case "belt":
                draw.line([along(0.84, -wide * 0.8), along(0.88), along(0.84, wide * 0.8)], 3.4, second, 0.6)
            case "sash":
                draw.line([along(0.06, -6), along(0.4, 1), along(0.86, 8)], 3.6, second, 0.7)
            case "tie":
                draw.shape([along(0.04, 1), along(0.04, 5), along(0.5, 4), along(0.58, 2.6)], second, 0.6)
            case "collar":
                draw.blob(
                    [along(-0.02, -7), along(-0.04, 7), along(0.18, 8), along(0.26, 2), along(0.18, -6)], second, 0.8
                )
            case "cross":
                draw.line([along(0.2, 5), along(0.42, 5)], 2.2, (0.86, 0.2, 0.18), 0.7)
                draw.line([along(0.28, 2), along(0.3, 8)], 2.2, (0.86, 0.2, 0.18), 0.7)
            case "star":
                draw.disc(*along(0.32, 4), 5, 5, (0.95, 0.8, 0.3), 0.9)
            case "stripes":
                for part in (0.25, 0.5, 0.75):
                    draw.line(
                        [along(part, -wide * 0.8), along(part + 0.04), along(part, wide * 0.75)], 2.6, second, 0.6
                    )
            case "bandages":
                for part in (0.1, 0.32, 0.54, 0.78, 1.0):
                    draw.line([along(part, -wide * 0.85), along(part + 0.1, wide * 0.8)], 1.1, second, 0.5)
            case "spots":
                for index, (part, aside) in enumerate(((0.24, -4), (0.46, 4), (0.7, -2), (0.9, 5))):
                    draw.disc(*along(part, aside), 4.4, 4.4, second, 0.5 + 0.08 * index)
            case "gloves":
                for arm in joints.arms:
                    draw.disc(*arm[2], 10, 10, second, 0.6)
            case _:
                pass
