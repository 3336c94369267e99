"""The two shapes of a film, and the clock both run on.

The wide one is for screens. The tall one is for phones held upright: the painting fills the upper three quarters and
the words stand below it in the dark, because a mural 768 px tall cut to 9:16 would be blown up two and a half times and
show less than a strip.
"""

from __future__ import annotations

from dataclasses import dataclass

from inference.contract.geometry import HEIGHT

FPS = 30


@dataclass(frozen=True)
class Shape:
    """All in px of the film; even, as the encoder needs it."""

    width: int
    height: int
    picture: int
    """Height of the part with the painting, from the top."""

    @property
    def aspect(self) -> float:
        """Width over height of the part with the painting."""
        return self.width / self.picture

    @property
    def unit(self) -> float:
        """What letters and lines are measured in: 1 where the shorter side is 1080."""
        return min(self.width, self.height) / 1080

    def view_width(self, mural: float) -> float:
        """px of a mural ``mural`` px wide that are seen at once at its full height,
        or its whole width where that is less."""
        return min(HEIGHT * self.aspect, mural)

    def of(self, lines: int) -> Shape:
        """The same shape with about so many px on its shorter side."""
        half = lines / min(self.width, self.height) / 2
        return Shape(2 * round(self.width * half), 2 * round(self.height * half), 2 * round(self.picture * half))


WIDE = Shape(1920, 1080, 1080)
TALL = Shape(1080, 1920, 1440)
