"""Which part of speech each word of a phrase is, by what it mostly is and by where it stands.

It is a small tagger of our own for short spoken phrases: closed classes are listed here, open ones come from
word_classes.txt (build_word_classes.py), and a word that can be both a noun and a verb is judged by its neighbours:
"the waves crash" and "he waves", "a lock" and "they lock". A word that nothing is known of is a noun where a noun may
stand. It knows no kinds beyond whether a word stands in a record.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from inference.engine.lexicon import COLOURS, NUMBERS, SIZES
from inference.sketch.catalogue import KIND_OF_WORD, SAME_PLURAL
from inference.sketch.director.actions import DOING_OF, RELATION_OF_VERB
from inference.sketch.director.lemmas import IRREGULAR, VERB_OF_FORM, lemmas, spellings
from inference.sketch.director.vocabulary import all_of

Tag = Literal["det", "num", "prep", "pron", "join", "aux", "verb", "noun", "adj", "adv", "no", "stop"]
"""``join`` are words between words or clauses, ``aux`` forms of be, have, do and the modal verbs."""

_CLOSED: dict[str, Tag] = {
    word: tag
    for tag, words in dict[Tag, str](
        {
            "det": "a an the this these those my your his its our their some any every each all both another such "
            "whose which what many several few no more most enough other",
            "prep": "in on at over under by with near through across into from to below behind beside beyond around "
            "towards toward above of off onto inside outside between among against along beneath underneath past "
            "upon within up down like as after before during without until for about out per",
            "pron": "i we you he she it they me us him them who that there someone everyone everybody somebody "
            "anybody nobody anyone nothing something everything myself himself herself itself themselves mine",
            "join": "and or but nor while when where because so then if than though although whereas since",
            "aux": "is are was were be been being am will would can could shall should may might must do does did has "
            "have had let lets gets got dont doesnt isnt arent cant wont",
            "adv": "now very too quite again away here soon once suddenly slowly just only still always never already "
            "together alone later far back forth apart ahead home everywhere somewhere nowhere almost even ever "
            "perhaps maybe also well today tonight tomorrow yesterday high quietly not north south east west",
        }
    ).items()
    for word in words.split()
}
_SUBJECTS = all_of("""
    i we you he she it they who that both all someone everyone everybody somebody anybody nobody nothing something
    which
""")
_BARE = all_of("""
    will would can could shall should may might must do does did let lets dont doesnt cant wont
