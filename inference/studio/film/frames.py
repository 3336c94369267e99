"""The frames of a film, each by its number alone: whatever was drawn before it, a frame is the same.

Frames are best asked for in their order: the places of the scenes at hand are kept and no others,
so that memory does not grow with the film.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inference.contract.arrays import Picture
from inference.contract.files.storage import Storage
from inference.contract.makings.plan import Plan
from inference.contract.pieces import Skipped
from inference.studio.film.camera import ribbon_view, stage_view
from inference.studio.film.colours import the_colours
from inference.studio.film.lettering import Letterer, Sign, thread_index
from inference.studio.film.reading import Reader
from inference.studio.film.ribbon import Ribbon
from inference.studio.film.shapes import FPS, Shape
from inference.studio.film.stage import Stage
from inference.studio.film.timing import DISSOLVE, Caption, Scene, Timeline

FADE = 0.35
"""Seconds in which a caption comes and goes."""
OPENING, CLOSING = 0.7, 1.2
"""Seconds in which the film comes out of the dark and goes back."""
DIMMED = 0.52
"""How much darker the painting is behind the title."""
MARGIN = 48
"""px of the mural beyond what a scene shows that are read with it."""
STAGES = 2


class Frames:
    """Draws the film of ``plan`` in ``shape`` by ``line``."""

    def __init__(self, storage: Storage, plan: Plan, shape: Shape, line: Timeline) -> None:
        self._plan, self._shape, self._line = plan, shape, line
        self._colours = the_colours()
        self._reader = Reader(storage, plan.strips)
        self._mural = float(plan.width)
        threads = [(s.x, self._colours.thread(thread_index(plan.credits, s.narrator))) for s in plan.strips]
        self._ribbon = Ribbon(self._reader, threads, self._colours)
        self._letterer = Letterer(shape, self._colours)
        self._stages: dict[int, Stage] = {}
        self._signs: dict[Caption | str, Sign] = {}

    @property
    def skipped(self) -> Sequence[Skipped]:
        """What could not be read so far."""
        return list(self._reader.skipped.values())

    def draw(self, number: int) -> Picture:
        """(height, width, 3) of the ``number``-th frame."""
        scenes = [scene for scene in self._line.scenes if scene.first <= number < scene.end]
        frame = self._scene(scenes[0], number)
        for scene in scenes[1:]:
            share = _soft((number - scene.first + 0.5) / (DISSOLVE * FPS))
            weight = np.uint16(round(256 * share))
            mixed = frame.astype(np.uint16) * (256 - weight) + self._scene(scene, number) * weight
            frame = (mixed >> 8).astype(np.uint8)
        self._caption(frame, number / FPS)
        light = min(1.0, (number + 1) / (OPENING * FPS), (self._line.frames - number) / (CLOSING * FPS))
        if light < 1.0:
            frame = (frame * np.float32(light)).astype(np.uint8)
        return frame

    def _scene(self, scene: Scene, number: int) -> Picture:
        shape, share = self._shape, (number - scene.first) / max(1, scene.frames - 1)
        frame = np.empty((shape.height, shape.width, 3), np.uint8)
        frame[:] = np.array(self._colours.night, np.uint8)
        if scene.kind == "credits":
            self._sign("credits").lay(frame, _soft((number - scene.first) / FPS / 1.2 - 0.4))
        elif scene.kind in ("glide", "reveal"):
            frame[: shape.picture] = self._ribbon.draw(ribbon_view(scene, shape, self._mural, share), shape)
        else:
            stage = self._stage(scene)
            view = stage_view(scene, shape, self._mural, stage.focus, share)
            frame[: shape.picture] = stage.draw(view, shape, shape.view_width(self._mural))
            if scene.kind == "title":
                frame[: shape.picture] = (frame[: shape.picture] * np.float32(1 - DIMMED)).astype(np.uint8)
                self._sign("title").lay(frame, _soft((number - scene.first) / FPS / 1.4 - 0.4))
        return frame

    def _caption(self, frame: Picture, seconds: float) -> None:
        for caption in self._line.captions:
            if caption.begin <= seconds < caption.end:
                share = min(seconds - caption.begin, caption.end - seconds) / FADE
                self._sign(caption).lay(frame, _soft(share))

    def _sign(self, what: Caption | str) -> Sign:
        if what not in self._signs:
            if len(self._signs) > 4:
                self._signs.clear()
            if isinstance(what, Caption):
                colour = self._colours.thread(thread_index(self._plan.credits, what.narrator))
                self._signs[what] = self._letterer.caption(what.text, colour, what.narrator)
            else:
                draw = self._letterer.title if what == "title" else self._letterer.credits
                self._signs[what] = draw(self._plan)
        return self._signs[what]

    def _stage(self, scene: Scene) -> Stage:
        if scene.first not in self._stages:
            while len(self._stages) >= STAGES:
                self._stages.pop(next(iter(self._stages)))
            left, right = self._seen(scene)
            self._stages[scene.first] = Stage(self._reader, left, right)
        return self._stages[scene.first]

    def _seen(self, scene: Scene) -> tuple[int, int]:
        """The stretch of the mural that a scene shows at any of its moments."""
        views = [stage_view(scene, self._shape, self._mural, 0.0, share / 20) for share in range(21)]
        left = min(view.x - view.width / 2 for view in views) - MARGIN
        right = max(view.x + view.width / 2 for view in views) + MARGIN
        return max(0, int(left)), min(self._plan.width, int(right) + 1)


def _soft(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)
