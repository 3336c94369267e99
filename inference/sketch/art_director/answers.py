"""Answers questions about a world out of its narration; nothing is made up.

A question is read for what it asks (how many, which colour, where, who, what came after) and for what it asks about:
kinds by any of their words, and other words as they stand. The phrase that says it is quoted and its strip pointed at,
of what a second voice painted over a strip that strip; where no phrase does, the answer says so. A number or a colour
is only said of what the narration says it of, and "yes" only to whether something is there. It answers any question in
any script, never raises, and does not look at the picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inference.contract.finishing import Answer, AskJob
from inference.contract.kind_names import plain_name
from inference.contract.pieces import PieceNote, StripNote
from inference.engine.lexicon import COLOURS, NUMBERS
from inference.sketch.art_director.said import is_plural, said_colour, said_counts
from inference.sketch.art_director.wording import number
from inference.sketch.director.languages import gloss
from inference.sketch.director.phrase_reader import Found, find, lemmas, words_of
from inference.sketch.director.vocabulary import JOINING, NO, PREPOSITIONS

QUOTED = 200
"""Characters of a phrase that are quoted."""
_ASKING = frozenset({
    "how", "many", "much", "what", "which", "who", "whom", "whose", "where", "when", "why", "color", "colour",
    "colours", "colors", "said", "say", "says", "tell", "told", "tells", "spoke", "speak", "speaks", "mention",
    "mentioned", "about", "happen", "happens", "happened", "after", "before", "next", "did", "any", "ever",
    "appear", "appears", "find", "kind", "please", "story", "world", "mural", "strip", "strips", "picture",
    "painting", "narrator", "narrators", "phrase", "phrases", "people", "title", "called", "name", "named", "long",
    "begin", "begins", "beginning", "start", "starts", "end", "ends", "ending", "first", "last", "finally", "light",
    "time", "day", "shown", "show", "shows", "painted",
})  # fmt: skip
"""Words of questions that say nothing of what is asked about."""
_OF_THE_WORLD = frozenset({"world", "story", "mural", "painting", "picture", "this", "it"})
_LIGHTS = {
    "dawn": "It is dawn there",
    "day": "It is day there",
    "golden": "The sun is low and golden there",
    "dusk": "It is dusk there",
    "night": "It is night there",
    "storm": "A storm darkens it there",
    "overcast": "The sky is grey there",
    "glow": "Lights glow in the dark there",
}


@dataclass(frozen=True)
class _Question:
    words: list[str]
    found: list[Found]
    """Kinds it names."""
    rest: frozenset[str]
    """Its other telling words and, of scripts without spaces, pairs of letters."""

    def has(self, *words: str) -> bool:
        return any(word in self.words for word in words)

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(one.kind for one in self.found))


@dataclass(frozen=True)
class _Mention:
    """A phrase that tells of what was asked about: a strip's, or that of a layer over it."""

    index: int
    """Of the strip."""
    told: PieceNote
    kind: str | None


def answer(job: AskJob) -> Answer:
    """The answer to ``job.question``: at most 600 characters, and the position of the strip
    that is meant, if one is."""
    strips = sorted(job.strips, key=lambda strip: strip.position)
    question = _read(job.question)
    mentions = list(_mentions(question, strips))
    text, index = next(found for found in _answers(question, strips, mentions, job.title) if found is not None)
    return Answer(
        about=job.about,
        attempt=job.attempt,
        text=text[:600],
        position=None if index is None else strips[index].position,
    )


_Answered = tuple[str, int | None] | None


def _answers(
    question: _Question, strips: Sequence[StripNote], mentions: list[_Mention], title: str
) -> Iterator[_Answered]:
    """What can be answered, the most particular first; the last one always is."""
    asks = question.has
    about_it = not question.kinds and not question.rest
    if asks("title", "called", "name", "named") and (about_it or question.has(*_OF_THE_WORLD)):
        yield (f"The world is called “{title}”.", None) if title else ("The world has no title yet.", None)
    if asks("many", "number", "count", "long"):
        yield _how_many(question, strips, mentions)
    if asks("said", "says", "say", "told", "tells", "spoke", "narrator", "narrators") or (about_it and asks("who")):
        yield _who(strips, mentions, about_it)
    if asks("colour", "color", "colours", "colors"):
        yield _which_colour(question, mentions)
    if asks("after", "next", "then", "before"):
        yield _beside(strips, mentions, -1 if asks("before") else 1)
    if asks("where"):
        yield _where(strips, mentions)
    if about_it and asks("begin", "begins", "beginning", "start", "starts", "first"):
        yield f"It begins with {_quote(strips[0])}.", 0
    if about_it and asks("end", "ends", "ending", "last", "finally"):
        yield f"It ends with {_quote(strips[-1])}.", len(strips) - 1
    if asks("light", "time", "when") and mentions:
        seen = mentions[0]
        yield f"{_LIGHTS[seen.told.direction.light]}: {_quote(seen.told)}.", seen.index
    if about_it and asks("about", "happen", "happens", "happened", "story", "world", "see", "shown", "show", "shows"):
        yield _the_whole(strips)
    if mentions:
        seen = mentions[0]
        several = len({one.index for one in mentions})
        more = f" It comes up in {number(several)} strips." if several > 1 else ""
        yes = "Yes. " if _is_there(question, seen) else ""
        yield f"{yes}Strip {seen.index + 1} tells of it: {_quote(seen.told)}.{more}", seen.index
    subject = plain_name(question.kinds[0]) if question.kinds else ""
    yield (f"The world tells of no {subject}." if subject else "The world does not tell that."), None


