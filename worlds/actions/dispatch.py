"""Ringing the inference service: the database is the queue's truth, a Celery message is only a doorbell.

Everything is sent on commit. A broker that is away costs a delay, not a phrase:
the tender rings again for what is stuck.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from inference.contract.direction import DirectAheadJob
from inference.contract.finishing import AskJob, FinishJob
from inference.contract.jobs import Reply
from inference.contract.makings.steps import MakeJob
from inference.contract.pieces import LayerJob, StripJob
from inference.contract.speech.hearing import HearJob
from worlds.models import Bringing, Phrase

log = logging.getLogger(__name__)

AHEAD_LAPSES = 3.0
"""Seconds after which nobody needs a direction ahead any more."""
SOON, LATER = 0, 6
"""Places in the studio's queue: a page waits for tiles and depth,
so they do not stand behind the films of other worlds."""


def send_painting(job: StripJob | LayerJob) -> None:
    task = "inference.paint" if isinstance(job, StripJob) else "inference.paint_over"
    _ring(task, "paint", job.model_dump(mode="json"))


def send_finishing(job: FinishJob) -> None:
    _ring("inference.finish", "finish", job.model_dump(mode="json"))


def send_asking(job: AskJob) -> None:
    _ring("inference.ask", "finish", job.model_dump(mode="json"))


def send_making(job: MakeJob) -> None:
    place = SOON if job.kind in ("tiles", "depth") else LATER
    _ring("inference.make", "studio", job.model_dump(mode="json"), priority=place)


def send_bringing(bringing: Bringing) -> None:
    """Ask a worker of the story to bring an archive in; there is nothing in the message that the row does not say."""
    _ring("worlds.bring_upload_in", "story", {"about": bringing.id.hex})


def send_hearing(phrase: Phrase) -> None:
    """Ask for the final words of a spoken phrase."""
    job = HearJob(
        about=phrase.id.hex,
        attempt=phrase.attempt,
        audio=phrase.audio,
        reply=Reply(done="worlds.hear_phrase", failed="worlds.fail_hearing"),
    )
    _ring("inference.hear", "speech", job.model_dump(mode="json"))


def send_partial(job: HearJob, expires: float) -> None:
    """Ask for the words so far. Worth nothing when late: it lapses after ``expires`` seconds."""
    _send("inference.hear", "speech", job.model_dump(mode="json"), expires=expires)


def send_ahead(job: DirectAheadJob) -> None:
    """Have words directed that are still being said.
    Nobody waits for it: without it the paint job directs them itself."""
    _send("inference.direct_ahead", "speech", job.model_dump(mode="json"), expires=AHEAD_LAPSES)


def _ring(task: str, queue: str, job: dict[str, Any], **options: Any) -> None:
    transaction.on_commit(lambda: _send(task, queue, job, **options))


def _send(task: str, queue: str, job: dict[str, Any], **options: Any) -> None:
    try:
        current_app.send_task(task, args=[job], queue=queue, **options)
    except (OperationalError, OSError):
        log.warning("the broker is away; the tender will ring %s again for %s", task, job.get("about"))
