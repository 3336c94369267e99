"""A layered depth image of a part of the mural: a front layer, and a back layer behind its outlines, never painted.

From the side, a thing uncovers what it stood before. The front layer is the mural's own relief with sharp outlines. The
back layer continues behind each outline as far as the permitted parallax may uncover: depth from the far side only,
and the far side's texture mirrored at the outline over colours that are diffused within one depth. The idea is 3D photo
inpainting (Shih et al., CVPR 2020), with diffusion in place of its networks. Pure: arrays in, arrays out. Neighbouring
strips agree where each sees ``CONTEXT`` px of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import scipy  # its parts are only loaded when used: every process reads this module and few need them
from numpy.typing import NDArray

from inference.contract.arrays import Picture, Relief

Values = NDArray[np.float32]
BoolMask = NDArray[np.bool_]
Indices = NDArray[np.intp]
Pixels = tuple[Indices, Indices]
"""Rows and columns."""

PARALLAX_ACROSS = 288
"""px of the mural that relief 1 uncovers before relief 0 at the furthest permitted look to a side."""
PARALLAX_DOWN = 128
"""The same for a look from above or below."""
DEPTH_STEP = 0.04
"""Minimum depth difference, of the whole depth, at an outline; less is a slope."""
DILATION = 3
"""px by which near things are dilated: their soft outline belongs to them."""
SLIVER_WIDTH = 11
"""px: what lies between two depths and is narrower belongs to the near one."""
OVERLAP = 10
"""px of the far side that the back layer repeats, so that there is no crack between the layers."""
CONTEXT = PARALLAX_ACROSS + OVERLAP + DILATION
"""px of the neighbours on each side that may change what lies behind an outline."""
STAIR_WIDTH = 8
"""px: outlines that are closer together count as one."""
DEPTH_SLICES = 12
"""Slices of depth: what lies behind a thing is searched among what is farther than its slice."""
CELL = 8
"""px: colours are diffused in cells of this size; finer detail is texture."""
DIFFUSION_STEPS = 160
TEXTURE_LIMIT = 20.0
"""Soft limit (0 to 255) of the texture's difference from the diffused colour."""
DEPTH_SIGMA = 0.03
"""Difference of depth at which colours hardly mix."""


@dataclass(frozen=True)
class LayeredDepthImage:
    """All (768, w). ``back_picture`` and ``back_relief`` mean something only where ``back`` is true."""

    relief: Relief
    """Of the front layer, with steps of one pixel at outlines."""
    hidden: BoolMask
    """Where the front layer hides something that may be uncovered."""
    back: BoolMask
    """Where there is a back layer: at ``hidden``, and at the overlap around it, where it repeats the picture."""
    back_picture: Picture
    back_relief: Relief


def layered_depth_image(picture: Picture, relief: Relief) -> LayeredDepthImage:
    """The layers of ``picture`` (768, w, 3) with ``relief`` (768, w), 0 far to 65535 near.

    Raises ValueError where the two differ in size or are narrower than ``CELL`` px.
    """
    if picture.shape[:2] != relief.shape or min(relief.shape) < CELL:
        raise ValueError(f"A relief of {relief.shape} does not belong to a picture of {picture.shape}.")
    front = sharpen_outlines(relief.astype(np.float32) / np.float32(65535))
    hidden, rows, columns = find_hidden(front)
    back_relief = _hidden_depth(front, hidden, rows, columns)
    back_picture = _inpaint_hidden(picture, front, back_relief, hidden, rows, columns)
    # The overlap: the far side beside what is hidden.
    around = front < scipy.ndimage.maximum_filter(np.where(hidden, back_relief + DEPTH_STEP, 0), 2 * OVERLAP + 1)
    return LayeredDepthImage(
        relief=_to_relief(front),
        hidden=hidden,
        back=hidden | around,
        back_picture=back_picture,
        back_relief=_to_relief(np.where(hidden, back_relief, front)),
    )


def sharpen_outlines(relief: Values) -> Values:
    """``relief`` (0 to 1) with steps in place of the ramps at outlines, and near things dilated by ``DILATION`` px.

    Every pixel on a ramp takes the depth of the nearest pixel off it. Things thinner than a ramp join the far side.
    """
    steep = scipy.ndimage.maximum_filter(relief, 3) - scipy.ndimage.minimum_filter(relief, 3) > DEPTH_STEP / 2
    if steep.all():
        return relief
    without_ramps = relief[_nearest_pixel(steep)]
    # The dilation moves slopes by a pixel or two as well, which nobody sees.
    grown = scipy.ndimage.maximum_filter(without_ramps, 2 * DILATION + 1)
    # A sliver between the two sides of an outline would float between them, so it joins the near side.
    nearest = scipy.ndimage.maximum_filter(grown, SLIVER_WIDTH)
    sliver = (nearest - grown > DEPTH_STEP) & (grown - scipy.ndimage.minimum_filter(grown, SLIVER_WIDTH) > DEPTH_STEP)
    return cast(Values, np.where(sliver, nearest, grown))


