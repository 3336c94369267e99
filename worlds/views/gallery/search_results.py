"""What a search found, as pages show it: titles and the best lines of the narration,
with the words that were found marked.

``found_in`` marks what ``worlds.search.query`` finds by: the words asked for, other forms of them, words that begin so,
and words that are nearly so. What narrators said is text, whatever it is; only the marks are markup.
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
from worlds.search.query import Sought
from worlds.search.words import folded, spans

LINES = 2
"""Of the narration, shown of each world."""
LINE_CHARS_MAX = 240
_PLAIN_WORD = re.compile(r"[A-Za-z0-9]+")

Place = tuple[int, int]
"""Where something begins and ends in a text."""


@dataclass(frozen=True)
class Found:
    """A world that a search found. ``near`` are words of it that were taken for one that nobody told."""

    world: World
    title: SafeString
    excerpt: SafeString
    near: frozenset[str]


def found_in(worlds: Iterable[World], sought: Sought) -> list[Found]:
    """``worlds`` in their order, as what ``sought`` found in them."""
    shown = list(worlds)
    told: dict[object, list[str]] = defaultdict(list)
    phrases = Phrase.objects.filter(world__in=shown, state=Phrase.State.PAINTED).order_by("ordinal")
    for world_id, text in phrases.values_list("world", "text"):
        told[world_id].append(text)
    lines = {world.pk: [world.title, world.description, *told[world.pk]] for world in shown}
    marker = Marker.of(sought, (line for texts in lines.values() for line in texts))
    return [_found(world, lines[world.pk], marker) for world in shown]


def marked(text: str, places: Iterable[Place]) -> SafeString:
    """``text`` escaped, with what is at ``places`` in a ``<mark>``. Places may touch and overlap."""
    parts: list[SafeString] = []
    at = 0
    for start, end in _joined(places):
        parts += [format_html("{}", text[at:start]), format_html("<mark>{}</mark>", text[start:end])]
        at = end
    return format_html_join("", "{}", ((part,) for part in [*parts, format_html("{}", text[at:])]))


@dataclass(frozen=True)
class Marker:
    """Finds in texts what was sought. ``alike``: for each word sought, every word of the texts that is taken for it."""

    terms: tuple[tuple[str, ...], ...]
    alike: dict[str, frozenset[str]]
    near: frozenset[str]
    folds: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(sought: Sought, texts: Iterable[str]) -> Marker:
        folds: dict[str, str] = {}
        for text in texts:
            for start, end in _spans(text):
                raw = text[start:end]
                if raw not in folds:
                    folds[raw] = folded(raw)
        wish = sought.wish
        stems = _stems({*folds.values(), *wish.words, *(word for near in sought.near.values() for word in near)})
        alike = {}
        for word in wish.words:
            taken = {word, *sought.near.get(word, ())}
            roots = {stems[one] for one in taken} - {""}
            begun = (word, stems[word] or word) if word == wish.begun else ()
            alike[word] = frozenset(
                told
                for told in folds.values()
                if told in taken or stems[told] in roots or (begun and told.startswith(begun))
            )
        terms = tuple(term.words for group in wish.any_of for term in group)
        return Marker(terms, alike, frozenset(word for near in sought.near.values() for word in near), folds)

    def places(self, text: str) -> tuple[int, list[Place]]:
        """How many of the terms are in ``text``, and where."""
        spots = [(start, end, self.folds[text[start:end]]) for start, end in _spans(text)]
        count, places = 0, []
        for term in self.terms:
            hits = [
                (spots[at][0], spots[at + len(term) - 1][1])
                for at in range(len(spots) - len(term) + 1)
                if all(spots[at + further][2] in self.alike[word] for further, word in enumerate(term))
            ]
            count += bool(hits)
            places += hits
        return count, places

    def near_in(self, text: str, places: Iterable[Place]) -> set[str]:
        """The near words among those at ``places``."""
        return {self.folds.get(text[start:end], "") for start, end in places} & self.near


def _found(world: World, lines: list[str], marker: Marker) -> Found:
    title, description, *told = lines
    _, in_title = marker.places(title)
    near = marker.near_in(title, in_title)
    best: list[tuple[int, int, str, list[Place]]] = []
    for order, line in enumerate(told):
        count, places = marker.places(line)
        if count:
            best.append((-count, order, line, places))
        if sum(-count >= len(marker.terms) for count, *_ in best) >= LINES:
            break
    shown = [(order, line, places) for _, order, line, places in sorted(best)[:LINES]]
    if not shown:
        shown = [(0, description, marker.places(description)[1])]
    for _, line, places in shown:
        near |= marker.near_in(line, places)
    excerpt = format_html_join(" … ", "{}", ((_around(line, places),) for _, line, places in sorted(shown)))
    return Found(world=world, title=marked(title, in_title), excerpt=excerpt, near=frozenset(near))


def _around(line: str, places: list[Place]) -> SafeString:
    """A line with its marks; of a long one the part around the first."""
    if len(line) <= LINE_CHARS_MAX:
        return marked(line, places)
    start = max(0, min((place[0] for place in places), default=0) - LINE_CHARS_MAX // 3)
    start = line.rfind(" ", 0, start + 1) + 1 if start else 0
    end = start + LINE_CHARS_MAX
    inside = [(from_ - start, to - start) for from_, to in places if from_ >= start and to <= end]
    return format_html(
        "{}{}{}", "… " if start else "", marked(line[start:end], inside), " …" if end < len(line) else ""
    )


def _joined(places: Iterable[Place]) -> list[Place]:
    joined: list[Place] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _spans(text: str) -> Iterator[Place]:
    return (found.span() for found in _PLAIN_WORD.finditer(text)) if text.isascii() else spans(text)


def _stems(words: set[str]) -> dict[str, str]:
    """The English stem of each word, nothing for words such as "the"."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, coalesce((ts_lexize('english_stem', word))[1], '') FROM unnest(%s::text[]) AS word",
            [sorted(words)],
        )
        return dict(cursor.fetchall())
