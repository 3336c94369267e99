"""Behind an outline lies the far side, in colour and in depth, and never what stood before it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from inference.contract.geometry import HEIGHT
from inference.studio.layered_depth import CONTEXT, PARALLAX_ACROSS, layered_depth_image, sharpen_outlines

WIDTH = 480
NEAR, HILL, SKY = 60_000, 26_000, 0
ORANGE, GREEN, BLUE = (220, 120, 30), (40, 110, 50), (70, 110, 190)
HORIZON = 400


def scene(width: int = WIDTH, thing: slice = slice(200, 300)) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """A blue sky over a green hill with an orange block before both, painted with a little grain."""
    picture = np.empty((HEIGHT, width, 3), np.uint8)
    relief = np.empty((HEIGHT, width), np.uint16)
    picture[:HORIZON], relief[:HORIZON] = BLUE, SKY
    picture[HORIZON:], relief[HORIZON:] = GREEN, HILL
    picture[250:650, thing], relief[250:650, thing] = ORANGE, NEAR
    grain = np.random.default_rng(3).integers(-6, 7, (HEIGHT, width, 1))
    return (picture + grain).clip(0, 255).astype(np.uint8), relief


def test_behind_a_thing_lie_the_colours_and_depths_of_what_it_stands_before() -> None:
    found = layered_depth_image(*scene())
    inside = slice(204, 296)
    assert found.hidden[300, inside].all() and found.hidden[500, inside].all()
    sky, hill = found.back_picture[300, inside].astype(int), found.back_picture[550, inside].astype(int)
    assert np.abs(sky.mean(axis=0) - BLUE).max() < 8, "the sky goes on behind it"
    assert np.abs(hill.mean(axis=0) - GREEN).max() < 8, "the hill goes on behind it"
    assert (sky[:, 0] < 140).all() and (hill[:, 0] < 140).all(), "nothing of it shines through"
    assert sky.std(axis=0).max() > 1.5, "it has the grain of what it goes on from"
    assert np.abs(found.back_relief[300, inside].astype(int) - SKY).max() < 700
    assert np.abs(found.back_relief[550, inside].astype(int) - HILL).max() < 700


def test_the_overlap_is_the_picture_itself_on_the_far_side() -> None:
    picture, relief = scene()
    found = layered_depth_image(picture, relief)
    around = found.back & ~found.hidden
    assert around[300, 185:196].any() and around[300, 305:315].any()
    assert (found.back_picture[around] == picture[around]).all()
    assert not around[300, 230:270].any(), "nothing of the thing is in the back layer"


def test_a_wide_thing_hides_only_what_can_be_uncovered() -> None:
    found = layered_depth_image(*scene(width=1400, thing=slice(300, 1100)))
    row = found.hidden[440]
    reach = round(PARALLAX_ACROSS * (NEAR - HILL) / 65535)
    assert row[310 : 300 + reach - 12].all()
    assert not row[300 + reach + 12 : 1100 - reach - 12].any(), "its middle hides nothing that anybody sees"


def test_slopes_hide_nothing() -> None:
    picture, _ = scene()
    ground = np.linspace(0, 60_000, HEIGHT).astype(np.uint16)[:, None].repeat(WIDTH, axis=1)
    found = layered_depth_image(picture, ground)
    assert not found.hidden.any() and not found.back.any()


def test_a_soft_outline_becomes_one_step() -> None:
    _, relief = scene()
    soft = relief.astype(np.float32) / np.float32(65535)
    soft[:, 197:204] = np.linspace(soft[:, 196], soft[:, 204], 7).T
    row = sharpen_outlines(soft)[300]
    steps = np.abs(np.diff(row[150:250]))
    assert (steps > 0.02).sum() == 1
    assert 195 <= 150 + int(steps.argmax()) <= 203


def test_neighbours_agree_on_what_lies_behind_where_they_meet() -> None:
    picture, relief = scene(width=1800, thing=slice(850, 980))
    whole = layered_depth_image(picture, relief)
    part = layered_depth_image(picture[:, : 900 + CONTEXT], relief[:, : 900 + CONTEXT])
    there = np.s_[:, 700:900]
    assert (whole.hidden[there] == part.hidden[there]).all() and whole.hidden[there].any()
    assert (whole.relief[there] == part.relief[there]).all()
    assert np.abs(whole.back_relief[there].astype(int) - part.back_relief[there]).max() < 200
    assert np.abs(whole.back_picture[there].astype(int) - part.back_picture[there]).mean() < 2


def test_a_relief_of_another_size_is_refused() -> None:
    picture, relief = scene()
    with pytest.raises(ValueError, match="does not belong"):
        layered_depth_image(picture, relief[:, 1:])
