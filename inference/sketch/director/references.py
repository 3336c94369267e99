"""What "it", "he", "her", "they" and "its branches" speak of: a thing of the phrase before them, or one that was told.

A reference goes to the nearest thing that fits: people for "he" and "she", other things for "it", several for "they".
Told things are those of the last strips (scene_memory.py); one that is referred to is there again, as it was told. "He"
and "she" of whom nothing was told are a man and a woman; any other word that fits nothing refers to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from inference.sketch.catalogue import GROUP_OF, KIND_OF_WORD
from inference.sketch.catalogue.people import GENDER
from inference.sketch.director.actions import DOING_OF, PARTS, RELATION_OF_VERB
from inference.sketch.director.lemmas import lemmas
from inference.sketch.director.parts_of_speech import Tag, verb_of
from inference.sketch.director.phrase_reader import Found, count_of
from inference.sketch.director.scene_memory import Told
from inference.sketch.director.vocabulary import all_of

_FEMALE = all_of("""
    woman girl queen witch princess mother lady grandmother grandma granny mum sister daughter aunt wife nun
    mermaid actress waitress goddess fairy ballerina bride nurse maid mommy heroine duchess empress
""")
_MALE = all_of("""
    man boy king wizard prince father grandfather grandpa dad brother son uncle husband monk fisherman farmer
    sailor lad gentleman lord duke emperor priest waiter actor groom cowboy postman fireman policeman snowman
    knight
""")
_PEOPLE = frozenset({*GENDER, "rider", "giant", "ghost", "robot", "android", "snowman", "yeti", "alien"})
"""Kinds of somebody."""
_ANIMATE = all_of("""
    he she him her they them
