"""Celery tasks of the ``story`` queue: the inference service's answers, and imports. Thin: one action each.

Every task is idempotent, so a message that comes twice does no harm.
"""

from __future__ import annotations

import uuid
from typing import Any

from celery import shared_task

from inference.contract.direction import Directed
from inference.contract.finishing import Answer, FinishResult, Progress
from inference.contract.jobs import Failure
from inference.contract.makings.steps import MakeBegun, MakeStep
from inference.contract.pieces import LayerResult, StripResult
from inference.contract.speech.hearing import Transcript
from worlds.actions.weaving import painting, phrase_jobs, phrases
from worlds.actions.world import finishing, imports, makings, questions


@shared_task(name="worlds.hang_strip")
def hang_strip(result: dict[str, Any]) -> None:
    painting.hang_strip(StripResult.model_validate(result))


@shared_task(name="worlds.note_direction")
def broadcast_direction(directed: dict[str, Any]) -> None:
    painting.broadcast_direction(Directed.model_validate(directed))


@shared_task(name="worlds.lay_layer")
def lay_layer(result: dict[str, Any]) -> None:
    painting.lay_layer(LayerResult.model_validate(result))


@shared_task(name="worlds.fail_painting")
def fail_painting(failure: dict[str, Any]) -> None:
    phrase_jobs.fail_painting(Failure.model_validate(failure))


@shared_task(name="worlds.hear_phrase")
def hear_phrase(transcript: dict[str, Any]) -> None:
    heard = Transcript.model_validate(transcript)
    phrases.hear_phrase(uuid.UUID(heard.about), heard.text, unsure=heard.unsure)


@shared_task(name="worlds.fail_hearing")
def fail_hearing(failure: dict[str, Any]) -> None:
    phrase_jobs.fail_hearing(Failure.model_validate(failure))


@shared_task(name="worlds.note_progress")
def record_progress(progress: dict[str, Any]) -> None:
    finishing.record_progress(Progress.model_validate(progress))


@shared_task(name="worlds.complete_world")
def complete_world(result: dict[str, Any]) -> None:
    finishing.complete_world(FinishResult.model_validate(result))


@shared_task(name="worlds.fail_finishing")
def fail_finishing(failure: dict[str, Any]) -> None:
    finishing.fail_finishing(Failure.model_validate(failure))


@shared_task(name="worlds.begin_step")
def begin_step(begun: dict[str, Any]) -> None:
    makings.begin_step(MakeBegun.model_validate(begun))


@shared_task(name="worlds.note_step")
def complete_step(result: dict[str, Any]) -> None:
    makings.complete_step(MakeStep.model_validate(result))


@shared_task(name="worlds.fail_making")
def fail_making(failure: dict[str, Any]) -> None:
    makings.fail_making(Failure.model_validate(failure))


@shared_task(name="worlds.take_answer")
def record_answer(answer: dict[str, Any]) -> None:
    questions.record_answer(Answer.model_validate(answer))


@shared_task(name="worlds.fail_question")
def fail_question(failure: dict[str, Any]) -> None:
    questions.fail_question(Failure.model_validate(failure))


@shared_task(name="worlds.bring_upload_in")
def import_upload(message: dict[str, Any]) -> None:
    """Long work of the story itself, not an answer: one archive at a time, so that threads are left for answers."""
    imports.import_upload(uuid.UUID(message["about"]))


@shared_task(name="worlds.ring_again")
def retry_lost_jobs() -> None:
    """An engine has just started: what was being painted or answered may have been lost with the one before it."""
    phrase_jobs.retry_stuck_phrases(at_once=True)
    questions.retry_stuck_questions(at_once=True)
