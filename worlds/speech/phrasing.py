"""Where one phrase ends and the next begins, as far as the words show. Pure: text in, text out.

Pauses are found by ``worlds.speech.cutter``; words only correct them. ``is_incomplete`` recognises a phrase that has to
go on, so that a pause after "and then" does not cut it in two; ``split_scenes`` recognises a long one that holds two
scenes, so that each gets its strip. In doubt neither says anything, and neither reads another language than English.
Some ears write capitals and full stops, others do not: both are read, and ``as_sentence`` gives them to words that
have none.
"""

from __future__ import annotations

import re

from worlds.speech.languages import UNSPACED

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
ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|st|mt|prof|capt|col|gen|sgt|lt|rev|jr|sr|vs|etc|[a-z])\.$", re.I)
"""A full stop that ends no sentence."""

SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)」』]*$")
GOES_ON = ",;:-–—、 "
"""What ears write at the end of a phrase whose sentence may go on; with a full stop behind it, nobody would."""
OPENING = "¿¡ "
"""What may stand before the first letter of a Spanish sentence."""


def is_incomplete(text: str, language: str = "en") -> bool:
    """Whether somebody who stopped here is going to go on: "a castle and", "the moon rises and then".

    A full stop there is no sign of an end: ears that write any put one at every pause. A question is one.
    """
    if language != "en":
        return False
    return INCOMPLETE_ENDING.search(" ".join(re.findall(r"[\w']+|[!?]$", text.lower().strip()))) is not None


def split_scenes(text: str, language: str = "en") -> tuple[str, str] | None:
    """The two scenes of a long phrase, as even in length as can be; None for one scene, a short one, or in doubt."""
    if language != "en" or len(text.split()) < SPLIT_WORDS_MIN:
        return None
    halves = [
        (text[: scene_break.start()].strip(" ,;"), text[scene_break.end() :].strip())
        for scene_break in SCENE_BREAK.finditer(text)
    ]
    # "and then" is broken before "and"
    halves = [(first, second) for first, second in halves if not (is_incomplete(first) or ABBREVIATION.search(first))]
    lengths = [(len(first.split()), len(second.split())) for first, second in halves]
    even = [(abs(one - two), at) for at, (one, two) in enumerate(lengths) if min(one, two) >= SCENE_WORDS_MIN]
    return halves[min(even)[1]] if even else None


def as_sentence(text: str, language: str = "en") -> str:
    """Spoken words as they are read: with a capital, a full stop, and the English "I".

    What has these already stays as it is. A comma at the end becomes the full stop.
    """
    text = text.strip().rstrip(GOES_ON)
    if language == "en":
        text = re.sub(r"\bi\b(?!\.)", "I", text)
    if not text:
        return ""
    at = len(text) - len(text.lstrip(OPENING))
    letters = 2 if language == "nl" and text[at : at + 2] == "ij" else 1
    text = text[:at] + text[at : at + letters].upper() + text[at + letters :]
    if SENTENCE_END.search(text):
        return text
    return text + ("。" if language in UNSPACED else ".")
