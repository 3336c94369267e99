"""Renders the frames of a film, each from its number alone: whatever was rendered before, a frame is the same.

Frames are best rendered in order: only what the scenes at hand need is kept, so memory does not grow with the film.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inference.contract.arrays import Picture
from inference.contract.files.storage import Storage
from inference.contract.makings.plan import Plan
from inference.contract.pieces import Skipped
from inference.studio.film.camera import overview_view, parallax_view
from inference.studio.film.colours import page_colours
from inference.studio.film.formats import FPS, FilmFormat
from inference.studio.film.overview import OverviewRenderer
from inference.studio.film.parallax import ParallaxRenderer
from inference.studio.film.section_reader import SectionReader
from inference.studio.film.timeline import DISSOLVE, Caption, Scene, Timeline
from inference.studio.film.typesetting import TextImage, Typesetter, thread_index

CAPTION_FADE = 0.35
"""Seconds in which a caption appears and disappears."""
FADE_IN, FADE_OUT = 0.7, 1.2
"""Seconds at the film's beginning and end."""
TITLE_DIMMING = 0.52
"""Share by which the painting is darkened behind the title."""
MARGIN = 48
"""px of the mural that are read on both sides of what a scene shows."""
CACHED_RENDERERS = 2


class FrameRenderer:
    """Renders the film of ``plan`` in ``film_format`` by ``timeline``."""

    def __init__(self, storage: Storage, plan: Plan, film_format: FilmFormat, timeline: Timeline) -> None:
        self._plan, self._format, self._timeline = plan, film_format, timeline
        self._colours = page_colours()
        self._reader = SectionReader(storage, plan.strips)
        self._mural_width = float(plan.width)
        threads = [(s.x, self._colours.thread(thread_index(plan.credits, s.narrator))) for s in plan.strips]
        self._overview = OverviewRenderer(self._reader, threads, self._colours)
        self._typesetter = Typesetter(film_format, self._colours)
        self._parallaxes: dict[int, ParallaxRenderer] = {}
        self._texts: dict[Caption | str, TextImage] = {}

    @property
    def skipped(self) -> Sequence[Skipped]:
        """Pieces that could not be read so far."""
        return list(self._reader.skipped.values())

    def draw(self, number: int) -> Picture:
        """(height, width, 3) of the ``number``-th frame."""
        scenes = [scene for scene in self._timeline.scenes if scene.first <= number < scene.end]
        frame = self._draw_scene(scenes[0], number)
        for scene in scenes[1:]:
            share = _smoothstep((number - scene.first + 0.5) / (DISSOLVE * FPS))
            weight = np.uint16(round(256 * share))
            mixed = frame.astype(np.uint16) * (256 - weight) + self._draw_scene(scene, number) * weight
            frame = (mixed >> 8).astype(np.uint8)
        self._draw_caption(frame, number / FPS)
        light = min(1.0, (number + 1) / (FADE_IN * FPS), (self._timeline.frames - number) / (FADE_OUT * FPS))
        if light < 1.0:
            frame = (frame * np.float32(light)).astype(np.uint8)
        return frame

    def _draw_scene(self, scene: Scene, number: int) -> Picture:
        film_format, share = self._format, (number - scene.first) / max(1, scene.frames - 1)
        frame = np.empty((film_format.height, film_format.width, 3), np.uint8)
        frame[:] = np.array(self._colours.night, np.uint8)
        if scene.kind == "credits":
            self._text("credits").draw_on(frame, _smoothstep((number - scene.first) / FPS / 1.2 - 0.4))
        elif scene.kind in ("glide", "reveal"):
            frame[: film_format.picture] = self._overview.draw(
                overview_view(scene, film_format, self._mural_width, share), film_format
            )
        else:
            parallax = self._parallax(scene)
            view = parallax_view(scene, film_format, self._mural_width, parallax.focus, share)
            frame[: film_format.picture] = parallax.draw(view, film_format, film_format.view_width(self._mural_width))
            if scene.kind == "title":
                frame[: film_format.picture] = (frame[: film_format.picture] * np.float32(1 - TITLE_DIMMING)).astype(
                    np.uint8
                )
                self._text("title").draw_on(frame, _smoothstep((number - scene.first) / FPS / 1.4 - 0.4))
        return frame

    def _draw_caption(self, frame: Picture, seconds: float) -> None:
        for caption in self._timeline.captions:
            if caption.begin <= seconds < caption.end:
                share = min(seconds - caption.begin, caption.end - seconds) / CAPTION_FADE
                self._text(caption).draw_on(frame, _smoothstep(share))

    def _text(self, what: Caption | str) -> TextImage:
        if what not in self._texts:
            if len(self._texts) > 4:
                self._texts.clear()
            if isinstance(what, Caption):
                colour = self._colours.thread(thread_index(self._plan.credits, what.narrator))
                self._texts[what] = self._typesetter.caption(what.text, colour, what.narrator)
            else:
                draw = self._typesetter.title if what == "title" else self._typesetter.credits
                self._texts[what] = draw(self._plan)
        return self._texts[what]

    def _parallax(self, scene: Scene) -> ParallaxRenderer:
        if scene.first not in self._parallaxes:
            while len(self._parallaxes) >= CACHED_RENDERERS:
                self._parallaxes.pop(next(iter(self._parallaxes)))
            left, right = self._columns_seen(scene)
            self._parallaxes[scene.first] = ParallaxRenderer(self._reader, left, right)
        return self._parallaxes[scene.first]

    def _columns_seen(self, scene: Scene) -> tuple[int, int]:
        """Left and right edge, px of the mural, of what a scene shows at any of its moments."""
        views = [parallax_view(scene, self._format, self._mural_width, 0.0, share / 20) for share in range(21)]
        left = min(view.x - view.width / 2 for view in views) - MARGIN
        right = max(view.x + view.width / 2 for view in views) + MARGIN
        return max(0, int(left)), min(self._plan.width, int(right) + 1)


def _smoothstep(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)