def _how_many(question: _Question, strips: Sequence[StripNote], mentions: list[_Mention]) -> _Answered:
    if question.has("strip", "strips", "phrase", "phrases", "long"):
        many = "one strip" if len(strips) == 1 else f"{len(strips)} strips"
        return f"The world has {many}, each painted for one phrase.", None
    if question.has("narrator", "narrators") or (question.has("told", "tell", "spoke") and not question.rest):
        return _who(strips, [], True)
    named = [seen for seen in mentions if seen.kind is not None]
    if not named:
        return None
    counted = [(seen, count) for seen in named if (count := _said_count(seen)) is not None]
    if not counted:
        return f"Nobody said how many: {_quote(named[0].told)}.", named[0].index
    most, count = max(counted, key=lambda pair: (pair[1], -pair[0].index))
    name = plain_name(most.kind or "", count)
    several = len({seen.index for seen, _ in counted})
    every = several > 1 and len(counted) == len(named)
    others = f" They come up in {number(several)} strips; these are the most at once." if every else ""
    are = "is" if count == 1 else "are"
    return (
        f"There {are} {'one' if count == 1 else count} {name} in strip {most.index + 1}: {_quote(most.told)}.{others}",
        most.index,
    )


def _said_count(seen: _Mention) -> int | None:
    return max((count for kind, count in said_counts(seen.told.text) if kind == seen.kind), default=None)


def _who(strips: Sequence[StripNote], mentions: list[_Mention], about_it: bool) -> _Answered:
    if about_it:
        told = Counter(piece.narrator.strip() or "somebody" for strip in strips for piece in (strip, *strip.layers))
        parts = [f"{name} ({count} {'phrase' if count == 1 else 'phrases'})" for name, count in told.most_common(8)]
        more = f" and {len(told) - 8} more" if len(told) > 8 else ""
        return f"It was told by {', '.join(parts)}{more}.", None
    if not mentions:
        return None
    seen = mentions[0]
    return (
        f"{seen.told.narrator.strip() or 'Somebody'} said it, in strip {seen.index + 1}: {_quote(seen.told)}.",
        seen.index,
    )


def _which_colour(question: _Question, mentions: list[_Mention]) -> _Answered:
    if not mentions:
        return None
    for seen in mentions:
        for word, colour in _coloured(question, seen.told.text):
            are = "are" if is_plural(word) else "is"
            return f"The {word} {are} {colour}: {_quote(seen.told)}.", seen.index
    seen = mentions[0]
    if COLOURS.keys() & {*words_of(gloss(seen.told.text).english)}:
        return f"Which colour it has cannot be told from the words: {_quote(seen.told)}.", seen.index
    return f"Nobody said of which colour: {_quote(seen.told)}.", seen.index


def _coloured(question: _Question, text: str) -> Iterator[tuple[str, str]]:
    """What is asked about, as ``text`` names it, with the colour that stands beside it there."""
    words = words_of(gloss(text).english)
    for start, end in _spans(question, words):
        colour = said_colour(words, start, end)
        if colour is not None:
            yield " ".join(words[start:end]), colour


def _spans(question: _Question, words: list[str]) -> list[tuple[int, int]]:
    """Where ``words`` name the thing that is asked about: "umbrella" in a question for the girl's umbrella."""
    subject = _subject(question)
    if isinstance(subject, Found):
        return [(hit.start, hit.end) for hit in find(words) if hit.kind == subject.kind]
    return [(at, at + 1) for at, word in enumerate(words) if subject & _pieces(word)]


def _subject(question: _Question) -> Found | frozenset[str]:
    """The thing that is asked about: the last that is named before a preposition goes on about something else."""
    subject: Found | frozenset[str] = frozenset()
    for at, word in enumerate(question.words):
        if subject and word in PREPOSITIONS | {"of"}:
            break
        hit = next((one for one in question.found if one.start <= at < one.end), None)
        pieces = question.rest & _pieces(word)
        if word not in COLOURS and (hit or pieces):
            subject = hit or pieces
    return subject


