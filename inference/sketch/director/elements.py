"""The elements of a direction: what is said, then what stands from before and is neither taken away nor replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inference.contract.direction import Element, Light, Relation, Shot
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.director.phrase_reader import Found, count_of
from inference.sketch.director.scene_memory import Standing

FOUL = frozenset({"rain", "storm", "lightning", "wind", "snow"})
"""Weather that ends together: who says that the rain stops means the storm, and a rainbow,
the sun or the moon end it too."""
_CLEARS = frozenset({"sun", "moon", "stars", "rainbow", "aurora", "comet"})
MOST = 16
"""Elements of a direction."""


@dataclass
class _Entry:
    """One element in the making, and the things of the phrase that it stands for."""

    things: list[Found]
    count: int
    size: str | None
    colour: str | None
    place: str | None


def cleared_by(said: Sequence[Found], light: Light, light_said: bool) -> set[str]:
    """Weather that what is said leaves no room for."""
    kinds = {thing.kind for thing in said}
    if kinds & _CLEARS or (light_said and light in ("dawn", "day", "golden")):
        return set(FOUL - kinds)
    return set()


def elements_of(
    said: Sequence[Found], gone: set[str], cleared: set[str], standing: Standing, shot: Shot
) -> tuple[list[Element], list[Found]]:
    """The elements, and the things that were said and have no room among them."""
    entries = _merged(said)
    elements = [_element(entry, entries[:MOST]) for entry in entries[:MOST]]
    _add_standing(elements, {entry.things[0].kind for entry in entries}, gone, cleared, standing, shot)
    return elements, [entry.things[0] for entry in entries[MOST:]]


def _merged(said: Sequence[Found]) -> list[_Entry]:
    entries: list[_Entry] = []
    burning = any(thing.kind == "volcano" for thing in said)
    for thing in said:
        if burning and thing.kind == "fire":
            continue  # a volcano has fire of its own
        entry = next((one for one in entries if _is_same(one, thing)), None)
        if entry is None:
            entries.append(_Entry([thing], count_of(thing), thing.size, thing.colour, thing.place))
            continue
        adds = KINDS[thing.kind].adds_up and not (thing.definite and thing.word == entry.things[0].word)
        entry.count = min(60, entry.count + count_of(thing)) if adds else max(entry.count, count_of(thing))
        entry.size = thing.size or entry.size
        entry.colour = thing.colour or entry.colour
        entry.place = thing.place or entry.place
        entry.things.append(thing)
    return entries


def _is_same(entry: _Entry, thing: Found) -> bool:
    """Whether a thing is told of the same element: of one kind, and nothing said of it stands against that."""
    first = entry.things[0]
    if first.kind != thing.kind or any(thing.to is one or one.to is thing for one in entry.things):
        return False
    if thing.definite and (thing.word == first.word or not thing.word):
        return not (thing.relation and any(one.relation for one in entry.things))
    if GROUP_OF[thing.kind] not in ("creature", "object", "vehicle", "building", "plant"):
        return True
    pairs = ((thing.size, entry.size), (thing.colour, entry.colour), (thing.place, entry.place))
    if any(one is not None and other is not None and one != other for one, other in pairs):
        return False
    if (thing.colour is None) != (entry.colour is None) and KINDS[thing.kind].adds_up:
        return False
    return (thing.doing, thing.relation, thing.to) == (first.doing, first.relation, first.to)


def _element(entry: _Entry, entries: Sequence[_Entry]) -> Element:
    relation, to = _relation(entry, entries)
    return Element.model_validate({
        "kind": entry.things[0].kind,
        "count": entry.count,
        "size": entry.size or "medium",
        "colour": entry.colour,
        "place": entry.place or "anywhere",
        "doing": next((thing.doing for thing in reversed(entry.things) if thing.doing), None),
        "relation": relation,
        "to": to,
    })  # fmt: skip


def _relation(entry: _Entry, entries: Sequence[_Entry]) -> tuple[Relation | None, int | None]:
    for thing in entry.things:
        for to, other in enumerate(entries):
            if other is not entry and thing.to in other.things:
                return thing.relation, to
    return None, None


def _add_standing(
    elements: list[Element], said: set[str], gone: set[str], cleared: set[str], standing: Standing, shot: Shot
) -> None:
    groups = {GROUP_OF[kind] for kind in said}
    dry = "land" in groups or bool({"city", "village"} & said)
    for element in standing.elements:
        group = GROUP_OF[element.kind]
        replaced = (
            element.kind in said
            or element.kind in gone | cleared
            or (group == "trees" and "broadleaf" in gone)
            or (group == "land" and ("land" in groups or "sea" in said))
            or (group == "water" and ("water" in groups or dry))
            or (group in ("trees", "ground") and groups & {"trees", "ground", "land"})
            or (element.kind == "undersea" and shot != "underwater")
            or (element.kind in ("rain", "snow") and {"rain", "snow", "sun", "desert", "volcano"} & said)
        )
        kinds = {one.kind for one in elements}
        if element.kind == "snow" and "snow" in cleared - gone and not groups & {"land"} and "snowfield" not in kinds:
            _append(elements, Element(kind="snowfield"))  # the sky clears, the snow lies
        if element.kind == "undersea" and shot != "underwater" and not groups & {"land", "water"}:
            _append(elements, Element(kind="sea"))  # who comes up from the sea floor is at sea
        if not replaced:
            _append(elements, element)


def _append(elements: list[Element], element: Element) -> None:
    if len(elements) < MOST:
        elements.append(element)
