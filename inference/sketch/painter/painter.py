"""The sketch painter: from a direction to a painted canvas, by layers and brush strokes.

Land, sky, water and light are functions of absolute mural x and the world's seed, and ease from the look that the last
strip ended with (in ``memory``) to the new one. So the carried edge, painted again, is what was there, and the join has
no step. Things that reach over the right edge are remembered and painted again from the left. A second voice's phrase
is painted into its place in the same way (repaint.py). The same request gives the same pixels. It does not paste kept
pixels back: inference/mural/canvas.py does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.contract.art_styles import ArtStyle
from inference.contract.direction import Direction
from inference.contract.geometry import CANVAS, CARRIED
from inference.engine.protocols import LayerRequest, Painted, StripRequest
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.director.scene_memory import remember_scene
from inference.sketch.drawing.buffers import MARGIN, Buffers
from inference.sketch.drawing.context import DrawContext
from inference.sketch.drawing.look import Look
from inference.sketch.drawing.look_track import Keyframe, LookTrack, keyframes_of, recall_keyframes, remember_keyframes
from inference.sketch.drawing.noise import unit_of
from inference.sketch.drawing.sky import paint_sky
from inference.sketch.drawing.strokes import STROKE_STYLES, StrokeRenderer
from inference.sketch.drawing.terrain import FOLDS, RIDGES, Terrain
from inference.sketch.drawing.weather import lay_fog, lay_weather
from inference.sketch.painter.cast import recall_cast, remember_cast
from inference.sketch.painter.footing import INDOORS
from inference.sketch.painter.placed import AIR, FAR, FIRST_FOLD, SKY, WATER, Placed, placement_of, recall, remember
from inference.sketch.painter.placement import afloat, place_things, with_sun_or_moon
from inference.sketch.painter.repaint import (
    OverlaidTrack,
    changed_by,
    recall_here,
    recall_layered,
    remember_here,
    resettle,
    window_room,
)
from inference.sketch.painter.rooms import Rooms, recall_spans, remember_spans, spans_of
from inference.sketch.painter.scenery import scatter_scenery
from inference.sketch.painter.target_look import target_look
from inference.sketch.painter.things import paint_thing
from inference.sketch.painter.trees import scatter_far_trees, scatter_trees
from inference.sketch.painter.undergrowth import scatter_undergrowth

MEMORY = 2
"""Version of what is remembered; memory of another version is not read."""


_UNEVEN = 34.0
"""px by which the horizon of one world may lie higher or lower than that of another …"""
_SAID_LAND = frozenset({"land", "water", "trees", "ground"})
_ROAMING = 30.0
"""… and that of one phrase than that of the next: a story does not look at everything from one height."""


def _known(memory: dict[str, Any]) -> dict[str, Any]:
    return memory if memory.get("version") == MEMORY else {}


def _look(direction: Direction, seed: int, position: int = 0) -> Look:
    look = target_look(direction)
    horizon = float(look["horizon"])  # type: ignore[arg-type]
    roaming = _UNEVEN * (2 * unit_of(seed, 8, 1, seed) - 1) + _ROAMING * (2 * unit_of(seed, 8, 2, position) - 1)
    look["horizon"] = horizon + roaming * (1 - float(look["weightless"]))  # type: ignore[arg-type]
    if direction.shot != "underwater" and not {GROUP_OF.get(one.kind) for one in direction.elements} & _SAID_LAND:
        _vary(look, seed, position)
    return look


def _vary(look: Look, seed: int, position: int) -> None:
    """The open country of a phrase that says nothing of the land: now hills and now mountains, now a grove of firs and
    now a few trees among flowers, of its own for every two strips of a world."""
    high, rolling, grove, dense = (unit_of(seed, 9, number, position // 2) for number in range(4))
    look["mount"], look["hill"] = 0.2 + 0.55 * high, 0.3 + 0.6 * rolling
    if float(look["snow"]) > 0:  # type: ignore[arg-type]
        return
    firs = 0.45 < grove < 0.75
    look["conifer"] = 0.08 + 0.2 * dense if firs else 0.0
    look["broadleaf"] = 0.04 if firs else 0.06 + 0.16 * dense
    look["flowers"] = max(float(look["flowers"]), 0.2 if grove > 0.75 else 0.0)  # type: ignore[arg-type]


class SketchPainter:
    """Paints strips; holds only its stroke renderer."""

    def __init__(self) -> None:
        self._strokes = StrokeRenderer()

    def paint(self, scene: StripRequest) -> Painted:
        """The canvas (768, 768, 3) of one strip with its relief (768, 768) and what to remember for the next."""
        memory = _known(scene.memory)
        seed = int(memory.get("seed", scene.seed))
        look = _look(scene.direction, seed, scene.position)
        keyframes = keyframes_of(memory if scene.position else {}, look, scene.canvas_x, scene.canvas_x + CARRIED)
        looks = LookTrack(keyframes, scene.canvas_x)
        buffers = Buffers(scene.canvas_x)
        terrain = Terrain(buffers, looks, seed)
        carried = recall(memory.get("things")) if scene.position else []
        kept = memory.get("direction") or {}
        cast = recall_cast(memory.get("cast")) if scene.position else {}
        spans = spans_of(
            scene.direction,
            recall_spans(memory.get("rooms")) if scene.position else [],
            scene.canvas_x,
            scene.position,
        )
        rooms = Rooms(spans, scene.canvas_x, scene.position, seed)
        things = carried + place_things(
            with_sun_or_moon(afloat(scene.direction), kept.get("light") if scene.position else None),
            terrain,
            scene.canvas_x,
            scene.position,
            scene.seed + 7919 * scene.position,
            carried,
            cast,
            room_at=rooms,
        )
        things, indoors = self._underpaint(buffers, looks, terrain, seed, things, rooms)
        return self._finish(
            buffers,
            looks,
            seed,
            scene.direction.art_style,
            indoors,
            {
                "version": MEMORY,
                "seed": seed,
                "turns": remember_keyframes(keyframes, scene.canvas_x),
                "rooms": remember_spans(spans),
                "direction": remember_scene(scene.direction, kept),
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
        kept = memory.get("direction") or {}
        keyframes = recall_keyframes(memory, look) or [Keyframe(float(x), look)]
        laid = recall_layered(memory.get("over"), look)
        layered = {**laid, **changed_by(stretch.direction, kept, look)}
        buffers, looks = Buffers(x), OverlaidTrack(keyframes, x, layered)
        terrain = Terrain(buffers, looks, seed)
        here = recall_here(memory.get("here"))
        if here and layered != laid:
            here = resettle(here, Terrain(buffers, OverlaidTrack(keyframes, x, laid), seed), terrain, x)
        cast = recall_cast(memory.get("cast"))
        rooms = Rooms(recall_spans(memory.get("rooms")), x, 0, seed)
        new = place_things(
            with_sun_or_moon(afloat(stretch.direction), kept.get("light")),
            terrain,
            x,
            0,
            stretch.seed,
            here,
            cast,
            window_room(x),
            rooms,
        )
        things, indoors = self._underpaint(buffers, looks, terrain, seed, [*here, *new], rooms)
        return self._finish(
            buffers,
            looks,
            seed,
            stretch.direction.art_style,
            indoors,
            {
                "version": MEMORY,
                "seed": seed,
                "turns": remember_keyframes(keyframes, x),
                "rooms": remember_spans(rooms.spans),
                "direction": remember_scene(stretch.direction, kept),
                "over": layered,
                "here": remember_here(things, x),
                "cast": remember_cast(cast, things[len(here) :]),
            },
        )

    def _finish(
        self,
        buffers: Buffers,
        looks: LookTrack,
        seed: int,
        art_style: ArtStyle,
        indoors: NDArray[np.bool_],
        memory: dict[str, Any],
    ) -> Painted:
        """The underpainting under strokes and weather, without its margins."""
        picture = self._strokes.stroke(buffers, STROKE_STYLES[art_style], seed)
        lay_weather(picture, buffers, looks, seed, indoors)
        view = slice(MARGIN, MARGIN + CANVAS)
        return Painted(
            canvas=np.ascontiguousarray(picture[:, view, :3]),
            memory=memory,
            relief=np.ascontiguousarray(buffers.relief()[:, view]),
        )

    def _underpaint(
        self, buffers: Buffers, looks: LookTrack, terrain: Terrain, seed: int, things: Sequence[Placed], rooms: Rooms
    ) -> tuple[list[Placed], NDArray[np.bool_]]:
        """The clean picture, back to front; returned are the things, each as far as it reaches, and where rooms are."""
        drawn = list(things)
        draw = DrawContext(buffers, looks)
        clear = [
            (
                thing.x - buffers.x0,
                thing.half() * 0.9,
                max(0, thing.layer - FIRST_FOLD - (GROUP_OF[thing.kind] == "creature")),
                thing.left - buffers.x0,
            )
            for thing in things
            if FAR < thing.layer < AIR
        ]

        inside = [thing.layer in (INDOORS, AIR) and rooms(thing.x) is not None for thing in things]

        roads = [thing for thing in things if placement_of(thing.kind).where == "road"]
        # A road lies on all folds of the land, so it comes after them, and what stands there after the road.
        on_the_road = [
            FIRST_FOLD <= thing.layer < AIR
            and thing not in roads
            and any(abs(thing.x - road.x) < road.half() + thing.half() for road in roads)
            for thing in things
        ]

        def draw_layer(layer: int | None, *, indoors: bool = False, late: bool = False) -> None:
            for index in sorted(range(len(things)), key=lambda one: (things[one].layer, things[one].rank)):
                here = late or things[index].layer == layer
                if here and inside[index] == indoors and on_the_road[index] == late:
                    drawn[index] = paint_thing(draw, things[index])

        paint_sky(buffers, looks, seed)
        scatter_scenery(draw, terrain, seed, -1)
        draw_layer(SKY)
        for index in range(RIDGES):
            terrain.paint_ridge(index)
        scatter_far_trees(draw, terrain, seed)
        draw_layer(FAR)
        terrain.paint_water()
        draw_layer(WATER)
        for index in range(FOLDS):
            terrain.paint_fold(index)
            scatter_undergrowth(draw, terrain, seed, index)
            scatter_trees(draw, terrain, seed, index, clear)
            scatter_scenery(draw, terrain, seed, index, clear)
            draw_layer(FIRST_FOLD + index)
        draw_layer(None, late=True)
        lay_fog(buffers, looks, seed)
        draw_layer(AIR)
        covered = rooms.paint(buffers, looks)
        draw_layer(INDOORS, indoors=True)
        draw_layer(AIR, indoors=True)
        return drawn, covered
