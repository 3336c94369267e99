"""The mural from afar: a ribbon in the dark with its narrators' threads below, as glides and the reveal show it.

It is read in tiles at the size they are shown at, a few at a time, so that a flight along a thousand strips needs no
more memory than one along ten. It has no depth: from so far nobody would see it.
"""

from __future__ import annotations

from collections import OrderedDict
from math import floor, log2

import numpy as np
from PIL import Image

from inference.contract.arrays import Picture
from inference.contract.geometry import HEIGHT
from inference.studio.film.camera import View
from inference.studio.film.colours import Colours, Rgb
from inference.studio.film.reading import Reader
from inference.studio.film.shapes import Shape

TILE = 1536
"""px of the mural in a tile."""
KEPT = 24
LEVELS = 5
"""Sizes at which tiles are kept: whole, half, and so on."""
THREAD = 5.0
"""px of the film, times its unit, that a thread is thick."""


class Ribbon:
    """Draws views of the mural of ``reader``; ``threads`` are the left edges of its strips and
    their narrators' colours."""

    def __init__(self, reader: Reader, threads: list[tuple[int, Rgb]], colours: Colours) -> None:
        self._reader = reader
        self._edges = np.array([x for x, _ in threads])
        self._threads = np.array([colour for _, colour in threads], np.uint8)
        self._night = np.array(colours.night, np.uint8)
        self._tiles: OrderedDict[tuple[int, int], Picture] = OrderedDict()

    def draw(self, view: View, shape: Shape) -> Picture:
        """(``shape.picture``, ``shape.width``, 3)."""
        scale = shape.width / view.width
        frame = np.empty((shape.picture, shape.width, 3), np.uint8)
        frame[:] = self._night
        left, top = view.x - view.width / 2, view.y - view.width / shape.aspect / 2
        first = max(0, int(np.ceil(-left * scale - 1e-6)))
        last = min(shape.width, floor((self._reader.width - left) * scale + 1e-6))
        above = max(0, round(-top * scale))
        below = min(shape.picture, round((HEIGHT - top) * scale))
        if first >= last or above >= below:
            return frame
        begin, end = left + first / scale, left + last / scale
        upper, lower = top + above / scale, top + below / scale
        level = min(LEVELS - 1, max(0, floor(log2(1 / scale)))) if scale < 1 else 0
        source, at = self._source(level, begin, end)
        shrunk = 2**level
        box = ((begin - at) / shrunk, upper / shrunk, (end - at) / shrunk, lower / shrunk)
        height, width = source.shape[:2]
        box = (max(0.0, box[0]), max(0.0, box[1]), min(width, box[2]), min(height, box[3]))
        picture = Image.fromarray(source).resize((last - first, below - above), Image.Resampling.BILINEAR, box=box)
        frame[above:below, first:last] = np.asarray(picture)
        self._run_threads(frame, below, first, last, left, scale, shape)
        return frame

    def _run_threads(
        self, frame: Picture, below: int, first: int, last: int, left: float, scale: float, shape: Shape
    ) -> None:
        """A thread under every strip in the colour of who told it; only where there is dark below the mural."""
        gap, thick = round(4 * shape.unit), max(1, round(THREAD * shape.unit))
        if below + gap + thick > frame.shape[0]:
            return
        seen = left + (np.arange(first, last) + 0.5) / scale
        which = np.clip(np.searchsorted(self._edges, seen, side="right") - 1, 0, None)
        frame[below + gap : below + gap + thick, first:last] = self._threads[which]

    def _source(self, level: int, begin: float, end: float) -> tuple[Picture, int]:
        """The tiles at ``level`` from ``begin`` to ``end`` side by side, and where on the mural they begin."""
        numbers = range(int(begin) // TILE, min(int(end), self._reader.width - 1) // TILE + 1)
        tiles = [self._tile(level, number) for number in numbers]
        return (tiles[0] if len(tiles) == 1 else np.concatenate(tiles, axis=1)), numbers[0] * TILE

    def _tile(self, level: int, number: int) -> Picture:
        key = (level, number)
        if key in self._tiles:
            self._tiles.move_to_end(key)
            return self._tiles[key]
        left = number * TILE
        pixels = self._reader.picture(left, min(left + TILE, self._reader.width))
        tile = pixels if level == 0 else np.asarray(Image.fromarray(pixels).reduce(2**level))
        self._tiles[key] = tile
        while len(self._tiles) > KEPT:
            self._tiles.popitem(last=False)
        return tile
