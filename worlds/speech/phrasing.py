"""Where one phrase ends and the next begins, as far as the words show. Pure: text in, text out.

Pauses are found by ``worlds.speech.cutter``; words only correct them. ``is_incomplete`` recognises a phrase that has to
go on, so that a pause after "and then" does not cut it in two; ``split_scenes`` recognises a long one that holds two
scenes, so that each gets its strip. In doubt neither says anything. They read English, as do the ears, whose words have
neither capitals nor full stops until ``as_sentence`` gives them some.
"""

from __future__ import annotations

import re

INCOMPLETE_ENDING = re.compile(
    r"\b("
    r"and|or|but|nor|because|with|without|of|the|a|an|than|whose|while|although|from|into|onto|towards?|between|among|despite|"
    r"beneath|amid|my|your|its|our|their|every|another|very|"
    r"(and|but) then|so that|as if|and so|in front|next to|close to"
    r")$"
)
"""Words that an English phrase hardly ever ends with."""

SPLIT_WORDS_MIN = 18
"""Words of a phrase that may hold two scenes …"""
SCENE_WORDS_MIN = 6
"""… and of each of the two."""
SCENE_BREAK = re.compile(
    r"[,;]?\s+(?=(?:and|but|so)\s+then\b|and\s+suddenly\b|suddenly\b|meanwhile\b|and\s+meanwhile\b|then\b)|(?<=[.!?;])\s+",
    re.I,
)
"""Where a narrator passes to another scene: before "and then" and the like, after the end of a sentence."""

SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)]*$")


def is_incomplete(text: str) -> bool:
    """Whether somebody who stopped here is going to go on: "a castle and", "the moon rises and then"."""
    return INCOMPLETE_ENDING.search(" ".join(re.findall(r"[\w']+|[.!?]$", text.lower().strip()))) is not None


def split_scenes(text: str) -> tuple[str, str] | None:
    """The two scenes of a long phrase, as even in length as can be; None for one scene, a short one, or in doubt."""
    if len(text.split()) < SPLIT_WORDS_MIN:
        return None
    halves = [
        (text[: scene_break.start()].strip(" ,;"), text[scene_break.end() :].strip())
        for scene_break in SCENE_BREAK.finditer(text)
    ]
    # "and then" is broken before "and"
    halves = [(first, second) for first, second in halves if not is_incomplete(first)]
    lengths = [(len(first.split()), len(second.split())) for first, second in halves]
    even = [(abs(one - two), at) for at, (one, two) in enumerate(lengths) if min(one, two) >= SCENE_WORDS_MIN]
    return halves[min(even)[1]] if even else None


def as_sentence(text: str) -> str:
    """Spoken words as they are read: with a capital, a full stop, and "I". What has these already stays as it is."""
    text = re.sub(r"\bi\b(?!\.)", "I", text.strip())
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if SENTENCE_END.search(text) else text + "."