""")
"""After these a verb stands in its bare form."""


def _read_classes() -> dict[str, frozenset[str]]:
    lines = Path(__file__).with_name("word_classes.txt").read_text().splitlines()
    return {name: frozenset(words.split()) for name, _, words in (line.partition(":") for line in lines)}


_CLASSES = _read_classes()
ABSTRACT = _CLASSES["abstract"]
"""Nouns of what cannot be drawn: love, tomorrow, a way."""
_ADJECTIVES = _CLASSES["adjective"] | COLOURS.keys() | SIZES.keys()
_ADVERBS = _CLASSES["adverb"]
VERBS = _CLASSES["verb"]
_NOUN_VERBS = _CLASSES["noun_verb"]
_ACTIONS = (DOING_OF.keys() | RELATION_OF_VERB.keys()) - VERBS


@lru_cache(maxsize=4096)
def verb_of(word: str) -> str | None:
    """The verb that a word may be a form of, or None."""
    if word in VERB_OF_FORM:
        return VERB_OF_FORM[word]
    forms = [form for form in _verb_forms(word) if form in VERBS or form in _NOUN_VERBS or form in _ACTIONS]
    return next((form for form in forms if form not in ("be", "do", "go")), None)


def _verb_forms(word: str) -> tuple[str, ...]:
    """The lemmas of a word, with "ride" before "rid" for "rides" and "riding": a short stem would be doubled."""
    for ending in ("ing", "ed", "es"):
        stem = word.removesuffix(ending)
        if stem != word and re.search(r"(^|[^aeiou])[aeiou][^aeiouwxy]$", stem):
            return (stem + "e", *lemmas(word))
    return lemmas(word)


@lru_cache(maxsize=4096)
def _is_thing(word: str) -> bool:
    return any(form in KIND_OF_WORD for form in spellings(word))


def _can_be_noun(word: str) -> bool:
    if word in _CLOSED or word in _ADVERBS:
        return False
    verb = verb_of(word)
    return _is_thing(word) or verb is None or verb not in VERBS or any(form in ABSTRACT for form in lemmas(word))


def _participle(word: str) -> bool:
    return verb_of(word) is not None and (word.endswith(("ing", "ed", "en", "wn")) or word in ("lost", "lit", "torn"))


def parts_of_speech(words: Sequence[str]) -> list[Tag]:
    """The part of speech of each word, as many as there are words."""
    tags: list[Tag] = []
    for index in range(len(words)):
        tags.append(_tag(words, index, tags))
    return tags


def _tag(words: Sequence[str], index: int, tags: Sequence[Tag]) -> Tag:
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    before: Tag = tags[-1] if tags else "stop"
    if not word.isalnum():
        return "stop"
    if word.isdigit() or (word in NUMBERS and word not in ("a", "an", "another", "both", "some", "few", "lonely")):
        return "noun" if word in ("army", "fleet", "pack", "crowd") and following != "of" else "num"
    if word in ("no", "without") or word == "not":
        return "no"
    if word in ("her", "that", "this", "his", "all", "which", "what", "both"):
        opens = bool(following) and following.isalpha() and (following not in _CLOSED or following in ("other",))
        if word == "her":
            return "det" if opens and not (verb_of(following) and not _can_be_noun(following)) else "pron"
        after = words[index + 2] if index + 2 < len(words) else "."
        if word in ("both", "all") and verb_of(following) == following and (after in _CLOSED or not after.isalpha()):
            return "pron"  # "both sleep under a tree"
        if word == "that" and before == "noun":
            return "pron"
        return "det" if opens else "pron"
    if word in ("has", "have", "had") and (_CLOSED.get(following) == "det" or following in NUMBERS):
        return "verb"  # "the bear has a balloon"
    if word in _CLOSED:
        bare = before in ("det", "num", "adj") and _CLOSED[word] in ("adv", "prep") and word != "of"
        return "noun" if bare and word in ("back", "inside", "outside", "home", "past") else _CLOSED[word]
    return _open(words, index, before, following, tags)


def _open(words: Sequence[str], index: int, before: Tag, following: str, tags: Sequence[Tag]) -> Tag:
    """The part of speech of a word of no closed class."""
    word = words[index]
    verb = verb_of(word)
    last = words[index - 1] if index else ""
    more = following.isalpha() and following not in _CLOSED  # whether the noun may still be to come
    describes = word in _ADJECTIVES or _participle(word)
    if before in ("det", "num", "adj", "no"):
        if (
            describes
            and more
            and (_can_be_noun(following) or following in _ADJECTIVES)
            and not (_is_thing(word) and _acts_after_it(words, index))
        ):
            return "adj"
        if before == "no" and verb and not _can_be_noun(word):
            return "verb"
        if word in _ADVERBS and more and not _is_thing(word):
            return "adv"
        if before == "adj" and verb and not _can_be_noun(word):
            return "verb"
        if before == "adj" and word in _ADJECTIVES and not _is_thing(word):
            return "adj"
        return "noun"
    if last in _SUBJECTS and verb:
        return "verb"
    if following in ("is", "are", "was", "were") and _can_be_noun(word) and not _participle(word):
        return "noun"
    if before == "aux":
        if verb and (last in _BARE or _participle(word) or word in VERB_OF_FORM):
            return "verb"
    elif last == "to" and verb and word == verb:
        return "verb" if not _can_be_noun(word) or following in _CLOSED else "noun"
    elif before == "noun" and (_acts(words, index, following, tags) if verb else _looks_like_a_verb(word, following)):
        return "verb"
    elif before == "adv" and verb and (_has_subject(tags) or not _can_be_noun(word) or word.endswith("ing")):
        if not (describes and more and _can_be_noun(following)):
            return "verb"
    elif before in ("stop", "join", "verb", "prep", "pron") and verb:
        gerund = word.endswith("ing") and not _is_thing(word) and not (more and _can_be_noun(following))
        bids = before != "verb" and before != "prep" and verb in VERBS and following in _CLOSED
        again = before == "join" and "verb" in tags and following in _CLOSED and word != verb and last == "and"
        if (
            gerund
            or ((bids or again) and not (_is_thing(word) and not again))
            or (not _can_be_noun(word) and not describes)
        ):
            return "verb"
    if word in _ADVERBS or (word.endswith("ly") and len(word) > 4 and not _is_thing(word)):
        return "adv"
    if describes and (not _is_thing(word) or more):
        return "adj"
    return "noun"


def _acts(words: Sequence[str], index: int, following: str, tags: Sequence[Tag]) -> bool:
    """Whether a word right after a noun is what the noun does, and no second noun of a compound."""
    word, noun = words[index], words[index - 1]
    if word.endswith("ing"):
        return True
    if not _can_be_noun(word) or (_participle(word) and following in ("by", "with", "as")):
        return True
    if (
        following
        and following not in _CLOSED
        and following.isalpha()
        and verb_of(following)
        and (not _can_be_noun(following))
    ):
        return False  # "oak leaves fall"
    if following in ("is", "are", "was", "were", "have", "has", "of"):
        return False
    several = (noun.endswith("s") and not noun.endswith("ss")) or noun in IRREGULAR or noun in SAME_PLURAL
    clause = _clause(tags)
    start = len(tags) - len(clause)
    acts = any(tag == "verb" and not _participle(words[start + at]) for at, tag in enumerate(clause))
    if word == verb_of(word) and not word.endswith("ed"):
        return several and not acts
    return not acts and ("det" in clause or "num" in clause or word.endswith("ed") or verb_of(word) in VERBS)


def _acts_after_it(words: Sequence[str], index: int) -> bool:
    """Whether the word after a noun is its verb: "a giant walks over the hills", and not "the giant waves crash"."""
    after = words[index + 1]
    behind = words[index + 2] if index + 2 < len(words) else "."
    ending = after.endswith(("s", "ing", "ed")) or after in VERB_OF_FORM
    return verb_of(after) is not None and ending and (behind in _CLOSED or not behind.isalpha())


def _looks_like_a_verb(word: str, following: str) -> bool:
    """Whether a word that nothing is known of has a verb's ending and an object: "the clown juggles five oranges"."""
    ending = word.endswith("s") and not word.endswith("ss")
    return ending and not _is_thing(word) and (_CLOSED.get(following) == "det" or following in NUMBERS)


def _clause(tags: Sequence[Tag]) -> Sequence[Tag]:
    """The tags since the last stop."""
    for index in range(len(tags) - 1, -1, -1):
        if tags[index] in ("stop", "join"):
            return tags[index + 1 :]
    return tags


def _has_subject(tags: Sequence[Tag]) -> bool:
    clause = _clause(tags)
    return "verb" not in clause and ("noun" in clause or "pron" in clause)
