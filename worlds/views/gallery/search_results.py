"""What a search found, as pages show it: titles and the best lines of the narration, with the matches highlighted.

``search_hits`` highlights what ``worlds.search.query`` searches for: the words of the query, other forms of them, words
that begin with the prefix, and corrections. What narrators said is escaped; only ``<mark>`` is markup.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from worlds.models import Phrase, World
from worlds.search.query import Search
from worlds.search.words import fold, token_spans

EXCERPT_LINES = 2
"""Of the narration, shown of each world."""
LINE_CHARS_MAX = 240
_ASCII_TOKEN = re.compile(r"[A-Za-z0-9]+")

Span = tuple[int, int]
"""The start and the end of a match in a text."""


@dataclass(frozen=True)
class SearchHit:
    """A world that a search found. ``corrections`` are the words in it that were found as corrections."""

    world: World
    title: SafeString
    excerpt: SafeString
    corrections: frozenset[str]


def search_hits(worlds: Iterable[World], search: Search) -> list[SearchHit]:
    """``worlds`` in their order, each with what ``search`` found in it."""
    shown = list(worlds)
    narration: dict[object, list[str]] = defaultdict(list)
    phrases = Phrase.objects.filter(world__in=shown, state=Phrase.State.PAINTED).order_by("ordinal")
    for world_id, text in phrases.values_list("world", "text"):
        narration[world_id].append(text)
    lines = {world.pk: [world.title, world.description, *narration[world.pk]] for world in shown}
    highlighter = Highlighter.of(search, (line for texts in lines.values() for line in texts))
    return [_hit(world, lines[world.pk], highlighter) for world in shown]


def highlight(text: str, spans: Iterable[Span]) -> SafeString:
    """``text`` escaped, with what is at ``spans`` in a ``<mark>``. Spans may touch and overlap."""
    parts: list[SafeString] = []
    at = 0
    for start, end in _merged(spans):
        parts += [format_html("{}", text[at:start]), format_html("<mark>{}</mark>", text[start:end])]
        at = end
    return format_html_join("", "{}", ((part,) for part in [*parts, format_html("{}", text[at:])]))


@dataclass(frozen=True)
class Highlighter:
    """Finds in texts what was searched for; ``matches`` has for each word of the query all words that match it."""

    terms: tuple[tuple[str, ...], ...]
    matches: dict[str, frozenset[str]]
    corrections: frozenset[str]
    folded: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(search: Search, texts: Iterable[str]) -> Highlighter:
        folded: dict[str, str] = {}
        for text in texts:
            for start, end in _spans(text):
                raw = text[start:end]
                if raw not in folded:
                    folded[raw] = fold(raw)
        parsed = search.parsed
        corrections = frozenset(word for words in search.corrections.values() for word in words)
        stems = _stems({*folded.values(), *parsed.words, *corrections})
        matches = {}
        for word in parsed.words:
            accepted = {word, *search.corrections.get(word, ())}
            roots = {stems[one] for one in accepted} - {""}
            prefixes = (word, stems[word] or word) if word == parsed.prefix else ()
            matches[word] = frozenset(
                token
                for token in folded.values()
                if token in accepted or stems[token] in roots or (prefixes and token.startswith(prefixes))
            )
        terms = tuple(term.words for group in parsed.alternatives for term in group)
        return Highlighter(terms, matches, corrections, folded)

    def spans(self, text: str) -> tuple[int, list[Span]]:
        """How many of the terms are in ``text``, and where."""
        spots = [(start, end, self.folded[text[start:end]]) for start, end in _spans(text)]
        count, spans = 0, []
        for term in self.terms:
            hits = [
                (spots[at][0], spots[at + len(term) - 1][1])
                for at in range(len(spots) - len(term) + 1)
                if all(spots[at + further][2] in self.matches[word] for further, word in enumerate(term))
            ]
            count += bool(hits)
            spans += hits
        return count, spans

    def corrections_in(self, text: str, spans: Iterable[Span]) -> set[str]:
        """The corrections among the words at ``spans``."""
        return {self.folded.get(text[start:end], "") for start, end in spans} & self.corrections


def _hit(world: World, lines: list[str], highlighter: Highlighter) -> SearchHit:
    title, description, *narration = lines
    _, in_title = highlighter.spans(title)
    corrections = highlighter.corrections_in(title, in_title)
    best: list[tuple[int, int, str, list[Span]]] = []
    for order, line in enumerate(narration):
        count, spans = highlighter.spans(line)
        if count:
            best.append((-count, order, line, spans))
        if sum(-count >= len(highlighter.terms) for count, *_ in best) >= EXCERPT_LINES:
            break
    shown = [(order, line, spans) for _, order, line, spans in sorted(best)[:EXCERPT_LINES]]
    if not shown:
        shown = [(0, description, highlighter.spans(description)[1])]
    for _, line, spans in shown:
        corrections |= highlighter.corrections_in(line, spans)
    excerpt = format_html_join(" … ", "{}", ((_excerpt(line, spans),) for _, line, spans in sorted(shown)))
    return SearchHit(world=world, title=highlight(title, in_title), excerpt=excerpt, corrections=frozenset(corrections))


def _excerpt(line: str, spans: list[Span]) -> SafeString:
    """A line with its matches highlighted; of a long one the part around the first match."""
    if len(line) <= LINE_CHARS_MAX:
        return highlight(line, spans)
    start = max(0, min((span[0] for span in spans), default=0) - LINE_CHARS_MAX // 3)
    start = line.rfind(" ", 0, start + 1) + 1 if start else 0
    end = start + LINE_CHARS_MAX
    inside = [(from_ - start, to - start) for from_, to in spans if from_ >= start and to <= end]
    return format_html(
        "{}{}{}", "… " if start else "", highlight(line[start:end], inside), " …" if end < len(line) else ""
    )


def _merged(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _spans(text: str) -> Iterator[Span]:
    return (found.span() for found in _ASCII_TOKEN.finditer(text)) if text.isascii() else token_spans(text)


def _stems(words: set[str]) -> dict[str, str]:
    """The English stem of each word, nothing for words such as "the"."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, coalesce((ts_lexize('english_stem', word))[1], '') FROM unnest(%s::text[]) AS word",
            [sorted(words)],
        )
        return dict(cursor.fetchall())