def find_hidden(front: Values) -> tuple[BoolMask, Indices, Indices]:
    """Where ``front`` hides something that may be uncovered, and which far pixel (row, column) continues there.

    The far side of an outline continues behind it: a thing of depth n hides up to PARALLAX_ACROSS * (n - f) px of one
    of depth f. Of several far sides, the one with the nearest outline continues. The search is at half resolution.
    """
    height, width = front.shape
    far_side = _cross_maximum(front) - front > DEPTH_STEP
    # Of every block of 2 x 2, the farthest pixel on the far side of an outline.
    blocks = _blocks(np.where(far_side, front, np.float32(9)))
    which, depth = blocks.argmin(axis=2), blocks.min(axis=2)
    continues = _merge_stairs(depth)
    near_depth = _blocks(front).max(axis=2)
    rows, columns = np.zeros(near_depth.shape, np.intp), np.zeros(near_depth.shape, np.intp)
    for slice_from in np.linspace(0, 1, DEPTH_SLICES, endpoint=False, dtype=np.float32):
        # Things in this slice of depth hide what is farther than the slice.
        in_slice = (near_depth >= slice_from) & (near_depth < slice_from + 1 / DEPTH_SLICES + 1e-6)
        seeds = depth < slice_from - DEPTH_STEP / 2
        if not in_slice.any() or not seeds.any():
            continue
        y, x = _nearest_pixel(~seeds, (PARALLAX_ACROSS / PARALLAX_DOWN, 1))
        y, x = continues[0][y[in_slice], x[in_slice]], continues[1][y[in_slice], x[in_slice]]
        pick = which[y, x]
        rows[in_slice], columns[in_slice] = 2 * y + pick // 2, 2 * x + pick % 2
    rows = rows.repeat(2, axis=0).repeat(2, axis=1)[:height, :width].clip(0, height - 1)
    columns = columns.repeat(2, axis=0).repeat(2, axis=1)[:height, :width].clip(0, width - 1)
    row, column = np.ogrid[:height, :width]
    away = np.hypot(
        ((rows - row) * (PARALLAX_ACROSS / PARALLAX_DOWN)).astype(np.float32), (columns - column).astype(np.float32)
    )
    deeper = front - front[rows, columns]
    return (deeper > DEPTH_STEP) & (away < PARALLAX_ACROSS * deeper), rows, columns


def _merge_stairs(depth: Values) -> Pixels:
    """For every block, the block that continues behind its outline: the farthest within ``STAIR_WIDTH``, if far enough.

    A thin strip of land between sea and sky does not continue behind the sea: the sky does.
    """
    # Depth in the high bits and index in the low ones, so that the minimum says where it is.
    keys = (depth * 4095).astype(np.int64) << 24 | np.arange(depth.size).reshape(depth.shape)
    least = scipy.ndimage.minimum_filter(keys, STAIR_WIDTH + 1)
    index = np.where((least >> 24) / 4095 < depth - 2 * DEPTH_STEP, least & (2**24 - 1), keys & (2**24 - 1))
    return index // depth.shape[1], index % depth.shape[1]


def _nearest_pixel(outside: BoolMask, sampling: tuple[float, float] = (1, 1)) -> Pixels:
    """For every pixel the nearest one that is not ``outside``; ``sampling`` is the distance of rows and of columns."""
    coordinates: Any = scipy.ndimage.distance_transform_edt(
        outside, sampling, return_distances=False, return_indices=True
    )
    return coordinates[0], coordinates[1]


def _blocks(values: Values) -> Values:
    """(rows, columns, 4): blocks of 2 x 2; an odd last row or column is repeated."""
    height, width = values.shape
    padded = np.pad(values, ((0, height % 2), (0, width % 2)), mode="edge")
    blocks = padded.reshape((height + 1) // 2, 2, -1, 2).swapaxes(1, 2)
    return blocks.reshape(*blocks.shape[:2], 4)


def _cross_maximum(front: Values) -> Values:
    """The maximum of each pixel and its four neighbours."""
    cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], bool)
    return cast(Values, scipy.ndimage.maximum_filter(front, footprint=cross))


