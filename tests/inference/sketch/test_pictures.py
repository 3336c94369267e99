"""Pictures as things: found, refused, painted the same each time, lit, recoloured; and an engine without any."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from inference.quality.things import paint_sheet
from inference.sketch import sketch_engine
from inference.sketch.catalogue import KINDS
from inference.sketch.drawing import picture_files
from inference.sketch.drawing.buffers import PICTURE, Buffers
from inference.sketch.drawing.context import DrawContext, Pose
from inference.sketch.drawing.look_track import Keyframe, LookTrack
from inference.sketch.drawing.picture_files import picture_svg
from inference.sketch.drawing.picture_light import Air, lit
from inference.sketch.drawing.pictures import picture
from inference.sketch.painter.target_look import target_look
from tests.inference.sketch.test_catalogue import direct

DAY = Air(shade=(0.4, 0.5, 0.7), key=(1.0, 0.95, 0.85), gain=1.0, haze=(0.7, 0.8, 0.9), hazed=0.0, night=0.0)


@pytest.fixture
def own_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which only a set of our own is installed: bodies by name in ``icons.json``, written as npm's are."""
    monkeypatch.setattr(picture_files, "FOLDER", tmp_path)
    (tmp_path / "noto").mkdir()
    (tmp_path / "noto" / "icons.json").write_text(
        json.dumps(
            {
                "icons": {
                    "half": {"body": '<path fill="#ff0000" d="M0 0h36v72h-36z"/>', "width": 72, "height": 72},
                    "masked": {"body": '<g mask="url(#a)"><path d="M0 0h9v9z"/></g>'},
                    "clear": {"body": '<path fill="transparent" d="M0 0h9v9z"/>'},
                    "faded": {"body": '<path fill="#ff000080" d="M0 0h9v9z"/>'},
                    "reused": {"body": '<defs><symbol id="a"><path d="M0 0h9v9z"/></symbol></defs><use href="#a"/>'},
                    "empty": {"body": "<g/>"},
                },
                "aliases": {"left-half": {"parent": "half"}},
            },
            indent="\t",
        )
    )
    picture.cache_clear()
    return tmp_path


def paint(name: str, *, tall: float = 160, flip: bool = False, night: bool = False) -> Buffers:
    looks = LookTrack([Keyframe(0.0, target_look(direct("hills at night" if night else "hills")))], 0)
    buffers = Buffers(0)
    draw = DrawContext(buffers, looks)
    with draw.posed(Pose(400.0, 500.0, tall, 40_000.0, 0.0, 7, flip)):
        draw.picture(picture(name), glow=1.0)
    return buffers


def test_every_picture_that_the_catalogue_names_is_there_and_can_be_painted() -> None:
    named = [kind.picture for kind in KINDS.values() if kind.picture]
    assert named
    for name in named:
        assert b"<svg" in picture_svg(name)


def test_a_picture_has_its_own_size_and_may_be_called_by_another_name(own_set: Path) -> None:
    assert b'viewBox="0 0 72 72"' in picture_svg("noto:half")
    assert picture_svg("noto:left-half") == picture_svg("noto:half")
    assert picture("noto:half").breadth == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("name", "why"), [("masked", "mask="), ("clear", "transparent"), ("faded", "#ff000080"), ("reused", "<symbol")]
)
def test_what_would_be_painted_wrong_is_refused(own_set: Path, name: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"noto:{name} is made with .*{why}"):
        picture_svg(f"noto:{name}")


def test_what_is_not_there_is_said(own_set: Path) -> None:
    for name in ("noto:nothing", "fxemoji:acorn", "half", "elsewhere:half"):
        with pytest.raises(KeyError, match=name):
            picture_svg(name)
    with pytest.raises(ValueError, match="empty"):
        picture("noto:empty")


def test_the_first_use_and_a_later_one_give_the_same_pixels() -> None:
    picture.cache_clear()
    first, again = paint("noto:hedgehog"), paint("noto:hedgehog")
    assert np.array_equal(first.colour, again.colour)
    assert np.array_equal(first.depth, again.depth)


