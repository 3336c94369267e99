"""Where a thing stands that belongs to another: on its back, under it, in its hand, behind it on the same road.

A direction says of an element how it is related to which other (``Element.relation``, ``Element.to``). The other is
placed first, as if it were alone; ``beside_it`` then gives the related one its place by it, and makes both face as the
relation wants. A group is remembered whole: each of its members reaches as far as the farthest. It draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inference.contract.direction import Direction, Element
from inference.contract.geometry import HEIGHT
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.painter.placed import AIR, Placed, is_drawn, placement_of

_HELD = (0.2, 0.6)
"""How tall what is held may be, as parts of the holder's height."""
_LEAST = 24.0
"""px: nothing is painted lower than this."""


@dataclass(frozen=True)
class Room:
    """Between which columns of the mural, px, the things of a strip may stand."""

    first: float
    last: float


def relations_of(direction: Direction) -> dict[int, tuple[str, int]]:
    """Of each element that is related to another thing: how, and to which. What leads in a circle, or to no thing,
    stands by itself. Who eats something holds it."""
    related: dict[int, tuple[str, int]] = {}
    for index, element in enumerate(direction.elements):
        to = element.to
        if element.relation is None or to is None or to == index or to >= len(direction.elements):
            continue
        if not (is_drawn(element.kind) and is_drawn(direction.elements[to].kind)):
            continue
        if element.relation == "eats":
            if to not in related and _fits_a_hand(direction.elements[to], element):
                related[to] = ("held_by", index)
            else:
                related[index] = ("looks_at", to)
        elif index not in related:
            related[index] = (element.relation, to)
    return {index: pair for index, pair in related.items() if _ends(related, index)}


def _fits_a_hand(held: Element, holder: Element) -> bool:
    return held.size in ("tiny", "small", "medium") and (
        placement_of(held.kind).height <= 1.2 * placement_of(holder.kind).height
    )


def _ends(related: dict[int, tuple[str, int]], index: int) -> bool:
    """Whether going from one to what it is related to ends at a thing that stands by itself."""
    seen = {index}
    while index in related:
        index = related[index][1]
        if index in seen:
            return False
        seen.add(index)
    return True


def faces_left(placed: Placed) -> bool:
    return placed.flip


def beside_it(relation: str, ones: Sequence[Placed], other: Placed, room: Room) -> tuple[list[Placed], Placed]:
    """The related ones, of one kind, at their places by ``other``, and ``other`` as it stands then."""
    placement, half = placement_of(other.kind), other.half()
    kind = KINDS[other.kind]
    ahead = -1.0 if faces_left(other) else 1.0
    placed: list[Placed] = []
    for number, one in enumerate(ones):
        part = 0.0 if len(ones) == 1 else 2 * number / (len(ones) - 1) - 1  # -1 to 1 along the other's breadth
        tall = max(_LEAST, min(one.tall, _tallest(relation, one, other)))
        one = replace(one, tall=round(tall, 1), layer=other.layer, island=False)
        wide = one.half()
        x, y, order, flip = other.x + part * 0.6 * half, other.y, 1.0, one.flip
        match relation:
            case "on":
                y = other.y - kind.top * other.tall
            case "under":
                x, y = other.x + part * 0.7 * half + 0.1 * half, min(HEIGHT - 4.0, other.y + 4)
            case "in" if GROUP_OF[other.kind] == "building":
                y = min(HEIGHT - 4.0, other.y + 5)
            case "in":
                y, order = other.y - 0.9 * other.tall + 0.5 * tall, -1.0
            case "held_by":
                across, up = kind.hand
                x = other.x + ahead * (across * other.tall + number * 0.7 * wide)
                y = other.y - up * other.tall + 0.5 * tall
                flip, other = other.flip, replace(other, holds=True)
            case "rides" if GROUP_OF[other.kind] == "vehicle":
                x, y, order, flip = (
                    other.x + part * 0.5 * half,
                    other.y - 0.92 * other.tall + 0.55 * tall,
                    -1.0,
                    other.flip,
                )
            case "rides":
                x, y, flip = other.x + part * 0.4 * half, other.y - min(kind.top, 0.74) * other.tall, other.flip
            case "behind":
                x, y, order = other.x + (0.55 + 0.5 * part) * half, other.y - 12, -1.0
            case "before":
                x, y = other.x - (0.4 - 0.5 * part) * half, min(HEIGHT - 6.0, other.y + 20)
            case "chases":
                side = _roomier(other, half + wide + 30, room)
                x = other.x + side * (half + 1.1 * wide + 26 + number * 1.3 * wide)
                flip, other = side > 0, replace(other, flip=side > 0 and placement.flips)
            case _:  # beside, between, looks at
                side = _roomier(other, half + wide + 12, room) * (1 if number % 2 == 0 else -1)
                x = other.x + side * (half + wide * (1 + number // 2) + 12)
                flip = side > 0 if relation == "looks_at" else flip
        placed.append(
            replace(
                one,
                x=round(x, 1),
                y=round(y, 1),
                flip=flip and placement_of(one.kind).flips,
                depth=round(other.depth + 60 * order),
                order=round(other.y - y + order, 1) if one.layer == other.layer else 0.0,
                right=round(x + max(wide, placement_of(one.kind).glow * tall), 1),
            )
        )
    return placed, other


def _tallest(relation: str, one: Placed, other: Placed) -> float:
    """How tall the related one may be beside the other."""
    match relation:
        case "held_by":
            return max(_HELD[0] * other.tall, min(one.tall, _HELD[1] * other.tall))
        case "in" if GROUP_OF[other.kind] == "building":
            return 0.3 * other.tall
        case "in":
            return min(0.85 * other.tall, one.tall * 0.8 * other.half() / one.half())
        case "under" if GROUP_OF[other.kind] in ("plant", "object"):
            return 0.62 * other.tall
        case "rides":
            return 0.95 * other.tall
        case "on" if other.layer < AIR:
            return max(0.9 * other.tall, 40.0)
        case _:
            return one.tall


def _roomier(other: Placed, needed: float, room: Room) -> float:
    """On which side of a thing there is room: left (-1), where it is, else right (1)."""
    left, right = other.x - room.first, room.last - other.x
    return -1.0 if left >= needed or left >= right else 1.0


def kept_together(group: list[Placed], room: Room) -> list[Placed]:
    """A group moved into its room, as far as it is not broader, and remembered as one."""
    left = min(one.x - one.half() for one in group)
    right = max(one.x + one.half() for one in group)
    shift = min(0.0, room.last - right)
    shift += max(0.0, room.first - left - shift)
    reach = max(one.right for one in group) + shift
    return [replace(one, x=round(one.x + shift, 1), right=round(reach, 1)) for one in group]
