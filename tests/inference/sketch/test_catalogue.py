"""The records of what the sketch engine knows: none contradicts another, and each is understood, drawn and named."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from inference.contract.direction import Direction, Element
from inference.sketch.art_director.wording import noun_phrase, title_name, titles_of
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.catalogue.kind import Kind, Placement, define, draws
from inference.sketch.director.director import SketchDirector
from inference.sketch.drawing.buffers import Buffers
from inference.sketch.drawing.context import DrawContext
from inference.sketch.drawing.look_track import Keyframe, LookTrack
from inference.sketch.painter.placed import FIRST_FOLD, Placed
from inference.sketch.painter.target_look import target_look
from inference.sketch.painter.things import paint_thing

DRAWN = sorted(name for name, kind in KINDS.items() if kind.placement is not None)
BY_HAND = [name for name in DRAWN if KINDS[name].picture is None]
"""Those after pictures share one drawing, and test_pictures.py looks for each of the pictures."""


def direct(text: str) -> Direction:
    return SketchDirector().direct(text, art_style="gouache", before=[], memory={})


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        (Kind("castle", "building", words="alcove"), "two kinds called castle"),
        (Kind("alcove", "building", words="alcove palace"), "palace stands for castle and for alcove"),
        (Kind("alcove", "building", words="alcove", crowds={"alcoves": 4}), "alcoves, which it does not list"),
        (
            Kind("alcove", "building", words="alcove", irregular={"alcovi": "alcovus"}),
            "alcovus, which it does not list",
        ),
    ],
)
def test_what_contradicts_another_record_is_refused(kind: Kind, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        define(kind)
    with pytest.raises(ValueError, match=problem):
        draws(kind, Placement("ground", height=100, breadth=1))(lambda draw, colour: None)
    assert "alcove" not in KINDS


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_words_of_every_kind_are_understood(name: str) -> None:
    for word in KINDS[name].all_words[:3]:
        assert name in {element.kind for element in direct(f"a {word.replace('-', ' ')}").elements}, word


def test_everything_that_is_no_part_of_the_landscape_is_drawn() -> None:
    groups = ("building", "vehicle", "creature", "object", "plant")
    assert {name for name, group in GROUP_OF.items() if group in groups} <= {*DRAWN}


@pytest.mark.parametrize("name", [*BY_HAND, "hedgehog"])
def test_every_drawing_draws(name: str) -> None:
    buffers = Buffers(0)
    looks = LookTrack([Keyframe(0.0, target_look(direct("hills at night")))], 0)
    before = buffers.colour.copy()
    placed = Placed(name, 384.0, 600.0, 200.0, FIRST_FOLD, 40000, 5, False, "red", False, 500.0)
    assert paint_thing(DrawContext(buffers, looks), placed).right >= 500.0
    assert (np.abs(buffers.colour.astype(int) - before).max(axis=2) > 8).sum() > 20 or buffers.glows


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_can_be_put_into_words(name: str) -> None:
    one, many = Element(kind=name), Element(kind=name, count=3)
    assert noun_phrase(one) or KINDS[name].noun_phrase == ""
    assert noun_phrase(many) or KINDS[name].noun_phrase == ""
    for pick in (0.0, 0.99):
        if titles_of(name):
            assert title_name(one, pick).words
            assert title_name(many, pick).words
    assert KINDS[name].stays_as in (None, "", *KINDS)


def test_who_only_reads_phrases_loads_no_graphics_library() -> None:
    code = "import sys, inference.sketch.director.director; print('skia' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
