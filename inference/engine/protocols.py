"""The engine: five jobs filled one way, and how one is chosen.

Each job is a small protocol; ``sketch`` and ``models`` fill all five. Arrays are numpy, pictures are ``uint8`` RGB of
shape (768, w, 3), relief is ``uint16`` of shape (768, w), 0 far and 65535 near. Nothing here reads a setting, a file or
a clock: callers pass what a job needs, and the same request with the same seed gives the same pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from inference.contract.arrays import Mask, Pcm, Picture, Relief
from inference.contract.art_styles import ArtStyle
from inference.contract.finishing import Answer, AskJob, FilmShot, FinishJob
from inference.contract.jobs import Direction, Palette, Transcript
from inference.contract.ledger import LedgerLine


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
    anchor: Callable[[], Picture] | None = None
    """Reads the mural's first strip, (768, 768, 3), which never changes; none where there is none.
    It costs a read: call it only where the picture is needed."""


@dataclass(frozen=True)
class Stretch:
    """What a second voice is painted over: a window of the mural as it is seen, and which of it may change."""

    direction: Direction
    seed: int
    canvas_x: int
    """Left edge of the window on the mural, px."""
    below: Picture
    """(768, 768, 3): the mural there."""
    below_relief: Relief
    mask: Mask
    """(768, 768): 0 stays bit for bit, 255 is painted, soft between them (``inference.mural.canvas.over_mask``)."""
    memory: dict[str, Any] = field(default_factory=dict)
    """What the engine remembered with the newest layer there, else with the strip that holds most of the window.
    What painting over remembers is told to the next layer of this place and never to a strip,
    so that a layer can be taken away again."""


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


class MuralView(Protocol):
    """A mural to look at, in whatever size is wanted; only the strips that are looked at are read."""

    @property
    def width(self) -> int:
        """px at full height, 768."""

    def look(self, left: int, right: int, height: int) -> Picture:
        """(``height``, about (right - left) * height / 768, 3): the columns from ``left`` to ``right``, scaled down."""


@dataclass(frozen=True)
class Warmth:
    """How far an engine is on its way to full speed."""

    stage: str
    """What it does now, in plain words for people: "loading the painter"; empty when nothing is left to do."""
    done: int
    of: int
    """Stages done, of all."""
    ready: bool
    """Whether a strip can be painted; what is left after that only makes it faster."""
    seconds: float = 0.0
    """Since the start."""
    problem: str = ""
    """Why it will never be ready, in one sentence."""


READY = Warmth(stage="", done=1, of=1, ready=True)


class Ears(Protocol):
    def hear(self, pcm: Pcm, *, partial: bool = False) -> Transcript:
        """Words of 16 kHz mono audio; empty text for silence or noise. ``partial`` is a phrase that goes on."""


class Director(Protocol):
    def direct(self, text: str, *, art_style: ArtStyle, before: Sequence[str], memory: dict[str, Any]) -> Direction: ...


class Painter(Protocol):
    def paint(self, scene: Scene) -> Painted: ...

    def repaint(self, stretch: Stretch) -> Painted:
        """The window with the direction painted where the mask allows; the caller puts the kept pixels back."""


class ReliefMaker(Protocol):
    def measure(self, painted: Painted, scene: Scene) -> Relief:
        """(768, 768) relief of the canvas, one surface with ``scene.carried_relief`` at the join."""

    def remeasure(self, painted: Painted, stretch: Stretch) -> Relief:
        """(768, 768) relief of a window that was painted over, one surface with
        ``stretch.below_relief`` where that stays."""


Steps = Callable[[int, int], None]
"""Takes how many steps of a long job are done, and of how many."""


def unheard(done: int, of: int) -> None:
    """``Steps`` that nobody wants to know."""


class ArtDirector(Protocol):
    def describe(self, job: FinishJob, palette: Palette, mural: MuralView, steps: Steps = unheard) -> Description:
        """``steps`` hears of each step: a long silence is taken for a job that was lost."""

    def answer(self, job: AskJob, mural: MuralView) -> Answer:
        """An answer to ``job.question``, with the position of the strip it is about."""


def _always_ready() -> Warmth:
    return READY


@dataclass(frozen=True)
class Engine:
    """Five jobs filled one way. Each may be called from several threads at once."""

    name: str
    ears: Ears
    director: Director
    painter: Painter
    relief: ReliefMaker
    art_director: ArtDirector
    read_ledger: Callable[[], tuple[LedgerLine, ...]]
    """What is loaded by now."""
    read_warmth: Callable[[], Warmth] = _always_ready

    @property
    def ledger(self) -> tuple[LedgerLine, ...]:
        return self.read_ledger()

    @property
    def warmth(self) -> Warmth:
        return self.read_warmth()
