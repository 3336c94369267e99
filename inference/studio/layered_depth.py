"""Layered depth: what a stretch of the mural shows, and behind its outlines what the painter never painted.

Seen from the side, a thing uncovers what it stood before. The front layer is the mural's own relief, sharp at its
outlines; the back layer goes on behind each outline for as far as the permitted parallax may uncover, in colour and in
depth: taken from the far side only, mirrored at the outline so that it has the far side's own texture, over colours
diffused within one depth so that it has no seam. The idea is that of 3D photo inpainting (Shih et al., CVPR 2020) with
diffusion in the place of its networks.

Pure: arrays in, arrays out. It needs to see some of the neighbours (``CONTEXT`` px)
for strips to agree where they meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import scipy  # its parts are only loaded when used: every process reads this module and few need them
from numpy.typing import NDArray

from inference.contract.arrays import Picture, Relief

Values = NDArray[np.float32]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
Pixels = tuple[Places, Places]
"""Rows and columns."""

REACH = 288
"""px of the mural that are uncovered between relief 1 and relief 0 at the furthest permitted look to a side."""
FALL = 128
"""The same for a look from above or below, of which less is permitted."""
JUMP = 0.04
"""Least difference of depth, of the whole, that is an outline; what is less is a slope."""
GROW = 3
"""px by which near things grow over what is behind them: their outline is painted softly and belongs to them."""
SLIVER = 11
"""px: what is between two depths and narrower than this is no place of its own."""
OVERLAP = 10
"""px of the far side that the back layer repeats, so that the two layers overlap without a crack."""
CONTEXT = REACH + OVERLAP + GROW
"""px of the neighbours at each side that may change what lies behind an outline."""
STAIR = 8
"""px: outlines that follow one another within this are one."""
SLICES = 12
"""Of depth: what lies behind a thing is looked for among what is farther than its slice."""
CELL = 8
"""px: colours are diffused in cells of this size; what is finer is texture."""
ROUNDS = 160
GRAIN = 20.0
"""Difference from the diffused colour, of 255, that texture hardly exceeds."""
SAME_DEPTH = 0.03
"""Difference of depth at which colours hardly mix any more."""


@dataclass(frozen=True)
class Layered:
    """All (768, w). ``back_picture`` and ``back_relief`` mean something only where ``back`` is true."""

    relief: Relief
    """The front layer's: from one pixel to the next at an outline, and there on the far side of the painted edge."""
    hidden: Flags
    """Where the front hides something that may be uncovered."""
    back: Flags
    """The back layer: ``hidden`` and an overlap of the far side around it, where it is the picture itself."""
    back_picture: Picture
    back_relief: Relief


def layered(picture: Picture, relief: Relief) -> Layered:
    """The two layers of ``picture`` (768, w, 3) with ``relief`` (768, w), 0 far to 65535 near;
    at least ``CELL`` px wide.

    Raises ValueError where the two differ in size.
    """
    if picture.shape[:2] != relief.shape or min(relief.shape) < CELL:
        raise ValueError(f"A relief of {relief.shape} does not belong to a picture of {picture.shape}.")
    front = sharpened(relief.astype(np.float32) / np.float32(65535))
    hidden, rows, columns = uncovered(front)
    back_relief = _far_depth(front, hidden, rows, columns)
    back_picture = _far_colours(picture, front, back_relief, hidden, rows, columns)
    # Beside what is hidden, what is as far away as it.
    around = front < scipy.ndimage.maximum_filter(np.where(hidden, back_relief + JUMP, 0), 2 * OVERLAP + 1)
    return Layered(
        relief=_whole(front),
        hidden=hidden,
        back=hidden | around,
        back_picture=back_picture,
        back_relief=_whole(np.where(hidden, back_relief, front)),
    )


def sharpened(relief: Values) -> Values:
    """``relief`` (0 to 1) without the ramps that outlines have in a measured or softened one,
    near things grown by ``GROW`` px.

    Every pixel on a ramp takes the depth of the nearest pixel off it. What is thinner than a ramp goes to the far side.
    """
    steep = scipy.ndimage.maximum_filter(relief, 3) - scipy.ndimage.minimum_filter(relief, 3) > JUMP / 2
    if steep.all():
        return relief
    settled = relief[_nearest(steep)]
    # Growing would move slopes by a pixel or two as well, which nobody sees.
    grown = scipy.ndimage.maximum_filter(settled, 2 * GROW + 1)
    # A sliver between the two sides of an outline would float between them: it belongs to the near side.
    nearest = scipy.ndimage.maximum_filter(grown, SLIVER)
    sliver = (nearest - grown > JUMP) & (grown - scipy.ndimage.minimum_filter(grown, SLIVER) > JUMP)
    return cast(Values, np.where(sliver, nearest, grown))


