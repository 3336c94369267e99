"""Where one phrase ends and the next begins, as far as the words tell. Pure: text in, text out.

The pause is the cutter's (``worlds.speech.cutter``); words only correct it. ``dangles`` knows a phrase that cannot be
over, so that a pause after "and then" does not tear it apart; ``two_scenes`` knows a long one that holds two scenes, so
that each gets its strip. Both are careful: of a phrase that may be whole either way they say nothing.
They read English.
"""

from __future__ import annotations

import re

DANGLING = re.compile(
    r"\b("
    r"and|or|but|nor|because|with|without|of|the|a|an|than|whose|while|although|from|into|onto|towards?|between|among|despite|"
    r"beneath|amid|my|your|its|our|their|every|another|very|"
    r"(and|but) then|so that|as if|and so|in front|next to|close to"
    r")$"
)
"""Words that an English phrase hardly ever ends with."""

SCENES_WORDS_LEAST = 18
"""Words of a phrase that may hold two scenes …"""
SCENE_WORDS_LEAST = 6
"""… and of each of the two."""
TURN = re.compile(
    r"[,;]?\s+(?=(?:and|but|so)\s+then\b|and\s+suddenly\b|suddenly\b|meanwhile\b|and\s+meanwhile\b|then\b)|(?<=[.!?;])\s+",
    re.I,
)
"""Where a narrator turns to another scene: before "and then" and its like, after the end of a sentence."""


def dangles(text: str) -> bool:
    """Whether somebody who stopped here is going to go on: "a castle and", "the moon rises and then"."""
    return DANGLING.search(" ".join(re.findall(r"[\w']+|[.!?]$", text.lower().strip()))) is not None


def two_scenes(text: str) -> tuple[str, str] | None:
    """The two scenes of a long phrase, cut at its most even turn; none where it is one scene, or short, or in doubt."""
    if len(text.split()) < SCENES_WORDS_LEAST:
        return None
    halves = [(text[: turn.start()].strip(" ,;"), text[turn.end() :].strip()) for turn in TURN.finditer(text)]
    # of "and then" the turn is before "and"
    halves = [(first, second) for first, second in halves if not dangles(first)]
    lengths = [(len(first.split()), len(second.split())) for first, second in halves]
    even = [(abs(one - two), at) for at, (one, two) in enumerate(lengths) if min(one, two) >= SCENE_WORDS_LEAST]
    return halves[min(even)[1]] if even else None
