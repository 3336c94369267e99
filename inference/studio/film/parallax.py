"""A place of the mural with depth, as a camera sees it that moves along it and towards it.

Every plane is projected as by a lens: what is near is larger, and more so the nearer the camera comes; what is far
stays as it was painted. So a pan has parallax and the same thing is at the same place in every shot that sees it. Each
pixel of a frame is looked up in each plane (libvips' ``mapim``),
which is several times faster here than drawing triangles.
"""

from __future__ import annotations

from typing import cast

import av
import numpy as np
import pyvips
from av.video.reformatter import Interpolation
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from inference.contract.arrays import Picture
from inference.contract.geometry import HEIGHT
from inference.studio.film.camera import View
from inference.studio.film.planes import CELL, Plane, planes_of
from inference.studio.film.reading import Reader
from inference.studio.film.shapes import Shape

DRAWN = 720
"""Rows that are drawn at most; a film with more is enlarged from them.
The mural has 768 and is seldom seen whole: more would be work without detail."""
RELIEF = 0.1
"""How much larger the nearest things are shown than the furthest."""
GRID = 16
"""px of the film between the places that are projected; between them it is linear."""
ROUNDS = 3
"""Of finding what is seen at a place, whose size depends on its depth."""

Grid = NDArray[np.float32]


class Stage:
    """The mural from ``left`` to ``right``, read once and split into planes."""

    def __init__(self, reader: Reader, left: int, right: int) -> None:
        self.left = left
        picture = reader.picture(left, right)
        self._planes = planes_of(picture, reader.relief(left, right))
        self._images = [
            _image(plane.pixels if index else plane.pixels[..., :3]) for index, plane in enumerate(self._planes)
        ]
        self.focus = focus_of(picture)

    def draw(self, view: View, shape: Shape, full: float) -> Picture:
        """(``shape.picture``, ``shape.width``, 3): what is seen; ``full`` is how wide the view is where the
        camera stands furthest back."""
        rows = min(DRAWN, shape.picture)
        size = (rows, round(rows * shape.aspect))
        frame: pyvips.Image | None = None
        for plane, image in zip(self._planes, self._images, strict=True):
            x, y = self._looked_up(plane, view, size, full)
            if frame is None:
                frame = image.mapim(_index(x, y, 0, size), interpolate=_BILINEAR, extend="copy")
                continue
            there = np.flatnonzero(((y > -1) & (y < image.height)).any(axis=1))
            top = max(0, (int(there[0]) - 1) * GRID) if len(there) else 0
            bottom = min(rows, (int(there[-1]) + 1) * GRID) if len(there) else 0
            if bottom <= top:
                continue
            over = image.mapim(_index(x, y, top, (bottom - top, size[1])), interpolate=_BILINEAR)
            below = frame.crop(0, top, size[1], bottom - top)
            frame = frame.insert(over[3].ifthenelse(over[0:3], below, blend=True), 0, top)
        assert frame is not None
        return enlarged(cast(Picture, frame.numpy()), shape)

    def _looked_up(self, plane: Plane, view: View, size: tuple[int, int], full: float) -> tuple[Grid, Grid]:
        """Column and row of ``plane`` that is seen at every ``GRID``-th px of the film."""
        height, width = size
        scale, near = width / full, full / view.width
        down = (np.arange(-(-height // GRID) + 2, dtype=np.float32) * GRID - height / 2)[:, None]
        across = (np.arange(-(-width // GRID) + 2, dtype=np.float32) * GRID - width / 2)[None, :]
        size_there: Grid | float = scale * near
        for _ in range(ROUNDS):
            x, y = view.x + across / size_there, view.y + down / size_there
            x, y = np.broadcast_arrays(x, y)
            places = [y / CELL - 0.5, (x - self.left) / CELL - 0.5]
            depth = map_coordinates(plane.depth, places, order=1, mode="nearest")
            # A thing at distance 1 / (1 + RELIEF * depth) of the furthest,
            # and a camera that has come 1 - 1 / near of the way.
            size_there = (scale / (1 / (1 + RELIEF * depth) - 1 + 1 / near)).astype(np.float32)
        x, y = view.x + across / size_there, view.y + down / size_there
        return (x - self.left - 0.5).astype(np.float32), (y - plane.top - 0.5).astype(np.float32)


def enlarged(picture: Picture, shape: Shape) -> Picture:
    """``picture`` at the size of ``shape``'s painting."""
    if picture.shape[:2] == (shape.picture, shape.width):
        return picture
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24")
    large = frame.reformat(shape.width, shape.picture, "rgb24", interpolation=Interpolation.BICUBIC)
    return cast(Picture, large.to_ndarray())


def focus_of(picture: Picture) -> float:
    """The row, px from the top, around which most is painted; never near an edge."""
    light = picture.mean(axis=2, dtype=np.float32)
    detail = np.abs(np.diff(light[::2, ::2], axis=1)).mean(axis=1)
    busy = np.clip(detail - np.median(detail), 0, None) + 1e-3
    row = float((busy * np.arange(len(busy))).sum() / busy.sum()) * 2
    return min(max(row, 0.42 * HEIGHT), 0.62 * HEIGHT)


_BILINEAR = pyvips.Interpolate.new("bilinear")


def _image(pixels: NDArray[np.uint8]) -> pyvips.Image:
    height, width, bands = pixels.shape
    return pyvips.Image.new_from_memory(np.ascontiguousarray(pixels).data, width, height, bands, "uchar")


def _index(x: Grid, y: Grid, top: int, size: tuple[int, int]) -> pyvips.Image:
    """(x, y) for every pixel of ``size`` (rows, columns) from the row ``top`` on;
    a pixel's middle is half a px from its place."""
    coarse = np.stack([x, y], axis=-1)
    height, width, _ = coarse.shape
    grid = pyvips.Image.new_from_memory(np.ascontiguousarray(coarse).data, width, height, 2, "float")
    return grid.affine([GRID, 0, 0, GRID], interpolate=_BILINEAR, odx=-0.5, ody=-0.5, oarea=[0, top, size[1], size[0]])
