"""Timed cues of a narration for reading it without its film. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from inference.contract.files.subtitle_files import Cue

CHARS_PER_SECOND = 15.0
"""A comfortable reading speed, as subtitles use it."""
MIN_SECONDS, MAX_SECONDS = 1.8, 9.0
"""Seconds a cue is shown."""
GAP_SECONDS = 0.4
"""Seconds between two cues."""


def reading_time_cues(lines: Iterable[tuple[str, str]]) -> list[Cue]:
    """Cues of ``(name, text)`` lines, each as long as it takes to read; the name is empty where a narrator goes on."""
    cues: list[Cue] = []
    at = 0.0
    for name, text in lines:
        shown = f"{name}: {text}" if name else text
        long = min(MAX_SECONDS, max(MIN_SECONDS, len(shown) / CHARS_PER_SECOND))
        cues.append(Cue(round(at, 3), round(at + long, 3), shown))
        at += long + GAP_SECONDS
    return cues
