"""A narration as cues with times: read aloud at a reading pace, or as its film shows it. WebVTT and SubRip. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LETTERS_A_SECOND = 15.0
"""What people read in comfort, as subtitles are reckoned."""
SHORTEST, LONGEST = 1.8, 9.0
"""Seconds a cue is shown."""
PAUSE = 0.4
"""Seconds between two cues."""

TIMES = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})\s+-->\s+(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})")
TAG = re.compile(r"</?[a-z][^>]*>")


@dataclass(frozen=True)
class Cue:
    start: float
    """Seconds."""
    end: float
    text: str


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


def read_vtt(written: str) -> list[Cue]:
    """The cues of a WebVTT file that we wrote; what is no cue is passed over."""
    cues = []
    for block in re.split(r"\n\s*\n", written.replace("\r\n", "\n")):
        lines = block.strip().split("\n")
        for number, line in enumerate(lines):
            times = TIMES.match(line)
            if times:
                text = TAG.sub("", "\n".join(lines[number + 1 :]))
                cues.append(Cue(_seconds(times.groups()[:4]), _seconds(times.groups()[4:]), _plain(text)))
                break
    return cues


def write_vtt(cues: Iterable[Cue]) -> str:
    blocks = [f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{_escaped(cue.text)}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def write_srt(cues: Iterable[Cue]) -> str:
    """SubRip has no escapes: the text stands as it was said, without the signs that some players take for markup."""
    return "\n".join(
        f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{_bare(cue.text)}\n"
        for number, cue in enumerate(cues, start=1)
    )


def _time(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{milliseconds // 1000:02d}{point}{milliseconds % 1000:03d}"


def _seconds(parts: Iterable[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _escaped(text: str) -> str:
    """As WebVTT has text: without markup, and without the arrow or the empty line that would end a cue."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "\n".join(line for line in text.split("\n") if line.strip())


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")


def _bare(text: str) -> str:
    text = text.replace("<", "‹").replace(">", "›").replace("{", "(").replace("}", ")")
    return "\n".join(line for line in text.split("\n") if line.strip())
