"""A film's words beside it, as WebVTT: the narration with who tells it, and the chapters."""

from __future__ import annotations

from collections.abc import Iterable

from inference.contract.plan import Plan
from inference.studio.film.shapes import FPS
from inference.studio.film.timing import Timeline

CHAPTER = 80
"""Characters of a chapter's name at most."""


def captions_vtt(line: Timeline) -> str:
    """One cue for every caption, in its narrator's voice."""
    cues = [
        f"{stamp(caption.begin)} --> {stamp(caption.end)}\n<v {_said(caption.narrator)}>{_said(caption.text)}</v>"
        for caption in line.captions
    ]
    return _file(cues)


def chapters_vtt(plan: Plan, line: Timeline) -> str:
    """One cue for every shot, named after its phrase; each ends where the next begins."""
    names = {strip.position: " ".join(strip.text.split()) for strip in plan.strips}
    shots = [scene for scene in line.scenes if scene.kind == "shot"]
    ends = [*(scene.first / FPS for scene in shots[1:]), line.seconds]
    cues = [
        f"{stamp(scene.first / FPS)} --> {stamp(end)}\n{_said(_short(names[scene.position]) or f'Strip {scene.position + 1}')}"
        for scene, end in zip(shots, ends, strict=True)
    ]
    return _file(cues)


def stamp(seconds: float) -> str:
    """hh:mm:ss.ttt"""
    thousandths = round(seconds * 1000)
    whole = thousandths // 1000
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths % 1000:03}"


def _file(cues: Iterable[str]) -> str:
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _said(text: str) -> str:
    """Text as WebVTT wants it: no markup, no line that could be taken for a time."""
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _short(text: str) -> str:
    return text if len(text) <= CHAPTER else f"{text[: CHAPTER - 1].rsplit(' ', 1)[0]}…"
