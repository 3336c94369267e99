"""Reads a phrase: which kinds it names, and what the words around each say about it.

Words become lemmas, the longest expression that is known wins, a word that is a verb where it stands names nothing, and
a noun takes the number, size, colour, place and negation near it. How things stand to each other (relations.py), light,
mood and what was there before are not its business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from inference.contract.direction import Doing, Relation
from inference.engine.lexicon import COLOURS, NUMBERS, SIZES
from inference.sketch.catalogue import COLLECTIVE, CROWDS, GROUP_OF, KIND_OF_WORD, KINDS, SAME_PLURAL
from inference.sketch.catalogue.hypernyms import kind_of_noun
from inference.sketch.director.actions import PARTS
from inference.sketch.director.lemmas import IRREGULAR, lemmas, spellings
from inference.sketch.director.parts_of_speech import ABSTRACT, Tag, parts_of_speech, verb_of
from inference.sketch.director.vocabulary import DISTANCES, GONE, LIGHTS, NO, ONE_TREE, PASSING, PLACES, STEMS, all_of

__all__ = ["Found", "count_of", "find", "lemmas", "words_of"]

LONGEST = 400
"""Characters that are read of a phrase."""
_BECOMES = all_of("""
    is are turns turn glows grows becomes was were all in burns shines painted coloured colored
""")


@dataclass(eq=False)
class Found:
    """A kind found in the phrase, with what the words around it say about it."""

    kind: str
    start: int
    end: int
    word: str = ""
    """The word by which it was named: singular, an expression with hyphens."""
    count: int | None = None
    plural: bool = False
    collective: bool = False
    crowd: int | None = None
    size: str | None = None
    colour: str | None = None
    place: str | None = None
    gone: bool = False
    definite: bool = False
    """Whether it was told of as a known one: "the", "this", "my"."""
    doing: Doing | None = None
    relation: Relation | None = None
    to: Found | None = None
    """The thing that the relation is to."""
    loosely: bool = False
    """Whether a nearer relation may take the place of this one: "a tortoise with a village" may go on "on its back"."""


def words_of(text: str) -> list[str]:
    """The words, numbers and marks of a text, lower case and without accents: the one way into the reader."""
    straight = re.sub("[’ʼ`´]", "'", text[:LONGEST])  # phones write the curly one
    plain = unicodedata.normalize("NFKD", straight).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("'s", "").replace("'", "")
    return re.findall(r"[a-z]+|\d{1,4}|[.,;:!?]", plain)


def find(words: list[str]) -> list[Found]:
    """Kinds in the order they are said, the longest expression first, each with its number, size, colour and place."""
    return find_tagged(words, parts_of_speech(words))


def find_tagged(words: list[str], tags: Sequence[Tag]) -> list[Found]:
    """``find`` where the parts of speech are known already."""
    found: list[Found] = []
    index = 0
    while index < len(words):
        hit = _at(words, tags, index)
        if hit is None or _describes(words, tags, hit) or _counting(words, tags, hit):
            index += 1
            continue
        if _is_part(hit, found) or _measures(words, hit, found):
            found[-1].end = hit.end
            index = hit.end
            continue
        if _is_owned_part(words, tags, hit):
            index = hit.end
            continue
        if found and _specifies(tags, found[-1], hit):
            hit.start = found.pop().start
        _look_back(words, tags, hit, found[-1].end if found else 0)
        _look_ahead(words, tags, hit)
        if found and found[-1].gone and words[found[-1].end : hit.start] in (["or"], ["nor"]):
            hit.gone = True
        _stand_alone(words, tags, hit)
        found.append(hit)
        index = hit.end
    _share(words, found)
    return found


def _at(words: list[str], tags: Sequence[Tag], index: int) -> Found | None:
    for length in (4, 3, 2, 1):
        span = words[index : index + length]
        if len(span) < length or any(not word.isalpha() for word in span):
            continue
        for last in spellings(span[-1]):
            if span[-1].endswith(("ing", "ed")) and last != span[-1] and last not in STEMS:
                continue
            word = "-".join([*span[:-1], last])
            kind = KIND_OF_WORD.get(word)
            if kind is None and tags[index + length - 1] == "noun" and last not in ABSTRACT:
                kind = kind_of_noun(word)
            if kind is None or (length == 1 and not _named(span[0], last, tags[index])):
                continue
            plural = (last != span[-1] and span[-1].endswith("s")) or span[-1] in IRREGULAR
            plural = plural or last in SAME_PLURAL
            collective = bool(COLLECTIVE & {*span, last})
            return Found(kind, index, index + length, word, plural=plural or collective, collective=collective,
                         crowd=CROWDS.get(last))  # fmt: skip
    return None


def _named(word: str, lemma: str, tag: Tag) -> bool:
    """Whether a single word names its thing where it stands: no colour, and no verb but a record's own ("burning")."""
    if lemma != word and word in COLOURS:
        return False
    if tag == "verb":
        return lemma in STEMS or (lemma == word and verb_of(word) != word)
    return tag not in ("pron", "prep", "aux")


