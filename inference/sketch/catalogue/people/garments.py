"""Garments over and behind a body: skirts, robes, coats, capes, wings, belts, armour and what is sewn onto them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.outlines import ribbon
from inference.sketch.catalogue.people.costumes import PALETTE
from inference.sketch.catalogue.people.poses import Joint, towards

if TYPE_CHECKING:
    from inference.sketch.catalogue.people.body import Dressed

DARK = PALETTE["black"]
STEEL = PALETTE["steel"]
_SKIRTS: dict[str, tuple[float, float]] = {
    "dress": (0.62, 26), "gown": (0.98, 38), "robe": (0.94, 29), "tutu": (0.3, 44), "coat": (0.5, 25),
    "labcoat": (0.52, 25), "tunic": (0.3, 24), "surcoat": (0.42, 24), "smock": (0.36, 26), "fur": (0.34, 25),
    "skirt_plates": (0.4, 27), "long": (0.86, 29),
}  # fmt: skip
"""Garment to how far it reaches from hip to foot, as a part, and how wide its hem is, in units."""


def draw_behind(one: Dressed) -> None:
    """What hangs behind the body."""
    draw, at = one.draw, one.trunk
    wears = one.wears
    if "wings" in wears:
        white = one.trim if "tutu" in wears else PALETTE["white"]
        for side, light in ((1, 0.6), (-1, 0.95)):
            draw.blob([at(0.75, side * 3), at(1.25, side * 20), at(1.35, side * 34), at(0.9, side * 37),
                       at(0.3, side * 29), at(0.1, side * 17), at(0.4, side * 7)], white, light, 0.95)  # fmt: skip
            draw.line([at(0.75, side * 5), at(1.0, side * 18), at(1.1, side * 31)], 1.2, white, light - 0.25)
            draw.line([at(0.65, side * 6), at(0.7, side * 17), at(0.65, side * 30)], 1.2, white, light - 0.25)
    if "tail" in wears:
        draw.line([at(0, -4), at(-0.4, -20), at(0.0, -32), at(0.4, -28)], 2.6, one.main, 0.5)
    if "cape" in wears or "veil_back" in wears:
        hem = _along_legs(one, 0.8)
        cloth = one.trim if "cape" in wears else PALETTE["white"]
        draw.blob([at(1.0, -6), at(0.6, -15), (hem[0] - 21, hem[1]), (hem[0] - 3, hem[1] + 3), (hem[0] + 13, hem[1]),
                   at(0.5, 13), at(1.0, 8)], cloth, 0.42)  # fmt: skip
        draw.blob([at(0.98, -6), at(0.6, -14.5), (hem[0] - 20, hem[1]), (hem[0] - 11, hem[1] + 1), at(0.4, -7)],
                  cloth, 0.8)  # fmt: skip
    if "pack" in wears:
        draw.blob([at(0.2, -17), at(0.85, -19), at(0.95, -10), at(0.2, -7)], PALETTE["brown"], 0.6)
    if "space" in wears:
        draw.blob([at(0.1, -16), at(1.05, -16), at(1.1, 15), at(0.1, 14)], PALETTE["grey"], 0.6)


def _along_legs(one: Dressed, part: float) -> Joint:
    """A place between the legs, ``part`` of the way from the hip to the feet."""
    joints = one.joints
    knees = towards(joints.near_leg[1], joints.far_leg[1], 0.5)
    ankles = towards(joints.near_leg[2], joints.far_leg[2], 0.5)
    return towards(joints.hip, knees, part * 2) if part < 0.5 else towards(knees, ankles, part * 2 - 1)


def draw_skirt(one: Dressed) -> None:
    """What hangs from the waist; a mermaid's tail."""
    draw, joints, at = one.draw, one.joints, one.trunk
    if "fish" in one.wears:
        knee, foot = _along_legs(one, 0.5), _along_legs(one, 0.92)
        draw.blob(ribbon([at(0.15, 0), joints.hip, knee, foot], [17, 21, 14, 6]), one.main, 0.5)
        draw.blob(ribbon([at(0.1, -3), towards(joints.hip, knee, 0.4), knee], [8, 9, 5]), one.main, 0.9)
        x, y = foot
        draw.blob([(x, y - 2), (x + 18, y - 8), (x + 15, y + 2), (x + 2, y + 4), (x - 12, y + 3), (x - 15, y - 7)],
                  one.main, 0.75)  # fmt: skip
        return
    for name, (reach, hem) in _SKIRTS.items():
        if name not in one.wears:
            continue
        stride = abs(joints.near_leg[2][0] - joints.far_leg[2][0]) * (0.3 if reach > 0.6 else 0.12)
        middle, end = _along_legs(one, reach * 0.55), _along_legs(one, reach)
        wide = (hem + min(stride, 10)) * one.girth
        cloth = one.main
        waist = 19.0 if name in ("coat", "labcoat", "robe") else 16.0
        draw.shape(ribbon([at(0.28, 0), joints.hip, middle, end], [waist, 20, (20 + wide) / 2, wide]), cloth, 0.5)
        draw.shape(ribbon([at(0.25, -4), (joints.hip[0] - 5, joints.hip[1]), (end[0] - wide * 0.31, end[1])],
                          [6, 8, wide * 0.34]), cloth, 0.86)  # fmt: skip
        if reach > 0.5:
            for aside in (-0.08, 0.2):
                draw.line([towards(at(0.1, 0), middle, 0.5), (end[0] + wide * aside, end[1] - 1)], 1.2, cloth, 0.2, 0.6)
        if name in ("gown", "dress", "skirt_plates"):
            draw.line([(end[0] - wide * 0.48, end[1] - 1), (end[0] + wide * 0.46, end[1] - 1)], 2.4, one.trim, 0.7)
        break


