"""The clause that a phrase is read in: who does it, by which verb, and what a thing is then said to do or to be at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inference.contract.direction import Relation
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.director.actions import DOING_OF, DOING_OF_STATE
from inference.sketch.director.phrase_reader import Found
from inference.sketch.director.references import is_person

HOLDABLE = frozenset({"object", "plant", "ground", "vehicle"})
"""Groups of what can be in a hand."""
_OF_THINGS = frozenset({"flying", "lying", "jumping", "dancing", "swimming"})
"""What things without limbs do."""


@dataclass
class Clause:
    """What is known of a clause so far; the walk in relations.py fills it."""

    subjects: list[Found] = field(default_factory=list)
    verb: str | None = None
    passive: bool = False
    preposition: str | None = None
    last: list[Found] = field(default_factory=list)
    """The things of the last mention."""
    role: str = "subject"
    """What the last mention was: "subject", "object" or a preposition."""
    objects: list[Found] = field(default_factory=list)
    fronted: tuple[str, list[Found]] | None = None
    """A preposition and its things that came before what they are said of: "on the hill stands a castle"."""
    stands_at: list[Found] = field(default_factory=list)
    """The things of a fronted preposition once its subject is known: further subjects are there too."""


def attach(thing: Found, relation: Relation | None, to: Found | None) -> None:
    """Says how a thing stands to another; the first that is said holds."""
    taken = thing.relation is not None and not thing.loosely
    if taken or relation is None or to is None or to is thing or to.to is thing:
        return
    thing.relation, thing.to, thing.loosely = relation, to, False
    if relation == "on" and is_person(thing.kind) and GROUP_OF[to.kind] == "creature" and not is_person(to.kind):
        thing.relation, thing.doing = "rides", "riding"


def let_do(things: Sequence[Found], verb: str) -> None:
    """Says what things do by a verb in its base form, or by an adjective of state."""
    doing = DOING_OF.get(verb) or DOING_OF_STATE.get(verb)
    for thing in things:
        if doing is None or thing.doing is not None:
            continue
        group = GROUP_OF[thing.kind]
        if group == "creature" or (group in ("object", "vehicle", "building") and doing in _OF_THINGS):
            thing.doing = doing


def is_scenery(thing: Found) -> bool:
    """Whether a thing is land, water, growth, sky or weather, which is nowhere but there."""
    return GROUP_OF[thing.kind] in ("land", "weather", "water", "trees", "ground", "sky")
