"""Decides where the things of a phrase stand.

``place_things`` gives each element of a direction a place in the new region: the place that was said, one that its
relation to another gives it (relations.py), or one away from its neighbours, on ground that is really there, in the
water, in the air or behind the land (footing.py). The result is plain numbers on the mural (placed.py), so a thing that
reaches over the right edge is remembered and painted again from the left, the same to the last stroke. It draws
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inference.contract.direction import Direction, Element
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.catalogue.kind import Placement
from inference.sketch.catalogue.places import PLACES
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.terrain import Terrain
from inference.sketch.painter.cast import Cast
from inference.sketch.painter.footing import Site, has_footing, on_the_ground, stand, where_now
from inference.sketch.painter.groups import Member, Tie, groups_of
from inference.sketch.painter.indoors import RoomAt, outdoors
from inference.sketch.painter.placed import AIR, FAR, SKY, WATER, Placed, foot_row, is_drawn, placement_of
from inference.sketch.painter.proportion import (
    SAID,
    TALLEST,
    alone,
    crowded,
    least_height,
    said_height,
    shot_scale,
    tallest_that_fits,
)
from inference.sketch.painter.relations import ASIDE, Dependent, face_to_face, related

_PLACE = {"left": 0.2, "centre": 0.5, "right": 0.8}
_THIRDS = (0.32, 0.68)
"""Where what a phrase is about stands by itself, as a part of the new region."""
_OVER, _MAIN_OVER = 0.4, 0.1
"""Part of half a thing's breadth that may reach over the right edge, to be painted on from the next strip."""
_ISLE = 1.75
"""How much broader an island is than what stands on it."""
_GROUNDED = frozenset({"hill", "ground", "far", "coast", "table", "wall"})
_SETTING = ("sky", "weather", "land", "water", "trees", "ground")
"""Groups of which a phrase is not about, where it names something else."""


def with_sun_or_moon(direction: Direction, light_before: str | None) -> Direction:
    """The direction with the sun or the moon in its sky where the light has just changed and nothing hides them."""
    kinds = {element.kind for element in direction.elements}
    body = {"night": "moon", "dawn": "sun", "golden": "sun", "dusk": "sun"}.get(direction.light)
    hidden = kinds & {"sun", "moon", "planet", "rain", "snow", "fog", "storm", "clouds", "aurora", "undersea", "cave",
                      "moonscape", "space"}  # fmt: skip
    indoors = any(GROUP_OF.get(kind) == "room" for kind in kinds)
    if body is None or hidden or indoors or direction.light == light_before or direction.shot == "underwater":
        return direction
    return direction.model_copy(update={"elements": [*direction.elements, Element(kind=body)]})


def afloat(direction: Direction) -> Direction:
    """The direction with all that stands or walks hovering, where its place is weightless."""
    if not any(PLACES[one.kind].weightless for one in direction.elements if one.kind in PLACES):
        return direction
    hovers = [
        one.model_copy(update={"doing": "flying"})
        if one.relation is None and GROUP_OF.get(one.kind) in ("creature", "object", "vehicle", "plant")
        else one
        for one in direction.elements
    ]
    return direction.model_copy(update={"elements": hovers})


def place_things(
    direction: Direction,
    terrain: Terrain,
    canvas_x: int,
    position: int,
    seed: int,
    old: Sequence[Placed],
    cast: Cast,
    within: tuple[float, float] | None = None,
    room_at: RoomAt = outdoors,
) -> list[Placed]:
    """Places for every thing of a direction, inside the new region;
    ``old`` ones are already there and are kept clear of.

    A kind of the ``cast`` looks as it did when it was last told, unless another colour is said. With ``within`` (px of
    the mural) they stand wholly between its edges instead, made smaller where one is too broad for that. Where
    ``room_at`` has a room they are in it.
    """
    site = Site(direction, terrain, canvas_x, position, within, room_at)
    players = [_player(order, element, seed, cast) for order, element in enumerate(direction.elements)]
    main = next((one.order for one in players if GROUP_OF.get(one.element.kind) not in _SETTING), None)
    placed: list[Placed] = []
    for group in groups_of(direction.elements):
        there = [*old, *placed]
        if len(group) > 1:
            placed += _set_group(site, group, players, main, there)
        elif is_drawn(players[group[0].index].element.kind):
            one = players[group[0].index]
            placed += _set_element(site, one, there, main=one.order == main)
    return [_risen(one, placed) if one.kind == "smoke" and not one.group else one for one in placed]


@dataclass(frozen=True)
class _Player:
    """An element with the noise that decides its place, and that which decides how it looks."""

    order: int
    element: Element
    seed: int
    own: int


