"""A narration as cues with times, for whoever reads it without its film. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from inference.contract.files.timed_text import Cue

LETTERS_A_SECOND = 15.0
"""What people read in comfort, as subtitles are reckoned."""
SHORTEST, LONGEST = 1.8, 9.0
"""Seconds a cue is shown."""
PAUSE = 0.4
"""Seconds between two cues."""


def paced(lines: Iterable[tuple[str, str]]) -> list[Cue]:
    """Cues of ``(name, text)`` lines, one after the other as one reads them;
    a name is empty where the same narrator goes on."""
    cues: list[Cue] = []
    at = 0.0
    for name, text in lines:
        shown = f"{name}: {text}" if name else text
        long = min(LONGEST, max(SHORTEST, len(shown) / LETTERS_A_SECOND))
        cues.append(Cue(round(at, 3), round(at + long, 3), shown))
        at += long + PAUSE
    return cues
