"""Places are named as people name them, shape the look, and scatter the same scenery in both canvases that see it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from inference.contract.direction import Direction
from inference.sketch.catalogue import KINDS
from inference.sketch.catalogue.places import PLACES, SCENERY
from inference.sketch.director.director import SketchDirector
from inference.sketch.drawing.buffers import Buffers
from inference.sketch.drawing.context import DrawContext
from inference.sketch.drawing.look_track import Keyframe, LookTrack, recall_keyframes, remember_keyframes
from inference.sketch.drawing.terrain import Terrain
from inference.sketch.painter.placement import afloat
from inference.sketch.painter.repaint import changed_by
from inference.sketch.painter.scenery import scatter_scenery
from inference.sketch.painter.target_look import target_look


def direct(text: str, memory: dict[str, Any] | None = None) -> Direction:
    return SketchDirector().direct(text, art_style="gouache", before=[], memory=memory or {})


@pytest.mark.parametrize(
    ("phrase", "place"),
    [
        ("an astronaut on the moon", "moonscape"),
        ("a cow jumps over the moon", None),
        ("two boys play on the football pitch", "pitch"),
        ("a dog in the street", "street"),
        ("the boy parks the car", None),
        ("an old woman waits at the station", "railway_station"),
        ("a rocket in space", "space"),
        ("a space ship", None),
        ("a fair lady", None),
        ("a clown at the fair", "fairground"),
    ],
)
def test_a_place_is_where_the_phrase_is(phrase: str, place: str | None) -> None:
    assert [one.kind for one in direct(phrase).elements if one.kind in PLACES] == ([place] if place else [])


def test_what_stands_about_is_known_and_its_density_is_a_part() -> None:
    stood = {kind: density for place in PLACES.values() for kind, density in place.stands.items()}
    assert stood.keys() <= SCENERY.keys()
    assert all(0 < density <= 1 for density in stood.values())
    assert {kind for kind in SCENERY if kind in KINDS and KINDS[kind].draw} >= {"town_house", "bollard", "crater"}


def test_what_is_in_space_floats_and_what_is_on_the_moon_does_not() -> None:
    assert afloat(direct("a cat in space")).elements[0].doing == "flying"
    assert afloat(direct("a cat on the moon")).elements[0].doing != "flying"


def test_a_memory_of_the_build_before_is_read_and_what_is_0_is_not_kept() -> None:
    look = target_look(direct("a street"))
    (kept,) = remember_keyframes([Keyframe(5.0, look)], 0)
    assert kept[1].keys() < look.keys()
    before = {name: value for name, value in target_look(direct("hills")).items()
              if name not in {"flat", "paved", "stands_house"}}  # fmt: skip
    (read,) = recall_keyframes({"turns": [[5.0, {**before, "of_a_build_to_come": 1.0}]]}, look)
    assert read.look.keys() == look.keys()
    assert read.look["flat"] == 0.0
    assert read.look["hill"] == before["hill"]
    del before["ground"]
    assert recall_keyframes({"turns": [[5.0, before]]}, look) == []


@pytest.mark.parametrize("place", ["a street", "a football pitch", "on the moon"])
def test_scenery_and_ground_are_the_same_in_two_canvases(place: str) -> None:
    sheets = []
    for canvas_x in (556, 1112):
        buffers = Buffers(canvas_x)
        looks = LookTrack([Keyframe(0.0, target_look(direct(place)))], canvas_x)
        terrain, draw = Terrain(buffers, looks, 5), DrawContext(buffers, looks)
        for fold in range(-1, 4):
            if fold >= 0:
                terrain.paint_fold(fold)
            scatter_scenery(draw, terrain, 5, fold)
        sheets.append(buffers.colour[..., :3].astype(int))
    ours, theirs = sheets[0][:, 700:], sheets[1][:, 144 : 144 + sheets[0].shape[1] - 700]
    assert ours.any()
    assert np.mean(np.abs(ours - theirs) > 3) < 0.002


def test_a_second_voice_brings_a_place_and_takes_it_away() -> None:
    street, desert = direct("a street"), direct("a desert")
    brought = changed_by(street, {}, target_look(street))
    assert brought["paved"] == 1.0
    assert brought["stands_town_house"]
    assert changed_by(desert, {}, target_look(desert))["stands_town_house"] == 0.0
    assert "top" in changed_by(direct("on the moon"), {"light": "day"}, target_look(direct("on the moon")))
