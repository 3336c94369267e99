"""Timed cues of a narration: for reading it without its film, or as its film has them. Pure.

No cue is longer than two lines (inference/contract/files/subtitle_layout.py), and none is faster than people read, as
far as its times are ours to choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from inference.contract.files.subtitle_files import Cue
from inference.contract.files.subtitle_layout import COLUMNS_PER_SECOND, columns, split_into_cues, two_lines

COMFORTABLE_COLUMNS_PER_SECOND = 15.0
MIN_SECONDS = 1.8
"""Seconds a cue is shown at least, without a film."""
GAP_SECONDS = 0.4
"""Seconds between two phrases, without a film."""
NAME_COLUMNS = 24
"""Of a narrator's name before what they say; a longer one is cut."""


def reading_time_cues(lines: Iterable[tuple[str, str]]) -> list[Cue]:
    """Cues of ``(narrator, text)`` lines, each as long as it takes to read."""
    cues: list[Cue] = []
    at, before = 0.0, ""
    for speaker, text in lines:
        for part, wide in _parts(text, _label(speaker, before)):
            seconds = max(MIN_SECONDS, wide / COMFORTABLE_COLUMNS_PER_SECOND)
            cues.append(Cue(round(at, 3), round(at + seconds, 3), part, speaker))
            at += seconds
        at, before = at + GAP_SECONDS, speaker
    return cues


def film_time_cues(film: Sequence[Cue]) -> list[Cue]:
    """The cues of a film at its times. One that is long is cut, and one that is fast stays until the next begins."""
    cues: list[Cue] = []
    before = ""
    for cue, following in pairwise([*film, None]):
        assert cue is not None
        parts = _parts(cue.text, _label(cue.speaker, before))
        total = sum(wide for _, wide in parts) or 1
        needed = cue.start + total / COLUMNS_PER_SECOND
        end = max(cue.end, needed if following is None else min(needed, following.start))
        at = cue.start
        for part, wide in parts:
            until = at + (end - cue.start) * wide / total
            cues.append(Cue(round(at, 3), round(until, 3), part, cue.speaker))
            at = until
        before = cue.speaker
    return cues


def in_lines(cues: Iterable[Cue], *, named: bool = False) -> list[Cue]:
    """The cues with line breaks; where ``named``, each narrator's first one begins with their name."""
    laid, before = [], ""
    for cue in cues:
        label = _label(cue.speaker, before) if named else ""
        laid.append(replace(cue, text=label + two_lines(cue.text, columns(label))))
        before = cue.speaker
    return laid


def _parts(text: str, label: str) -> list[tuple[str, int]]:
    """``text`` cut into cues, each with the columns that are to be read; the first one's with its label."""
    parts = split_into_cues(text, columns(label))
    return [(part, columns(part) + (0 if number else columns(label))) for number, part in enumerate(parts)]


def _label(speaker: str, before: str) -> str:
    """What stands before the words of ``speaker`` after those of ``before``."""
    if not speaker or speaker == before:
        return ""
    name = " ".join(speaker.split())
    if columns(name) > NAME_COLUMNS:
        while columns(name) >= NAME_COLUMNS:
            name = name[:-1]
        name = f"{name.rstrip()}…"
    return f"{name}: "
