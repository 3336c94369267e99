"""What of a phrase was understood, in plain words, and what was not: "2 wolves, snow. I don't know croquet."

It is at most 200 characters, cut between its items; what is not known is said before the last things that were.
"""

from __future__ import annotations

from collections.abc import Sequence

from inference.contract.direction import Element, Light, Mood, Relation
from inference.contract.kind_names import plain_name
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.director.phrase_reader import Found, count_of

LONGEST = 200
"""Characters."""
_IN_WORDS: dict[Relation, str] = {
    "before": "in front of", "held_by": "held by", "rides": "riding", "chases": "chasing", "eats": "eating",
    "looks_at": "looking at",
}  # fmt: skip


def phrase_of(element: Element) -> str:
    """A thing in plain words with its number, size and colour: "2 huge red dragons"."""
    counted = element.count > 1 and GROUP_OF.get(element.kind) not in ("land", "trees", "ground", "weather")
    parts = [str(element.count) if counted else "", "" if element.size == "medium" else element.size]
    parts += [element.colour or "", plain_name(element.kind, element.count)]
    return " ".join(part for part in parts if part)


def understood(
    said: Sequence[Found],
    gone: Sequence[str],
    light: Light | None,
    mood: Mood | None,
    back: str | None,
    unknown: Sequence[str],
    no_room: Sequence[Found] = (),
) -> str:
    """The understanding in plain words, at most 200 characters."""
    parts = [f"back to where the {plain_name(back)} was"] if back else []
    parts += [_of(thing) for thing in said if thing not in no_room]
    parts += [f"no more {plain_name(kind)}" for kind in sorted(gone)]
    parts += [word for word in (light, mood) if word]
    not_known = [f"I don't know {_listed(unknown, 'or')}"] if unknown else []
    if no_room:
        names = list(dict.fromkeys(plain_name(thing.kind, count_of(thing)) for thing in no_room))
        not_known.append(f"no room for {_listed(names, 'and')}")
    rest = "; ".join(not_known)[:LONGEST]
    text = _cut(list(dict.fromkeys(parts)), LONGEST - len(rest) - 2 * bool(rest))
    if not text and not parts:
        text = "no picture words: the scene goes on"
    return ". ".join(part for part in (text, rest) if part)[:LONGEST]


def _of(thing: Found) -> str:
    element = Element.model_validate({
        "kind": thing.kind, "count": count_of(thing), "size": thing.size or "medium", "colour": thing.colour,
    })  # fmt: skip
    words = [phrase_of(element)]
    if thing.relation is not None and thing.to is not None:
        words.append(f"{_IN_WORDS.get(thing.relation, thing.relation)} {plain_name(thing.to.kind, count_of(thing.to))}")
    notes = [note for note in (thing.doing, thing.place) if note]
    if thing.doing and thing.relation in ("rides", "chases", "eats"):
        notes.remove(thing.doing)
    return " ".join(words) + (f" ({', '.join(notes)})" if notes else "")


def _listed(names: Sequence[str], joining: str) -> str:
    some = _cut_list(names, 90)
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} {joining} {some[-1]}"


def _cut_list(names: Sequence[str], longest: int) -> list[str]:
    some: list[str] = []
    for name in names:
        if some and len(", ".join([*some, name])) > longest:
            break
        some.append(name)
    return some


def _cut(parts: Sequence[str], longest: int) -> str:
    return ", ".join(_cut_list(parts, longest))[: max(0, longest)]
