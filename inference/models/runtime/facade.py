"""The engine's five jobs as its callers see them, while the parts behind them are still on their way.

A job waits a little at its part's slot, and while it is done nothing that can wait takes the interpreter from it
(urgency.py). Where the art director's model cannot name a world, the sketch engine's templates do: nobody's world is
kept from its end by that.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from inference.contract.arrays import Pcm, Relief
from inference.contract.art_styles import ArtStyle
from inference.contract.errors import EngineError
from inference.contract.finishing import Answer, AskJob, FinishJob
from inference.contract.jobs import AheadJob, Direction, Palette, Transcript
from inference.engine.protocols import ArtDirector, Description, MuralView, Painted, Scene, Steps, Stretch, unheard
from inference.engine.shutdown import LOST
from inference.engine.waiting_line import NotNow
from inference.models.runtime.priority import Urgency
from inference.models.runtime.warmup import Slot
from inference.sketch.art_director.art_director import SketchArtDirector

R = TypeVar("R")

log = logging.getLogger(__name__)


class _Door:
    """A job's way to its part."""

    def __init__(self, slot: Slot[Any], serving: Urgency) -> None:
        self._slot, self._serving = slot, serving

    @contextmanager
    def _part(self) -> Iterator[Any]:
        part = self._slot.take()
        with self._serving.going_on():
            yield part


class EarsDoor(_Door):
    def hear(self, pcm: Pcm, *, partial: bool = False) -> Transcript:
        with self._part() as ears:
            heard: Transcript = ears.hear(pcm, partial=partial)
        return heard


class DirectorDoor(_Door):
    def direct(self, text: str, *, art_style: ArtStyle, before: Sequence[str], memory: dict[str, Any]) -> Direction:
        with self._part() as director:
            direction: Direction = director.direct(text, art_style=art_style, before=before, memory=memory)
        return direction

    def ahead(self, job: AheadJob) -> Direction | None:
        with self._part() as director:
            direction: Direction | None = director.ahead(job)
        return direction


class PainterDoor(_Door):
    def paint(self, scene: Scene) -> Painted:
        with self._part() as painter:
            painted: Painted = painter.paint(scene)
        return painted

    def repaint(self, stretch: Stretch) -> Painted:
        with self._part() as painter:
            painted: Painted = painter.repaint(stretch)
        return painted

    def read_ahead(self, direction: Direction) -> None:
        if self._slot.part is not None:
            self._slot.part.read_ahead(direction)


class ReliefDoor(_Door):
    def measure(self, painted: Painted, scene: Scene) -> Relief:
        with self._part() as relief:
            measured: Relief = relief.measure(painted, scene)
        return measured

    def remeasure(self, painted: Painted, stretch: Stretch) -> Relief:
        with self._part() as relief:
            measured: Relief = relief.remeasure(painted, stretch)
        return measured


class ArtDirectorDoor:
    """The art director's model, and the templates where it fails.
    It works after the story ends, so it hurries nobody."""

    def __init__(self, slot: Slot[Any]) -> None:
        self._slot = slot
        self._templates = SketchArtDirector()

    def describe(self, job: FinishJob, palette: Palette, mural: MuralView, steps: Steps = unheard) -> Description:
        return self._asked(job.attempt, lambda director: director.describe(job, palette, mural, steps))

    def answer(self, job: AskJob, mural: MuralView) -> Answer:
        return self._asked(job.attempt, lambda director: director.answer(job, mural))

    def _asked(self, attempt: int, ask: Callable[[ArtDirector], R]) -> R:
        try:
            return ask(self._slot.take())
        except NotNow:
            raise
        except Exception as error:
            if not _is_hopeless(error, attempt):
                raise
            log.warning("the templates stand in for the art director's model: %s", error)
        return ask(self._templates)


def _is_hopeless(error: Exception, attempt: int) -> bool:
    """Whether the model is not asked again.
    It is, once, after what may pass, such as memory that was short;
    and in the next process where this one's GPU is lost."""
    if isinstance(error, EngineError) and error.code == LOST:
        return False
    again = error.again if isinstance(error, EngineError) else True
    return not again or attempt > 1
