"""What the things of a phrase do, and how they stand to each other: who sits on what, chases whom, holds what.

It walks along a phrase from mention to mention and keeps, for the clause it is in, who does it, the verb and the
preposition that is open. A relation is written on the thing that depends on the other: "a boy with an umbrella under a
tree" is a boy under the tree and an umbrella in the boy's hand. A thing has one relation, the first that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inference.contract.direction import Relation
from inference.engine.lexicon import COLOURS
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.director.actions import (
    CONTAINERS,
    DOING_OF,
    DOING_OF_STATE,
    EXPRESSIONS,
    LOOKING,
    LYING_DOWN,
    RELATION_OF_PREPOSITION,
    RELATION_OF_VERB,
    SURFACES,
)
from inference.sketch.director.parts_of_speech import Tag, verb_of
from inference.sketch.director.phrase_reader import Found
from inference.sketch.director.references import Mention, is_person
from inference.sketch.director.vocabulary import all_of

_NO_PLACE = frozenset({"weather", "land"})
"""Groups that nothing is on or behind: they are everywhere."""
_EVERYWHERE = frozenset({"meadow", "road", "snowfield", "frozen", "sky", "stars", "moon", "sun", "planet"})
"""Kinds of other groups of which the same is true."""
_HOLDABLE = frozenset({"object", "plant", "ground", "vehicle"})
_CLAUSE = all_of("""
    while when as because but then so where until after before although though whereas since
""")
_MOVED = all_of("""
    put place lay set hang hide drop throw leave stick pour load
""")
"""Verbs whose object is where the phrase then says."""


_EMBRACING = frozenset(["hold", "carry", "lift", "hug", "embrace", "cradle", "clutch", "balance"])
"""Verbs whose object may be a creature in the subject's arms."""
_OF_THINGS = frozenset({"flying", "lying", "jumping", "dancing", "swimming"})
"""What things without limbs do."""


@dataclass
class _Clause:
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


def relate(words: Sequence[str], tags: Sequence[Tag], mentions: Sequence[Mention]) -> None:
    """Writes into the things of ``mentions`` what they do and how they stand to each other."""
    starts = {mention.start: mention for mention in mentions if not _is_flames(tags, mention)}
    for at, mention in enumerate(mentions):
        _described(words, tags, mention)
        if _is_flames(tags, mention):
            _burn(tags, mentions, at)
    clause, index, joined = _Clause(), 0, False
    while index < len(words):
        mention = starts.get(index)
        if mention is not None:
            _mention(words, tags, index, mention, clause, joined)
            joined, index = False, max(mention.end, index + 1)
            continue
        expression = next((one for one in EXPRESSIONS if tuple(words[index : index + len(one)]) == one), None)
        if expression is not None:
            clause.preposition = "-".join(expression)
            index += len(expression)
            continue
        word, tag = words[index], tags[index]
        if tag == "stop":
            joined = word == "," and _list_goes_on(words, tags, index)
            if not joined:
                goes_on = word == ","
                clause = _Clause(
                    subjects=clause.subjects if goes_on and _participle_next(tags, index) else [],
                    fronted=clause.fronted if goes_on else None,
                )
        elif word in _CLAUSE and tag in ("join", "prep") and _verb_ahead(tags, index, strict=True):
            clause = _Clause(subjects=[] if _subject_ahead(tags, index) else clause.subjects)
        elif word == "and":
            joined = True
        elif word in ("who", "that", "which") and tag == "pron" and clause.last:
            clause = _Clause(subjects=clause.last, last=clause.last)
        elif tag == "adj" and word in DOING_OF_STATE:
            _do(clause.subjects, word)
        elif tag == "verb":
            _verb(words, tags, index, clause, joined)
            joined = False
        elif tag == "prep" and not (word == "of" and (clause.preposition or _measured(tags, mentions, index))):
            clause.preposition = word
        index += 1


def _is_flames(tags: Sequence[Tag], mention: Mention) -> bool:
    """Whether it is fire that is told of something else: "a burning tower", "the house is on fire"."""
    return mention.things[0].kind == "fire" and (
        tags[mention.start] in ("verb", "adj", "prep") or mention.things[0].word == "aflame"
    )


def _burn(tags: Sequence[Tag], mentions: Sequence[Mention], at: int) -> None:
    """Puts the flames on what burns."""
    mention = mentions[at]
    after = mentions[at + 1 : at + 2] if "stop" not in tags[mention.end : mention.end + 2] else []
    between = tags[mention.end : after[0].start] if after else []
    told = after if after and not {"prep", "join", "verb"} & {*between} else mentions[max(0, at - 1) : at]
    if told:
        _set(mention.things[0], "on", told[0].things[0])