def _describes(words: list[str], tags: Sequence[Tag], hit: Found) -> bool:
    """Whether a word that names a thing only says how large or of which colour the next noun is: "a giant tortoise"."""
    word = words[hit.start]
    if hit.end != hit.start + 1 or not (word in COLOURS or word in SIZES):
        return False
    index = hit.end
    while index < len(words) and (tags[index] == "adj" or words[index] in COLOURS):
        index += 1
    return tags[hit.start] in ("adj", "noun") and tags[index : index + 1] == ["noun"]


def _counting(words: list[str], tags: Sequence[Tag], hit: Found) -> bool:
    """Whether a collective word only counts what comes after it: "a herd of deer"."""
    if hit.crowd is None or words[hit.end : hit.end + 1] != ["of"]:
        return False
    return any(_at(words, tags, index) is not None for index in range(hit.end + 1, min(len(words), hit.end + 4)))


_THINGS = ("object", "creature", "vehicle", "building", "plant")


def _is_part(hit: Found, found: list[Found]) -> bool:
    """Whether it is a part of the thing named right before it: "the tortoise's back"."""
    return bool(found) and found[-1].end == hit.start and hit.word in PARTS and GROUP_OF[found[-1].kind] in _THINGS


def _is_owned_part(words: list[str], tags: Sequence[Tag], hit: Found) -> bool:
    """Whether it is a part of something else that is spoken of: "her eyes", "a cat with green eyes"."""
    if hit.word not in PARTS:
        return False
    index = hit.start - 1
    while (index > 0 and tags[index] in ("adj", "num")) or words[index : index + 1] in (["a"], ["an"]):
        index -= 1
    if index >= 0 and words[index] in ("his", "her", "its", "their"):
        return True
    if index >= 1 and words[index] == "with" and tags[index - 1] == "noun":
        return True  # "a cat with green eyes"
    of = words[index : index + 1] == ["the"] and words[hit.end : hit.end + 1] == ["of"]
    return of and any(_at(words, tags, at) for at in range(hit.end + 1, min(len(words), hit.end + 4)))


def _stand_alone(words: list[str], tags: Sequence[Tag], hit: Found) -> None:
    """One tree is no forest: "a tree", "the lonely oak" stand by themselves."""
    if hit.kind != "broadleaf" or hit.gone or hit.word not in ONE_TREE or hit.plural or hit.count not in (None, 1):
        return
    if tags[hit.start - 1 : hit.start] in (["det"], ["adj"], ["num"]) and words[hit.end : hit.end + 1] != ["forest"]:
        hit.kind = "great_tree"


def _measures(words: list[str], hit: Found, found: list[Found]) -> bool:
    """Whether it only says how large the thing before it is: "a cat the size of a house", "as big as a mountain"."""
    if not found or found[-1].end > hit.start:
        return False
    between = words[found[-1].end : hit.start]
    for index, word in enumerate(between):
        rest = [one for one in between[index + 1 :] if one not in ("a", "an", "the")]
        if word == "size" and rest == ["of"]:
            found[-1].size = "huge" if GROUP_OF[hit.kind] not in ("object", "creature") else "large"
            return True
        if word == "as" and len(rest) == 2 and rest[0] in SIZES and rest[1] == "as":
            found[-1].size = SIZES[rest[0]]
            return True
    return False


def _specifies(tags: Sequence[Tag], first: Found, second: Found) -> bool:
    """Whether the first of two nouns only says which sort the second is: "a chocolate cake", "a stone bridge"."""
    if first.end != second.start or any(tag != "noun" for tag in tags[first.start : second.end]):
        return False
    of, what = GROUP_OF[first.kind], GROUP_OF[second.kind]
    if what not in _THINGS or first.plural:
        return False
    return of in ("object", "plant", "creature") or first.kind == "rocks" or (of in ("sky", "weather") and (
        what == "object"
    ))  # fmt: skip


