"""How a body stands, runs or sits: the places of its joints for each thing that it can do.

An adult is 100 units tall, its foot at (0, 0), y downwards, facing right. The near limbs are those on the left of the
picture; the far hand holds things. Where somebody rides, (0, 0) is the seat and the legs hang below it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

Joint = tuple[float, float]
Limb = tuple[Joint, Joint, Joint]


@dataclass(frozen=True)
class Joints:
    """A body's joints, in units; limbs run from the trunk outwards."""

    hip: Joint
    neck: Joint
    near_leg: Limb
    far_leg: Limb
    near_arm: Limb
    far_arm: Limb
    turn: float = 0.0
    """How far the head is turned clockwise, in degrees."""

    def scaled(self, by: float) -> Joints:
        def limb(of: Limb) -> Limb:
            (a, b), (c, d), (e, f) = of
            return (a * by, b * by), (c * by, d * by), (e * by, f * by)

        return replace(
            self,
            hip=(self.hip[0] * by, self.hip[1] * by),
            neck=(self.neck[0] * by, self.neck[1] * by),
            near_leg=limb(self.near_leg),
            far_leg=limb(self.far_leg),
            near_arm=limb(self.near_arm),
            far_arm=limb(self.far_arm),
        )


# fmt: off
STANDING = Joints((0, -46), (1, -78), ((-4, -46), (-6, -25), (-6, -3)), ((4, -46), (7, -25), (9, -3)),
                  ((-9, -73), (-14, -60), (-11, -46)), ((9, -73), (15, -61), (21, -51)))
POSES: dict[str, Joints] = {
    "standing": STANDING,
    "walking": Joints((0, -45), (3, -77), ((-2, -45), (-6, -24), (-17, -5)), ((3, -45), (11, -26), (15, -3)),
                      ((-7, -72), (-9, -58), (2, -50)), ((11, -72), (17, -60), (25, -54)), 3),
    "running": Joints((-2, -46), (8, -76), ((-4, -46), (-9, -26), (-27, -23)), ((2, -46), (18, -36), (16, -6)),
                      ((-1, -71), (-14, -63), (-6, -51)), ((15, -71), (22, -59), (33, -66)), 8),
    "jumping": Joints((0, -50), (2, -79), ((-3, -50), (-13, -35), (-20, -18)), ((4, -50), (17, -41), (12, -20)),
                      ((-8, -75), (-20, -83), (-25, -97)), ((11, -75), (22, -84), (29, -97)), -4),
    "sitting": Joints((-8, -8), (-7, -40), ((-9, -8), (8, -24), (19, -3)), ((-5, -8), (14, -22), (27, -3)),
                      ((-16, -36), (-13, -22), (1, -19)), ((2, -36), (9, -25), (18, -26))),
    "kneeling": Joints((-4, -27), (0, -59), ((-6, -27), (2, -5), (-18, -3)), ((0, -27), (17, -26), (15, -3)),
                       ((-9, -55), (-10, -41), (2, -35)), ((8, -55), (15, -44), (23, -39)), 6),
    "riding": Joints((0, -4), (-1, -36), ((0, -4), (13, 7), (8, 27)), ((3, -4), (15, 5), (12, 25)),
                     ((-10, -32), (-6, -19), (9, -17)), ((8, -32), (14, -22), (23, -23))),
    "fighting": Joints((-2, -42), (4, -73), ((-5, -42), (-16, -25), (-22, -3)), ((2, -42), (17, -28), (18, -3)),
                       ((-6, -69), (-15, -58), (-3, -51)), ((12, -69), (24, -73), (32, -83)), 5),
    "lying": Joints((8, -8), (-24, -9), ((10, -7), (31, -12), (50, -5)), ((10, -9), (32, -7), (53, -6)),
                    ((-19, -5), (-6, -4), (6, -8)), ((-19, -13), (-8, -16), (3, -14)), -82),
    "dancing": Joints((2, -46), (-2, -78), ((-2, -46), (-3, -25), (-3, -3)), ((5, -46), (21, -36), (13, -18)),
                      ((-12, -74), (-23, -82), (-20, -97)), ((7, -74), (20, -72), (33, -79)), -8),
    "flying": Joints((-12, -36), (17, -50), ((-13, -34), (-33, -31), (-52, -24)), ((-11, -38), (-32, -37), (-50, -34)),
                     ((11, -43), (3, -32), (-9, -30)), ((18, -53), (32, -58), (47, -64)), 30),
    "swimming": Joints((-14, -4), (16, -10), ((-15, -3), (-34, -2), (-50, -5)), ((-14, -4), (-34, -4), (-52, -2)),
                       ((10, -7), (19, -22), (34, -13)), ((17, -8), (31, -5), (45, -4)), 12),
    "waving": replace(STANDING, far_arm=((9, -73), (22, -79), (23, -96))),
}
# fmt: on


def joints_of(doing: str | None, head: float, sway: float = 0.5) -> Joints:
    """The joints of a body that does ``doing`` and whose head is ``head`` units high, so that both are 100 units tall
    when it stands. ``sway`` from 0 to 1 gives each its own way to stand."""
    joints = POSES.get(doing or "standing", STANDING)
    if doing in (None, "standing", "waving"):
        lean = (sway - 0.5) * 5
        joints = replace(joints, hip=(lean * 0.6, -46), neck=(1 - lean * 0.4, -78), turn=lean * 1.5)
    return joints.scaled((100 - head) / (100 - 20))


def towards(start: Joint, end: Joint, part: float) -> Joint:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def direction(start: Joint, end: Joint) -> Joint:
    """The unit vector from one joint to another."""
    x, y = end[0] - start[0], end[1] - start[1]
    long = math.hypot(x, y) or 1.0
    return x / long, y / long