def _described(words: Sequence[str], tags: Sequence[Tag], mention: Mention) -> None:
    """What a participle before a noun says that it does: "a flying pig", "two sleeping dogs"."""
    for index in range(mention.start - 1, max(-1, mention.start - 4), -1):
        if tags[index] != "adj":
            return
        if words[index].endswith("ing"):
            _do(mention.things, verb_of(words[index]) or "")


def _mention(
    words: Sequence[str], tags: Sequence[Tag], index: int, mention: Mention, clause: _Clause, joined: bool
) -> None:
    things = mention.things
    if mention.owns and clause.preposition is None:
        return
    if joined and clause.last and clause.preposition is None:
        if clause.role == "subject" and clause.verb is None:
            clause.subjects += [thing for thing in things if thing not in clause.subjects]
            clause.last = things
            return
        if _verb_ahead(tags, mention.end) and clause.verb is not None:  # "… and the dog runs": a clause of its own
            clause.subjects, clause.verb, clause.passive = list(things), None, False
            clause.role, clause.last = "subject", things
            return
        _place_in_role(clause, things)
        return
    if clause.preposition is not None:
        _prepositional(clause, things)
    elif clause.fronted is not None and not clause.subjects:
        preposition, places = clause.fronted
        clause.fronted, clause.subjects, clause.last = None, list(things), things
        if clause.verb is not None:
            _do(things, clause.verb)
        clause.preposition = preposition
        _prepositional(clause, places)
        clause.role, clause.last = "subject", things
    elif clause.verb is not None and (clause.subjects or not _verb_ahead(tags, mention.end)):
        clause.role, clause.objects = "object", list(things)
        _object(clause, things)
        clause.last = things
    else:
        clause.role, clause.subjects, clause.last = "subject", list(things), things


def _place_in_role(clause: _Clause, things: list[Found]) -> None:
    """A further thing of a list: what was said of the one before is said of it."""
    first = clause.last[-1]
    if clause.role == "object":
        _object(clause, things)
        clause.objects += things
    elif first.relation is not None and clause.role in ("with", "of", "full-of", "filled-with"):
        for thing in things:
            _set(thing, first.relation, first.to)
    clause.last = things


def _verb(words: Sequence[str], tags: Sequence[Tag], index: int, clause: _Clause, joined: bool) -> None:
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
            _do(clause.subjects, "lie")
        return
    flown = verb == "fly" and tags[index + 1 : index + 2] in (["det"], ["noun"], ["num"], ["adj"])
    _do(clause.subjects, "stand" if flown else verb)  # who flies a kite stands


def _do(things: Sequence[Found], verb: str) -> None:
    doing = DOING_OF.get(verb) or DOING_OF_STATE.get(verb)
    for thing in things:
        if doing is None or thing.doing is not None:
            continue
        group = GROUP_OF[thing.kind]
        if group == "creature" or (group in ("object", "vehicle", "building") and doing in _OF_THINGS):
            thing.doing = doing


def _object(clause: _Clause, things: list[Found]) -> None:
    verb = clause.verb or ""
    if clause.passive:
        return
    if verb in LYING_DOWN and verb not in ("shoot", "stab"):
        _do([thing for thing in things if GROUP_OF[thing.kind] == "creature"], "lie")
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
            _set(subject, relation, thing)
            if relation == "rides":
                subject.doing = "riding"
            elif relation == "chases":
                subject.doing = "running" if verb != "attack" else subject.doing
                if thing.doing is None and GROUP_OF[thing.kind] == "creature":
                    thing.doing = "running"


def _hold(subject: Found, verb: str, thing: Found) -> None:
    if GROUP_OF[thing.kind] in _HOLDABLE:
        _set(thing, "held_by", subject)
    elif GROUP_OF[thing.kind] == "creature" and verb in _EMBRACING:
        carried = is_person(thing.kind) and not is_person(subject.kind)
        _set(thing, "rides" if carried else "held_by", subject)


def _prepositional(clause: _Clause, things: list[Found]) -> None:
    preposition, clause.preposition = clause.preposition or "", None
    verb, anchors = clause.verb or "", _anchors(clause, clause.last, clause.verb or "")
    clause.last, clause.role = things, preposition
    target = things[0]
    if preposition == "by" and clause.passive:
        _passive_agent(clause, verb, things)
        return
    if not anchors:
        clause.fronted = (preposition, things)
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
    for anchor in anchors:
        _set(anchor, relation, target)
        if relation == "chases":
            anchor.doing = anchor.doing or "running"


