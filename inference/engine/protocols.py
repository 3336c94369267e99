"""The interface of an engine: one protocol for each of its five jobs, and the data that goes in and out.

The engines ``sketch`` and ``models`` implement all five. Arrays are numpy: pictures are ``uint8`` RGB of shape
(768, w, 3), relief is ``uint16`` of shape (768, w), 0 far and 65535 near. No job reads a setting, a file or a clock:
callers pass what a job needs, and the same request with the same seed gives the same pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from inference.contract.arrays import Mask, Pcm, Picture, Relief
from inference.contract.art_styles import ArtStyle
from inference.contract.direction import Direction, Palette
from inference.contract.finishing import Answer, AskJob, FilmShot, FinishJob
from inference.contract.ledger import LedgerLine
from inference.contract.speech.hearing import Language, Transcript


@dataclass(frozen=True)
class StripRequest:
    """One strip to be painted at a position of one mural."""

    direction: Direction
    seed: int
    position: int
    """Index of the strip in its mural; 0 is the whole first canvas."""
    canvas_x: int
    """Left edge of the canvas on the mural, px."""
    carried: Picture | None
    """(768, 212, 3): the carried edge, which is the mural's last pixels as seen; none for the first strip."""
    carried_relief: Relief | None
    memory: dict[str, Any] = field(default_factory=dict)
    """What the engine gave as ``Painted.memory`` with the last strip: JSON, at most 16 KB."""
    anchor: Callable[[], Picture] | None = None
    """Reads the mural's first strip, (768, 768, 3), which never changes; none for a mural without strips.
    A call reads the file: make it only where the picture is needed."""


@dataclass(frozen=True)
class LayerRequest:
    """One layer to be painted: a window of the mural as it is seen, and which of its pixels may change."""

    direction: Direction
    seed: int
    canvas_x: int
    """Left edge of the window on the mural, px."""
    below: Picture
    """(768, 768, 3): the mural there."""
    below_relief: Relief
    mask: Mask
    """(768, 768): 0 is kept bit for bit, 255 is painted, soft between them (``inference.mural.canvas.layer_mask``)."""
    memory: dict[str, Any] = field(default_factory=dict)
    """The engine's memory of the newest layer there, else of the strip that holds most of the window. The memory of a
    layer is given to the next layer of the same window and never to a strip, so that a layer can be taken down."""


@dataclass(frozen=True)
class Painted:
    """A canvas as the painter leaves it: (768, 768, 3), before the kept pixels are pasted back."""

    canvas: Picture
    memory: dict[str, Any]
    relief: Relief | None = None
    """(768, 768), if the painter knows the depth of what it drew."""


@dataclass(frozen=True)
class Description:
    title: str
    description: str
    captions: dict[int, str]
    shots: tuple[FilmShot, ...] = ()


class MuralView(Protocol):
    """Read access to a mural at any scale; only the strips that are looked at are read."""

    @property
    def width(self) -> int:
        """px at full height, 768."""

    def look(self, left: int, right: int, height: int) -> Picture:
        """(``height``, about (right - left) * height / 768, 3): the columns from ``left`` to ``right``, scaled down."""


@dataclass(frozen=True)
class WarmupStatus:
    """How far an engine is with loading and warming up."""

    stage: str
    """What it does now, in words for people: "loading the painter"; empty when nothing is left to do."""
    done: int
    of: int
    """Stages done, of all."""
    ready: bool
    """Whether a strip can be painted; what is left after that only makes it faster."""
    seconds: float = 0.0
    """Since the start."""
    problem: str = ""
    """Why it cannot become ready, in one sentence; empty if it can."""


READY = WarmupStatus(stage="", done=1, of=1, ready=True)


class Ears(Protocol):
    @property
    def languages(self) -> tuple[Language, ...]:
        """What they hear, English first."""

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        """The words in 16 kHz mono audio; empty text for silence or noise. ``partial``: the phrase has not ended.

        A ``language`` that they do not hear is heard as English. ``names`` of the story may win over other words that
        sound alike; ears that cannot do so ignore them.
        """


class Director(Protocol):
    def direct(self, text: str, *, art_style: ArtStyle, before: Sequence[str], memory: dict[str, Any]) -> Direction: ...


class Painter(Protocol):
    def paint(self, request: StripRequest) -> Painted: ...

    def repaint(self, request: LayerRequest) -> Painted:
        """The window with the direction painted where the mask allows; the caller pastes the kept pixels back."""


class ReliefMaker(Protocol):
    def measure(self, painted: Painted, request: StripRequest) -> Relief:
        """(768, 768) relief of the canvas, one surface with ``request.carried_relief`` at the join."""

    def remeasure(self, painted: Painted, request: LayerRequest) -> Relief:
        """(768, 768) relief of the painted window, one surface with ``request.below_relief`` where that is kept."""


StepCallback = Callable[[int, int], None]
"""Called with the number of steps of a long job that are done, and of how many."""


def ignore_steps(done: int, of: int) -> None:
    """The ``StepCallback`` of callers that do not report progress."""


class ArtDirector(Protocol):
    def describe(
        self, job: FinishJob, palette: Palette, mural: MuralView, on_step: StepCallback = ignore_steps
    ) -> Description:
        """``on_step`` is called for each step: a job that reports nothing for long is taken for lost."""

    def answer(self, job: AskJob, mural: MuralView) -> Answer:
        """An answer to ``job.question``, with the position of the strip that it is about."""


def _always_ready() -> WarmupStatus:
    return READY


@dataclass(frozen=True)
class Engine:
    """The five jobs of one engine. Each may be called from several threads at once."""

    name: str
    ears: Ears
    director: Director
    painter: Painter
    relief: ReliefMaker
    art_director: ArtDirector
    read_ledger: Callable[[], tuple[LedgerLine, ...]]
    """The ledger of what is loaded by now."""
    read_warmup: Callable[[], WarmupStatus] = _always_ready

    @property
    def ledger(self) -> tuple[LedgerLine, ...]:
        return self.read_ledger()

    @property
    def warmup(self) -> WarmupStatus:
        return self.read_warmup()
