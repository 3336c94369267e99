"""A film's words beside it, as WebVTT: the narration with who tells it, and the chapters."""

from __future__ import annotations

from inference.contract.files.timed_text import Cue, write_vtt
from inference.contract.makings.plan import Plan
from inference.studio.film.shapes import FPS
from inference.studio.film.timing import Timeline

CHAPTER = 80
"""Characters of a chapter's name at most."""


def captions_vtt(line: Timeline) -> str:
    """One cue for every caption, in its narrator's voice."""
    return write_vtt(
        Cue(caption.begin, caption.end, _on_one_line(caption.text), _on_one_line(caption.narrator))
        for caption in line.captions
    )


def chapters_vtt(plan: Plan, line: Timeline) -> str:
    """One cue for every shot, named after its phrase; each ends where the next begins."""
    names = {strip.position: _on_one_line(strip.text) for strip in plan.strips}
    shots = [scene for scene in line.scenes if scene.kind == "shot"]
    ends = [*(scene.first / FPS for scene in shots[1:]), line.seconds]
    return write_vtt(
        Cue(scene.first / FPS, end, _short(names[scene.position]) or f"Strip {scene.position + 1}")
        for scene, end in zip(shots, ends, strict=True)
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    return text if len(text) <= CHAPTER else f"{text[: CHAPTER - 1].rsplit(' ', 1)[0]}…"