def _passive_agent(clause: _Clause, verb: str, things: list[Found]) -> None:
    """Who does it, where the phrase begins with whom it is done to: "a bear is chased by bees"."""
    done_to, clause.passive = list(clause.subjects), False
    clause.subjects = list(things)
    _do(things, verb)
    _object(clause, done_to)


def _anchors(clause: _Clause, before: list[Found], verb: str) -> list[Found]:
    """The things of which a preposition says where they are."""
    if verb and clause.subjects and not clause.objects:
        return [one for one in clause.subjects if GROUP_OF[one.kind] not in ("land", "weather")]
    if clause.objects and verb in _MOVED:
        return clause.objects
    anchors = []
    for one in clause.subjects if clause.role == "subject" and not verb else before:
        while one.relation == "held_by" and one.to is not None:
            one = one.to
        if not _is_scenery(one):
            anchors.append(one)
        elif clause.subjects and not _is_scenery(clause.subjects[0]):
            anchors.append(clause.subjects[0])
    return anchors


def _belong(thing: Found, owner: Found, preposition: str) -> None:
    """A thing that another has with it: in its hand, in it, on it or beside it."""
    if {*KINDS[owner.kind].all_words} & CONTAINERS and GROUP_OF[thing.kind] in (
        "object",
        "plant",
        "creature",
        "ground",
    ):
        _set(thing, "in", owner)
    elif preposition in ("of", "for") or _is_scenery(owner):
        return
    elif preposition.startswith("covered"):
        _set(thing, "on", owner)
    elif preposition == "with" and GROUP_OF[owner.kind] == "creature" and GROUP_OF[thing.kind] in _HOLDABLE:
        _set(thing, "held_by", owner)
    elif {*KINDS[owner.kind].all_words} & SURFACES and GROUP_OF[thing.kind] in ("object", "creature"):
        _set(thing, "on", owner)
    elif preposition == "with" and not _is_scenery(thing):
        _set(thing, "beside", owner)
        thing.loosely = True


def _is_scenery(thing: Found) -> bool:
    return GROUP_OF[thing.kind] in _NO_PLACE | {"water", "trees", "ground", "sky"}


def _set(thing: Found, relation: Relation, to: Found | None) -> None:
    if (thing.relation is not None and not thing.loosely) or to is None or to is thing or to.to is thing:
        return
    thing.relation, thing.to, thing.loosely = relation, to, False
    if (
        relation == "on"
        and thing.doing is None
        and GROUP_OF[thing.kind] == "creature"
        and to.kind in ("horse", "horses")
    ):
        thing.relation, thing.doing = "rides", "riding"


def _measured(tags: Sequence[Tag], mentions: Sequence[Mention], index: int) -> bool:
    """Whether the noun before "of" stands for nothing of its own: "a piece of cheese" is cheese."""
    return tags[index - 1 : index] == ["noun"] and all(mention.end != index for mention in mentions)


def _verb_ahead(tags: Sequence[Tag], index: int, strict: bool = False) -> bool:
    """Whether a verb comes before the clause ends; ``strict``: anywhere in it, else right after."""
    for tag in tags[index + strict :]:
        if tag in ("verb", "aux"):
            return True
        if tag in ("stop", "join") or (not strict and tag in ("prep", "noun", "det")):
            return False
    return False


def _subject_ahead(tags: Sequence[Tag], index: int) -> bool:
    return tags[index + 1 : index + 2] != ["verb"]


def _participle_next(tags: Sequence[Tag], index: int) -> bool:
    return "verb" in tags[index + 1 : index + 3] and not {"noun", "pron"} & {*tags[index + 1 : index + 2]}


def _list_goes_on(words: Sequence[str], tags: Sequence[Tag], index: int) -> bool:
    """Whether the comma is one of a list: only nouns up to an "and" and no verb after it."""
    rest = list(zip(words[index + 1 :], tags[index + 1 :], strict=True))
    for at, (word, tag) in enumerate(rest):
        if word == "and":
            following = [one for _, one in rest[at + 1 : at + 6]]
            ends = following.index("stop") if "stop" in following else len(following)
            return not {"verb", "aux"} & {*following[:ends]} and at > 0
        if tag in ("verb", "aux", "pron", "prep", "join") or word in ".;:!?":
            return False
    return False