def _is_there(question: _Question, seen: _Mention) -> bool:
    """Whether "yes" answers it: it asks whether something is there, and the strip tells all of that."""
    asks = question.words[1:2] == ["there"] and question.words[0] in ("is", "are", "was", "were")
    said, words = (
        {hit.kind for hit in find(words_of(gloss(seen.told.text).english)) if not hit.gone},
        {*question.words},
    )
    if not asks or words & (NO | NUMBERS.keys() - {"a", "an", "one"}) or any(word.isdigit() for word in words):
        return False
    colours = {COLOURS[word][0] for word in words & COLOURS.keys()}
    same = colours <= {colour for _, colour in _coloured(question, seen.told.text)}
    return same and {*question.kinds} <= said and question.rest <= _pieces(seen.told.text) | words & COLOURS.keys()


def _beside(strips: Sequence[StripNote], mentions: list[_Mention], step: int) -> _Answered:
    if not mentions:
        return None
    index = mentions[0].index + step
    if index < 0:
        return f"Nothing comes before it: the world begins with {_quote(strips[0])}.", 0
    if index >= len(strips):
        return f"Nothing comes after it: the world ends with {_quote(strips[-1])}.", len(strips) - 1
    return f"{'After' if step > 0 else 'Before'} that comes {_quote(strips[index])}.", index


def _where(strips: Sequence[StripNote], mentions: list[_Mention]) -> _Answered:
    if not mentions:
        return None
    seen = mentions[0]
    part = (seen.index + 0.5) / len(strips)
    where = "near the beginning" if part < 0.34 else ("near the end" if part > 0.66 else "in the middle")
    alone = "It is the only strip" if len(strips) == 1 else f"In strip {seen.index + 1} of {len(strips)}, {where}"
    return f"{alone}: {_quote(seen.told)}.", seen.index


def _the_whole(strips: Sequence[StripNote]) -> _Answered:
    if len(strips) == 1:
        return f"It is one strip: {_quote(strips[0])}.", 0
    return (
        f"It begins with {_quote(strips[0])} and, {number(len(strips))} strips on, ends with {_quote(strips[-1])}.",
        0,
    )


def _quote(piece: PieceNote) -> str:
    """The phrase in quotes, without its own full stop, since the answer's follows."""
    text = " ".join(piece.text.split())
    text = text if text.endswith("..") else text.removesuffix(".")
    return f"“{text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + '…'}”"


def _read(text: str) -> _Question:
    words = [word for word in words_of(text) if word.isalnum()]
    # "does" is no deer here, and "people" are mostly those who told.
    found = [one for one in find(words) if not {*words[one.start : one.end]} <= _ASKING | JOINING]
    taken = {word for one in found for word in words[one.start : one.end]}
    rest = frozenset(
        piece for piece in _pieces(text) if piece not in {stem for word in taken for stem in _pieces(word)}
    )
    return _Question(words, found, rest)


def _mentions(question: _Question, strips: Sequence[StripNote]) -> Iterator[_Mention]:
    """The phrases that tell of what was asked about: those that share most of it first, the earlier of two alike."""
    scored: list[tuple[int, _Mention]] = []
    for index, piece in ((index, piece) for index, strip in enumerate(strips) for piece in (strip, *strip.layers)):
        said = {hit.kind: hit for hit in find(words_of(gloss(piece.text).english)) if not hit.gone}
        kind = next((kind for kind in question.kinds if kind in said), None)
        # What stands on from an earlier strip is told by that one.
        score = 4 * sum(kind in said for kind in question.kinds) + len(question.rest & _pieces(piece.text))
        if score == 0 or (question.kinds and kind is None and not question.rest & _pieces(piece.text)):
            continue
        scored.append((score, _Mention(index, piece, kind)))
    scored.sort(key=lambda pair: (-pair[0], pair[1].index))
    best = scored[0][0] if scored else 0
    # A phrase that shares much less than the best one is about something else.
    yield from (mention for score, mention in scored if 2 * score > best)


def _pieces(text: str) -> frozenset[str]:
    """The telling words of a text under their shortest form and, of scripts without spaces, its pairs of letters."""
    pieces: set[str] = set()
    for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()):
        if not word.isascii() and any(unicodedata.category(char) == "Lo" for char in word):
            pieces |= {word[at : at + 2] for at in range(max(1, len(word) - 1))}
            pieces |= {char for char in word if "\u4e00" <= char <= "\u9fff"}  # a sign that is a word by itself
        elif (
            len(word) > 2
            and word not in JOINING
            and word not in _ASKING
            and word not in ("there", "can", "get", "gets")
        ):
            pieces.add(min((form for form in lemmas(word) if len(form) > 2), key=len, default=word))
    return frozenset(pieces)
