"""The art director's facade: where its model cannot name a world or answer, the templates do."""

from __future__ import annotations

from typing import Any

import pytest

from inference.contract.errors import EngineError
from inference.contract.finishing import AskJob
from inference.contract.jobs import Reply
from inference.engine.admission_queue import RetryLater
from inference.engine.protocols import Description
from inference.engine.shutdown import GPU_LOST
from inference.models.runtime.facade import ArtDirectorFacade
from inference.models.runtime.model_slot import ModelSlot
from inference.models.runtime.warmup_progress import WarmupProgress
from inference.sketch.art_director.art_director import SketchArtDirector
from tests.inference.sketch.test_art_director import NOWHERE, PALETTE, PHRASES, world

JOB = world(*PHRASES)
BY_TEMPLATES = SketchArtDirector().describe(JOB, PALETTE, NOWHERE)
BY_MODEL = Description("As the model sees it", "…", {}, ())
MAY_PASS = EngineError("gpu.memory", "no memory")
IS_LOST = EngineError(GPU_LOST, "the GPU is lost")


class Model:
    """An art director that fails as it is told to."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    def describe(self, *_: Any) -> Description:
        if self.errors:
            raise self.errors.pop(0)
        return BY_MODEL

    def answer(self, *_: Any) -> Any:
        raise self.errors.pop(0)


@pytest.fixture
def slot() -> ModelSlot[Any]:
    return ModelSlot("art director", WarmupProgress({}, []), wait_seconds=0.01)


def described(slot: ModelSlot[Any], attempt: int = 1) -> Description:
    return ArtDirectorFacade(slot).describe(JOB.model_copy(update={"attempt": attempt}), PALETTE, NOWHERE)


def test_the_model_names_the_world(slot: ModelSlot[Any]) -> None:
    slot.fill(Model())
    assert described(slot) == BY_MODEL


def test_a_model_that_could_not_be_loaded_keeps_no_world_from_its_end(slot: ModelSlot[Any]) -> None:
    slot.fail("The art director's model could not be loaded.")
    assert described(slot) == BY_TEMPLATES
    job = AskJob(about="w", question="Where is the lighthouse?", strips=JOB.strips, reply=Reply(done="d", failed="f"))
    assert ArtDirectorFacade(slot).answer(job, NOWHERE) == SketchArtDirector().answer(job, NOWHERE)


def test_one_that_is_still_on_its_way_is_waited_for(slot: ModelSlot[Any]) -> None:
    with pytest.raises(RetryLater):
        described(slot, attempt=2)


@pytest.mark.parametrize("error", [MAY_PASS, RuntimeError("a bug")])
def test_what_may_pass_is_tried_once_more_by_the_model(slot: ModelSlot[Any], error: Exception) -> None:
    slot.fill(Model(error))
    with pytest.raises(type(error)):
        described(slot)
    assert described(slot, attempt=2) == BY_MODEL
    slot.fill(Model(error))
    assert described(slot, attempt=2) == BY_TEMPLATES


def test_what_would_be_the_same_again_is_not_tried_again(slot: ModelSlot[Any]) -> None:
    slot.fill(Model(EngineError("art_director.failed", "no whole answer", again=False)))
    assert described(slot) == BY_TEMPLATES


def test_a_lost_gpu_is_the_next_process_s_to_work_with(slot: ModelSlot[Any]) -> None:
    slot.fill(Model(IS_LOST))
    with pytest.raises(EngineError) as raised:
        described(slot, attempt=3)
    assert raised.value.code == GPU_LOST