def draw_over(one: Dressed) -> None:
    """What is worn over shirt and skirt."""
    draw, at, wears, trim = one.draw, one.trunk, one.wears, one.trim
    if wears & {"coat", "labcoat", "jacket", "suit", "smock"}:
        draw.line([at(0.95, 3), at(0.5, 3.5), at(-0.1, 3)], 1.2, one.main, 0.1)
    if wears & {"suit", "labcoat", "jacket"}:
        draw.shape([at(1.0, 0), at(1.0, 6.5), at(0.55, 3.6)], PALETTE["white"], 0.8)
        draw.shape([at(0.98, 2.6), at(0.94, 4.6), at(0.62, 3.8)], trim, 0.7)
    if "vest" in wears:
        draw.blob([at(0.0, -9), at(0.85, -11), at(0.98, -5), at(0.5, 1), at(0.0, 0)], one.legs, 0.8)
        draw.blob([at(0.0, 4), at(0.5, 5), at(0.98, 6), at(0.8, 11), at(0.0, 10)], one.legs, 0.45)
    if "dungarees" in wears:
        draw.shape([at(-0.1, -9), at(0.5, -8), at(0.6, 8), at(-0.1, 9)], one.legs, 0.6)
        for aside in (-6, 6):
            draw.line([at(0.55, aside), at(1.0, aside)], 2.4, one.legs, 0.6)
    if "shawl" in wears:
        draw.blob([at(1.05, -6), at(0.75, -15), at(0.5, -12), at(0.4, 2), at(0.6, 13), at(0.8, 13), at(1.05, 6)], trim,
                  0.7)  # fmt: skip
    if "apron" in wears:
        end = _along_legs(one, 0.42)
        draw.shape([at(0.45, -4), at(0.45, 8), (end[0] + 11, end[1]), (end[0] - 7, end[1])], PALETTE["white"], 0.8)
    if "stripes" in wears:
        for along in (0.12, 0.36, 0.6, 0.84):
            draw.line([at(along, -9.4), at(along - 0.03, 0), at(along, 10)], 2.6, trim, 0.65)
    if wears & {"armour", "surcoat"}:
        for beside, light in ((-11.5, 1.0), (11.0, 0.6)):
            x, y = at(0.9, beside)
            draw.disc(x, y, 12, 11, STEEL if "surcoat" in wears else trim, light)
        if "surcoat" in wears:
            draw.shape([at(0.75, 0.2), at(0.75, 4), at(0.1, 4), at(0.1, 0.2)], trim, 0.8)
            draw.shape([at(0.58, -5), at(0.58, 9), at(0.43, 9), at(0.43, -5)], trim, 0.8)
        else:
            for along in (0.2, 0.4, 0.6):
                draw.line([at(along, -9), at(along - 0.03, 1), at(along, 10)], 1.4, trim, 0.6)
    if "bands" in wears:
        for along in (0.1, 0.45):
            draw.line([at(along, -9.4), at(along - 0.02, 0), at(along, 10)], 3.4, trim, 0.9)
    if "bandages" in wears:
        for along in (0.05, 0.25, 0.45, 0.65, 0.85):
            draw.line([at(along, -9), at(along + 0.1, 10)], 1.2, trim, 0.2)
        for limb in (one.joints.near_leg, one.joints.far_leg):
            for part in (0.3, 0.7):
                x, y = towards(limb[1], limb[2], part)
                draw.line([(x - 4, y - 1), (x + 4, y + 2)], 1.2, trim, 0.2)
    if "ragged" in wears:
        draw.shape([at(0.3, -4), at(0.5, -1), at(0.35, 2), at(0.1, 0)], one.skin, 0.5)
        draw.shape([at(-0.25, -9), at(0, -9), at(0, 9), at(-0.3, 8), at(-0.1, 4), at(-0.35, 0), at(-0.12, -4)],
                   one.main, 0.55)  # fmt: skip
    if "ermine" in wears or "fur_collar" in wears or "fur_trim" in wears:
        fur = PALETTE["fur"] if "fur_collar" in wears else PALETTE["white"]
        draw.blob([at(1.06, -8), at(0.8, -14), at(0.72, 0), at(0.8, 14), at(1.06, 8), at(0.95, 1)], fur, 0.8)
        if "fur_trim" in wears:
            draw.line([at(0.9, 3), at(0.5, 3.5), at(-0.3, 3)], 4, fur, 0.8)
    if "ruff" in wears:
        draw.blob([at(1.08, -9), at(0.9, -14), at(0.82, 0), at(0.9, 14), at(1.08, 9)], PALETTE["white"], 0.85)
    if "dots" in wears:
        for along, aside in ((0.2, -4), (0.5, 3), (0.7, -6), (0.1, 5)):
            x, y = at(along, aside)
            draw.disc(x, y, 4.5, 4.5, trim, 0.8)
    if "stole" in wears:
        for beside in (-4.5, 5.5):
            draw.line([at(0.98, beside), at(-0.35, beside * 1.1)], 3, trim, 0.8)
    if "scarf" in wears or "collar" in wears:
        draw.blob([at(1.05, -7), at(0.86, -9), at(0.76, 3), at(0.86, 10), at(1.05, 7)], trim, 0.75)
    if "hood_down" in wears:
        draw.blob([at(1.1, -10), at(0.9, -13), at(0.85, 0), at(0.9, 11), at(1.05, 8)], one.main, 0.65)
    if wears & {"belt", "rope", "sash"}:
        broad = 2.0 if "rope" in wears else 3.6
        draw.line([at(0.1, -9), at(0.06, 0), at(0.1, 10)], broad, trim if "belt" not in wears else DARK, 0.6)
        if "belt" in wears:
            x, y = at(0.07, 3)
            draw.disc(x, y, 3.6, 3.6, PALETTE["gold"], 0.8)
    if "brass" in wears:
        for along in (0.25, 0.45, 0.65):
            x, y = at(along, -2)
            draw.disc(x, y, 2.4, 2.4, PALETTE["gold"], 1.0)
    if "number" in wears:
        draw.line([at(0.75, 1), at(0.35, 1)], 3, trim, 0.9)
    if "space" in wears:
        draw.shape([at(0.35, -4), at(0.7, -4), at(0.7, 7), at(0.35, 7)], PALETTE["grey"], 0.6)
        for aside, name in ((-1, "red"), (4, "blue")):
            x, y = at(0.55, aside)
            draw.disc(x, y, 3, 3, PALETTE[name], 0.9)
    if "leotard" in wears:
        draw.shape([at(0.85, -6), at(0.85, 8), at(0.4, 1)], PALETTE["gold"], 0.85)
        draw.shape([at(0.75, -2.5), at(0.75, 4.5), at(0.52, 1)], trim, 0.85)
    if "bare" in wears and "fish" in wears:
        for aside in (-4, 5):
            x, y = at(0.62, aside)
            draw.disc(x, y, 8, 7, trim, 0.8)