def _look_back(words: list[str], tags: Sequence[Tag], hit: Found, stop: int) -> None:
    """Adjectives and numbers before a noun, as far as its noun group goes; "no" and "without" take it away."""
    compound = True
    for index in range(hit.start - 1, stop - 1, -1):
        word, tag = words[index], tags[index]
        joins = (
            index > 0
            and word in (",", "and", "of")
            and (tags[index - 1] == "num" if word == "of" else tags[index - 1 : index + 2] == ["adj", tag, "adj"])
        )
        if word in NO or (word == "neither"):
            hit.gone = True
            break
        if joins:
            continue
        if tag not in ("det", "num", "adj", "adv") and not (tag == "noun" and compound):
            break
        compound = compound and tag == "noun"
        if word in ("the", "this", "that", "these", "those", "my", "your", "his", "her", "its", "our", "their", "same"):
            hit.definite = True
        if word in COLOURS and hit.colour is None and "-".join(words[index : index + 2]) not in LIGHTS:
            if words[index - 1 : index] != ["rainbow"]:
                hit.colour = COLOURS[word][0]
        elif word in SIZES and hit.size is None and tag != "adv":
            hit.size = SIZES[word]
        elif word.isdigit() and hit.count is None:
            hit.count = max(1, min(60, int(word)))
        elif (
            word in NUMBERS
            and tag in ("num", "det", "adj", "noun")
            and (hit.count is None or NUMBERS[word] > hit.count)
        ):
            hit.count = NUMBERS[word]


def _look_ahead(words: list[str], tags: Sequence[Tag], hit: Found) -> None:
    """What is said of a noun after it: "the moon turns red", "the rain stops", "a tower on the left"."""
    for index in range(hit.end, min(len(words), hit.end + 6)):
        word = words[index]
        if tags[index] == "stop" or (index > hit.end and word == "and"):
            break
        passes = GROUP_OF[hit.kind] in ("weather", "sky") or hit.kind in ("fire", "smoke", "lanterns", "waves")
        verbs = GONE | PASSING if passes else GONE
        ended = any(form in verbs for form in lemmas(word)) or (word == "over" and words[index - 1] in ("is", "was"))
        does_it = tags[index + 1 : index + 2] in (["det"], ["num"], ["noun"])  # "the sun melts the snow"
        if ended and index <= hit.end + 2 and tags[index] != "noun" and not does_it:
            hit.gone = not (index and words[index - 1] in NO)
            break
        if (
            word in COLOURS
            and hit.colour is None
            and words[index - 1] in _BECOMES
            and not (index + 1 < len(tags) and tags[index + 1] == "noun")
        ):
            hit.colour = COLOURS[word][0]
        if word in PLACES and words[index - 1] in ("the", "to", "its"):
            hit.place = PLACES[word]
        if _at(words, tags, index) is not None and word not in COLOURS:
            break


_OPPOSITE = {"left": "right", "right": "left"}


def _share(words: list[str], found: list[Found]) -> None:
    """A place said at the head of a clause belongs to the first noun after it: "on the left a tower";
    "left of" sets two apart. So do distances: "far away a castle", "a sheep in the foreground"."""
    for index, word in enumerate(words):
        before = [hit for hit in found if hit.end <= index and not {",", "."} & {*words[hit.end : index]}]
        if word in _OPPOSITE and words[index + 1 : index + 2] == ["of"]:
            after = [hit for hit in found if hit.start > index]
            if before and after:
                before[-1].place, after[0].place = PLACES[word], PLACES[_OPPOSITE[word]]
        elif word in PLACES and index and words[index - 1] == "the":
            after = [hit for hit in found if hit.start > index]
            if not before and after and after[0].place is None:
                after[0].place = PLACES[word]
        elif size := DISTANCES.get(word) or DISTANCES.get("-".join(words[index : index + 2])):
            meant = before[-1:] or [hit for hit in found if hit.start > index][:1]
            for hit in meant:
                if hit.size is None and GROUP_OF[hit.kind] in _THINGS:
                    hit.size = size


def count_of(thing: Found) -> int:
    """How many: the number that was said, or what a bare plural, a forest or a flock of the kind means."""
    if thing.crowd is not None and (thing.count or 1) == 1:
        return thing.crowd
    if (thing.plural and thing.count is None) or (thing.collective and thing.count == 1):
        return KINDS[thing.kind].several
    return thing.count or 1
