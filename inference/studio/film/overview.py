"""Renders the mural from afar, on a dark ground with the threads of its narrators below: for glides and the reveal.

It is read in tiles at the size they are shown, a few at a time, so a flight along a thousand strips needs no more
memory than one along ten. It has no parallax: from so far nobody would see it.
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
from inference.studio.film.formats import FilmFormat
from inference.studio.film.section_reader import SectionReader

TILE = 1536
"""px of the mural in a tile."""
CACHED_TILES = 24
LEVELS = 5
"""Sizes of cached tiles: full, half, quarter and so on."""
THREAD_WIDTH = 5.0
"""px, times the film's unit."""


class OverviewRenderer:
    """Renders views of the mural of ``reader``; ``threads`` are ``(x, colour)`` of its strips and their narrators."""

    def __init__(self, reader: SectionReader, threads: list[tuple[int, Rgb]], colours: Colours) -> None:
        self._reader = reader
        self._edges = np.array([x for x, _ in threads])
        self._threads = np.array([colour for _, colour in threads], np.uint8)
        self._night = np.array(colours.night, np.uint8)
        self._tiles: OrderedDict[tuple[int, int], Picture] = OrderedDict()

    def draw(self, view: View, film_format: FilmFormat) -> Picture:
        """(``film_format.picture``, ``film_format.width``, 3)."""
        scale = film_format.width / view.width
        frame = np.empty((film_format.picture, film_format.width, 3), np.uint8)
        frame[:] = self._night
        left, top = view.x - view.width / 2, view.y - view.width / film_format.aspect / 2
        first = max(0, int(np.ceil(-left * scale - 1e-6)))
        last = min(film_format.width, floor((self._reader.width - left) * scale + 1e-6))
        above = max(0, round(-top * scale))
        below = min(film_format.picture, round((HEIGHT - top) * scale))
        if first >= last or above >= below:
            return frame
        begin, end = left + first / scale, left + last / scale
        upper, lower = top + above / scale, top + below / scale
        level = min(LEVELS - 1, max(0, floor(log2(1 / scale)))) if scale < 1 else 0
        source, at = self._read_tiles(level, begin, end)
        shrunk = 2**level
        box = ((begin - at) / shrunk, upper / shrunk, (end - at) / shrunk, lower / shrunk)
        height, width = source.shape[:2]
        box = (max(0.0, box[0]), max(0.0, box[1]), min(width, box[2]), min(height, box[3]))
        picture = Image.fromarray(source).resize((last - first, below - above), Image.Resampling.BILINEAR, box=box)
        frame[above:below, first:last] = np.asarray(picture)
        self._draw_threads(frame, below, first, last, left, scale, film_format)
        return frame

    def _draw_threads(
        self, frame: Picture, below: int, first: int, last: int, left: float, scale: float, film_format: FilmFormat
    ) -> None:
        """The narrator's thread under every strip, where there is room below the mural."""
        gap, thick = round(4 * film_format.unit), max(1, round(THREAD_WIDTH * film_format.unit))
        if below + gap + thick > frame.shape[0]:
            return
        seen = left + (np.arange(first, last) + 0.5) / scale
        which = np.clip(np.searchsorted(self._edges, seen, side="right") - 1, 0, None)
        frame[below + gap : below + gap + thick, first:last] = self._threads[which]

    def _read_tiles(self, level: int, begin: float, end: float) -> tuple[Picture, int]:
        """The tiles at ``level`` from ``begin`` to ``end`` side by side, and their left edge, px of the mural."""
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
        while len(self._tiles) > CACHED_TILES:
            self._tiles.popitem(last=False)
        return tile