def _player(order: int, element: Element, seed: int, cast: Cast) -> _Player:
    own, colour = cast.get(element.kind, (seed + 977 * order, None))
    if element.colour is None and colour is not None:
        element = element.model_copy(update={"colour": colour})
    return _Player(order, element, seed + 977 * order, own)


def _risen(smoke: Placed, placed: Sequence[Placed]) -> Placed:
    """Smoke over what it comes from, where the strip shows that."""
    for one in placed:
        if KINDS[one.kind].smokes:
            x = one.x + 0.1 * one.tall
            return replace(
                smoke,
                x=x,
                y=one.y - 0.8 * one.tall,
                layer=one.layer,
                depth=one.depth,
                right=max(smoke.right, x + smoke.tall),
            )
    return smoke


def _set_element(
    site: Site,
    one: _Player,
    there: Sequence[Placed],
    *,
    main: bool,
    at: float | None = None,
    least: float = 0.0,
    grouped: bool = False,
) -> list[Placed]:
    """The places of one element's things, the nearest last. For the first of a group ``at`` is the column that
    was found for it, and ``least`` how tall it has to be for the others; ``grouped`` things are
    not painted larger for their own sake."""
    element, seed = one.element, one.seed
    placement = where_now(element)
    first, last = site.edges(placement)
    count = min(placement.most, element.count)
    size = SAID[element.size] * shot_scale(site.direction)
    size *= crowded(placement, placement.height * size, count)
    if not grouped:
        size *= alone(element.kind, placement, count)
    fits = tallest_that_fits(placement, last - first, whole=site.within is not None)
    seen = min(fits, least_height(element, placement, site.direction, main=main and not grouped))
    if site.within is not None:
        size = min(size, fits / placement.height)
    over = 0.0 if site.within is not None else _MAIN_OVER if main else _OVER
    placed: list[Placed] = []
    middle: float | None = None
    group = 0.0
    for copy in range(count):
        tall = placement.height * size * (1.0 if count == 1 else 0.82 + 0.3 * unit_of(seed, 11, copy))
        half = max(tall, seen) * placement.breadth / 2
        if at is not None and copy == 0:
            x = middle = at
        elif placement.spread and middle is not None:
            x = middle + group * (unit_of(seed, 12, copy) * 2 - 1)
            if count < 10:
                x = middle + group * (2 * copy / (count - 1) - 1) + 0.7 * half * (unit_of(seed, 12, copy) - 0.5)
            x = min(max(first + half, last - half), max(first + half, x))
        else:
            low = first + max(half, 0.55 * tall * placement.glow if site.position and site.within is None else 0.0)
            high = max(low + 1, last - half * (1 - over))
            if placement.spread and count > 1:
                wide = placement.spread * min(1.0, 0.35 + count / 9) if count >= 10 else 0.92 * half * (count - 1)
                group = min(wide, (high - low) / 2)
                low, high = low + group, high - group + 1
            x = _free_place(site, element, placement, low, high, half, seed + copy, [*there, *placed], main=main)
            middle = x
            if placement.spread and 1 < count < 10:
                x -= group
        set_ = stand(site, element, placement, x, tall, seed=seed + 13 * copy, own=one.own + 13 * copy, copy=copy,
                     main=main, least=seen, order=len(there))  # fmt: skip
        if set_.tall < least:
            set_ = _grown(set_, min(least, fits))
        if set_.tall > fits:
            set_ = _grown(set_, fits)
        if set_.island:
            x = max(set_.x, first + _ISLE * set_.half())
            set_ = replace(set_, x=round(x, 1), right=round(max(set_.right, x + _ISLE * set_.half()), 1))
        placed.append(set_)
    return sorted(face_to_face(placed), key=lambda one: one.y)


def _grown(placed: Placed, tall: float) -> Placed:
    """It, this tall."""
    placement = placement_of(placed.kind)
    right = placed.x + max(tall * placement.breadth / 2, tall * placement.glow)
    return replace(placed, tall=round(tall, 1), right=round(right, 1))


_SHARED = frozenset({"on", "under", "before", "in"})
"""Where things of several elements may be at one place of another, and make room for one another."""
_TRIES = 4
"""How often a group is placed anew, smaller or aside, until it fits."""


