"""The search over finished worlds and galleries, for pages and the HTTP API: ``search_worlds(visitor, query)``.

PostgreSQL full text on what ``worlds.search.index`` wrote, in the syntax of web searches: words, ``"a phrase"``,
``-without``, ``one or other``; the last word may be a prefix. Where nothing has the words as they are written, they are
replaced by words with nearly the same spelling. Any string is a query; one without words finds nothing.
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
from worlds.search.words import edit_distance, is_unspaced, tokenize, trigrams

QUERY_CHARS_MAX = 200
TERMS_MAX = 24
PREFIX_CHARS_MIN = 2
"""From so many letters on, the last word of a query is taken for a prefix too."""
CORRECTED_MAX = 5
"""Words of one query that are corrected."""
CORRECTIONS_MAX = 4
"""Corrections of one word."""
CANDIDATES = 60
"""Words with the most trigrams in common, of which the nearest become corrections."""

Clause = SearchQuery | CombinedSearchQuery
_TOKEN = re.compile(r'(?P<excluded>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_PUNCTUATION = re.compile(r"[,;:/|&.!?()]+")


@dataclass(frozen=True)
class Term:
    """Words that follow one another; with ``is_prefix`` the last of them may be the beginning of a longer one."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True)
class ParsedQuery:
    """What a query asks for: every term of one of ``alternatives``, and none of ``excluded``."""

    alternatives: tuple[tuple[Term, ...], ...]
    excluded: tuple[Term, ...]

    @property
    def words(self) -> list[str]:
        """The words that are wanted, each once."""
        return list(dict.fromkeys(word for terms in self.alternatives for term in terms for word in term.words))

    @property
    def prefix(self) -> str:
        """The word that may be the beginning of a longer one, or an empty string."""
        return next((term.words[-1] for terms in self.alternatives for term in terms if term.is_prefix), "")


@dataclass(frozen=True)
class Search:
    """A query as it is carried out for a visitor; ``corrections`` are searched for beside the words they are of."""

    visitor: Visitor
    parsed: ParsedQuery
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def worlds(self) -> QuerySet[World]:
        """Worlds that may be listed for the visitor, best first."""
        clause = build_clause(self.parsed, self.corrections)
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
        clause = build_clause(self.parsed, self.corrections)
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
    return prepare_search(visitor, query).worlds


def prepare_search(visitor: Visitor, query: str) -> Search:
    """``query`` as it will be carried out: with corrections only where nothing has its own words."""
    search = Search(visitor, parse_query(query))
    if not search.parsed.alternatives or search.worlds.exists() or search.galleries.exists():
        return search
    corrections = {word: found for word in search.parsed.words[:CORRECTED_MAX] if (found := similar_words(word))}
    return Search(visitor, search.parsed, corrections)


def parse_query(query: str) -> ParsedQuery:
    """Parse what a person typed, whatever it is."""
    groups: list[list[Term]] = [[]]
    excluded: list[Term] = []
    tokens = list(_TOKEN.finditer(_PUNCTUATION.sub(" ", query[:QUERY_CHARS_MAX])))[:TERMS_MAX]
    for token in tokens:
        written = token["word"] if token["phrase"] is None else token["phrase"]
        if token["phrase"] is None and not token["excluded"] and written.lower() == "or":
            groups.append([])
        elif words := tuple(tokenize(written)):
            if token["excluded"]:
                excluded.append(Term(words))
            else:
                last = token is tokens[-1] and token["phrase"] is None
                groups[-1].append(Term(words, is_prefix=last and _may_be_prefix(words[-1])))
    return ParsedQuery(tuple(tuple(group) for group in groups if group), tuple(excluded))


def build_clause(parsed: ParsedQuery, corrections: Mapping[str, tuple[str, ...]]) -> Clause | None:
    """The full text query, or None where there are no words.

    A group is searched for as English stems (where words like "the" drop out) or as it is written; a word in
    ``corrections`` also as one of those.
    """
    if not parsed.alternatives:
        return None
    groups = [
        _or_all(_and_all(_term_clause(term, config, corrections) for term in terms) for config in CONFIGS)
        for terms in parsed.alternatives
    ]
    clause = _or_all(groups)
    for term in parsed.excluded:
        text = " ".join(term.words)
        for config in CONFIGS:
            clause = _and(clause, SearchQuery(text, config=config, search_type="phrase", invert=True))
    return clause


def similar_words(word: str) -> tuple[str, ...]:
    """Words of worlds and galleries that ``word`` may be a misspelling of, nearest first.

    They may be of worlds that the visitor may not see.
    """
    if len(word) < WORD_CHARS_MIN or is_unspaced(word[0]):
        return ()
    grams = trigrams(word)
    allowed = 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3
    with connection.cursor() as cursor:
        # the similarity of pg_trgm: trigrams in both, divided by trigrams in either
        cursor.execute(
            """
            SELECT text
            FROM (
                SELECT text, cardinality(trigrams) AS own, shared
                FROM worlds_word,
                    LATERAL (
                        SELECT count(*) AS shared FROM unnest(trigrams) AS gram WHERE gram = ANY(%(grams)s)
                    ) AS common
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
    ranked = sorted((edit_distance(word, known), order, known) for order, known in enumerate(alike))
    return tuple(known for distance, _, known in ranked if distance <= allowed)[:CORRECTIONS_MAX]


def _may_be_prefix(word: str) -> bool:
    return len(word) >= PREFIX_CHARS_MIN and not is_unspaced(word[-1])


def _term_clause(term: Term, config: str, corrections: Mapping[str, tuple[str, ...]]) -> Clause:
    """The term in PostgreSQL's own syntax, of which no token has any character."""
    *before, last = (f"'{word}'" for word in term.words)
    text = " <-> ".join([*before, f"{last}:*" if term.is_prefix else last])
    if not before:
        text = " | ".join([text, *(f"'{word}'" for word in corrections.get(term.words[0], ()))])
    return SearchQuery(text, config=config, search_type="raw")


def _and_all(clauses: Iterable[Clause]) -> Clause:
    return reduce(_and, clauses)


def _or_all(clauses: Iterable[Clause]) -> Clause:
    return reduce(lambda one, other: CombinedSearchQuery(one, "||", other, config=None), clauses)


def _and(one: Clause, other: Clause) -> Clause:
    return CombinedSearchQuery(one, "&&", other, config=None)