def uncovered(front: Values) -> tuple[Flags, Places, Places]:
    """Where ``front`` hides something within reach, and the row and the column of the pixel beyond the
    outline that goes on there.

    What lies beyond an outline goes on behind it: a thing of depth n hides up to REACH * (n - f) px of one of depth f.
    Of several, the one whose outline is nearest goes on; the others are behind that one. It is looked for in every
    second pixel of both directions.
    """
    height, width = front.shape
    beyond = _nearer_neighbour(front) - front > JUMP
    # Of every block of 2 x 2, the farthest pixel that is beyond an outline.
    # An odd last row or column has its neighbour's.
    blocks = _blocks(np.where(beyond, front, np.float32(9)))
    which, depth = blocks.argmin(axis=2), blocks.min(axis=2)
    landing = _below_stairs(depth)
    thing = _blocks(front).max(axis=2)
    rows, columns = np.zeros(thing.shape, np.intp), np.zeros(thing.shape, np.intp)
    for slice_from in np.linspace(0, 1, SLICES, endpoint=False, dtype=np.float32):
        # Things of this slice of depth hide what is farther than all of it.
        there = (thing >= slice_from) & (thing < slice_from + 1 / SLICES + 1e-6)
        seeds = depth < slice_from - JUMP / 2
        if not there.any() or not seeds.any():
            continue
        y, x = _nearest(~seeds, (REACH / FALL, 1))
        y, x = landing[0][y[there], x[there]], landing[1][y[there], x[there]]
        pick = which[y, x]
        rows[there], columns[there] = 2 * y + pick // 2, 2 * x + pick % 2
    rows = rows.repeat(2, axis=0).repeat(2, axis=1)[:height, :width].clip(0, height - 1)
    columns = columns.repeat(2, axis=0).repeat(2, axis=1)[:height, :width].clip(0, width - 1)
    row, column = np.ogrid[:height, :width]
    away = np.hypot(((rows - row) * (REACH / FALL)).astype(np.float32), (columns - column).astype(np.float32))
    deeper = front - front[rows, columns]
    return (deeper > JUMP) & (away < REACH * deeper), rows, columns


def _below_stairs(depth: Values) -> Pixels:
    """For every block the one that goes on behind what is beside it: the farthest within a stair,
    where that is far enough.

    A strip of land between sea and sky is too thin to go on behind the sea: the sky does.
    """
    # The depth in the high bits and the place in the low ones, so that the least of them says where it is.
    keys = (depth * 4095).astype(np.int64) << 24 | np.arange(depth.size).reshape(depth.shape)
    least = scipy.ndimage.minimum_filter(keys, STAIR + 1)
    index = np.where((least >> 24) / 4095 < depth - 2 * JUMP, least & (2**24 - 1), keys & (2**24 - 1))
    return index // depth.shape[1], index % depth.shape[1]


def _nearest(outside: Flags, sampling: tuple[float, float] = (1, 1)) -> Pixels:
    """For every place the nearest that is not ``outside``; ``sampling`` is how far apart rows and columns are."""
    places: Any = scipy.ndimage.distance_transform_edt(outside, sampling, return_distances=False, return_indices=True)
    return places[0], places[1]


def _blocks(values: Values) -> Values:
    """(rows, columns, 4): blocks of 2 x 2, in rows; the last row and column are repeated where they do not fill one."""
    height, width = values.shape
    padded = np.pad(values, ((0, height % 2), (0, width % 2)), mode="edge")
    blocks = padded.reshape((height + 1) // 2, 2, -1, 2).swapaxes(1, 2)
    return blocks.reshape(*blocks.shape[:2], 4)


def _nearer_neighbour(front: Values) -> Values:
    """The nearest of each pixel and the four beside it."""
    cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], bool)
    return cast(Values, scipy.ndimage.maximum_filter(front, footprint=cross))


def _far_depth(front: Values, hidden: Flags, rows: Places, columns: Places) -> Values:
    """The depth behind ``hidden``: that of the far side, softened among itself so that it has no folds."""
    far = np.where(hidden, front[rows, columns], 0).astype(np.float32)
    weight = scipy.ndimage.gaussian_filter(hidden.astype(np.float32), 3.0)
    soft = scipy.ndimage.gaussian_filter(far, 3.0) / np.maximum(weight, 1e-4)
    # Where two depths meet behind a thing they stay two.
    return np.where(hidden & (np.abs(soft - far) < JUMP), soft, far).astype(np.float32)


