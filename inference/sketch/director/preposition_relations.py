"""How things stand to each other by a preposition: what is on, under, in, behind or beside what, and with whom."""

from __future__ import annotations

from inference.contract.direction import Relation
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.director.actions import CLOTHES, CONTAINERS, LOOKING, RELATION_OF_PREPOSITION, SURFACES
from inference.sketch.director.clause import HOLDABLE, Clause, attach, is_scenery
from inference.sketch.director.phrase_reader import Found
from inference.sketch.director.verb_relations import relate_agent
from inference.sketch.director.vocabulary import all_of

_NO_PLACE = frozenset({"weather", "land"})
"""Groups that nothing is on or behind: they are everywhere."""
_EVERYWHERE = frozenset({"meadow", "road", "snowfield", "frozen", "sky", "stars", "moon", "sun", "planet"})
"""Kinds of other groups of which the same is true."""
_HOLDING = frozenset({"of", "with", "full-of", "filled-with"})
"""Prepositions after which comes what is in another thing."""
_MOVED = all_of("put place lay set hang hide drop throw leave stick pour load")
"""Verbs whose object is where the phrase then says."""


def relate_place(clause: Clause, things: list[Found], own: bool = False) -> None:
    preposition, clause.preposition = clause.preposition or "", None
    verb, anchors = clause.verb or "", _anchors(clause, clause.last, clause.verb or "")
    first = not clause.last
    clause.last, clause.role = things, preposition
    target = things[0]
    if preposition == "by" and clause.passive:
        relate_agent(clause, verb, things)
        return
    if own and clause.subjects and GROUP_OF[target.kind] in ("creature", "vehicle"):
        anchors = clause.subjects
    if not anchors:
        clause.fronted = (preposition, things) if first else None
        return
    if preposition in ("with", "of", "full-of", "filled-with", "covered-in", "covered-with", "for"):
        for thing in things:
            _belong(thing, anchors[0], preposition)
        return
    relation: Relation | None = RELATION_OF_PREPOSITION.get(preposition)
    if preposition in ("at", "to", "toward", "towards"):
        if verb not in LOOKING and not (verb in ("look", "go", "come", "crawl", "walk", "run") and preposition != "at"):
            creature = GROUP_OF[target.kind] == "creature"
            relation = None if preposition != "at" else "looks_at" if creature else "beside"
    elif preposition == "after":
        relation = "chases" if verb in ("run", "race", "chase", "swim", "go", "come", "ride", "rush", "fly") else None
    elif preposition in ("over", "across", "along", "around") and (
        verb in ("jump", "leap", "hop", "fly", "soar", "look", "float", "rise", "glide", "circle", "hover", "sail")
    ):
        relation = "before" if verb in ("jump", "leap", "hop") else None
    elif preposition == "over" and not verb:
        relation = None
    elif preposition in ("through", "above", "from", "against", "onto") and preposition != "onto":
        relation = "beside" if preposition == "against" else None
    elif preposition == "up" or (preposition == "down" and verb == "climb"):
        relation = "on" if verb in ("climb", "run", "crawl", "creep") else None
    if relation is None or (preposition == "into" and verb in ("turn", "change", "transform", "become", "make")):
        return
    group = GROUP_OF[target.kind]
    if relation not in ("looks_at", "chases") and (
        group in _NO_PLACE
        or target.kind in _EVERYWHERE
        or (group in ("water", "trees") and relation in ("beside", "on", "before"))
    ):
        return
    names = {*KINDS[target.kind].all_words, target.word}
    if relation == "in" and names & CLOTHES and GROUP_OF[anchors[0].kind] == "creature":
        attach(target, "held_by", anchors[0])
        return
    if relation == "in" and names & SURFACES - CONTAINERS:
        relation = "on"  # one sits in a chair and sleeps in a bed, and is seen on it
    for anchor in anchors:
        attach(anchor, relation, target)
        if relation == "chases":
            anchor.doing = anchor.doing or "running"


def _anchors(clause: Clause, before: list[Found], verb: str) -> list[Found]:
    """The things of which a preposition says where they are."""
    if verb and clause.subjects and not clause.objects:
        return [one for one in clause.subjects if GROUP_OF[one.kind] not in ("land", "weather")]
    if clause.objects and verb in _MOVED:
        return clause.objects
    anchors, role = [], clause.role
    for one in clause.subjects if clause.role == "subject" and not verb else before:
        while one.to is not None and (one.relation == "held_by" or (one.relation == "in" and role in _HOLDING)):
            one = one.to
        if not is_scenery(one):
            anchors.append(one)
        elif clause.subjects and not is_scenery(clause.subjects[0]):
            anchors.append(clause.subjects[0])
    return anchors


def _belong(thing: Found, owner: Found, preposition: str) -> None:
    """A thing that another has with it: in its hand, in it, on it or beside it."""
    holds = {*KINDS[owner.kind].all_words} & CONTAINERS or preposition in ("full-of", "filled-with")
    if (
        holds
        and not is_scenery(owner)
        and GROUP_OF[thing.kind]
        in (
            "object",
            "plant",
            "creature",
            "ground",
        )
    ):
        attach(thing, "in", owner)
    elif preposition in ("of", "for") or is_scenery(owner):
        return
    elif preposition.startswith("covered"):
        attach(thing, "on", owner)
    elif preposition == "with" and GROUP_OF[owner.kind] == "creature" and GROUP_OF[thing.kind] in HOLDABLE:
        attach(thing, "held_by", owner)
    elif {*KINDS[owner.kind].all_words} & SURFACES and GROUP_OF[thing.kind] in ("object", "creature"):
        attach(thing, "on", owner)
    elif preposition == "with" and not is_scenery(thing):
        attach(thing, "beside", owner)
        thing.loosely = True
