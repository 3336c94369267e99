"""Rooms are entered and left by words, are the same paint in both canvases that see them, and have windows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from inference.contract.direction import Direction, Element
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.catalogue.rooms import INTERIORS, ROOM_OF
from inference.sketch.director.director import SketchDirector
from inference.sketch.director.scene_memory import remember_scene
from inference.sketch.drawing.buffers import Buffers
from inference.sketch.drawing.look_track import Keyframe, LookTrack
from inference.sketch.painter.interior import CELL, paint_interior
from inference.sketch.painter.placement import with_sun_or_moon
from inference.sketch.painter.rooms import Rooms, Span, recall_spans, remember_spans, spans_of
from inference.sketch.painter.target_look import target_look


def direct(text: str, memory: dict[str, Any] | None = None) -> Direction:
    return SketchDirector().direct(text, art_style="gouache", before=[], memory=memory or {})


def room_after(*phrases: str) -> str | None:
    memory: dict[str, Any] = {}
    kinds: list[str] = []
    for phrase in phrases:
        direction = direct(phrase, memory)
        memory = {"direction": remember_scene(direction, memory.get("direction"))}
        kinds = [one.kind for one in direction.elements if GROUP_OF[one.kind] == "room"]
    assert len(kinds) < 2
    return kinds[0] if kinds else None


@pytest.mark.parametrize(
    ("phrases", "room"),
    [
        (("a meadow", "in the old kitchen I cook soup"), "kitchen"),
        (("in the kitchen", "a fox sleeps"), "kitchen"),
        (("in the kitchen", "then we are in the library"), "library"),
        (("in the kitchen", "we go outside"), None),
        (("in the kitchen", "they come out into the garden"), None),
        (("in the kitchen", "a ship on the sea"), None),
        (("in the kitchen", "through the window we see the sea"), "kitchen"),
        (("the queen enters the castle",), "throne_room"),
        (("inside the school", "they leave the school"), None),
        (("a castle in the distance",), None),
        (("a fox on the left of the kitchen",), "kitchen"),
        (("a cat sleeps on the sofa",), "living_room"),
        (("a meadow", "the king sits on his throne"), "throne_room"),
        (("a child in bed while it rains",), "bedroom"),
        (("a bed on the beach",), None),
        (("a bed under the stars",), None),
        (("a kettle over the campfire",), None),
        (("she opens the door",), None),
        (("a boy at the school",), None),
        (("a boy at school",), "classroom"),
        (("on the train a man reads",), "train_carriage"),
        (("in the kitchen", "a castle"), None),
    ],
)
def test_a_room_is_entered_stays_and_is_left(phrases: tuple[str, ...], room: str | None) -> None:
    assert room_after(*phrases) == room


def test_the_land_goes_on_outside() -> None:
    direction = direct("in the kitchen", {"direction": remember_scene(direct("a desert"), None)})
    assert {"desert", "kitchen"} <= {one.kind for one in direction.elements}


def test_a_room_begins_and_ends_beyond_the_joins() -> None:
    kitchen = direct("hills").model_copy(update={"elements": [Element(kind="kitchen")]})
    spans = spans_of(kitchen, [], 556, 1)
    assert spans_of(kitchen, spans, 1112, 2) == spans
    left = spans_of(direct("hills"), recall_spans(remember_spans(spans)), 1112, 2)
    assert len(left) == 1
    assert 556 + 212 < left[0].left - 34 < 1112 + 212 < left[0].right - 34 < 1112 + 300
    rooms = Rooms(left, 1112, 2, 7)
    assert rooms(1200.0) is not None
    assert rooms(1500.0) is None


def test_what_is_no_room_is_not_recalled() -> None:
    assert recall_spans([["kitchen", 1, 2], ["moon", 1, 2], ["kitchen", "1", 2], 5]) == [Span("kitchen", 1.0, 2.0)]
    assert recall_spans(None) == []


@pytest.mark.parametrize("kind", ["kitchen", "dungeon", "stage"])
def test_the_wall_is_the_same_in_two_canvases(kind: str) -> None:
    sheets = []
    for canvas_x in (556, 1112):
        buffers = Buffers(canvas_x)
        paint_interior(buffers, LookTrack([Keyframe(0.0, target_look(direct("hills")))], canvas_x), 5,
                       INTERIORS[kind], 300.0, 1e9)  # fmt: skip
        sheets.append(buffers.colour)
    assert sheets[0].any()
    assert np.array_equal(sheets[0][:, 556:], sheets[1][:, :-556])


def test_a_window_leaves_the_outdoors_as_it_is_and_the_wall_does_not() -> None:
    buffers = Buffers(0)
    buffers.colour[..., :3] = (3, 5, 90)
    looks = LookTrack([Keyframe(0.0, target_look(direct("hills at night")))], 0)
    covered = paint_interior(buffers, looks, 5, INTERIORS["kitchen"], -1e9, 1e9)
    window = CELL // 2 - buffers.x0 + 30
    assert tuple(buffers.colour[200, window, :3]) == (3, 5, 90)
    assert not covered[200, window]
    assert covered[80].all()
    assert covered[700].all()


def test_what_brings_a_room_is_a_thing_and_no_moon_is_hung_in_it() -> None:
    assert ROOM_OF.keys() <= KINDS.keys()
    indoors = direct("a bed at night")
    assert with_sun_or_moon(indoors, None) == indoors
    assert with_sun_or_moon(direct("a fox at night"), None) != direct("a fox at night")
