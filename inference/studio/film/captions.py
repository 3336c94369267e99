"""The WebVTT tracks of a film: the narration with its narrators, and the chapters."""

from __future__ import annotations

from inference.contract.files.subtitle_files import Cue, write_vtt
from inference.contract.files.subtitle_layout import two_lines
from inference.contract.makings.plan import Plan
from inference.studio.film.formats import FPS
from inference.studio.film.timeline import Timeline

MAX_CHAPTER_NAME = 80
"""Characters."""


def captions_vtt(timeline: Timeline) -> str:
    """One cue for every caption, in its narrator's voice."""
    return write_vtt(
        Cue(caption.begin, caption.end, two_lines(caption.text), caption.narrator) for caption in timeline.captions
    )


def chapters_vtt(plan: Plan, timeline: Timeline) -> str:
    """One cue for every shot, named after its phrase; each ends where the next begins."""
    names = {strip.position: _on_one_line(strip.text) for strip in plan.strips}
    shots = [scene for scene in timeline.scenes if scene.kind == "shot"]
    ends = [*(scene.first / FPS for scene in shots[1:]), timeline.seconds]
    return write_vtt(
        Cue(scene.first / FPS, end, _short(names[scene.position]) or f"Strip {scene.position + 1}")
        for scene, end in zip(shots, ends, strict=True)
    )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    return text if len(text) <= MAX_CHAPTER_NAME else f"{text[: MAX_CHAPTER_NAME - 1].rsplit(' ', 1)[0]}…"
