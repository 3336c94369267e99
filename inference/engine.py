"""The engine: five jobs filled one way, and how one is chosen.

Each job is a small protocol; ``sketch`` and ``models`` fill all five. Arrays are numpy, pictures are ``uint8`` RGB of shape
(768, w, 3), relief is ``uint16`` of shape (768, w), 0 far and 65535 near. Nothing here reads a setting, a file or a clock:
callers pass what a job needs, and the same request with the same seed gives the same pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from inference.jobs import ArtStyle, Direction, FilmShot, FinishJob, Palette, Transcript

Picture = NDArray[np.uint8]
Relief = NDArray[np.uint16]
Pcm = NDArray[np.int16]


class EngineError(Exception):
    """A job that came to nothing. ``code`` is stable and dotted; ``again`` says whether another try may help."""

    def __init__(self, code: str, message: str, *, again: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.again = again


@dataclass(frozen=True)
class Scene:
    """What a painter is asked for: one strip, at a place of one mural."""

    direction: Direction
    seed: int
    position: int
    """Index of the strip in its mural; 0 is the whole first canvas."""
    canvas_x: int
    """Left edge of the canvas on the mural, px."""
    carried: Picture | None
    """(768, 212, 3): the mural's last pixels as seen, or none for the first strip."""
    carried_relief: Relief | None
    memory: dict[str, Any] = field(default_factory=dict)
    """What the engine said to remember with the last strip: JSON, at most 16 KB."""


@dataclass(frozen=True)
class Painted:
    """A canvas as the painter left it: (768, 768, 3), before the kept pixels are pasted back."""

    canvas: Picture
    memory: dict[str, Any]
    relief: Relief | None = None
    """(768, 768), where the painter knows depth from its own layers."""


@dataclass(frozen=True)
class Description:
    title: str
    description: str
    captions: dict[int, str]
    shots: tuple[FilmShot, ...] = ()


class Ears(Protocol):
    def hear(self, pcm: Pcm) -> Transcript:
        """Words of 16 kHz mono audio; empty text for silence or noise."""


class Director(Protocol):
    def direct(self, text: str, *, art_style: ArtStyle, before: Sequence[str], memory: dict[str, Any]) -> Direction: ...


class Painter(Protocol):
    def paint(self, scene: Scene) -> Painted: ...


class ReliefMaker(Protocol):
    def measure(self, painted: Painted, scene: Scene) -> Relief:
        """(768, 768) relief of the canvas, one surface with ``scene.carried_relief`` at the join."""


class ArtDirector(Protocol):
    def describe(self, job: FinishJob, palette: Palette) -> Description: ...


@dataclass(frozen=True)
class LedgerLine:
    """One loaded part: what it does, what it is, what it weighs and under which licence."""

    job: str
    id: str
    parameters: int
    licence: str
    device: str
    live: bool
    """False for a part that only works after the story ends."""
    note: str = ""


@dataclass(frozen=True)
class Engine:
    name: str
    ears: Ears
    director: Director
    painter: Painter
    relief: ReliefMaker
    art_director: ArtDirector
    ledger: tuple[LedgerLine, ...]