def _far_colours(
    picture: Picture, front: Values, behind: Values, hidden: Flags, rows: Places, columns: Places
) -> Picture:
    """(768, w, 3): the picture, and where ``hidden`` what may be behind it:
    diffused colours with the grain of the far side."""
    y, x = np.nonzero(hidden)
    here = (y, x)
    ground = picture.copy()
    ground[here] = picture[rows[here], columns[here]]
    low = _diffused(ground, np.where(hidden, behind, front), hidden)
    mirrored = _mirrored(front, hidden, here, (rows[here], columns[here]))
    grain = picture[mirrored].astype(np.float32) - _between(low, mirrored)
    # Brush strokes go on behind an outline; a sun or a window mirrored there would be a second one.
    grain = GRAIN * np.tanh(grain / GRAIN)
    ground[here] = np.rint(_between(low, here) + grain).clip(0, 255).astype(np.uint8)
    return ground


def _mirrored(front: Values, hidden: Flags, here: Pixels, outline: Pixels) -> Pixels:
    """For the pixels ``here`` those as far before the ``outline`` as they are behind it;
    nearer to it where that is not far side."""
    height, width = front.shape
    far = front[outline]
    y, x = outline
    for share in (0.2, 0.45, 1.0):
        # Folded at the edges of the stretch as in a second mirror.
        row = _folded(outline[0] + np.rint((outline[0] - here[0]) * share).astype(np.intp), height)
        column = _folded(outline[1] + np.rint((outline[1] - here[1]) * share).astype(np.intp), width)
        fits = ~hidden[row, column] & (np.abs(front[row, column] - far) < JUMP * 1.5)
        y, x = np.where(fits, row, y), np.where(fits, column, x)
    return y, x


def _folded(places: Places, length: int) -> Places:
    inside = np.abs(places)
    return np.where(inside < length, inside, 2 * length - 2 - inside).clip(0, length - 1)


def _diffused(ground: Picture, depth: Values, hidden: Flags) -> Values:
    """(rows, columns, 3) of cells: ``ground`` averaged, and where ``hidden`` diffused among cells of like depth."""
    known = _cells(ground.astype(np.float32))
    deep = _cells(depth[..., None])[..., 0]
    free = _cells(hidden.astype(np.float32)[..., None])[..., 0] > 0.5
    sides = []
    for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
        there = _shifted(deep, axis, step)
        sides.append((axis, step, np.exp(-(((there - deep) / SAME_DEPTH) ** 2)).astype(np.float32) + np.float32(1e-4)))
    total = sum(weight for _, _, weight in sides)
    for _ in range(ROUNDS if free.any() else 0):
        mixed = sum(weight[..., None] * _shifted(known, axis, step) for axis, step, weight in sides)
        known = np.where(free[..., None], mixed / total[..., None], known)
    return known


def _cells(values: Values) -> Values:
    """The mean of every cell; the last rows and columns are repeated where they do not fill one."""
    height, width, channels = values.shape
    padded = np.pad(values, ((0, -height % CELL), (0, -width % CELL), (0, 0)), mode="edge")
    blocks = padded.reshape(padded.shape[0] // CELL, CELL, -1, CELL, channels)
    return cast(Values, blocks.mean(axis=(1, 3)))


def _shifted(values: Values, axis: int, step: int) -> Values:
    """``values`` of the neighbour at ``step`` along ``axis``; at the border its own."""
    moved = np.roll(values, step, axis)
    edge = [slice(None)] * values.ndim
    edge[axis] = slice(0, 1) if step == 1 else slice(-1, None)
    moved[tuple(edge)] = values[tuple(edge)]
    return moved


def _between(cells: Values, pixels: Pixels) -> Values:
    """(n, 3): what ``cells`` say at ``pixels``, linear between their middles."""
    places = [(pixel + 0.5) / CELL - 0.5 for pixel in pixels]
    channels = [
        scipy.ndimage.map_coordinates(cells[..., one], places, order=1, mode="nearest") for one in range(cells.shape[2])
    ]
    return cast(Values, np.stack(channels, axis=-1))


def _whole(values: Values) -> Relief:
    return cast(Relief, np.rint(values * 65535).clip(0, 65535).astype(np.uint16))
