"""Japanese text into words: at each place the longest that stands in the table, verbs in all their forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from inference.sketch.director.languages.nouns import SOMETHING, plural_of
from inference.sketch.director.languages.tables import Entry, Sort, Table

PARTICLES = ("が", "は", "も", "を", "に", "で", "へ", "と", "や", "から", "まで", "の")
_COUNTERS = "匹頭羽人本台隻個つ枚軒艘冊輪杯機体両"
_STEMS = {"う": ("い", "って", "った"), "つ": ("ち", "って", "った"), "る": ("り", "って", "った"),
          "む": ("み", "んで", "んだ"), "ぶ": ("び", "んで", "んだ"), "ぬ": ("に", "んで", "んだ"),
          "く": ("き", "いて", "いた"), "ぐ": ("ぎ", "いで", "いだ"), "す": ("し", "して", "した")}  # fmt: skip
"""Last kana of a verb to its forms before ます, before what follows, and its past."""
_POLITE = ("ます", "ました", "たい", "ながら")
_GOING_ON = ("いる", "いた", "います", "いました", "る", "た", "ます", "いく", "いった", "くる", "きた", "しまった")
_SIGNS = {"、": ",", "。": ".", "！": "!", "？": "?", ",": ",", ".": ".", "!": "!", "?": "?"}
_UNKNOWN = re.compile(r"[ァ-ヺー]{2,}|[\u3400-\u9fff々]+")
_KATAKANA = re.compile("[ァ-ヺー]")
_KANJI = re.compile("[\u3400-\u9fff々]")
_POSTPOSITIONS = re.compile("の(上|下|中|前|後|隣|横|そば|近|間|周|ない|群)|[がはも](ない|なく|いない)")
_SEVERAL = re.compile("たち|達")
_HIRAGANA = re.compile(r"[\u3041-\u309f]+")
_LONGEST = 10
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_TO_HIRAGANA = {code + 0x60: code for code in range(0x3041, 0x3097)}


@dataclass(frozen=True)
class Token:
    """A word, a particle or a sign (both without a sort) as it stands in the phrase."""

    english: str
    sort: Sort | None
    said: str


def tokens_of(text: str, table: Table) -> tuple[list[Token], list[str]]:
    """The words of ``text`` and its nouns that are not known, for each of which "something" stands."""
    verbs = _verb_forms(tuple(word for word, entries in table.entries.items() if entries[0].sort == "verbs"))
    tokens: list[Token] = []
    unknown: list[str] = []
    at = 0
    while at < len(text):
        if tokens and tokens[-1].sort == "things" and (several := _SEVERAL.match(text, at)):
            last = tokens.pop()
            tokens.append(Token(plural_of(last.english), "things", last.said + several.group()))
            at = several.end()
            continue
        token = _particle(text, at, tokens) or _counted(text, at, table) or _longest(text, at, table, verbs)
        if token is None and (run := _UNKNOWN.match(text, at)):
            word = run.group()
            known = [cut for cut in range(1, len(word)) if _longest(text, at + cut, table, verbs)]
            word = word[: known[0]] if known and not "ァ" <= word[0] <= "ー" else word
            if any(text.startswith(particle, at + len(word)) for particle in PARTICLES):
                unknown.append(word)
                token = Token(SOMETHING, "things", word)
            else:
                at += len(word)
                continue
        if token is None and text[at] in _SIGNS:
            token = Token(_SIGNS[text[at]], None, text[at])
        if token is not None:
            tokens.append(token)
        at += len(token.said) if token is not None else 1
    return tokens, list(dict.fromkeys(unknown))


def _particle(text: str, at: int, before: list[Token]) -> Token | None:
    """The particle at this place; after a noun it goes before a word that begins alike: 猫はとても has no はと."""
    particle = next((one for one in sorted(PARTICLES, key=len, reverse=True) if text.startswith(one, at)), None)
    after_noun = bool(before) and before[-1].sort == "things"
    return Token("", None, particle) if particle is not None and after_noun and not _postposition(text, at) else None


def _postposition(text: str, at: int) -> bool:
    """Whether an expression begins with the particle: の上で, がない."""
    return bool(_POSTPOSITIONS.match(text, at))


def _counted(text: str, at: int, table: Table) -> Token | None:
    """A number with its counter: 三匹の, 二人."""
    for length in (3, 2, 1):
        number = text[at : at + length]
        entries = table.exactly(number)
        digits = number.isascii() and number.isdigit()
        if not digits and not (entries and entries[0].sort == "numbers"):
            continue
        counter = text[at + len(number) : at + len(number) + 1]
        if counter and counter in _COUNTERS:
            said = number + counter
            said += "の" if text[at + len(said) : at + len(said) + 1] == "の" else ""
            return Token(number if digits else entries[0].english, "numbers", said)
    return None


def _longest(text: str, at: int, table: Table, verbs: dict[str, str]) -> Token | None:
    for length in range(min(_LONGEST, len(text) - at), 0, -1):
        word = text[at : at + length]
        if word in PARTICLES:
            return Token("", None, word)
        entries = table.entries.get(verbs.get(word, word)) or (
            table.entries.get(_other_kana(word)) if length > 2 else None
        )
        if word.endswith("の") and length > 1 and _postposition(text, at + length - 1):
            continue  # 木の上: on a tree, not wooden
        if entries is None or (length == 1 and _HIRAGANA.fullmatch(word)) or _cuts(text, at + length, table, verbs):
            continue
        return Token(_best(entries).english, _best(entries).sort, word)
    return None


def _other_kana(word: str) -> str:
    """A word in hiragana as in katakana, and the other way: both are written."""
    return word.translate(_TO_KATAKANA if _HIRAGANA.fullmatch(word) else _TO_HIRAGANA)


def _cuts(text: str, end: int, table: Table, verbs: dict[str, str]) -> bool:
    """Whether a word that ends at ``end`` would be cut out of a longer one: マイク of マイクロバス, 鳥 of 鳥居."""
    for run in (_KATAKANA, _KANJI):
        if run.fullmatch(text[end - 1]) and end < len(text) and run.fullmatch(text[end]):
            return _counted(text, end, table) is None and _longest(text, end, table, verbs) is None
    return False


def _best(entries: list[Entry]) -> Entry:
    return next((entry for entry in entries if entry.sort == "things"), entries[0])


@cache
def _verb_forms(verbs: tuple[str, ...]) -> dict[str, str]:
    """Each form of each verb to the form in the table; those that no verb has do no harm."""
    forms: dict[str, str] = {}
    for verb in verbs:
        stem, last = verb[:-1], verb[-1]
        if last not in _STEMS:
            continue
        polite, following, past = _STEMS[last]
        kinds = [(stem + polite, stem + following, stem + past)]
        if last == "る":
            kinds.append((stem, stem + "て", stem + "た"))
        if verb.endswith("する"):
            kinds = [(verb[:-2] + "し", verb[:-2] + "して", verb[:-2] + "した")]
        if verb.endswith("行く"):
            kinds = [(stem + "き", stem + "って", stem + "った")]
        if verb.endswith("来る"):
            kinds = [(stem, stem + "て", stem + "た")]
        for polite, following, past in kinds:
            all_forms = [following, past, *(polite + end for end in _POLITE), *(following + end for end in _GOING_ON)]
            for form in all_forms:
                forms.setdefault(form, verb)
    return {form: verb for form, verb in forms.items() if form not in verbs}
