"""Draws a person: limbs along their joints, a trunk, a head, and over them what the costume says.

Light comes from the left: the near limbs and the left of the trunk are lit, the far ones in shade. Skin, hair and
everyday colours are drawn by lot for each, so that a crowd is of different people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.outlines import ribbon
from inference.sketch.catalogue.people.costumes import EVERYDAY, HEADS, PALETTE, Costume
from inference.sketch.catalogue.people.garments import draw_behind, draw_over, draw_skirt
from inference.sketch.catalogue.people.head import draw_head
from inference.sketch.catalogue.people.poses import Joints, Limb, direction, joints_of, towards
from inference.sketch.catalogue.people.props import draw_prop

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

SKINS: tuple[Rgb, ...] = (
    (0.93, 0.74, 0.6), (0.87, 0.66, 0.5), (0.78, 0.56, 0.4), (0.64, 0.43, 0.29), (0.5, 0.33, 0.22), (0.38, 0.25, 0.18),
)  # fmt: skip
HAIRS: tuple[Rgb, ...] = (
    (0.12, 0.09, 0.08), (0.24, 0.15, 0.1), (0.36, 0.22, 0.12), (0.56, 0.3, 0.13), (0.76, 0.57, 0.28), (0.5, 0.2, 0.1),
)  # fmt: skip
SHOES: Rgb = (0.2, 0.15, 0.13)
_SLEEVELESS = frozenset({"bare", "tutu", "fur", "gown"})


class Dressed:
    """One person as it is to be drawn: its costume, its joints and the colours that it has by lot."""

    def __init__(self, draw: DrawContext, costume: Costume, colour: Rgb | None) -> None:
        self.draw, self.costume, self.wears = draw, costume, costume.wears
        self.head_high = HEADS[costume.age]
        self.joints: Joints = joints_of(draw.doing, self.head_high, draw.chance(11))
        lot = int(draw.chance(12) * len(SKINS))
        self.skin = PALETTE["sick"] if "sick_skin" in costume.head else SKINS[lot]
        if "alien_skin" in costume.head:
            self.skin = (0.45, 0.78, 0.4)
        if "pale" in costume.head:
            self.skin = (0.88, 0.84, 0.8)
        self.hair = HAIRS[int(draw.chance(13) * (len(HAIRS) if lot < 3 else 3))]
        if "white_hair" in costume.head:
            self.hair = (0.88, 0.87, 0.85)
        shades = [
            PALETTE[EVERYDAY[int(draw.chance(14 + index) * len(EVERYDAY))] if name == "." else name]
            for index, name in enumerate(costume.colours)
        ]
        self.main, self.legs, self.trim = colour or shades[0], shades[1], shades[2]
        self.girth = {"baby": 1.3, "child": 0.95, "young": 0.94}.get(costume.age, 1.0) * (0.94 + 0.14 * draw.chance(18))
        self.across = direction(self.joints.hip, self.joints.neck)

    def trunk(self, along: float, aside: float) -> tuple[float, float]:
        """A place of the trunk: ``along`` from the hip (0) to the neck (1), ``aside`` units, to the right positive."""
        x, y = towards(self.joints.hip, self.joints.neck, along)
        up = self.across
        return x - up[1] * aside * self.girth, y + up[0] * aside * self.girth


def draw_person(draw: DrawContext, costume: Costume, colour: Rgb | None) -> None:
    """A person in a costume, in the pose that ``draw.doing`` asks for; ``colour`` is that of its dress."""
    one = Dressed(draw, costume, colour)
    joints = one.joints
    draw_behind(one)
    if "fish" not in one.wears:
        _draw_leg(one, joints.far_leg, 0.36)
        _draw_leg(one, joints.near_leg, 0.66)
    draw_prop(one, joints.far_arm[2])
    _draw_arm(one, joints.far_arm, 0.42)
    _draw_trunk(one)
    draw_skirt(one)
    draw_over(one)
    draw_head(one)
    _draw_arm(one, joints.near_arm, 0.8)


def _draw_leg(one: Dressed, limb: Limb, light: float) -> None:
    hip, knee, ankle = limb
    wide = one.girth
    bare = bool(one.wears & {"shorts", "tutu", "fur", "dress", "bare"})
    if "ragged" in one.wears:
        bare = False
    cloth = one.skin if bare else one.legs
    one.draw.blob(ribbon([hip, knee, ankle], [11 * wide, 8.2 * wide, 6 * wide]), cloth, light)
    if "shorts" in one.wears:
        cut = towards(hip, knee, 0.8)
        one.draw.blob(ribbon([hip, towards(hip, knee, 0.4), cut], [12 * wide, 11.5 * wide, 11 * wide]), one.legs, light)
    down = direction(knee, ankle)
    toe = (abs(down[1]), -down[0]) if down[1] > -0.2 else (1.0, 0.0)
    x, y = ankle
    bare_foot = "fur" in one.wears
    heel = (x - toe[0] * 4, y - toe[1] * 4)
    sole = (down[0] * 3.2, down[1] * 3.2)
    one.draw.blob(
        [
            (heel[0] - down[0] * 3, heel[1] - down[1] * 3),
            (heel[0] + sole[0], heel[1] + sole[1]),
            (x + toe[0] * 9 + sole[0], y + toe[1] * 9 + sole[1]),
            (x + toe[0] * 8, y + toe[1] * 8),
            (x + toe[0] * 2.5 - down[0] * 4, y + toe[1] * 2.5 - down[1] * 4),
        ],
        one.skin if bare_foot else one.trim if one.wears & {"space", "romper"} else SHOES,
        light * 0.9,
    )


def _draw_arm(one: Dressed, limb: Limb, light: float) -> None:
    shoulder, elbow, hand = limb
    wide = one.girth
    sleeve = one.skin if one.wears & _SLEEVELESS else one.main
    if one.wears & {"vest", "dungarees"}:
        sleeve = PALETTE["white"] if "vest" in one.wears else one.main
    if "surcoat" in one.wears:
        sleeve = PALETTE["steel"]
    loose = 1.5 if "robe" in one.wears else 1.0
    one.draw.blob(ribbon([shoulder, elbow, towards(elbow, hand, 0.95)], [8.5 * wide, 6.8 * wide, 5.2 * loose]), sleeve,
                  light)  # fmt: skip
    if one.wears & {"shirt"} and one.wears & {"shorts"}:
        one.draw.blob(ribbon([towards(elbow, hand, 0.05), towards(elbow, hand, 0.5), hand], [5.6, 5, 4.4]), one.skin,
                      light)  # fmt: skip
    gloves = one.costume.hand == "gloves"
    size = 10 if gloves else 6.4
    cover = PALETTE["red"] if gloves else one.legs if "space" in one.wears else one.skin
    one.draw.disc(hand[0], hand[1], size, size, cover, min(1.0, light + 0.1))


def _draw_trunk(one: Dressed) -> None:
    draw, at = one.draw, one.trunk
    cloth = one.skin if "bare" in one.wears else one.main
    slim = 0.86 if one.wears & {"dress", "gown", "tutu"} else 1.0
    round_belly = 2.5 if one.costume.age == "old" or "romper" in one.wears else 0.0
    draw.blob(ribbon([one.joints.neck, towards(one.joints.neck, at(1.08, 0), 1.0)], [6, 6]), one.skin, 0.4)
    draw.blob(
        [at(-0.1, -8.5), at(0.25, -9 * slim), at(0.6, -10), at(0.9, -12), at(1.0, -6), at(1.0, 6), at(0.88, 12),
         at(0.55, 10.5 + round_belly), at(0.25, 9.5 * slim + round_belly), at(-0.1, 8.5)],
        cloth, 0.5,
    )  # fmt: skip
    draw.blob(
        [at(-0.06, -8), at(0.3, -8.6 * slim), at(0.88, -11.4), at(0.97, -4), at(0.6, -1), at(0.2, -2)], cloth, 0.86
    )