""")
_PLACING = frozenset({"on", "in", "into", "inside", "onto", "under", "behind", "beside"})
_THEIRS = {"his": "he", "her": "she", "its": "it", "their": "they"}


@dataclass
class Mention:
    """Words of the phrase that stand for things: a noun, or a pronoun that refers to what was named before."""

    start: int
    end: int
    things: list[Found]
    owns: bool = False
    """Whether the words are a possessive with a part: "its branches"."""


def is_person(kind: str) -> bool:
    """Whether a kind is somebody."""
    return kind in _PEOPLE


def _is_female(kind: str, word: str) -> bool:
    return word in _FEMALE or (GENDER.get(kind) == "she" and word not in _MALE)


def _is_male(kind: str, word: str) -> bool:
    return word in _MALE or (GENDER.get(kind) == "he" and word not in _FEMALE)


def mentions_of(
    words: Sequence[str], tags: Sequence[Tag], found: Sequence[Found], told: Sequence[Told]
) -> list[Mention]:
    """The nouns and the pronouns of a phrase that stand for things, in the order they are said."""
    mentions = [Mention(hit.start, hit.end, [hit]) for hit in found if not hit.gone]
    taken = {index for hit in found for index in range(hit.start, hit.end)}
    again: dict[tuple[str, int], Found] = {}
    for index in range(len(words)):
        if index in taken:
            continue
        pronoun, end, owns = _pronoun(words, tags, index)
        if pronoun is None:
            continue
        doer = _doer(tags, mentions, index)
        earlier = [one for one in mentions if one.end <= index and not one.owns and one is not doer]
        before = [thing for mention in earlier for thing in mention.things]
        last = next((one for one in reversed(mentions) if one.end <= index), None)
        if owns and last is not None and last.end == index - 1 and tags[index - 1] == "prep":
            before = before[: -len(last.things)]  # in "a nest in its branches" they are not the nest's
        others = [one for one in told if doer is None or one.kind not in {thing.kind for thing in doer.things}]
        place = words[index - 1 : index] and words[index - 1] in _PLACING
        things = _in_phrase(pronoun, before) or _told(pronoun, index, others, again, bool(place))
        things = things or _somebody(pronoun, index, again)
        if things and words[index] == "one" and count_of(things[0]) > 1:
            things = [replace(things[0], count=1, plural=False, collective=False, crowd=None)]
        taken |= {*range(index, end)} if things else set()
        if things:
            mentions.append(Mention(index, end, things, owns))
            mentions.sort(key=lambda mention: mention.start)
    return mentions


def _doer(tags: Sequence[Tag], mentions: Sequence[Mention], index: int) -> Mention | None:
    """Who does something to what a pronoun stands for, and so is not it: the dog in "the dog barks at him"."""
    if not index or tags[index - 1] not in ("verb", "prep") or tags[index] != "pron":
        return None
    start = max((at for at in range(index) if tags[at] in ("stop", "join")), default=-1)
    return next((one for one in mentions if start < one.start and one.end <= index and not one.owns), None)


def _pronoun(words: Sequence[str], tags: Sequence[Tag], index: int) -> tuple[str | None, int, bool]:
    """The pronoun at a word, where its words end, and whether it only owns a part there."""
    word, end = words[index], index + 1
    if word in _THEIRS and tags[index] == "det":
        while end < len(words) and tags[end] in ("adj", "num"):
            end += 1
        is_part = end < len(words) and any(form in PARTS for form in lemmas(words[end]))
        return (_THEIRS[word], end + 1, True) if is_part else (None, end, False)
    if word in ("one", "some", "all", "each", "both") and list(words[index + 1 : index + 3]) == ["of", "them"]:
        return "they", index + 3, False
    if word == "both" and tags[index] == "pron":
        return "they", end, False
    if word == "it" and not _is_somebody(words, tags, index):
        return None, end, False
    name = {"him": "he", "them": "they", "her": "she"}.get(word, word)
    return (name if word in _ANIMATE | {"it"} and tags[index] == "pron" else None), end, False


def _is_somebody(words: Sequence[str], tags: Sequence[Tag], index: int) -> bool:
    """Whether "it" stands for a thing: not in "it is raining" and "it gets dark"."""
    if index and tags[index - 1] in ("verb", "prep"):
        return True
    for after in range(index + 1, min(len(words), index + 5)):
        if tags[after] == "verb":
            verb = verb_of(words[after])
            return verb in DOING_OF or verb in RELATION_OF_VERB or verb in ("burn", "crash", "fall", "sink", "breathe")
        if tags[after] not in ("aux", "adv"):
            return tags[after] == "prep" and words[after - 1] in ("is", "was")
    return False


def _in_phrase(pronoun: str, before: Sequence[Found]) -> list[Found]:
    fits = _fits(pronoun)
    things = [thing for thing in before if fits(thing.kind, thing.word)]
    if pronoun == "it":
        things = [thing for thing in things if count_of(thing) == 1]
    if pronoun == "they":
        several = [thing for thing in things if count_of(thing) > 1]
        things = list(dict.fromkeys(things))
        return several[-1:] or (things if len(things) > 1 else [])
    if pronoun == "it":
        things = [thing for thing in things if GROUP_OF[thing.kind] in ("object", "vehicle", "creature")] or things
    return things[-1:] if pronoun == "it" else things[:1]


def _told(
    pronoun: str, index: int, told: Sequence[Told], again: dict[tuple[str, int], Found], place: bool
) -> list[Found]:
    """What was told that a pronoun stands for; ``place``: something is on or in it, so it is no creature if it can."""
    fits = _fits(pronoun)
    things = [one for one in told if fits(one.kind, "")]
    if pronoun == "they":
        things = [one for one in things if GROUP_OF[one.kind] == "creature"] or things
    if not things:
        return []
    latest = min(one.ago for one in things)
    things = [one for one in things if one.ago == latest]
    if pronoun == "they":
        things = [one for one in things if one.count > 1] or things
    else:
        things = [one for one in things if one.count == 1] or things
        things = [one for one in things if (GROUP_OF[one.kind] == "creature") != place][:1] or things[:1]
    return [_again(one, index, again) for one in things]


def _again(one: Told, index: int, again: dict[tuple[str, int], Found]) -> Found:
    key = (one.kind, one.count)
    if key not in again:
        again[key] = Found(one.kind, index, index + 1, count=one.count, size=one.size, colour=one.colour, definite=True)
    return again[key]


def _somebody(pronoun: str, index: int, again: dict[tuple[str, int], Found]) -> list[Found]:
    """A man or a woman for "he" and "she" of whom nothing was told."""
    word = {"he": "man", "she": "woman"}.get(pronoun)
    if word is None or word not in KIND_OF_WORD:
        return []
    key = (word, 1)
    if key not in again:
        again[key] = Found(KIND_OF_WORD[word], index, index + 1, word=word, count=1, definite=True)
    return [again[key]]


def _fits(pronoun: str) -> Callable[[str, str], bool]:
    """Whether a thing, by its kind and the word that it was named by, is what the pronoun may stand for."""

    def fits(kind: str, word: str) -> bool:
        group = GROUP_OF[kind]
        if pronoun == "it":
            return group in ("creature", "object", "vehicle", "building", "plant") and not is_person(kind)
        if group != "creature" and not (pronoun == "they" and group in ("object", "vehicle")):
            return False
        if pronoun == "he":
            return not _is_female(kind, word)
        return not (pronoun == "she" and _is_male(kind, word))

    return fits
