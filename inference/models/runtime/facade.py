"""The engine's five jobs as its callers see them, while the models behind them may still be loading.

A job waits a few seconds at its model's slot. While it runs, it counts as urgent, so that imports and other long work
wait for it (priority.py). Where the art director's model fails for good, the sketch engine's templates take its place,
so that every world can be finished.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from inference.contract.arrays import Pcm, Relief
from inference.contract.art_styles import ArtStyle
from inference.contract.direction import DirectAheadJob, Direction, Palette
from inference.contract.errors import EngineError
from inference.contract.finishing import Answer, AskJob, FinishJob
from inference.contract.speech.hearing import Language, Transcript
from inference.engine.admission_queue import RetryLater
from inference.engine.protocols import (
    ArtDirector,
    Description,
    LayerRequest,
    MuralView,
    Painted,
    StepCallback,
    StripRequest,
    ignore_steps,
)
from inference.engine.shutdown import GPU_LOST
from inference.models.runtime.model_slot import ModelSlot
from inference.models.runtime.priority import PriorityGate
from inference.sketch.art_director.art_director import SketchArtDirector

R = TypeVar("R")

log = logging.getLogger(__name__)


class _Facade:
    """Calls one model; what it runs is urgent."""

    def __init__(self, slot: ModelSlot[Any], gate: PriorityGate) -> None:
        self._slot, self._gate = slot, gate

    @contextmanager
    def _model(self) -> Iterator[Any]:
        model = self._slot.get()
        with self._gate.urgent_work():
            yield model


class EarsFacade(_Facade):
    languages: tuple[Language, ...] = ("en",)

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        with self._model() as ears:
            transcript: Transcript = ears.hear(pcm, partial=partial, language=language, names=names)
        return transcript


class DirectorFacade(_Facade):
    def direct(self, text: str, *, art_style: ArtStyle, before: Sequence[str], memory: dict[str, Any]) -> Direction:
        with self._model() as director:
            direction: Direction = director.direct(text, art_style=art_style, before=before, memory=memory)
        return direction

    def direct_ahead(self, job: DirectAheadJob) -> Direction | None:
        with self._model() as director:
            direction: Direction | None = director.direct_ahead(job)
        return direction


class PainterFacade(_Facade):
    def paint(self, request: StripRequest) -> Painted:
        with self._model() as painter:
            painted: Painted = painter.paint(request)
        return painted

    def repaint(self, request: LayerRequest) -> Painted:
        with self._model() as painter:
            painted: Painted = painter.repaint(request)
        return painted

    def encode_ahead(self, direction: Direction) -> None:
        if self._slot.model is not None:
            self._slot.model.encode_ahead(direction)


class ReliefFacade(_Facade):
    def measure(self, painted: Painted, request: StripRequest) -> Relief:
        with self._model() as relief:
            measured: Relief = relief.measure(painted, request)
        return measured

    def remeasure(self, painted: Painted, request: LayerRequest) -> Relief:
        with self._model() as relief:
            measured: Relief = relief.remeasure(painted, request)
        return measured


class ArtDirectorFacade:
    """The art director's model, with the sketch engine's templates as fallback.
    Its jobs come after the story has ended, so they are not urgent."""

    def __init__(self, slot: ModelSlot[Any]) -> None:
        self._slot = slot
        self._templates = SketchArtDirector()

    def describe(
        self, job: FinishJob, palette: Palette, mural: MuralView, on_step: StepCallback = ignore_steps
    ) -> Description:
        return self._call(job.attempt, lambda director: director.describe(job, palette, mural, on_step))

    def answer(self, job: AskJob, mural: MuralView) -> Answer:
        return self._call(job.attempt, lambda director: director.answer(job, mural))

    def _call(self, attempt: int, do: Callable[[ArtDirector], R]) -> R:
        try:
            return do(self._slot.get())
        except RetryLater:
            raise
        except Exception as error:
            if not _should_fall_back(error, attempt):
                raise
            log.warning("the templates stand in for the art director's model: %s", error)
        return do(self._templates)


def _should_fall_back(error: Exception, attempt: int) -> bool:
    """Whether the templates do the job now. The model gets a second attempt after an error that may pass, such as too
    little memory; and always where the GPU is lost, because the next process has a new one."""
    if isinstance(error, EngineError) and error.code == GPU_LOST:
        return False
    again = error.again if isinstance(error, EngineError) else True
    return not again or attempt > 1
