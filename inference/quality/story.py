"""Paints a story with the sketch engine in memory, strip by strip as the paint task does, to measure or to show it.

It keeps what each strip cost and what was remembered. It stores nothing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from inference.contract.arrays import Picture, Relief
from inference.contract.art_styles import DEFAULT_ART_STYLE, ArtStyle
from inference.contract.direction import Direction
from inference.contract.geometry import CANVAS, CARRIED, canvas_x
from inference.engine.protocols import StripRequest
from inference.mural.canvas import RAMP_START, carried_edge, paste_kept
from inference.sketch.director.director import SketchDirector
from inference.sketch.painter.painter import SketchPainter
from inference.sketch.painter.relief import SketchRelief


@dataclass
class PaintedStory:
    """A story as painted.
    ``strips`` are the new parts, the first 768 and the others 556 px wide; ``seconds`` processor time each."""

    directions: list[Direction] = field(default_factory=list)
    strips: list[Picture] = field(default_factory=list)
    reliefs: list[Relief] = field(default_factory=list)
    memories: list[dict[str, Any]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    picture: Picture = field(default_factory=lambda: np.zeros((768, 0, 3), np.uint8))
    """The whole mural, (768, w, 3)."""

    def join(self, position: int) -> int:
        """Left edge on the mural, px, of the join of the strip at ``position``."""
        return canvas_x(position) + RAMP_START

    def canvas(self, position: int) -> Picture:
        """The canvas of a strip as it hangs: (768, 768, 3)."""
        return self.picture[:, canvas_x(position) : canvas_x(position) + CANVAS]


_brushes: list[SketchPainter] = []


def paint_story(phrases: Sequence[str], *, seed: int, style: ArtStyle = DEFAULT_ART_STYLE) -> PaintedStory:
    """Paint ``phrases`` into one mural."""
    if not _brushes:
        _brushes.append(SketchPainter())
    director, painter, reliever = SketchDirector(), _brushes[0], SketchRelief()
    story = PaintedStory()
    edge, deep = None, None
    for position, phrase in enumerate(phrases):
        memory = story.memories[-1] if story.memories else {}
        start = time.process_time()
        direction = director.direct(
            phrase, art_style=style, before=phrases[max(0, position - 8) : position], memory=memory
        )
        scene = StripRequest(direction, seed, position, canvas_x(position), edge, deep, memory)
        painted = painter.paint(scene)
        relief = reliever.measure(painted, scene)
        picture = painted.canvas if edge is None else paste_kept(painted.canvas, edge)
        story.seconds.append(time.process_time() - start)
        edge, deep = carried_edge(picture), carried_edge(relief)
        if position:
            story.picture[:, story.join(position) : story.join(position) + CARRIED - RAMP_START] = picture[
                :, RAMP_START:CARRIED
            ]
        story.directions.append(direction)
        story.memories.append(painted.memory)
        story.strips.append(picture if position == 0 else picture[:, CARRIED:])
        story.reliefs.append(relief if position == 0 else relief[:, CARRIED:])
        story.picture = np.concatenate([story.picture, story.strips[-1]], axis=1)
    return story
