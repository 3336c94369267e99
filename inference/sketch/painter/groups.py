"""Which things of a phrase belong together: those that relations join, each after the one that it depends on.

"The food that a dragon eats" depends on the dragon here, though the direction has the relation the other way round: it
lies where the dragon's mouth is. What stands between two stands beside the first, and the second beyond it. Living
things that nothing relates keep one another company.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inference.contract.direction import Element, Relation
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.painter.placed import can_stand, placement_of

Tie = Relation | str
"""A relation of the contract, or "eaten_by"."""


@dataclass(frozen=True)
class Member:
    """An element of a group: its index in the direction, how it stands to which other (none for the first)."""

    index: int
    tie: Tie | None
    to: int


def groups_of(elements: Sequence[Element]) -> list[list[Member]]:
    """The groups, in the order of their first elements; a member comes after the one that it depends on.

    A relation to nothing that is painted as a thing, to itself or in a circle is left out.
    """
    ties = _ties(elements)
    groups: dict[int, list[Member]] = {}
    for index in range(len(elements)):
        if index not in ties and can_stand(elements[index].kind):
            groups[index] = [Member(index, None, index)]
    waiting = dict(ties)
    while waiting:
        reached = {member.index: root for root, group in groups.items() for member in group}
        ready = [index for index in waiting if waiting[index][1] in reached]
        for index in ready:
            tie, to = waiting.pop(index)
            groups[reached[to]].append(Member(index, tie, to))
        if not ready:  # a circle, which has no first
            index = min(waiting)
            del waiting[index]
            groups[index] = [Member(index, None, index)]
    return sorted(groups.values(), key=lambda group: min(member.index for member in group))


def _is_food(eaten: Element, eater: Element) -> bool:
    """Whether it fits into the mouth: what is alive and large is looked at, no more."""
    smaller = placement_of(eaten.kind).height < 0.5 * placement_of(eater.kind).height
    return GROUP_OF[eaten.kind] != "creature" or smaller


def _ties(elements: Sequence[Element]) -> dict[int, tuple[Tie, int]]:
    """Index of each element that depends on another to how it does."""
    said = {
        index: (element.relation, element.to)
        for index, element in enumerate(elements)
        if element.relation is not None
        and element.to is not None
        and element.to != index
        and element.to < len(elements)
        and can_stand(element.kind)
        and can_stand(elements[element.to].kind)
    }
    ties: dict[int, tuple[Tie, int]] = {}
    for index, (relation, to) in said.items():
        if relation == "eats":
            if to in said or to in ties or not _is_food(elements[to], elements[index]):
                ties[index] = ("looks_at", to)
            else:
                ties[to] = ("eaten_by", index)
        elif relation == "between":
            ties[index] = ("between", to)
            if elements[to].count > 1:
                continue
            free = (other for other in range(to + 1, len(elements)) if other != index and other not in said)
            second = next((other for other in free if can_stand(elements[other].kind)), None)
            if second is not None:
                ties[second] = ("beside", index)
        else:
            ties[index] = (relation, to)
    return {**_company(elements, {*said, *ties}, ties), **ties}


_FEW = 3
"""At most this many of a kind keep company with another."""


def _company(
    elements: Sequence[Element], tied: set[int], ties: Mapping[int, tuple[Tie, int]]
) -> dict[int, tuple[Tie, int]]:
    """Living things of one phrase that nothing is said of keep together: a boy and his dog, a fox and a hen."""
    leaders = {to for _, to in ties.values()}
    free = [
        index
        for index, one in enumerate(elements)
        if GROUP_OF.get(one.kind) == "creature"
        and can_stand(one.kind)
        and one.place == "anywhere"
        and one.count <= _FEW
        and (index not in tied or index in leaders - ties.keys())
    ]
    first = next(iter(free), None)
    return {index: ("beside", first) for index in free[1:] if first is not None and index not in tied | leaders}
