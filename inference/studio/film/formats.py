"""The two formats of a film, and its frame rate.

The wide one is for screens. The tall one is for phones held upright: the painting fills the upper three quarters and
the words stand below it. Cut to 9:16, a mural 768 px tall would be enlarged two and a half times and show less than a
strip.
"""

from __future__ import annotations

from dataclasses import dataclass

from inference.contract.geometry import HEIGHT

FPS = 30


@dataclass(frozen=True)
class FilmFormat:
    """Sizes in px of the film, even as the encoder needs them. Stored in a making's carry."""

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
        """The scale of letters and lines: 1 where the shorter side is 1080 px."""
        return min(self.width, self.height) / 1080

    def view_width(self, mural: float) -> float:
        """px of a mural ``mural`` px wide that are seen at its full height: at most its width."""
        return min(HEIGHT * self.aspect, mural)

    def with_lines(self, lines: int) -> FilmFormat:
        """The same format with about ``lines`` px on its shorter side."""
        half = lines / min(self.width, self.height) / 2
        return FilmFormat(2 * round(self.width * half), 2 * round(self.height * half), 2 * round(self.picture * half))


WIDE = FilmFormat(1920, 1080, 1080)
TALL = FilmFormat(1080, 1920, 1440)
