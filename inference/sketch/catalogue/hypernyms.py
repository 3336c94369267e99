"""Nouns that no record lists, to the kind that is their near kin: a trout is painted as a fish, a sapling as a tree.

``near_kin.txt`` is generated from WordNet's hypernyms (build_hypernyms.py says how) and read when the first such noun
is said. A record's own words come first: who looks a word up asks ``KIND_OF_WORD``, and then here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from inference.sketch.catalogue import KINDS

NEAR_KIN = Path(__file__).with_name("near_kin.txt")
"""A line for each kind: its name, a colon, and the nouns that are painted as one."""


@cache
def _kind_of() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for line in NEAR_KIN.read_text().splitlines():
        kind, _, nouns = line.partition(":")
        if kind in KINDS:  # the kinds of a picture set that is not installed are not known
            kinds.update(dict.fromkeys(nouns.split(), kind))
    return kinds


def kind_of_noun(lemma: str) -> str | None:
    """The kind that a noun is painted as for want of its own: singular, lower case, hyphens between its words
    ("snapping-turtle"). None where it names no thing or nothing near enough."""
    return _kind_of().get(lemma)
