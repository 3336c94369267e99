"""The sketch painter: from a direction to a painted canvas, by layers and brush strokes.

The canvas is painted in one continuous world: land, sky, water and light are functions of absolute mural x and the
world's seed, and ease from the look that the last strip ended with (kept in ``memory``) to the new one over the new
region. So the carried edge painted again is what was there, and the join has no step. Things that reach over the right
edge are remembered and painted again from the left. A second voice's phrase is painted into the same place, painted
again (inference/sketch/painter/repaint.py). Same request, same pixels. It does not paste kept pixels back:
inference/mural/canvas.py does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from inference.contract.art_styles import ArtStyle
from inference.contract.geometry import CANVAS, CARRIED
from inference.contract.jobs import Direction
from inference.engine.protocols import LayerRequest, Painted, StripRequest
from inference.sketch.catalogue.things import AIR, FAR, FIRST_FOLD, HEAVEN, WATER, Placed, draw, recall, remember
from inference.sketch.director.director import standing_of
from inference.sketch.drawing.brush import HANDS, Brushwork
from inference.sketch.drawing.course import Course, Turn, recall_turns, remember_turns, turns_of
from inference.sketch.drawing.easel import MARGIN, Easel
from inference.sketch.drawing.ground import dress_fold
from inference.sketch.drawing.look import Look, target_look
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.pencil import Pencil
from inference.sketch.drawing.plants import plant_far, plant_fold
from inference.sketch.drawing.sky import paint_sky
from inference.sketch.drawing.terrain import FOLDS, RIDGES, Terrain
from inference.sketch.drawing.weather import lay_fog, lay_weather
from inference.sketch.painter.placing import recall_cast, remember_cast, set_out, with_sun_or_moon
from inference.sketch.painter.repaint import (
    Overlaid,
    changed_by,
    recall_here,
    recall_over,
    remember_here,
    resettle,
    window_room,
)
from inference.sketch.vocabulary import GROUP_OF

MEMORY = 2
"""Version of what is remembered; memory of another version is not read."""


_UNEVEN = 34.0
"""px by which the horizon of one world may lie higher or lower than that of another."""


def _known(memory: dict[str, Any]) -> dict[str, Any]:
    return memory if memory.get("version") == MEMORY else {}


def _look(direction: Direction, seed: int) -> Look:
    look = target_look(direction)
    look["horizon"] = float(look["horizon"]) + _UNEVEN * (2 * unit_of(seed, 8, 1, seed) - 1)  # type: ignore[arg-type]
    return look


class SketchPainter:
    """Paints strips; holds only its brushes."""

    def __init__(self) -> None:
        self._brushwork = Brushwork()

    def paint(self, scene: StripRequest) -> Painted:
        """The canvas (768, 768, 3) of one strip with its relief (768, 768) and what to remember for the next."""
        memory = _known(scene.memory)
        seed = int(memory.get("seed", scene.seed))
        look = _look(scene.direction, seed)
        turns = turns_of(memory if scene.position else {}, look, scene.canvas_x, scene.canvas_x + CARRIED)
        course = Course(turns, scene.canvas_x)
        easel = Easel(scene.canvas_x)
        terrain = Terrain(easel, course, seed)
        carried = recall(memory.get("things")) if scene.position else []
        told = memory.get("direction") or {}
        cast = recall_cast(memory.get("cast")) if scene.position else {}
        things = carried + set_out(
            with_sun_or_moon(scene.direction, told.get("light") if scene.position else None),
            terrain,
            scene.canvas_x,
            scene.position,
            scene.seed + 7919 * scene.position,
            carried,
            cast,
        )
        things = self._underpaint(easel, course, terrain, seed, things)
        return self._finish(
            easel,
            course,
            seed,
            scene.direction.art_style,
            {
                "version": MEMORY,
                "seed": seed,
                "turns": remember_turns(turns, scene.canvas_x),
                "direction": standing_of(scene.direction, told),
                "things": remember(things, scene.canvas_x),
                "here": remember_here(things, scene.canvas_x),
                "cast": remember_cast(cast, things[len(carried) :]),
            },
        )

    def repaint(self, stretch: LayerRequest) -> Painted:
        """The window (768, 768, 3) painted again with the phrase in it,
        with its relief and what to remember of the place.

        Where the phrase changes nothing the paint is what it was: ``stretch.below`` is not looked at. A place that
        nothing is remembered of is painted anew.
        """
        memory, x = _known(stretch.memory), stretch.canvas_x
        seed = int(memory.get("seed", stretch.seed))
        look = _look(stretch.direction, seed)
        told = memory.get("direction") or {}
        turns = recall_turns(memory, look) or [Turn(float(x), look)]
        laid = recall_over(memory.get("over"), look)
        over = {**laid, **changed_by(stretch.direction, told, look)}
        easel, course = Easel(x), Overlaid(turns, x, over)
        terrain = Terrain(easel, course, seed)
        here = recall_here(memory.get("here"))
        if here and over != laid:
            here = resettle(here, Terrain(easel, Overlaid(turns, x, laid), seed), terrain, x)
        cast = recall_cast(memory.get("cast"))
        new = set_out(
            with_sun_or_moon(stretch.direction, told.get("light")),
            terrain,
            x,
            0,
            stretch.seed,
            here,
            cast,
            window_room(x),
        )
        things = self._underpaint(easel, course, terrain, seed, [*here, *new])
        return self._finish(
            easel,
            course,
            seed,
            stretch.direction.art_style,
            {
                "version": MEMORY,
                "seed": seed,
                "turns": remember_turns(turns, x),
                "direction": standing_of(stretch.direction, told),
                "over": over,
                "here": remember_here(things, x),
                "cast": remember_cast(cast, things[len(here) :]),
            },
        )

    def _finish(self, easel: Easel, course: Course, seed: int, art_style: ArtStyle, memory: dict[str, Any]) -> Painted:
        """The underpainting under strokes and weather, without its margins."""
        picture = self._brushwork.stroke(easel, HANDS[art_style], seed)
        picture = lay_weather(picture, easel, course, seed)
        view = slice(MARGIN, MARGIN + CANVAS)
        return Painted(
            canvas=np.ascontiguousarray(picture[:, view]),
            memory=memory,
            relief=np.ascontiguousarray(easel.relief()[:, view]),
        )

    def _underpaint(
        self, easel: Easel, course: Course, terrain: Terrain, seed: int, things: Sequence[Placed]
    ) -> list[Placed]:
        """The clean picture, back to front; the things are returned, each as far as it reaches."""
        drawn = list(things)
        pencil = Pencil(easel, course)
        clear = [
            (
                thing.x - easel.x0,
                thing.half() * 0.9,
                max(0, thing.layer - FIRST_FOLD - (GROUP_OF[thing.kind] == "creature")),
                thing.left - easel.x0,
            )
            for thing in things
            if FAR < thing.layer < AIR
        ]

        def draw_layer(layer: int) -> None:
            for index in sorted(range(len(things)), key=lambda one: things[one].y):
                if things[index].layer == layer:
                    drawn[index] = draw(pencil, things[index])

        paint_sky(easel, course, seed)
        draw_layer(HEAVEN)
        for index in range(RIDGES):
            terrain.paint_ridge(index)
        plant_far(pencil, terrain, seed)
        draw_layer(FAR)
        terrain.paint_water()
        draw_layer(WATER)
        for index in range(FOLDS):
            terrain.paint_fold(index)
            dress_fold(pencil, terrain, seed, index)
            plant_fold(pencil, terrain, seed, index, clear)
            draw_layer(FIRST_FOLD + index)
        lay_fog(easel, course, seed)
        draw_layer(AIR)
        return drawn
