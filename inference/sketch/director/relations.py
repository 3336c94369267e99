"""What the things of a phrase do, and how they stand to each other: who sits on what, chases whom, holds what.

It walks along a phrase from mention to mention and keeps, for the clause it is in, who does it, the verb and the
preposition that is open. A relation is written on the thing that depends on the other: "a boy with an umbrella under a
tree" is a boy under the tree and an umbrella in the boy's hand. A thing has one relation, the first that is said.
"""

from __future__ import annotations

from collections.abc import Sequence

from inference.sketch.director.actions import DOING_OF_STATE, EXPRESSIONS
from inference.sketch.director.clause import Clause, attach, let_do
from inference.sketch.director.parts_of_speech import Tag, verb_of
from inference.sketch.director.phrase_reader import Found
from inference.sketch.director.preposition_relations import relate_place
from inference.sketch.director.references import Mention
from inference.sketch.director.verb_relations import read_verb, relate_object
from inference.sketch.director.vocabulary import all_of

_CLAUSE = all_of("while when as because but then so where until after before although though whereas since")
"""Words with which a clause of its own begins, where a verb follows."""


def relate(words: Sequence[str], tags: Sequence[Tag], mentions: Sequence[Mention]) -> None:
    """Writes into the things of ``mentions`` what they do and how they stand to each other."""
    starts = {mention.start: mention for mention in mentions if not _is_flames(tags, mention)}
    for at, mention in enumerate(mentions):
        _described(words, tags, mention)
        if _is_flames(tags, mention):
            _burn(tags, mentions, at)
    clause, index, joined = Clause(), 0, False
    while index < len(words):
        here = starts.get(index)
        if here is not None:
            _mention(words, tags, index, here, clause, joined)
            joined, index = False, max(here.end, index + 1)
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
                clause = Clause(
                    subjects=clause.subjects if goes_on and _participle_next(tags, index) else [],
                    fronted=clause.fronted if goes_on else None,
                )
        elif word == "as" and tags[index - 1 : index] == ["verb"]:
            clause.preposition = word  # "dressed as a wizard"
        elif word in _CLAUSE and tag in ("join", "prep") and _verb_ahead(tags, index, strict=True):
            clause = Clause(subjects=[] if _subject_ahead(tags, index) else clause.subjects)
        elif word == "and":
            joined = True
        elif word in ("who", "that", "which") and tag == "pron" and clause.last:
            clause = Clause(subjects=clause.last, last=clause.last)
        elif tag == "adj" and word in DOING_OF_STATE:
            let_do(clause.subjects, word)
        elif tag == "verb":
            read_verb(words, tags, index, clause, joined)
            joined = False
        elif tag == "noun" and words[index + 1 : index + 2] != ["of"] and tags[index + 1 : index + 2] != ["noun"]:
            clause.preposition = None  # what is not known takes its preposition with it
        elif word in ("out", "off") and tags[index - 1 : index] == ["verb"]:
            pass  # "blows out the candles"
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
    if after and not {"prep", "join", "verb"} & {*between}:
        told = after
    else:
        told = mentions[max(0, at - 1) : at] if tags[mention.start] != "adj" else []
    if told:
        attach(mention.things[0], "on", told[0].things[0])


def _described(words: Sequence[str], tags: Sequence[Tag], mention: Mention) -> None:
    """What a participle before a noun says that it does: "a flying pig", "two sleeping dogs"."""
    for index in range(mention.start - 1, max(-1, mention.start - 4), -1):
        if tags[index] != "adj":
            return
        if words[index].endswith("ing"):
            let_do(mention.things, verb_of(words[index]) or "")


def _mention(
    words: Sequence[str], tags: Sequence[Tag], index: int, mention: Mention, clause: Clause, joined: bool
) -> None:
    things = mention.things
    if mention.owns and clause.preposition is None:
        return
    if joined and clause.stands_at and clause.last[-1].to in clause.stands_at and not _verb_ahead(tags, mention.end):
        for thing in things:  # "on the hill stand a castle and a mill"
            attach(thing, clause.last[-1].relation, clause.last[-1].to)
        let_do(things, clause.verb or "")
        clause.subjects += things
        clause.last = things
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
        relate_place(clause, things, _is_own(words, tags, index))
    elif clause.fronted is not None and not clause.subjects:
        preposition, places = clause.fronted
        clause.fronted, clause.subjects, clause.last, clause.stands_at = None, list(things), things, places
        if clause.verb is not None:
            let_do(things, clause.verb)
        clause.preposition = preposition
        relate_place(clause, places)
        clause.role, clause.last = "subject", things
    elif clause.verb is not None and (clause.subjects or not _verb_ahead(tags, mention.end)):
        clause.role, clause.objects = "object", list(things)
        relate_object(clause, things)
        clause.last = things
    else:
        clause.role, clause.subjects, clause.last = "subject", list(things), things


def _is_own(words: Sequence[str], tags: Sequence[Tag], index: int) -> bool:
    """Whether a thing is that of who does something: "the knight follows them on his horse"."""
    while index and tags[index - 1] in ("adj", "noun"):
        index -= 1
    return words[index - 1 : index] in (["his"], ["her"], ["its"], ["their"], ["my"], ["our"])


def _place_in_role(clause: Clause, things: list[Found]) -> None:
    """A further thing of a list: what was said of the one before is said of it."""
    first = clause.last[-1]
    if clause.role == "object":
        relate_object(clause, things)
        clause.objects += things
    elif first.relation is not None and clause.role in ("with", "of", "full-of", "filled-with"):
        for thing in things:
            attach(thing, first.relation, first.to)
    clause.last = things


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
