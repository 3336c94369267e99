"""How things stand to each other by a preposition: what is on, under, in, behind or beside what, and with whom."""

from __future__ import annotations

from inference.contract.direction import Relation
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.director.actions import CLOTHES, CONTAINERS, LOOKING, RELATION_OF_PREPOSITION, SURFACES
from inference.sketch.director.clause import HOLDABLE, Clause, attach, is_scenery
from inference.sketch.director.phrase_reader import Found
from inference.sketch.director.verb_relations import relate_agent
from inference.sketch.director.vocabulary import all_of

_EVERYWHERE = frozenset({"meadow", "road", "snowfield", "frozen", "sky", "stars", "moon", "sun", "planet"})
"""Kinds that nothing is on or behind, as with weather and land."""
_NEARING = all_of("look go come crawl walk run")
_PURSUING = all_of("run race chase swim go come ride rush fly")
_CLIMBING = all_of("climb run crawl creep")
_JUMPING = all_of("jump leap hop")
_ALOFT = all_of("fly soar look float rise glide circle hover sail")
_BECOMING = all_of("turn change transform become make")
_HOLDING = frozenset({"of", "with", "full-of", "filled-with"})
"""Prepositions after which comes what is in another thing."""
_MOVED = all_of("put place lay set hang hide drop throw leave stick pour load")
"""Verbs whose object is where the phrase then says."""


def relate_place(clause: Clause, things: list[Found], own: bool = False) -> None:
    """Writes what the open preposition of a clause says of its things; ``own``: they are those of the subject."""
    preposition, clause.preposition = clause.preposition or "", None
    verb, anchors = clause.verb or "", _anchors(clause, preposition)
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
    relation = _relation_by(preposition, verb, target)
    if relation is None or not _is_place(target, relation):
        return
    names = {*KINDS[target.kind].all_words, target.word}
    if relation == "in" and names & CLOTHES and GROUP_OF[anchors[0].kind] == "creature":
        attach(target, "held_by", anchors[0])
        return
    if relation == "in" and GROUP_OF[target.kind] == "creature":
        relation = "held_by"  # in its beak, in her arms
    if relation == "in" and names & SURFACES - CONTAINERS:
        relation = "on"  # one sits in a chair and sleeps in a bed, and is seen on it
    for anchor in anchors:
        attach(anchor, relation, target)
        if relation == "chases":
            anchor.doing = anchor.doing or "running"


def _relation_by(preposition: str, verb: str, target: Found) -> Relation | None:
    """What a preposition says after a verb; None where it does not say how things stand."""
    match preposition:
        case "at":
            return "looks_at" if verb in LOOKING or GROUP_OF[target.kind] == "creature" else "beside"
        case "to" | "toward" | "towards":
            return "looks_at" if verb in LOOKING | _NEARING else None
        case "after":
            return "chases" if verb in _PURSUING else None
        case "up":
            return "on" if verb in _CLIMBING else None
        case "down":
            return "on" if verb == "climb" else None
        case "into" if verb in _BECOMING:
            return None
        case "over" if not verb:
            return None
        case "over" | "across" | "along" | "around" if verb in _JUMPING:
            return "before"
        case "over" | "across" | "along" | "around" if verb in _ALOFT:
            return None
    return RELATION_OF_PREPOSITION.get(preposition)


def _is_place(target: Found, relation: Relation) -> bool:
    """Whether a thing is one that others can stand to in this way: nothing is behind the rain or beside the sea."""
    if relation in ("looks_at", "chases"):
        return True
    group = GROUP_OF[target.kind]
    if group in ("weather", "land") or target.kind in _EVERYWHERE or (group == "ground" and relation == "in"):
        return False
    return group not in ("water", "trees") or relation not in ("beside", "on", "before")


def _anchors(clause: Clause, preposition: str) -> list[Found]:
    """The things of which a preposition says where they are, or what they have with them."""
    verb = clause.verb or ""
    if preposition in ("of", "full-of", "filled-with"):
        return [one for one in clause.last if not is_scenery(one)]
    if verb and clause.subjects and not clause.objects:
        return [one for one in clause.subjects if GROUP_OF[one.kind] not in ("land", "weather")]
    if clause.objects and verb in _MOVED:
        return clause.objects
    anchors, role = [], clause.role
    for one in clause.subjects if role == "subject" and not verb else clause.last:
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
