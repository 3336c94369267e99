"""Reads parts of the mural with their relief for a film: what cannot be read is filled, and named in ``skipped``.

Unknown relief is far away, so nothing moves there; ``inference.studio.mural_section`` fills it from its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from inference.contract.arrays import Picture, Relief
from inference.contract.errors import EngineError
from inference.contract.files.picture_files import decode_layer, decode_relief
from inference.contract.files.storage import Storage
from inference.contract.geometry import HEIGHT
from inference.contract.pieces import Skipped, StripNote
from inference.mural.canvas import blend_over
from inference.mural.reader import MuralReader, layers_of

UNKNOWN_RELIEF = 0
"""Relief where there is none that can be read: far away, so nothing moves there."""


@dataclass
class SectionReader:
    """Reads parts of the mural of ``strips``, which are in the order of their x.

    ``skipped`` has the pieces that could not be read so far, by (position, whether it is a layer).
    """

    storage: Storage
    strips: Sequence[StripNote]
    skipped: dict[tuple[int, bool], Skipped] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return max(strip.x + strip.width for strip in self.strips)

    def picture(self, left: int, right: int) -> Picture:
        """(768, right - left, 3). Raises ``EngineError`` ``finish.nothing`` where no strip of the mural can be read."""
        first, last = self._range(left, right)
        while True:
            # Where nothing can be read, the nearest readable strip gives its colours.
            try:
                return self._read_picture(self.strips[first:last], left, right)
            except EngineError as error:
                if error.code != "finish.nothing" or (first, last) == (0, len(self.strips)):
                    raise
            wider = last - first
            first, last = max(0, first - wider), min(len(self.strips), last + wider)

    def relief(self, left: int, right: int) -> Relief:
        """(768, right - left), with layers blended over strips like their pictures."""
        depth = np.full((HEIGHT, right - left), UNKNOWN_RELIEF, np.uint16)
        first, last = self._range(left, right)
        for strip in self.strips[first:last]:
            laid = self._relief(strip.position, strip.relief, strip.width, layer=False)
            if laid is not None:
                here, there = _overlap(strip.x, strip.width, left, right)
                depth[:, here] = laid[:, there]
        for position, layer in layers_of(self.strips[first : last + 1]):
            here, there = _overlap(layer.x, layer.width, left, right)
            laid = self._relief(position, layer.relief, layer.width, layer=True) if here.start < here.stop else None
            if laid is None:
                continue
            try:
                alpha = decode_layer(self.storage.read(layer.picture))[1]
            except EngineError:
                continue  # its picture is missing too and already named
            depth[:, here] = blend_over(laid[:, there], depth[:, here], alpha[:, there])
        return depth

    def _range(self, left: int, right: int) -> tuple[int, int]:
        within = [i for i, strip in enumerate(self.strips) if strip.x < right and strip.x + strip.width > left]
        return within[0], within[-1] + 1

    def _read_picture(self, strips: Sequence[StripNote], left: int, right: int) -> Picture:
        # A strip's layers begin before it does.
        layers = [one for one in layers_of(self.strips) if one[1].x < right and one[1].x + one[1].width > left]
        mural = MuralReader(self.storage, strips, layers)
        pixels = np.zeros((HEIGHT, right - left, 3), np.uint8)
        try:
            for x, block, _ in mural:
                here, there = _overlap(x, block.shape[1], left, right)
                if here.start < here.stop:
                    pixels[:, here] = block[:, there]
        finally:
            for skipped in mural.skipped:
                self.skipped.setdefault((skipped.position, skipped.layer), skipped)
        return pixels

    def _relief(self, position: int, key: str, width: int, *, layer: bool) -> Relief | None:
        try:
            relief = decode_relief(self.storage.read(key))
            if relief.shape[1] == width:
                return relief
            reason = f"Its relief is {relief.shape[1]} px wide instead of {width}."
        except EngineError as error:
            reason = error.message[:200]
        self.skipped.setdefault((position, layer), Skipped(position=position, layer=layer, reason=reason))
        return None


def _overlap(x: int, width: int, left: int, right: int) -> tuple[slice, slice]:
    """The overlap of ``x`` to ``x + width`` with ``left`` to ``right``, as columns of the latter and of the former."""
    begin, end = max(x, left), max(left, min(x + width, right))
    return slice(begin - left, end - left), slice(begin - x, end - x)
