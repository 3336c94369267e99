"""Answers questions about a world out of its narration and its directions; nothing is made up.

A question is read for what it asks (how many, which colour, where, who, what came after) and for what it asks about:
kinds by any of their words, and other words as they stand. The strip that says it is quoted and pointed at; where no
strip does, the answer says so. It answers any question in any script, never raises, and does not look at the picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inference.contract.direction import Element
from inference.contract.finishing import Answer, AskJob
from inference.contract.kind_names import plain_name
from inference.contract.pieces import StripNote
from inference.engine.lexicon import COLOURS
from inference.sketch.art_director.wording import number
from inference.sketch.director.phrase_reader import Found, count_of, find, lemmas, words_of
from inference.sketch.director.vocabulary import JOINING

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
    """A strip that tells of what was asked about."""

    index: int
    strip: StripNote
    kind: str | None
    element: Element | None


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
        yield _which_colour(mentions)
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
        yield f"{_LIGHTS[seen.strip.direction.light]}: {_quote(seen.strip)}.", seen.index
    if about_it and asks("about", "happen", "happens", "happened", "story", "world", "see", "shown", "show", "shows"):
        yield _the_whole(strips)
    if mentions:
        seen = mentions[0]
        more = f" It comes up in {number(len(mentions))} strips." if len(mentions) > 1 else ""
        yes = (
            "Yes. "
            if question.words[:1] and question.words[0] in ("is", "are", "was", "were", "does", "do", "did")
            else ""
        )
        yield f"{yes}Strip {seen.index + 1} tells of it: {_quote(seen.strip)}.{more}", seen.index
    subject = plain_name(question.kinds[0]) if question.kinds else ""
    yield (f"The world tells of no {subject}." if subject else "The world does not tell that."), None


def _how_many(question: _Question, strips: Sequence[StripNote], mentions: list[_Mention]) -> _Answered:
    if question.has("strip", "strips", "phrase", "phrases", "long"):
        many = "one strip" if len(strips) == 1 else f"{len(strips)} strips"
        return f"The world has {many}, each painted for one phrase.", None
    if question.has("narrator", "narrators") or (question.has("told", "tell", "spoke") and not question.rest):
        return _who(strips, [], True)
    counted = [seen for seen in mentions if seen.element is not None and seen.kind is not None]
    if not counted:
        return None
    most = max(counted, key=lambda seen: (seen.element.count if seen.element else 0, -seen.index))
    count = most.element.count if most.element else 1
    name = plain_name(most.kind or "", count)
    others = f" They come up in {number(len(counted))} strips; these are the most at once." if len(counted) > 1 else ""
    are = "is" if count == 1 else "are"
    return (
        f"There {are} {'one' if count == 1 else count} {name} in strip {most.index + 1}: {_quote(most.strip)}.{others}",
        most.index,
    )


def _who(strips: Sequence[StripNote], mentions: list[_Mention], about_it: bool) -> _Answered:
    if about_it:
        told = Counter(strip.narrator.strip() or "somebody" for strip in strips)
        parts = [f"{name} ({count} {'phrase' if count == 1 else 'phrases'})" for name, count in told.most_common(8)]
        more = f" and {len(told) - 8} more" if len(told) > 8 else ""
        return f"It was told by {', '.join(parts)}{more}.", None
    if not mentions:
        return None
    seen = mentions[0]
    return (
        f"{seen.strip.narrator.strip() or 'Somebody'} said it, in strip {seen.index + 1}: {_quote(seen.strip)}.",
        seen.index,
    )


def _which_colour(mentions: list[_Mention]) -> _Answered:
    if not mentions:
        return None
    for seen in mentions:
        if seen.element is not None and seen.element.colour and seen.kind:
            name = plain_name(seen.kind, seen.element.count)
            are = "is" if seen.element.count == 1 else "are"
            return f"The {name} {are} {seen.element.colour}: {_quote(seen.strip)}.", seen.index
    seen = mentions[0]
    said = next((word for word in words_of(seen.strip.text) if word in COLOURS), None)
    hint = f" Something in that strip is {said}." if said else ""
    return f"Nobody said of which colour: {_quote(seen.strip)}.{hint}", seen.index


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
    return f"{alone}: {_quote(seen.strip)}.", seen.index


def _the_whole(strips: Sequence[StripNote]) -> _Answered:
    if len(strips) == 1:
        return f"It is one strip: {_quote(strips[0])}.", 0
    return (
        f"It begins with {_quote(strips[0])} and, {number(len(strips))} strips on, ends with {_quote(strips[-1])}.",
        0,
    )


def _quote(strip: StripNote) -> str:
    text = " ".join(strip.text.split())
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
    """The strips that tell of what was asked about: those that share most of it first, the earlier of two alike."""
    scored: list[tuple[int, _Mention]] = []
    for index, strip in enumerate(strips):
        said = {hit.kind: hit for hit in find(words_of(strip.text)) if not hit.gone}
        kind = next((kind for kind in question.kinds if kind in said), None)
        # What stands on from an earlier strip is told by that one.
        score = 4 * sum(kind in said for kind in question.kinds) + len(question.rest & _pieces(strip.text))
        if score == 0 or (question.kinds and kind is None and not question.rest & _pieces(strip.text)):
            continue
        element = next((one for one in strip.direction.elements if one.kind == kind), None)
        if kind is not None and element is None:
            element = Element(kind=kind, count=max(1, min(60, count_of(said[kind]))), colour=said[kind].colour)
        scored.append((score, _Mention(index, strip, kind, element)))
    scored.sort(key=lambda pair: (-pair[0], pair[1].index))
    best = scored[0][0] if scored else 0
    # A strip that shares much less than the best one is about something else.
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
