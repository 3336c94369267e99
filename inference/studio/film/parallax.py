"""Renders a part of the mural with depth, as a camera sees it that moves along it and towards it.

Every plane is projected as by a lens: near things are larger, the more so the nearer the camera comes; the farthest
stay as they were painted. So a pan has parallax, and a thing is at the same place in every shot that shows it. Each
pixel of a frame is looked up in each plane (libvips' ``mapim``), several times faster here than drawing triangles.
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
from inference.studio.film.depth_planes import CELL, DepthPlane, split_into_planes
from inference.studio.film.formats import FilmFormat
from inference.studio.film.section_reader import SectionReader

MAX_ROWS = 720
"""Rows that are rendered at most, and enlarged for larger films: the mural has only 768."""
PARALLAX = 0.1
"""By which share the nearest things are enlarged over the farthest."""
GRID = 16
"""px of the film between two projected points; between them it is linear."""
PROJECTION_STEPS = 3
"""Iterations to find the point that is seen, whose scale depends on its depth."""

Grid = NDArray[np.float32]


class ParallaxRenderer:
    """Renders views of the mural from ``left`` to ``right`` px, which is read once and split into planes."""

    def __init__(self, reader: SectionReader, left: int, right: int) -> None:
        self.left = left
        picture = reader.picture(left, right)
        self._planes = split_into_planes(picture, reader.relief(left, right))
        self._images = [
            _vips_image(plane.pixels if index else plane.pixels[..., :3]) for index, plane in enumerate(self._planes)
        ]
        self.focus = focus_of(picture)

    def draw(self, view: View, film_format: FilmFormat, full: float) -> Picture:
        """(``film_format.picture``, ``film_format.width``, 3): the frame of ``view``.

        ``full`` is the width of the view at zoom 1, px of the mural.
        """
        rows = min(MAX_ROWS, film_format.picture)
        size = (rows, round(rows * film_format.aspect))
        frame: pyvips.Image | None = None
        for plane, image in zip(self._planes, self._images, strict=True):
            x, y = self._project(plane, view, size, full)
            if frame is None:
                frame = image.mapim(_mapim_index(x, y, 0, size), interpolate=_BILINEAR, extend="copy")
                continue
            there = np.flatnonzero(((y > -1) & (y < image.height)).any(axis=1))
            top = max(0, (int(there[0]) - 1) * GRID) if len(there) else 0
            bottom = min(rows, (int(there[-1]) + 1) * GRID) if len(there) else 0
            if bottom <= top:
                continue
            over = image.mapim(_mapim_index(x, y, top, (bottom - top, size[1])), interpolate=_BILINEAR)
            below = frame.crop(0, top, size[1], bottom - top)
            frame = frame.insert(over[3].ifthenelse(over[0:3], below, blend=True), 0, top)
        assert frame is not None
        return enlarge(cast(Picture, frame.numpy()), film_format)

    def _project(self, plane: DepthPlane, view: View, size: tuple[int, int], full: float) -> tuple[Grid, Grid]:
        """The column and row of ``plane`` that are seen at every ``GRID``-th px of the frame."""
        height, width = size
        scale, near = width / full, full / view.width
        down = (np.arange(-(-height // GRID) + 2, dtype=np.float32) * GRID - height / 2)[:, None]
        across = (np.arange(-(-width // GRID) + 2, dtype=np.float32) * GRID - width / 2)[None, :]
        scale_there: Grid | float = scale * near
        for _ in range(PROJECTION_STEPS):
            x, y = view.x + across / scale_there, view.y + down / scale_there
            x, y = np.broadcast_arrays(x, y)
            places = [y / CELL - 0.5, (x - self.left) / CELL - 0.5]
            depth = map_coordinates(plane.depth, places, order=1, mode="nearest")
            # A thing at the distance 1 / (1 + PARALLAX * depth), and a camera that has come 1 - 1 / near of the way.
            scale_there = (scale / (1 / (1 + PARALLAX * depth) - 1 + 1 / near)).astype(np.float32)
        x, y = view.x + across / scale_there, view.y + down / scale_there
        return (x - self.left - 0.5).astype(np.float32), (y - plane.top - 0.5).astype(np.float32)


def enlarge(picture: Picture, film_format: FilmFormat) -> Picture:
    """``picture`` at the size of ``film_format``'s painting."""
    if picture.shape[:2] == (film_format.picture, film_format.width):
        return picture
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24")
    large = frame.reformat(film_format.width, film_format.picture, "rgb24", interpolation=Interpolation.BICUBIC)
    return cast(Picture, large.to_ndarray())


def focus_of(picture: Picture) -> float:
    """The row with the most detail, px from the top; never near an edge."""
    light = picture.mean(axis=2, dtype=np.float32)
    detail = np.abs(np.diff(light[::2, ::2], axis=1)).mean(axis=1)
    busy = np.clip(detail - np.median(detail), 0, None) + 1e-3
    row = float((busy * np.arange(len(busy))).sum() / busy.sum()) * 2
    return min(max(row, 0.42 * HEIGHT), 0.62 * HEIGHT)


_BILINEAR = pyvips.Interpolate.new("bilinear")


def _vips_image(pixels: NDArray[np.uint8]) -> pyvips.Image:
    height, width, bands = pixels.shape
    return pyvips.Image.new_from_memory(np.ascontiguousarray(pixels).data, width, height, bands, "uchar")


def _mapim_index(x: Grid, y: Grid, top: int, size: tuple[int, int]) -> pyvips.Image:
    """The (x, y) image that ``mapim`` needs, for every pixel of ``size`` (rows, columns) from the row ``top`` on."""
    coarse = np.stack([x, y], axis=-1)
    height, width, _ = coarse.shape
    grid = pyvips.Image.new_from_memory(np.ascontiguousarray(coarse).data, width, height, 2, "float")
    return grid.affine([GRID, 0, 0, GRID], interpolate=_BILINEAR, odx=-0.5, ody=-0.5, oarea=[0, top, size[1], size[0]])