def _hidden_depth(front: Values, hidden: BoolMask, rows: Indices, columns: Indices) -> Values:
    """The depth of the back layer where ``hidden``: that of the far side, smoothed."""
    far = np.where(hidden, front[rows, columns], 0).astype(np.float32)
    weight = scipy.ndimage.gaussian_filter(hidden.astype(np.float32), 3.0)
    soft = scipy.ndimage.gaussian_filter(far, 3.0) / np.maximum(weight, 1e-4)
    # Where two depths meet behind a thing, the step between them stays.
    return np.where(hidden & (np.abs(soft - far) < DEPTH_STEP), soft, far).astype(np.float32)


def _inpaint_hidden(
    picture: Picture, front: Values, behind: Values, hidden: BoolMask, rows: Indices, columns: Indices
) -> Picture:
    """(768, w, 3): the picture, and where ``hidden`` diffused colours with the texture of the far side."""
    y, x = np.nonzero(hidden)
    here = (y, x)
    ground = picture.copy()
    ground[here] = picture[rows[here], columns[here]]
    low = _diffuse(ground, np.where(hidden, behind, front), hidden)
    sources = _mirror_at_outline(front, hidden, here, (rows[here], columns[here]))
    texture = picture[sources].astype(np.float32) - _interpolate_cells(low, sources)
    # Brush strokes may continue behind an outline; a sun or a window must not be there twice.
    texture = TEXTURE_LIMIT * np.tanh(texture / TEXTURE_LIMIT)
    ground[here] = np.rint(_interpolate_cells(low, here) + texture).clip(0, 255).astype(np.uint8)
    return ground


def _mirror_at_outline(front: Values, hidden: BoolMask, here: Pixels, outline: Pixels) -> Pixels:
    """The pixels as far before the ``outline`` as those ``here`` are behind it, or nearer to find the far side."""
    height, width = front.shape
    far = front[outline]
    y, x = outline
    for share in (0.2, 0.45, 1.0):
        row = _reflect(outline[0] + np.rint((outline[0] - here[0]) * share).astype(np.intp), height)
        column = _reflect(outline[1] + np.rint((outline[1] - here[1]) * share).astype(np.intp), width)
        fits = ~hidden[row, column] & (np.abs(front[row, column] - far) < DEPTH_STEP * 1.5)
        y, x = np.where(fits, row, y), np.where(fits, column, x)
    return y, x


def _reflect(coordinates: Indices, length: int) -> Indices:
    inside = np.abs(coordinates)
    return np.where(inside < length, inside, 2 * length - 2 - inside).clip(0, length - 1)


def _diffuse(ground: Picture, depth: Values, hidden: BoolMask) -> Values:
    """(rows, columns, 3) of cells: the mean of ``ground``, and where ``hidden`` diffused among cells of like depth."""
    known = _cell_means(ground.astype(np.float32))
    deep = _cell_means(depth[..., None])[..., 0]
    free = _cell_means(hidden.astype(np.float32)[..., None])[..., 0] > 0.5
    sides = []
    for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
        in_slice = _neighbours(deep, axis, step)
        sides.append(
            (axis, step, np.exp(-(((in_slice - deep) / DEPTH_SIGMA) ** 2)).astype(np.float32) + np.float32(1e-4))
        )
    total = sum(weight for _, _, weight in sides)
    for _ in range(DIFFUSION_STEPS if free.any() else 0):
        mixed = sum(weight[..., None] * _neighbours(known, axis, step) for axis, step, weight in sides)
        known = np.where(free[..., None], mixed / total[..., None], known)
    return known


def _cell_means(values: Values) -> Values:
    """The mean of every cell; the last row and column are repeated to fill the last cells."""
    height, width, channels = values.shape
    padded = np.pad(values, ((0, -height % CELL), (0, -width % CELL), (0, 0)), mode="edge")
    blocks = padded.reshape(padded.shape[0] // CELL, CELL, -1, CELL, channels)
    return cast(Values, blocks.mean(axis=(1, 3)))


def _neighbours(values: Values, axis: int, step: int) -> Values:
    """``values`` of each one's neighbour at ``step`` along ``axis``; at the border its own."""
    moved = np.roll(values, step, axis)
    edge = [slice(None)] * values.ndim
    edge[axis] = slice(0, 1) if step == 1 else slice(-1, None)
    moved[tuple(edge)] = values[tuple(edge)]
    return moved


def _interpolate_cells(cells: Values, pixels: Pixels) -> Values:
    """(n, 3): ``cells`` interpolated linearly at ``pixels``."""
    coordinates = [(pixel + 0.5) / CELL - 0.5 for pixel in pixels]
    channels = [
        scipy.ndimage.map_coordinates(cells[..., one], coordinates, order=1, mode="nearest")
        for one in range(cells.shape[2])
    ]
    return cast(Values, np.stack(channels, axis=-1))


def _to_relief(values: Values) -> Relief:
    return cast(Relief, np.rint(values * 65535).clip(0, 65535).astype(np.uint16))
