"""Languages with spaces between words: each word or expression to its English, in the order they stand in.

Looks that follow their noun go before it (un chat noir), a verb in two parts is put together (geht … unter), and which
of its meanings a word has is told by the word before it. English grammar is mended only where the reader needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from inference.sketch.director.languages.compounds import COMPOUNDING, parts_of
from inference.sketch.director.languages.nouns import SOMETHING, plural_of, said_for
from inference.sketch.director.languages.tables import LONGEST, Entry, Sort, Table, fold, plain, split

_LOOKS_FOLLOW = ("fr", "es", "it", "pt")
_WHOSE = frozenset(("his", "her", "my", "our", "your", "their"))
_DETERMINERS = _WHOSE | {"a", "no", "this", "that", "another"}
_BEFORE_NOUNS = _DETERMINERS | {"with", "without", "under", "over", "on", "in", "beside", "behind", "through"}
"""After these, and after "the", stands a noun, or a look and a noun."""
_PREPOSITIONS = frozenset(
    ("in", "on", "over", "under", "beside", "behind", "in front of", "between", "among", "around", "through", "across",
     "to", "against", "from", "with", "without", "during", "at"),
)  # fmt: skip
_SINGULAR = {"de": frozenset(("das", "dem", "des", "im", "am", "vom", "zum", "beim"))}
"""Words after which a form that could be a plural is none: auf dem Drachen."""
_NO_NOUNS = (
    "ти", "ть", "ться", "є", "ють", "ив", "ав", "ла", "ли", "ло", "чи", "вся", "лася", "лося", "лися", "ший",
    "ий", "ій", "ого", "ому", "их", "ими", "о",
)  # fmt: skip
"""How Ukrainian verbs, adjectives and adverbs end: it has no article that would tell a noun."""


@dataclass
class _Word:
    """A word or sign of the gloss; ``said`` is what stands for it in the phrase."""

    english: str
    sort: Sort | None
    said: str
    plural: bool = False


def gloss_spaced(text: str, language: str, table: Table) -> tuple[str, list[str], dict[str, str]]:
    """The English words of ``text``, its nouns that are not known, and English nouns to what was said for them."""
    tokens = split(text, language)
    if language in COMPOUNDING:
        tokens = _verbs_joined(tokens, table)
    forms = {plain(word): word for word in reversed(_as_typed(text, language))}
    words: list[_Word] = []
    unknown: list[str] = []
    index = 0
    while index < len(tokens):
        if not tokens[index][0].isalpha():
            words.append(_Word(tokens[index], None, tokens[index]))
            index += 1
            continue
        length, entries = _longest(tokens, index, language, table)
        said = " ".join(forms.get(token, token) for token in tokens[index : index + length])
        typed_as_noun = language == "de" and index > 0 and said[0].isupper()
        if typed_as_noun and length == 1 and not tokens[index].endswith("n"):
            entries = [entry for entry in entries if entry.sort != "verbs"]  # a Schwamm is nothing that swims
        if entries:
            entry = _fitting(entries, words, typed_as_noun or length == len(tokens), language)
            if entry.english:
                singular = index > 0 and tokens[index - 1] in _SINGULAR.get(language, ())
                words.append(_Word(entry.english, entry.sort, said, entry.plural and not singular))
        elif _is_noun(said, words, language, tokens, index) and not _describes(tokens, index, language, table):
            unknown.append(said)
            words.append(_Word(SOMETHING, "things", said))
        index += length
    if language in _LOOKS_FOLLOW:
        words = _looks_first(words)
    words = _as_english(words, articles=language != "uk")
    things = [(word.english, word.said) for word in words if _names(word)]
    return (
        " ".join(plural_of(word.english) if word.plural else word.english for word in words),
        list(dict.fromkeys(unknown)),
        said_for(things),
    )


def _names(word: _Word) -> bool:
    """Whether the reader may find a noun in it: a thing, or an expression such as "in the kitchen" for "на кухні"."""
    if word.sort == "small words":
        return word.english.startswith(("in the ", "on the ", "from the ")) and " " in word.said
    return word.sort == "things" and word.english != SOMETHING


def _verbs_joined(tokens: list[str], table: Table) -> list[str]:
    """Verbs of which a part stands at the clause's end, put together again: "die Sonne geht unter"."""
    joined = list(tokens)
    start = 0
    for index, token in enumerate(tokens):
        ends = index + 1 == len(tokens) or not tokens[index + 1][0].isalpha() or tokens[index + 1] in ("und", "en")
        verbs = [at for at in range(start, index) if ends and _in_two_parts(tokens[at], token, table)]
        if verbs:
            joined[verbs[0]], joined[index] = f"{tokens[verbs[0]]} {token}", ""
        if not token[0].isalpha():
            start = index + 1
    return [token for word in joined for token in word.split()]


def _in_two_parts(first: str, last: str, table: Table) -> bool:
    return any(entry.sort == "verbs" for entry in table.exactly(f"{first} {last}"))


def _as_typed(text: str, language: str) -> list[str]:
    """The words with their capitals; ``split`` has none."""
    words, at, small = [], 0, plain(text)
    if len(small) != len(text):
        return []
    for word in split(text, language):
        at = small.find(word, at)
        if at < 0:
            return []
        words.append(text[at : at + len(word)])
        at += len(word)
    return words


def _longest(tokens: list[str], index: int, language: str, table: Table) -> tuple[int, list[Entry]]:
    """How many words the longest expression at ``index`` has, and what it may mean."""
    token = tokens[index]
    starts = [form for form in (token, fold(token), *_bases(token, table)) if form in table.starts]
    for length in range(min(LONGEST, len(tokens) - index), 1, -1):
        if starts and (entries := _expression(starts, tokens[index : index + length], table)):
            return length, entries
    entries = table.exactly(token)
    if not any(entry.sort == "things" for entry in entries) or language == "uk":
        entries = entries + [entry for entry in table.inflected(token) if entry not in entries]
    if not entries and language in COMPOUNDING:
        entries = parts_of(token, table)
    return 1, entries


