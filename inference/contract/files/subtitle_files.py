"""Subtitles: cues, and how they are written as WebVTT and SubRip, and read again. Pure.

Films write their captions and chapters with it, pages the narration. It reads only the WebVTT that it writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TIMES = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})\s+-->\s+(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TIME_OF_DAY = re.compile(r"(?<=\d):(?=\d+(?::\d+)?[.,]\d)")
"""Colons of what readers of SubRip take for a cue's times wherever two stand in a line."""
_TAG = re.compile(r"</?[a-z][^>]*>")


@dataclass(frozen=True)
class Cue:
    start: float
    """Seconds."""
    end: float
    text: str
    """Its lines."""
    speaker: str = ""
    """Who says it: WebVTT's voice span. SubRip has none, so whoever writes it says in the text who speaks."""


def write_vtt(cues: Iterable[Cue]) -> str:
    """The cues as a WebVTT file."""
    blocks = [f"{timestamp(cue.start)} --> {timestamp(cue.end)}\n{_vtt_text(cue)}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def read_vtt(written: str) -> list[Cue]:
    """The cues of a WebVTT file that ``write_vtt`` wrote; other blocks are ignored."""
    cues = []
    for block in re.split(r"\n\s*\n", written.replace("\r\n", "\n")):
        lines = block.strip().split("\n")
        for number, line in enumerate(lines):
            times = _TIMES.match(line)
            if times:
                told = "\n".join(lines[number + 1 :])
                voice = _VOICE.search(told)
                cues.append(
                    Cue(
                        _seconds(times.groups()[:4]),
                        _seconds(times.groups()[4:]),
                        _unescaped(_TAG.sub("", told)),
                        _unescaped(voice[1]).strip() if voice else "",
                    )
                )
                break
    return cues


def write_srt(cues: Iterable[Cue]) -> str:
    """The cues as a SubRip file. It has no escapes, so what some readers take for markup or a time is replaced.

    Some take a last line that is a number alone for the next cue's: it gets a full stop.
    """
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
    speaker = _escaped(" ".join(cue.speaker.split()))
    return f"<v {speaker}>{text}</v>" if speaker else text


def _escaped(text: str) -> str:
    """As WebVTT has text: without markup, and without the arrow or the empty line that would end a cue."""
    return _plain_lines(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")


def _without_markup(text: str) -> str:
    for sign, harmless in {"-->": "→", "<": "‹", ">": "›", "{": "(", "}": ")"}.items():
        text = text.replace(sign, harmless)
    text = _plain_lines(_TIME_OF_DAY.sub("∶", text))
    return f"{text}." if text.rsplit("\n", 1)[-1].isdigit() else text


def _plain_lines(text: str) -> str:
    """Its lines without empty ones. Every other character that some reader ends a line at becomes a space."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
