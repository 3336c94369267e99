"""Where a thing goes that stands to another as a phrase says: on its back, in its hand, behind it, after it.

``related`` returns the places of the dependent things from the place of the other; rows and columns are px, and so is
every number that is not a part of a thing's height or breadth. Things of one group share a layer; ``Placed.order`` says
which is painted over which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from inference.contract.direction import Element
from inference.contract.geometry import HEIGHT
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.catalogue.kind import Placement, height_of
from inference.sketch.catalogue.people import GENDER
from inference.sketch.catalogue.people import hand_of as person_hand
from inference.sketch.drawing.noise import unit_of
from inference.sketch.painter.groups import Tie
from inference.sketch.painter.outline import default_of, says_top, top_at
from inference.sketch.painter.placed import AIR, Placed, foot_row, hangs_by_its_middle, placement_of

_SADDLE = height_of(1.35)
"""What vehicles one sits on are at most this high; in higher ones one sits inside."""
_SAYS_NO_HAND = default_of("hand")
_ON_TWO_LEGS = 0.78
"""What is broader than this, as a part of its height, goes on four legs."""
_RIM = 0.62
"""How high the front of an open container is that does not say it, as a part of its height."""
_OVER, _UNDER = 0.25, -0.25
"""Order of what is painted just over, and just under, the other."""


@dataclass(frozen=True)
class Dependent:
    """Things of one element that stand to another: how tall they are beside it, and the noise that is theirs."""

    element: Element
    placement: Placement
    tall: float
    seed: int
    own: int
    side: int
    """On which side of the other it stands where it stands aside: 1 right, -1 left."""
    beyond: float = 0.0
    """How far from the other it keeps, px, since others stand there …"""
    held: int = 0
    """… and how many things the other holds already."""

    @property
    def wide(self) -> float:
        return self.tall * self.placement.breadth

    def chance(self, salt: int, copy: int = 0) -> float:
        return unit_of(self.seed, 40 + salt, copy)

    def place(
        self,
        other: Placed,
        copy: int,
        *,
        x: float,
        foot: float,
        tall: float | None = None,
        flip: bool | None = None,
        over: float | None = None,
        doing: str | None = None,
    ) -> Placed:
        """One of them: its foot at (x, foot), painted ``over`` the other and carried by it, or, for None, on
        its own feet."""
        tall = self.tall if tall is None else tall
        half = tall * self.placement.breadth / 2
        kind = self.element.kind
        y = foot - tall / 2 if hangs_by_its_middle(kind) else foot
        turned = unit_of(self.own, 33, copy) < 0.5 if flip is None else flip
        return Placed(
            kind,
            round(x, 1),
            round(y, 1),
            round(tall, 1),
            other.layer,
            other.depth,
            (self.own + 13 * copy) % (1 << 31),
            self.placement.flips and turned,
            self.element.colour,
            False,
            round(x + max(half, tall * self.placement.glow), 1),
            left=other.left,
            first=copy == 0,
            doing=doing or self.element.doing,
            order=None if over is None else round(other.rank + over + 0.01 * copy, 2),
        )


def related(dependent: Dependent, tie: Tie, others: Sequence[Placed], count: int) -> list[Placed]:
    """The places of ``count`` things beside, on, in … ``others``, which are those of the other element, nearest last.

    With as many others as things each has its own. Raises KeyError for a tie that there is none of.
    """
    rule = _RULES[tie]
    if len(others) > 1 and tie in _EACH:
        return [rule(dependent, others[copy % len(others)], copy, 0, 1) for copy in range(count)]
    other = next((one for one in others if one.first), others[0])
    if tie == "between" and len(others) > 1:
        columns = [one.x for one in others]
        return [_amid(dependent, other, copy, (min(columns) + max(columns)) / 2, count) for copy in range(count)]
    return face_to_face([rule(dependent, other, copy, copy, count) for copy in range(count)])


def face_to_face(placed: list[Placed]) -> list[Placed]:
    """Several that fight or dance, turned to one another; others as they are."""
    if len(placed) < 2 or placed[0].doing not in ("fighting", "dancing"):
        return placed
    centre = sum(one.x for one in placed) / len(placed)
    return [replace(one, flip=placement_of(one.kind).flips and one.x > centre) for one in placed]


def facing(placed: Placed) -> int:
    """1 for a thing that looks to the right, -1 to the left."""
    if not placement_of(placed.kind).flips:
        return -1 if KINDS[placed.kind].faces == "left" else 1
    return -1 if placed.flip else 1


def hand_of(placed: Placed) -> tuple[float, float]:
    """Column and row, px, of the hand or the mouth: before its face for a beast that says nothing of it."""
    record, breadth = KINDS[placed.kind], placement_of(placed.kind).breadth
    across, up = person_hand(placed.kind, placed.doing) if placed.kind in GENDER else record.hand
    if (across, up) == _SAYS_NO_HAND and breadth > _ON_TWO_LEGS:
        across, up = 0.46 * breadth, 0.5 * top_at(placed.kind, 0.4)
    if record.head_only:
        across, up = 0.0, 0.06
    return placed.x + facing(placed) * across * placed.tall, foot_row(placed) - up * placed.tall


def _spread(number: int, count: int) -> float:
    """-0.5 to 0.5 for the first to the last of ``count``, 0 for one."""
    return (number + 0.5) / count - 0.5


def _on(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    part = 0.76 * _spread(number, count) + 0.05 * (one.chance(0, copy) - 0.5)
    tall = min(one.tall, 1.6 * other.half() / (one.placement.breadth * max(1.0, 0.9 * count)))
    x = other.x + part * 2 * other.half()
    middle = part * facing(other)
    reach = 0.3 * tall * one.placement.breadth / (2 * other.half())
    lowest = min(top_at(other.kind, middle + side * reach) for side in (-1, 0, 1))
    foot = foot_row(other) - (top_at(other.kind, middle) + lowest) / 2 * other.tall  # what is broad sinks in a little
    return one.place(other, copy, x=x, foot=foot, tall=tall, over=_OVER)


def _rides(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    vehicle = GROUP_OF[other.kind] == "vehicle"
    if vehicle and (placement_of(other.kind).height > _SADDLE or placement_of(other.kind).where == "water"):
        return _aboard(one, other, copy, number, count)
    part = -0.06 + 0.5 * _spread(number, count)
    tall = min(one.tall, 1.15 * other.tall if other.tall > 70 else 1.6 * other.tall)
    x = other.x + facing(other) * part * 2 * other.half()
    foot = foot_row(other) - top_at(other.kind, part) * other.tall
    return one.place(other, copy, x=x, foot=foot, tall=tall, flip=facing(other) < 0, over=_OVER, doing="riding")


def _aboard(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    """Looking out over the rim of what they are in, whose front hides the rest of them."""
    part = 0.6 * _spread(number, count)
    if says_top(other.kind) and top_at(other.kind, part) < 0.5:  # a deck
        tall = min(one.tall, (0.25 if other.layer == AIR else 0.62) * other.tall)
        x = other.x + facing(other) * (part - 0.12 * (other.layer != AIR)) * 2 * other.half()
        foot = foot_row(other) - top_at(other.kind, part) * other.tall
        return one.place(other, copy, x=x, foot=foot, tall=tall, flip=facing(other) < 0, over=_OVER)
    vehicle = GROUP_OF[other.kind] == "vehicle"
    rim = min(top_at(other.kind, part), 1.0 if vehicle else _RIM) * other.tall
    tall = max(one.tall, 0.8 * other.tall)
    wide = 2.0 if vehicle else 1.5
    tall = min(tall, 2.0 * max(rim, 0.3 * other.tall), wide * other.half() / (one.placement.breadth * count**0.7))
    x = other.x + facing(other) * part * 2 * other.half()
    row = foot_row(other) - rim
    doing = "sitting" if GROUP_OF[one.element.kind] == "creature" else None
    there = one.place(other, copy, x=x, foot=row + 0.34 * tall, tall=tall, flip=facing(other) < 0,
                      over=_UNDER if vehicle else _OVER, doing=doing)  # fmt: skip
    return there if vehicle else replace(there, cut=round(row, 1))


def _in(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    group = GROUP_OF[other.kind]
    if group in ("vehicle", "object"):
        return _aboard(one, other, copy, number, count)
    if group in ("plant", "trees"):
        tall = min(one.tall, 0.3 * other.tall)
        x = other.x + (_spread(number, count) * 1.2 + 0.3 * (one.chance(1, copy) - 0.5)) * other.half()
        foot = foot_row(other) - (0.52 + 0.14 * one.chance(2, copy)) * other.tall
        return one.place(other, copy, x=x, foot=foot, tall=tall, over=_OVER)
    if group == "building":
        x = other.x + _spread(number, count) * other.half()
        return one.place(other, copy, x=x, foot=foot_row(other) + 3, tall=min(one.tall, 0.55 * other.tall))
    return _beside(one, other, copy, number, count)


def _under(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    tall = min(one.tall, 0.62 * other.tall)
    room = max(0.0, other.half() - 0.3 * tall)
    off = room * (1.3 * _spread(number, count) if count > 1 else one.side * (0.16 + 0.3 * one.chance(3)))
    foot = min(HEIGHT - 12.0, foot_row(other) + 3 + 0.03 * other.tall * (1 + one.chance(4, copy)))
    return one.place(other, copy, x=other.x + off, foot=foot, tall=tall)


def _aside(one: Dependent, other: Placed, number: int, gap: float) -> float:
    return other.x + one.side * (other.half() + one.wide * (0.5 + 0.8 * number) + gap + one.beyond)


def _beside(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    gap = 4 + 0.12 * min(one.tall, other.tall)
    foot = min(HEIGHT - 12.0, foot_row(other) + (one.chance(5, copy) - 0.3) * 0.1 * min(one.tall, other.tall))
    return one.place(other, copy, x=_aside(one, other, number, gap), foot=foot)


def _amid(one: Dependent, other: Placed, copy: int, x: float, count: int) -> Placed:
    foot = min(HEIGHT - 12.0, foot_row(other) + 0.1 * min(one.tall, other.tall))
    return one.place(other, copy, x=x + _spread(copy, count) * 0.8 * count * one.wide, foot=foot)


def _looks_at(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    gap = 10 + 0.3 * min(one.tall, other.tall)
    foot = min(HEIGHT - 12.0, foot_row(other) + 0.06 * one.chance(5, copy) * min(one.tall, other.tall))
    return one.place(other, copy, x=_aside(one, other, number, gap), foot=foot, flip=one.side > 0)


def _behind(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    tall = 0.9 * one.tall
    back = 6 + 0.07 * min(other.tall, 220)
    peeping = tall < 1.3 * other.tall
    off = one.side * (other.half() if peeping else 0.45 * tall * one.placement.breadth * 0.5)
    x = other.x + off + one.side * number * 0.8 * tall * one.placement.breadth
    return one.place(other, copy, x=x, foot=foot_row(other) - back, tall=tall)


def _before(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    near = 0.2 if GROUP_OF[other.kind] == "building" else 0.08
    foot = min(HEIGHT - 10.0, foot_row(other) + 8 + near * min(other.tall, 260))
    wide = max(1.2 * other.half(), 0.95 * one.wide * count)
    off = wide * _spread(number, count) if count > 1 else 0.45 * one.side * other.half()
    return one.place(other, copy, x=other.x + off, foot=foot)


def _held_by(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    tall = min(one.tall, 1.25 * other.tall)
    x, row = hand_of(other)
    if one.held % 2 and placement_of(other.kind).breadth <= _ON_TWO_LEGS:
        x = 2 * other.x - x  # in the other hand
    wide = tall * one.placement.breadth
    x += _spread(number, count) * 0.9 * wide
    if one.placement.where == "air":  # it would fly: on a string, over the head
        x, row = x + 0.4 * (x - other.x), foot_row(other) - 0.86 * other.tall
    upright = tall > 0.42 * other.tall or one.placement.where == "air"
    foot = row + (0.06 if upright else 0.5) * tall
    hides = upright and wide > 0.5 * other.tall and one.placement.where != "air"
    return one.place(other, copy, x=x, foot=foot, tall=tall, flip=facing(other) < 0, over=_UNDER if hides else _OVER)


def _eaten_by(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    if one.tall > 0.6 * other.tall:
        x = other.x + facing(other) * (other.half() + one.wide * (0.45 + 0.8 * number))
        return one.place(other, copy, x=x, foot=foot_row(other) + 4)
    smaller = replace(one, tall=max(0.18 * other.tall, min(one.tall, 0.42 * other.tall)))
    return _held_by(smaller, other, copy, number, count)


def _chases(one: Dependent, other: Placed, copy: int, number: int, count: int) -> Placed:
    ahead = facing(other)
    gap = (0.25 + 0.3 * one.chance(6)) * min(other.half(), one.wide) * 2 * 0.6
    x = other.x - ahead * (other.half() + gap + one.wide * (0.5 + 0.75 * number))
    foot = min(HEIGHT - 12.0, foot_row(other) + (one.chance(7, copy) - 0.2) * 0.12 * one.tall)
    if one.placement.where in ("air", "low") or one.element.doing == "flying":
        return one.place(other, copy, x=x, foot=foot - 0.55 * max(other.tall, one.tall), flip=ahead < 0)
    doing = "running" if GROUP_OF[one.element.kind] == "creature" else None
    return one.place(other, copy, x=x, foot=foot, flip=ahead < 0, doing=one.element.doing or doing)


ASIDE = frozenset({"beside", "between", "looks_at", "behind"})
"""Where they stand on one side of the other; what stands to them is on that side, too."""
_EACH = frozenset({"held_by", "rides", "in", "eaten_by"})
"""Where there are several others, each of the things has its own."""
_RULES: dict[Tie, Callable[[Dependent, Placed, int, int, int], Placed]] = {
    "on": _on,
    "under": _under,
    "in": _in,
    "beside": _beside,
    "between": _beside,
    "behind": _behind,
    "before": _before,
    "held_by": _held_by,
    "rides": _rides,
    "chases": _chases,
    "eaten_by": _eaten_by,
    "looks_at": _looks_at,
}
