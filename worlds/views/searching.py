"""The search over finished worlds: PostgreSQL full text on title, description and narration, best match first.

``search_worlds`` finds, ``Found.of`` cuts the words that were found out of the narration, marked, and safe to put on a page
whatever a narrator said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, Func, OuterRef, QuerySet, TextField, Value
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from worlds.access import Visitor, worlds_for
from worlds.models import Phrase, World

CONFIG = "english"
"""The text search configuration that ``worlds.actions.finishing.index_world`` indexes with."""
QUERY_CHARS_MAX = 200
START, STOP = "\ue000", "\ue001"
"""Private-use characters around a found word: no markup, so the text between them can be escaped afterwards."""


def search_worlds(visitor: Visitor, query: str) -> QuerySet[World]:
    """Worlds that may be listed for ``visitor`` and match ``query``, written the way web searches are. Best first."""
    wanted = _query(query)
    return (
        worlds_for(visitor)
        .filter(search=wanted)
        .annotate(rank=SearchRank(F("search"), wanted))
        .order_by("-rank", "-finished_at")
    )


@dataclass(frozen=True)
class Found:
    """A world that a search found, with its title and the best piece of its narration, found words marked."""

    world: World
    title: SafeString
    excerpt: SafeString

    @staticmethod
    def of(worlds: Iterable[World], query: str) -> list[Found]:
        """``worlds`` in their order, with excerpts for ``query``."""
        order = [world.pk for world in worlds]
        wanted = _query(query)
        headline = partial(SearchHeadline, query=wanted, config=CONFIG, start_sel=START, stop_sel=STOP)
        painted = Phrase.objects.filter(world=OuterRef("pk"), state=Phrase.State.PAINTED)
        narration = Func(
            ArraySubquery(painted.order_by("ordinal").values("text")),
            Value("\n"),
            function="array_to_string",
            output_field=TextField(),
        )
        rows = World.objects.filter(pk__in=order).annotate(
            title_found=headline("title", highlight_all=True),
            narration_found=headline(narration, max_words=32, min_words=16, max_fragments=2, fragment_delimiter=" … "),
        )
        found = {
            row.pk: Found(world=row, title=marked(row.title_found), excerpt=marked(row.narration_found)) for row in rows
        }
        return [found[key] for key in order if key in found]


def marked(headline: str) -> SafeString:
    """``headline`` escaped, with what stands between START and STOP in a ``<mark>``. Stray ones are dropped."""
    pieces = re.split(f"{START}([^{START}{STOP}]*){STOP}", headline)
    clean = [re.sub(f"[{START}{STOP}]", "", piece) for piece in pieces]
    parts = [format_html("<mark>{}</mark>" if found % 2 else "{}", piece) for found, piece in enumerate(clean)]
    return format_html_join("", "{}", ((part,) for part in parts))


def _query(query: str) -> SearchQuery:
    return SearchQuery(query, config=CONFIG, search_type="websearch")
