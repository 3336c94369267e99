"""The search over finished worlds and galleries, for pages and the HTTP API:
``search_worlds(visitor, query)``, best first.

PostgreSQL full text on what ``worlds.search.index`` wrote, read the way web searches are: words, ``"a phrase"``,
``-without``, ``one or other``; the last word may be only begun. Where nothing has the words as they are written, worlds
that have words spelt nearly so are found. Any string is a query; one without words finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, QuerySet

from worlds.access import Visitor, galleries_for, worlds_for
from worlds.models import Gallery, World
from worlds.search.index import CONFIGS, WORD_CHARS_MIN
from worlds.search.words import slips, trigrams, unspaced, words

QUERY_CHARS_MAX = 200
TERMS_MAX = 24
BEGUN_CHARS_MIN = 2
"""From so many letters on the last word of a query also finds the words that begin with it."""
MISSPELT_MAX = 5
"""Words of one query that others are looked for."""
NEAR_MAX = 4
"""Words that are tried for one that nobody told."""
CANDIDATES = 60
"""Words with the most trigrams in common, of which the nearest are tried."""

Clause = SearchQuery | CombinedSearchQuery
_PIECE = re.compile(r'(?P<without>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_BETWEEN = re.compile(r"[,;:/|&.!?()]+")


@dataclass(frozen=True)
class Term:
    """Words that follow one another; ``begun`` if the last of them may be only the beginning of one."""

    words: tuple[str, ...]
    begun: bool = False


@dataclass(frozen=True)
class Wish:
    """What a query asks for: every term of one of ``any_of``, and none of ``without``."""

    any_of: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...]

    @property
    def words(self) -> list[str]:
        """The words that are wanted, each once."""
        return list(dict.fromkeys(word for terms in self.any_of for term in terms for word in term.words))

    @property
    def begun(self) -> str:
        """The word that may be only the beginning of one, or nothing."""
        return next((term.words[-1] for terms in self.any_of for term in terms if term.begun), "")


@dataclass(frozen=True)
class Sought:
    """A query as it is carried out for a visitor.
    ``near``: what is taken besides for words, where nothing has them as written."""

    visitor: Visitor
    wish: Wish
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def worlds(self) -> QuerySet[World]:
        """Worlds that may be listed for the visitor, best first."""
        clause = clause_of(self.wish, self.near)
        if clause is None:
            return worlds_for(self.visitor).none()
        return (
            worlds_for(self.visitor)
            .filter(search=clause)
            .annotate(rank=SearchRank(F("search"), clause))
            .order_by("-rank", "-finished_at", "pk")
        )

    @property
    def galleries(self) -> QuerySet[Gallery]:
        """Galleries that may be listed for the visitor and have the words in name or description, best first."""
        clause = clause_of(self.wish, self.near)
        if clause is None:
            return galleries_for(self.visitor).none()
        return (
            galleries_for(self.visitor)
            .filter(search=clause)
            .annotate(rank=SearchRank(F("search"), clause))
            .order_by("-rank", "-created_at", "pk")
        )


def search_worlds(visitor: Visitor, query: str) -> QuerySet[World]:
    """Worlds that may be listed for ``visitor`` and have what ``query`` asks for, or nearly so. Best first."""
    return seek(visitor, query).worlds


def search_galleries(visitor: Visitor, query: str) -> QuerySet[Gallery]:
    """Galleries that may be listed for ``visitor`` and have what ``query`` asks for, or nearly so. Best first."""
    return seek(visitor, query).galleries


def seek(visitor: Visitor, query: str) -> Sought:
    """``query`` as it will be carried out: with nearly the same words only where nothing at all has its own."""
    sought = Sought(visitor, read_query(query))
    if not sought.wish.any_of or sought.worlds.exists() or sought.galleries.exists():
        return sought
    near = {word: found for word in sought.wish.words[:MISSPELT_MAX] if (found := near_words(word))}
    return Sought(visitor, sought.wish, near)


def read_query(query: str) -> Wish:
    """What a person typed, whatever it is, as what it asks for."""
    groups: list[list[Term]] = [[]]
    without: list[Term] = []
    pieces = list(_PIECE.finditer(_BETWEEN.sub(" ", query[:QUERY_CHARS_MAX])))[:TERMS_MAX]
    for piece in pieces:
        written = piece["word"] if piece["phrase"] is None else piece["phrase"]
        if piece["phrase"] is None and not piece["without"] and written.lower() == "or":
            groups.append([])
        elif told := tuple(words(written)):
            if piece["without"]:
                without.append(Term(told))
            else:
                last = piece is pieces[-1] and piece["phrase"] is None
                groups[-1].append(Term(told, begun=last and _may_be_begun(told[-1])))
    return Wish(tuple(tuple(group) for group in groups if group), tuple(without))


def clause_of(wish: Wish, near: Mapping[str, tuple[str, ...]]) -> Clause | None:
    """The full text query of a wish, or none where it has no words.

    A group is asked in English stems (where words like "the" drop out) or as it is written;
    a word in ``near`` also as one of those.
    """
    if not wish.any_of:
        return None
    groups = [
        _either(_all(_asked(term, config, near) for term in terms) for config in CONFIGS) for terms in wish.any_of
    ]
    clause = _either(groups)
    for term in wish.without:
        text = " ".join(term.words)
        for config in CONFIGS:
            clause = _both(clause, SearchQuery(text, config=config, search_type="phrase", invert=True))
    return clause


def near_words(word: str) -> tuple[str, ...]:
    """Words of worlds and galleries that ``word`` may be a slip for, nearest first.
    They may be of worlds that nobody else may see."""
    if len(word) < WORD_CHARS_MIN or unspaced(word[0]):
        return ()
    grams = trigrams(word)
    allowed = 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3
    with connection.cursor() as cursor:
        # a trigram that both have counts once for either; what all their trigrams share, of all they have,
        # is their likeness
        cursor.execute(
            """
            SELECT text
            FROM (
                SELECT text, cardinality(trigrams) AS own, shared
                FROM worlds_word,
                    LATERAL (SELECT count(*) AS shared FROM unnest(trigrams) AS gram WHERE gram = ANY(%(grams)s)) AS common
                WHERE trigrams && %(grams)s::varchar[] AND length(text) BETWEEN %(shortest)s AND %(longest)s
            ) AS alike
            ORDER BY shared::float / (own + %(count)s - shared) DESC, text
            LIMIT %(most)s
            """,
            {
                "grams": grams,
                "count": len(grams),
                "shortest": len(word) - allowed,
                "longest": len(word) + allowed,
                "most": CANDIDATES,
            },
        )
        alike = [text for (text,) in cursor.fetchall()]
    ranked = sorted((slips(word, known), order, known) for order, known in enumerate(alike))
    return tuple(known for distance, _, known in ranked if distance <= allowed)[:NEAR_MAX]


def _may_be_begun(word: str) -> bool:
    return len(word) >= BEGUN_CHARS_MIN and not unspaced(word[-1])


def _asked(term: Term, config: str, near: Mapping[str, tuple[str, ...]]) -> Clause:
    """The words as a query of PostgreSQL's own; they have no sign that its syntax knows."""
    *before, last = (f"'{word}'" for word in term.words)
    text = " <-> ".join([*before, f"{last}:*" if term.begun else last])
    if not before:
        text = " | ".join([text, *(f"'{word}'" for word in near.get(term.words[0], ()))])
    return SearchQuery(text, config=config, search_type="raw")


def _all(clauses: Iterable[Clause]) -> Clause:
    return reduce(_both, clauses)


def _either(clauses: Iterable[Clause]) -> Clause:
    return reduce(lambda one, other: CombinedSearchQuery(one, "||", other, config=None), clauses)


def _both(one: Clause, other: Clause) -> Clause:
    return CombinedSearchQuery(one, "&&", other, config=None)
