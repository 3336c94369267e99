"""Subtitles: cues, and how they are written as WebVTT and SubRip, and read again. Pure.

Films write their captions and chapters with it, pages the narration. It reads only the WebVTT that it writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TIMES = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})\s+-->\s+(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})")
_TAG = re.compile(r"</?[a-z][^>]*>")


@dataclass(frozen=True)
class Cue:
    start: float
    """Seconds."""
    end: float
    text: str
    speaker: str = ""
    """Who says it, as WebVTT's voice span has it; SubRip has none."""


def write_vtt(cues: Iterable[Cue]) -> str:
    """The cues as a WebVTT file."""
    blocks = [f"{timestamp(cue.start)} --> {timestamp(cue.end)}\n{_vtt_text(cue)}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def read_vtt(written: str) -> list[Cue]:
    """The cues of a WebVTT file that ``write_vtt`` wrote, without their speakers; other blocks are ignored."""
    cues = []
    for block in re.split(r"\n\s*\n", written.replace("\r\n", "\n")):
        lines = block.strip().split("\n")
        for number, line in enumerate(lines):
            times = _TIMES.match(line)
            if times:
                text = _TAG.sub("", "\n".join(lines[number + 1 :]))
                cues.append(Cue(_seconds(times.groups()[:4]), _seconds(times.groups()[4:]), _unescaped(text)))
                break
    return cues


def write_srt(cues: Iterable[Cue]) -> str:
    """The cues as a SubRip file. It has no escapes, so characters that some players read as markup are replaced."""
    return "\n".join(
        f"{number}\n{timestamp(cue.start, ',')} --> {timestamp(cue.end, ',')}\n{_without_markup(cue.text)}\n"
        for number, cue in enumerate(cues, start=1)
    )


def timestamp(seconds: float, point: str = ".") -> str:
    """hh:mm:ss.ttt; with a comma as ``point`` for SubRip."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{milliseconds // 1000:02d}{point}{milliseconds % 1000:03d}"


def _seconds(parts: Iterable[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _vtt_text(cue: Cue) -> str:
    text = _escaped(cue.text)
    return f"<v {_escaped(cue.speaker)}>{text}</v>" if cue.speaker else text


def _escaped(text: str) -> str:
    """As WebVTT has text: without markup, and without the arrow or the empty line that would end a cue."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _without_empty_lines(text)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")


def _without_markup(text: str) -> str:
    return _without_empty_lines(text.replace("<", "‹").replace(">", "›").replace("{", "(").replace("}", ")"))


def _without_empty_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())