def _expression(starts: Sequence[str], tokens: list[str], table: Table) -> list[Entry]:
    """An expression of the table as it stands there, or with an ending at its first, its last or both its words."""
    if entries := table.exactly(" ".join(tokens)):
        return entries
    for start in starts:
        for end in (tokens[-1], *_bases(tokens[-1], table)):
            for entry in table.exactly(" ".join([start, *tokens[1:-1], end])):
                if entry.sort in ("things", "verbs"):
                    plural = entry.sort == "things" and (start, end) != (tokens[0], tokens[-1])
                    return [Entry(entry.english, entry.sort, plural)]
    return []


def _bases(word: str, table: Table) -> list[str]:
    """What ``word`` may be without its ending."""
    return [
        word[: len(word) - len(ending)] + instead
        for ending, instead, _, _ in table.endings
        if word.endswith(ending) and len(word) > len(ending) + 2
    ]


def _fitting(entries: Sequence[Entry], before: list[_Word], typed_as_noun: bool, language: str) -> Entry:
    """Which of the meanings of a word stands at this place."""
    last = before[-1] if before else None
    order: list[Sort] = ["small words", "numbers", "verbs", "looks", "things"]
    if typed_as_noun:
        order = ["things", "looks", "numbers", "small words", "verbs"]
    elif last is not None and last.sort == "things" and language == "nl":
        order = ["verbs", "small words", "numbers", "looks", "things"]  # "zijn" is "are" there, else "his"
    elif last is not None and last.sort == "things" and language in _LOOKS_FOLLOW:
        order = ["small words", "looks", "verbs", "numbers", "things"]
    elif last is not None and (last.sort in ("numbers", "looks") or _before_noun(last)):
        order = ["numbers", "things", "looks", "small words", "verbs"]
    if last is not None and last.sort == "things" and (of := [one for one in entries if one.english == "of the"]):
        return of[0]  # die Lichter der Stadt
    best = min(entries, key=lambda entry: order.index(entry.sort))
    if language == "uk" and best.sort == "things" and best.plural and _governed(before):
        return next((one for one in entries if one.english == best.english and not one.plural), best)
    return best


def _determines(word: _Word) -> bool:
    return word.english in _DETERMINERS or word.english.split()[-1] == "the"


def _before_noun(word: _Word) -> bool:
    return word.english in _BEFORE_NOUNS or _determines(word)


def _governed(before: list[_Word]) -> bool:
    """Whether a Ukrainian noun stands after a preposition or another noun: "біля річки" is one river, "лелеки" are
    several storks."""
    last = next((word for word in reversed(before) if word.sort not in ("looks", "numbers")), None)
    return last is not None and (last.sort == "things" or last.english in _PREPOSITIONS)


def _is_noun(said: str, before: list[_Word], language: str, tokens: list[str], index: int) -> bool:
    """Whether a word that stands in no table names a thing, by what stands before it: "ein Xylofon". What is written
    like a name is one, which in German only an article tells apart."""
    if len(said) < 3 or (language == "de") != said[0].isupper():
        return False
    if language == "uk":
        return len(said) > 3 and not said.endswith(_NO_NOUNS)
    if not before or not tokens[index - 1].isalpha():
        return False
    at = len(before) - 1
    while at > 0 and before[at].sort == "looks":
        at -= 1
    determined = before[at].sort == "numbers" or _determines(before[at])
    return determined or (language != "de" and _before_noun(before[at]))


def _describes(tokens: list[str], index: int, language: str, table: Table) -> bool:
    """Whether a word that is not known says something of the thing right after it: "een slimme vos"."""
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    return language != "de" and any(entry.sort == "things" for entry in table.look_up(following))


def _looks_first(words: list[_Word]) -> list[_Word]:
    """ "cat black and small on the roof" as "black small cat on the roof"."""
    ordered: list[_Word] = []
    index = 0
    while index < len(words):
        end = index + 1
        if words[index].sort == "things":
            while end < len(words):
                joined = words[end].english == "and" and end + 1 < len(words) and words[end + 1].sort == "looks"
                if words[end].sort != "looks" and not (joined and end > index + 1):
                    break
                end += 1
        ordered += [word for word in words[index + 1 : end] if word.sort == "looks"]
        ordered.append(words[index])
        index = end
    return ordered


def _as_english(words: list[_Word], articles: bool) -> list[_Word]:
    """No "the his", no "is sits", a man for "un vieux"; and where the language has no articles, "the" before nouns
    that nothing counts."""
    ordered: list[_Word] = []
    for word, following in zip_longest(words, words[1:]):
        last = ordered[-1] if ordered else None
        if last is not None and last.english.split()[-1] == "the" and word.english in _WHOSE:
            last.english = last.english.removesuffix("the").strip() or word.english
            if last.english == word.english:
                continue
        if last is not None and last.english == "is" and word.sort == "verbs":
            ordered.pop()
        opens = last is None or not (last.sort in ("looks", "numbers", "things") or _determines(last))
        if not articles and last is not None and last.sort == "things" and word.sort in ("looks", "things"):
            ordered.append(_Word("of the", "small words", ""))  # берег озера
        elif not articles and opens and word.sort in ("looks", "things"):
            ordered.append(_Word("the", "small words", ""))
        ordered.append(word)
        alone = following is None or following.sort not in ("looks", "things")
        if word.english in ("old", "young") and last is not None and _before_noun(last) and alone:
            ordered.append(_Word("man", "things", word.said))
    return ordered
