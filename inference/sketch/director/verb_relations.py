"""How things stand to each other by a verb and its object: who holds, rides, chases, eats or looks at what."""

from __future__ import annotations

from collections.abc import Sequence

from inference.engine.lexicon import COLOURS
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.director.actions import LYING_DOWN, RELATION_OF_VERB
from inference.sketch.director.clause import HOLDABLE, Clause, attach, let_do
from inference.sketch.director.parts_of_speech import Tag, verb_of
from inference.sketch.director.phrase_reader import Found
from inference.sketch.director.references import is_person
from inference.sketch.director.vocabulary import all_of

_EMBRACING = all_of("hold carry lift hug embrace cradle clutch balance catch grab snatch steal rescue seize")
"""Verbs whose object may be a creature in the subject's arms."""


def read_verb(words: Sequence[str], tags: Sequence[Tag], index: int, clause: Clause, joined: bool) -> None:
    """Takes a verb into the clause, active or passive, and says of its subjects that they do it."""
    word = words[index]
    verb = verb_of(word) or word.rstrip("s")
    near = [one for one in words[max(0, index - 3) : index] if one.isalpha()]
    by = "by" in words[index + 1 : index + 4]
    past = not word.endswith(("ing", "s")) and word != verb
    passive = (past and by) or (past and bool({"is", "are", "was", "were", "being", "been", "gets", "got"} & {*near}))
    if (
        past
        and by
        and clause.last
        and clause.role != "subject"
        and not joined
        and "aux" not in tags[max(0, index - 2) : index]
    ):
        clause.subjects = clause.last  # "a tower on a hill surrounded by knights"
    clause.verb, clause.passive, clause.preposition, clause.objects = verb, passive, None, []
    if passive or (past and words[index + 1 : index + 2] and words[index + 1] in COLOURS):
        if verb in LYING_DOWN:
            let_do(clause.subjects, "lie")
        return
    flown = verb == "fly" and tags[index + 1 : index + 2] in (["det"], ["noun"], ["num"], ["adj"])
    let_do(clause.subjects, "stand" if flown else verb)  # who flies a kite stands


def relate_object(clause: Clause, things: list[Found]) -> None:
    """Writes how the subjects of the clause stand to the objects of its verb."""
    verb = clause.verb or ""
    if clause.passive:
        return
    if verb in LYING_DOWN and verb not in ("shoot", "stab"):
        let_do([thing for thing in things if GROUP_OF[thing.kind] == "creature"], "lie")
    relation = RELATION_OF_VERB.get(verb)
    if verb == "fly":
        relation = "rides" if GROUP_OF[things[0].kind] == "vehicle" else "held_by"
    if relation is None or not clause.subjects:
        return
    subjects = [one for one in clause.subjects if one not in things]
    for thing in things:
        if relation == "held_by":
            if subjects and GROUP_OF[subjects[0].kind] == "creature":
                _hold(subjects[0], verb, thing)
            continue
        for subject in subjects:
            attach(subject, relation, thing)
            if relation == "rides":
                subject.doing = "riding"
            elif relation == "chases":
                subject.doing = "running" if verb != "attack" else subject.doing
                if thing.doing is None and GROUP_OF[thing.kind] == "creature":
                    thing.doing = "running"


def _hold(subject: Found, verb: str, thing: Found) -> None:
    if GROUP_OF[thing.kind] in HOLDABLE:
        attach(thing, "held_by", subject)
    elif GROUP_OF[thing.kind] == "creature" and verb in _EMBRACING:
        carried = is_person(thing.kind) and not is_person(subject.kind)
        attach(thing, "rides" if carried else "held_by", subject)


def relate_agent(clause: Clause, verb: str, things: list[Found]) -> None:
    """Who does it, where the phrase begins with whom it is done to: "a bear is chased by bees"."""
    done_to, clause.passive = list(clause.subjects), False
    clause.subjects = list(things)
    let_do(things, verb)
    relate_object(clause, done_to)
