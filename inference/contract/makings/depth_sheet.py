"""The manifest of a world's bodies for the 3D view: which strips have one, where it lies and which files it has.

``inference.studio.depth`` makes the bodies.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from inference.contract.geometry import HEIGHT
from inference.contract.jobs import StrictModel
from inference.contract.pieces import Skipped

MANIFEST = "depth.json"
PICTURE_SCALES = (1, 2, 4)
"""By what the sides of a body's pictures are divided."""
BACK_SCALES = (2, 4)
"""The same for its back layer, of which few pixels are seen at a time."""


class Body(StrictModel):
    """A strip's body: files ``<position>-picture-<size>.webp``, ``-back-<size>.webp`` and
    ``-relief.png`` beside the manifest."""

    position: int = Field(ge=0)
    left: int = Field(ge=0, description="px on the mural")
    width: int = Field(ge=4, description="px, a multiple of 4")
    back: bool = Field(description="whether there is anything behind its outlines, and so the files of a back layer")
    bytes: int = Field(ge=0, description="of all its files")

    @property
    def base(self) -> str:
        return f"{self.position:05d}"


class DepthSheet(StrictModel):
    """``depth.json``: the bodies that are there, from left to right."""

    version: Literal[1] = 1
    height: int = HEIGHT
    finished: bool = Field(description="whether these are all that the world will have")
    bodies: list[Body] = Field(default_factory=list)
    skipped: list[Skipped] = Field(default_factory=list)