def test_a_picture_bulges_and_has_no_holes() -> None:
    buffers = paint("noto:hedgehog")
    relief, inside = buffers.relief(), buffers.material() == PICTURE
    assert 6_000 < inside.sum() < 160 * 200
    assert relief[inside].min() >= 40_000
    assert 100 < np.ptp(relief[inside]) < 1_000
    assert (relief[~inside] == 0).all()


def test_the_light_stays_where_it_is_when_a_picture_faces_the_other_way(own_set: Path) -> None:
    """On a plain red oblong the left side is lit, and so it is when it is mirrored."""
    rendering = picture("noto:half").at(200)
    edge = rendering.cover.shape[1] // 8
    for mirrored in (False, True):
        seen = lit(rendering, DAY, 3, mirrored=mirrored)[..., 0].astype(float)
        seen = seen[:, ::-1] if mirrored else seen
        assert seen[:, 1:edge].mean() > seen[:, -edge:-1].mean() + 15


def test_a_said_colour_takes_the_place_of_the_main_one_alone() -> None:
    """A purple t-rex is no longer green, its mouth is as red and its teeth are as white as they were."""
    own = picture("noto:t-rex").renderings[0].colour.astype(int)
    purple = picture("noto:t-rex", (0.49, 0.31, 0.69)).renderings[0].colour.astype(int)
    seen = picture("noto:t-rex").renderings[0].cover > 250
    green = seen & (own[..., 1] > own[..., 0] + 10) & (own[..., 1] > own[..., 2] + 60)
    red = seen & (own[..., 0] > own[..., 1] + 90)
    white = seen & (own.min(axis=-1) > 235)
    assert green.sum() > 5_000 and red.sum() > 100 and white.sum() > 100
    assert (purple[green][:, 2] > purple[green][:, 1]).mean() > 0.97
    assert np.abs(purple[red] - own[red]).mean() < 3
    assert np.abs(purple[white] - own[white]).mean() < 3


def test_what_floats_lies_in_the_water() -> None:
    """The keel and the oar of a boat are not seen, and nothing of it below the surface."""
    boat = picture("noto:canoe")
    assert 0.1 < boat.waterline < 0.4
    buffers = Buffers(0)
    draw = DrawContext(buffers, LookTrack([Keyframe(0.0, target_look(direct("the sea")))], 0))
    with draw.posed(Pose(400.0, 500.0, 160.0, 40_000.0, 0.0, 7)), draw.sunk(boat.waterline):
        draw.picture(boat)
    rows = np.flatnonzero((buffers.material() == PICTURE).any(axis=1))
    assert rows[-1] == 499
    assert rows[0] == pytest.approx(340 + 160 * boat.waterline, abs=2)


def test_a_light_shines_by_night_alone() -> None:
    assert not paint("noto:candle").glows
    (glow,) = paint("noto:candle", night=True).glows
    assert glow.y < 500 - 100  # where the flame is, not in the middle of the wax
    assert glow.colour[0] > glow.colour[2] + 0.3


def test_a_sheet_shows_each_kind_in_its_place() -> None:
    one, two = paint_sheet(["hedgehog"], "day", "gouache"), paint_sheet(["hedgehog", "teapot"], "day", "gouache")
    changed = np.argwhere((one != two).any(axis=2))
    assert changed[:, 1].min() >= 128 - 24  # its own place, the second of six, and the strokes over its edge
    assert changed[:, 1].max() < 256 + 24
    assert changed[:, 0].max() < 154 + 24


def test_the_ledger_names_the_sets_that_are_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    engine = sketch_engine(hears=False)
    noto = next(line for line in engine.ledger if line.id == "@iconify-json/noto")
    assert (noto.licence, noto.revision[:1]) == ("Apache-2.0", "1")
    assert "things are painted after them" in noto.note
    monkeypatch.setattr(picture_files, "FOLDER", tmp_path)
    (painter,) = [line for line in engine.ledger if line.job == "painter"]
    assert "not installed" in painter.note and "fxemoji" in painter.note
