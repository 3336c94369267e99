"""The records of what the sketch engine knows: none contradicts another, and each is understood, drawn and named."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from inference.contract.direction import Direction, Element
from inference.sketch.art_director.wording import noun_phrase, title_name, titles_of
from inference.sketch.catalogue import GROUP_OF, KIND_OF_WORD, KINDS
from inference.sketch.catalogue.kind import Kind, Placement, define, draws
from inference.sketch.director.director import SketchDirector
from inference.sketch.drawing.buffers import Buffers
from inference.sketch.drawing.context import DrawContext
from inference.sketch.drawing.look_track import Keyframe, LookTrack
from inference.sketch.drawing.picture_files import is_installed, picture_svg
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


def test_the_words_of_every_kind_are_understood() -> None:
    missed = [
        (name, word)
        for name, kind in KINDS.items()
        for word in kind.all_words[:3]
        if name not in {element.kind for element in direct(f"a {word.replace('-', ' ')}").elements}
    ]
    assert missed == []


def test_everything_that_is_no_part_of_the_landscape_is_drawn() -> None:
    groups = ("building", "vehicle", "creature", "object", "plant")
    assert {name for name, group in GROUP_OF.items() if group in groups} <= {*DRAWN}


def test_every_drawing_draws() -> None:
    buffers = Buffers(0)
    looks = LookTrack([Keyframe(0.0, target_look(direct("hills at night")))], 0)
    draw = DrawContext(buffers, looks)
    blank = buffers.colour.copy()
    amiss = []
    own = [name for name in DRAWN if KINDS[name].draw]
    after_pictures = [name for name in DRAWN if not KINDS[name].draw]
    for name in own + after_pictures[::12]:
        buffers.colour[:] = blank
        buffers.glows.clear()
        placed = Placed(name, 384.0, 600.0, 200.0, FIRST_FOLD, 40000, 5, False, "red", False, 500.0)
        right = paint_thing(draw, placed).right
        painted = np.count_nonzero((buffers.colour[::3, ::3] != blank[::3, ::3]).any(axis=2))
        if right < 500.0 or not (painted > 3 or buffers.glows):
            amiss.append((name, right, painted))
    assert amiss == []


def test_every_picture_that_is_named_is_there() -> None:
    missing = []
    for name, kind in KINDS.items():
        try:
            if kind.picture and b"<path" not in picture_svg(kind.picture):
                missing.append(f"{name}: {kind.picture}")
        except KeyError:
            missing.append(f"{name}: {kind.picture}")
    assert missing == []


def test_every_kind_can_be_put_into_words() -> None:
    amiss = []
    for name, kind in KINDS.items():
        one, many = Element(kind=name), Element(kind=name, count=3)
        if kind.noun_phrase != "" and not (noun_phrase(one) and noun_phrase(many)):
            amiss.append((name, "phrase"))
        if titles_of(name) and not all(title_name(which, pick).words for which in (one, many) for pick in (0.0, 0.99)):
            amiss.append((name, "title"))
        if kind.stays_as not in (None, "", *KINDS):
            amiss.append((name, "stays as"))
    assert amiss == []


@pytest.mark.skipif(not is_installed("noto"), reason="the pictures are not installed")
def test_words_for_made_things_mean_what_they_are() -> None:
    meant = {
        "an old wooden door": "door",
        "a grand church": "church",
        "a flying saucer": "flying_saucer",
        "a fire engine": "fire_engine",
        "an electric fan": "electric_fan",
        "a folding fan": "folding_fan",
        "a computer mouse": "computer_mouse",
        "a treasure chest": "treasure_chest",
        "a chest of drawers": "cupboard",
        "a pair of glasses": "spectacles",
        "a glass": "glass",
        "a letter": "envelope",
        "a love letter": "love_letter",
        "a golden ring": "ring",
        "a street lamp": "lamp_post",
        "a table lamp": "lamp",
        "a sports car": "racing_car",
        "a school bus": "bus",
        "a post office": "post_office",
        "an iron gate": "gate",
        "a suit of armour": "armour",
        "a red sofa": "sofa",
        "a kettle": "kettle",
        "a rocket": "rocket",
        "a hot air balloon": "balloon",
    }
    found = {text: {element.kind for element in direct(text).elements} for text in meant}
    assert {text: kinds for text, kinds in found.items() if meant[text] not in kinds} == {}


def test_no_record_calls_a_part_of_the_body_or_a_thought_a_thing() -> None:
    made = {"object", "vehicle", "building"}
    for word in ("bar", "bank", "board", "club", "trunk", "love", "tomorrow", "nothing", "internet", "diet"):
        assert KIND_OF_WORD.get(word) is None or GROUP_OF[KIND_OF_WORD[word]] not in made, word


def test_who_only_reads_phrases_loads_no_graphics_library() -> None:
    code = "import sys, inference.sketch.director.director; print('skia' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