def _set_group(
    site: Site, group: Sequence[Member], players: Sequence[_Player], main: int | None, there: Sequence[Placed]
) -> list[Placed]:
    """The places of things that relations join, together between the edges: made smaller and moved until they fit."""
    leader = players[group[0].index]
    first, last = site.edges(where_now(leader.element))
    at: float | None = None
    placed: list[Placed] = []
    for _ in range(_TRIES):
        placed = _grouped(site, group, players, main, there, at)
        root = next(one for one in placed if one.first and one.kind == leader.element.kind)
        broad = max(one.x + one.half() for one in placed) - min(one.x - one.half() for one in placed)
        foot, top = foot_row(root), min(foot_row(one) - one.tall for one in placed)
        part = min(1.0, 0.98 * (last - first) / broad, (foot - 20) / max(1.0, foot - top))
        placed = [_nearer(one, root, part) for one in placed]
        left, right = min(one.x - one.half() for one in placed), max(one.x + one.half() for one in placed)
        if left >= first - 0.5 and right <= last + 0.5:
            break
        at = root.x + max(0.0, first - left) - max(0.0, right - last)
    return placed


def _nearer(one: Placed, root: Placed, part: float) -> Placed:
    """It, smaller and as much nearer to the foot of ``root``."""
    if part == 1.0:
        return one
    foot = foot_row(root)
    small = _grown(replace(one, x=round(root.x + (one.x - root.x) * part, 1)), one.tall * part)
    order = None if one.order is None else round(foot + (one.order - foot) * part, 2)
    cut = None if one.cut is None else round(foot + (one.cut - foot) * part, 1)
    return replace(small, y=round(foot + (one.y - foot) * part, 1), order=order, cut=cut)


