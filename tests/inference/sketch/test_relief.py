"""The sketch engine's relief: the layers' own depth, exact, over what stays."""

from __future__ import annotations

import numpy as np
import pytest

from inference.contract.arrays import Relief
from inference.contract.direction import Direction
from inference.contract.errors import EngineError
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT, JOIN
from inference.engine.protocols import LayerRequest, Painted
from inference.mural.canvas import layer_mask
from inference.sketch.painter.relief import SketchRelief

DIRECTION = Direction(
    shot="wide", art_style="ink", scene="hills", light="day", mood="calm", palette=["#000000", "#777777", "#ffffff"]
)


def rough(seed: int) -> Relief:
    return np.random.default_rng(seed).integers(0, 65536, (HEIGHT, CANVAS), dtype=np.uint16)


@pytest.mark.parametrize("left", [0, 556])
def test_a_window_painted_over_has_the_layers_depth_within_and_the_murals_around_it(left: int) -> None:
    below, layers, mask = rough(1), rough(2), layer_mask(left)
    picture = np.zeros((HEIGHT, CANVAS, 3), np.uint8)
    stretch = LayerRequest(DIRECTION, 1, left, picture, below, mask)
    relief = SketchRelief().remeasure(Painted(picture, {}, layers), stretch)
    assert np.array_equal(relief[:, -CARRIED:], below[:, -CARRIED:])
    whole = slice(JOIN if left else 0, CANVAS - CARRIED - JOIN)
    assert np.array_equal(relief[:, whole], layers[:, whole])
    part = mask / 255
    assert np.abs(relief - (below * (1 - part) + layers * part)).max() <= 0.51


def test_a_window_without_the_depth_of_its_layers_is_refused() -> None:
    picture = np.zeros((HEIGHT, CANVAS, 3), np.uint8)
    with pytest.raises(EngineError) as refusal:
        SketchRelief().remeasure(Painted(picture, {}), LayerRequest(DIRECTION, 1, 0, picture, rough(1), layer_mask(0)))
    assert refusal.value.code == "relief.missing"
    assert not refusal.value.again
