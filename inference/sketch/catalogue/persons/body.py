"""One body for all persons: its joints in every pose, in units of its height.

A body is 100 units tall, its foot at (0, 0), y downwards, and looks to the right. Angles are degrees from hanging
straight down, forward positive. In the pose "riding" the seat, not the foot, is at (0, 0). costume.py dresses it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Build:
    """How a body is made at an age: lengths in units."""

    head: float = 22.0
    """Breadth of the head."""
    leg: float = 45.0
    torso: float = 33.0
    arm: float = 33.0
    girth: float = 1.14
    stoop: float = 0.0
    """Degrees that the body leans forward by itself."""


ADULT = Build()
OLD = Build(leg=41, torso=32, stoop=9)
CHILD = Build(head=30, leg=36, torso=29, arm=28, girth=1.2)
BABY = Build(head=42, leg=22, torso=30, arm=22, girth=1.45)


@dataclass(frozen=True)
class Pose:
    """Angles of a pose, each with the far limb first: of the upper part, then how far the lower part is bent on."""

    legs: tuple[tuple[float, float], tuple[float, float]] = ((-9, 3), (11, -7))
    arms: tuple[tuple[float, float], tuple[float, float]] = ((-16, 18), (17, 30))
    lean: float = 0.0
    hips: float | None = None
    """Units of the hips over the foot point; None: as high as the straighter leg is long."""
    turn: float = 0.0
    """Degrees that the whole body is turned over, forward positive."""


POSES: dict[str, Pose] = {
    "standing": Pose(),
    "walking": Pose(((-24, -16), (25, -8)), ((26, 16), (-24, 12)), 4),
    "running": Pose(((-28, -62), (50, -48)), ((52, 70), (-46, 70)), 15),
    "jumping": Pose(((10, -75), (48, -70)), ((150, 12), (120, 20)), 4, 52),
    "sitting": Pose(((82, -78), (74, -66)), ((22, 40), (34, 34)), -4, 9),
    "kneeling": Pose(((-6, -88), (84, -84)), ((24, 44), (34, 50)), 6, 25),
    "riding": Pose(((30, -24), (52, -44)), ((44, 34), (56, 30)), 2, 0),
    "fighting": Pose(((-38, -8), (42, -30)), ((-58, 96), (86, 8)), 10),
    "lying": Pose(((4, -14), (-2, -4)), ((-14, 10), (24, 20)), 0, turn=-90),
    "dancing": Pose(((-34, -58), (8, 0)), ((-118, -24), (136, 22)), -7),
    "flying": Pose(((-8, -14), (6, -4)), ((168, 0), (150, 10)), 0, turn=66),
    "swimming": Pose(((-16, -20), (18, -24)), ((120, 20), (70, 40)), 0, turn=62),
    "waving": Pose(((-6, 0), (7, -4)), ((-10, 14), (152, 16)), 0),
}
"""What a Direction says that somebody does, to the pose."""
_LIFTED: dict[str, Point] = {"lying": (50, -9), "flying": (-45, 12), "swimming": (-45, 26)}


@dataclass(frozen=True)
class Joints:
    """Where the joints are, in units; of limbs the far one first, each from the body outwards."""

    hips: Point
    neck: Point
    head: Point
    """The middle of the head."""
    legs: tuple[tuple[Point, Point, Point], tuple[Point, Point, Point]]
    arms: tuple[tuple[Point, Point, Point], tuple[Point, Point, Point]]
    lean: float
    turn: float = 0.0
    """Degrees that all of it is turned over, forward positive, …"""
    lifted: Point = (0.0, 0.0)
    """… and where its foot point is then."""


def joints_of(build: Build, doing: str | None, sway: float) -> Joints:
    """The joints of a body that does something; ``sway`` in [0, 1) tells two of them apart."""
    pose = POSES.get(doing or "standing", POSES["standing"])
    loose = (sway - 0.5) * (14 if doing in (None, "standing", "waving") else 6)
    half = build.leg / 2
    bent = [_limb((0, 0), (upper, lower), half) for upper, lower in pose.legs]
    height = max(leg[2][1] for leg in bent) if pose.hips is None else pose.hips
    hips = (0.0, -height)
    lean = pose.lean + build.stoop
    neck = _from(hips, 180 - lean, build.torso)
    head = _from(neck, 180 - lean * 0.4, build.head * 0.52)
    shoulder = _from(neck, -lean, 3.5)
    girth = 3.2 * build.girth
    far, near = pose.legs
    legs = (
        _limb((hips[0] - girth * 0.5, hips[1]), far, half),
        _limb((hips[0] + girth * 0.5, hips[1]), near, half),
    )
    reach = build.arm / 2
    arms = (
        _limb((shoulder[0] + girth, shoulder[1]), (pose.arms[0][0] + loose, pose.arms[0][1]), reach),
        _limb((shoulder[0] - girth, shoulder[1]), (pose.arms[1][0] - loose, pose.arms[1][1]), reach),
    )
    return Joints(hips, neck, head, legs, arms, lean, pose.turn, _LIFTED.get(doing or "", (0.0, 0.0)))


def _limb(root: Point, angles: tuple[float, float], part: float) -> tuple[Point, Point, Point]:
    middle = _from(root, angles[0], part)
    return root, middle, _from(middle, angles[0] + angles[1], part)


def _from(point: Point, angle: float, length: float) -> Point:
    turn = math.radians(angle)
    return point[0] + math.sin(turn) * length, point[1] + math.cos(turn) * length


def hand_of(build: Build, doing: str | None) -> Point:
    """Where the near hand is, before the foot and up from it, as parts of the height."""
    x, y = joints_of(build, doing, 0.5).arms[1][2]
    if doing in ("lying", "flying", "swimming"):
        return 0.3, 0.2
    return x / 100, -y / 100