def _grouped(
    site: Site,
    group: Sequence[Member],
    players: Sequence[_Player],
    main: int | None,
    there: Sequence[Placed],
    at: float | None,
) -> list[Placed]:
    leader = players[group[0].index]
    about = main in {member.index for member in group}
    beneath = _beneath(site, group, players, main) if about else 0.0
    number = 1 + leader.seed % 1_000_003
    sets = {leader.order: _set_element(site, leader, there, main=about, at=at, least=beneath, grouped=True)}
    if any(member.tie == "chases" and member.to == leader.order for member in group):
        sets[leader.order] = [_hunted(one) for one in sets[leader.order]]
    watcher = next((one for one in group if one.tie == "looks_at" and one.to == leader.order), None)
    if watcher is not None and GROUP_OF[leader.element.kind] == "creature":
        left = _side(site, players[watcher.index], sets[leader.order][0]) < 0
        flips = placement_of(leader.element.kind).flips
        sets[leader.order] = [replace(one, flip=flips and left) for one in sets[leader.order]]
    sizes = {leader.order: _beside_nature(sets[leader.order], leader.element)}
    sides: dict[int, int] = {}
    taken: dict[tuple[int, int], float] = {}
    held: dict[int, int] = {}
    beside_mates: dict[tuple[int, Tie], int] = {}
    for member in group[1:]:
        one, tie = players[member.index], member.tie
        assert tie is not None
        placement = where_now(one.element)
        near = sizes[member.to]
        others = sets[member.to]
        sizes[member.index] = near
        if _apart(placement, others[0], tie):
            sets[member.index] = _set_apart(site, one, tie, others[0], there)
            continue
        least = least_height(one.element, placement, site.direction, main=one.order == main)
        tall = said_height(one.element, placement) * near
        if tie not in ("held_by", "eaten_by", "on"):
            tall = max(tall, 0.62 * least)
        count = min(placement.most, one.element.count)
        side = sides.get(member.to) or _side(site, one, others[0])
        if (member.to, side) in taken and (member.to, -side) not in taken and member.to not in sides:
            side = -side
        dependent = Dependent(one.element, placement, min(tall, TALLEST), one.seed, one.own, side,
                              taken.get((member.to, side), 0.0), held.get(member.to, 0))  # fmt: skip
        set_ = related(dependent, tie, others, count)
        if tie in _SHARED:
            mates = beside_mates.get((member.to, tie), 0)
            aside = (1 if mates % 2 else -1) * ((mates + 1) // 2) * 0.95 * dependent.wide
            set_ = [replace(thing, x=round(thing.x + aside, 1)) for thing in set_]
            beside_mates[member.to, tie] = mates + 1
        sets[member.index] = [on_the_ground(site, thing) for thing in set_] if placement.where != "air" else set_
        if tie in ASIDE:
            sides[member.index] = side
            taken[member.to, side] = dependent.beyond + 0.9 * count * dependent.wide
        if tie in ("held_by", "eaten_by"):
            sets[member.to] = [replace(other, holds=True) for other in others]
        held[member.to] = dependent.held + (tie == "held_by")
    return [replace(one, group=number) for set_ in sets.values() for one in set_]


def _beneath(site: Site, group: Sequence[Member], players: Sequence[_Player], main: int | None) -> float:
    """How tall the first of a group has to be for what the phrase is about to be seen at a glance, and for what stands
    under, in or on it to have room."""
    leader = players[group[0].index].element
    own = said_height(leader, placement_of(leader.kind))
    least = least_height(leader, where_now(leader), site.direction, main=True) if group[0].index == main else 0.0
    for member in group[1:]:
        if member.to != group[0].index:
            continue
        element = players[member.index].element
        said = said_height(element, where_now(element))
        if member.index == main:
            seen = least_height(element, where_now(element), site.direction, main=True)
            least = max(least, (1.0 if member.tie == "in" else 0.9) * seen * own / said)
        if member.tie == "under":
            least = max(least, 1.6 * min(said, 150.0))
    return min(least, 0.62 * TALLEST if own < TALLEST else TALLEST)


def _beside_nature(placed: Sequence[Placed], element: Element) -> float:
    """How much larger or smaller than its kind is said to be a thing was painted, to be shared by what is with it."""
    one = next((one for one in placed if one.first), placed[0])
    larger = one.tall / said_height(element, placement_of(one.kind))
    return min(1.0, larger) if element.size == "huge" else larger  # beside what towers, others are as they are


def _hunted(one: Placed) -> Placed:
    """It flees to the right, where the story goes."""
    placement = placement_of(one.kind)
    runs = one.doing is None and GROUP_OF[one.kind] == "creature" and placement.where == "ground"
    return replace(one, flip=False, doing="running" if runs else one.doing)


_HIGH = ("sky", "air", "low", "bolt", "bow", "far", "road", "span")
_CARRIED = ("on", "in", "rides", "held_by", "eaten_by")


def _apart(placement: Placement, other: Placed, tie: Tie) -> bool:
    """Whether a thing is of another part of the world than the other: the moon over a castle, a bird over a boat."""
    high, there = placement.where in _HIGH, other.layer in (SKY, FAR, AIR)
    if tie in _CARRIED or (tie == "chases" and placement.where == "air"):
        return False
    if other.layer == WATER and placement.where not in ("water", "swim"):
        return True
    return high != there or (there and (placement.where == "air") != (other.layer == AIR))


def _set_apart(site: Site, one: _Player, tie: Tie, other: Placed, there: Sequence[Placed]) -> list[Placed]:
    """The places of things that stand to one in another part of the world: below it, or where one sees it from."""
    first, last = site.edges(where_now(one.element))
    below = tie in ("under", "before", "behind")
    at = other.x if below else other.x + _side(site, one, other) * 0.3 * (last - first)
    set_ = _set_element(site, one, [*there, other], main=False, at=min(max(first + 40, at), last - 40))
    if tie in ("looks_at", "chases"):
        set_ = [replace(thing, flip=placement_of(thing.kind).flips and thing.x > other.x) for thing in set_]
    if tie == "before" and other.layer == SKY:
        small = (_grown(thing, min(thing.tall, 0.9 * other.tall)) for thing in set_)
        set_ = [replace(thing, y=round(other.y + 0.4 * thing.tall, 1)) for thing in small]
    return set_


def _side(site: Site, one: _Player, other: Placed) -> int:
    """On which side of the other there is more room, mostly."""
    if one.element.place in ("left", "right"):
        return 1 if one.element.place == "right" else -1
    first, last = site.edges(placement_of(other.kind))
    lean = (first + last) / 2 - other.x + 160 * (unit_of(one.seed, 41, one.order) - 0.5)
    return 1 if lean > 0 else -1


def _free_place(
    site: Site,
    element: Element,
    placement: Placement,
    first: float,
    last: float,
    half: float,
    seed: int,
    there: Sequence[Placed],
    *,
    main: bool,
) -> float:
    """The asked place, or of some hashed ones the farthest from what is there on the same plane; what the phrase is
    about stands near a third line."""
    if element.place != "anywhere" and element.count == 1:
        return first + (last - first) * _PLACE[element.place]
    best, best_room = (first + last) / 2, -1e9
    rivals = [one for one in there if _alike(placement_of(one.kind).where, placement.where)]
    third = _THIRDS[unit_of(seed, 22, 0) < 0.5]
    for attempt in range(9):
        part = unit_of(seed, 21, attempt)
        if element.place != "anywhere":
            part = 0.4 * part + 0.6 * _PLACE[element.place]
        elif main and placement.where in _GROUNDED:
            part = (third if attempt % 3 else 1 - third) + 0.16 * (part - 0.5)
        x = first + (last - first) * part
        room = min((abs(one.x - x) - one.half() - half for one in rivals), default=60.0 - attempt)
        room -= 400.0 * (not has_footing(site, placement, x))
        if room > best_room:
            best, best_room = x, room
    return best


def _alike(one: str, other: str) -> bool:
    return (one in _GROUNDED) == (other in _GROUNDED)
