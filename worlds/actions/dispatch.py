"""Sends jobs to the inference service: the database is the queue, a Celery message only says that there is work.

Jobs of rows are sent on commit. A broker that is away costs a delay, not a phrase: the tender sends again what is
stuck.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from inference.contract.direction import DirectAheadJob
from inference.contract.finishing import AskJob, FinishJob
from inference.contract.makings.steps import MakeJob
from inference.contract.pieces import LayerJob, StripJob
from inference.contract.speech.hearing import HearJob
from worlds.models import Bringing

log = logging.getLogger(__name__)

AHEAD_EXPIRES = 3.0
"""Seconds after which nobody needs a direction ahead any more."""
HIGH_PRIORITY, LOW_PRIORITY = 0, 6
"""Priorities in the studio's queue: a page waits for tiles and depth, so they go before films."""


def send_painting(job: StripJob | LayerJob) -> None:
    task = "inference.paint" if isinstance(job, StripJob) else "inference.paint_over"
    _send_on_commit(task, "paint", job.model_dump(mode="json"))


def send_finishing(job: FinishJob) -> None:
    _send_on_commit("inference.finish", "finish", job.model_dump(mode="json"))


def send_question(job: AskJob) -> None:
    _send_on_commit("inference.ask", "finish", job.model_dump(mode="json"))


def send_making(job: MakeJob) -> None:
    priority = HIGH_PRIORITY if job.kind in ("tiles", "depth") else LOW_PRIORITY
    _send_on_commit("inference.make", "studio", job.model_dump(mode="json"), priority=priority)


def send_import(bringing: Bringing) -> None:
    """Have a story worker import an archive; the message holds nothing but the row's id."""
    _send_on_commit("worlds.bring_upload_in", "story", {"about": bringing.id.hex})


def send_hearing(job: HearJob) -> None:
    """Ask for the final words of a spoken phrase."""
    _send_on_commit("inference.hear", "speech", job.model_dump(mode="json"))


def send_partial(job: HearJob, expires: float) -> None:
    """Ask for the words so far. A late answer is of no use, so the message expires after ``expires`` seconds."""
    _send("inference.hear", "speech", job.model_dump(mode="json"), expires=expires)


def send_ahead(job: DirectAheadJob) -> None:
    """Have words directed that are still being said. Nobody waits for it: without it the paint job directs them."""
    _send("inference.direct_ahead", "speech", job.model_dump(mode="json"), expires=AHEAD_EXPIRES)


def _send_on_commit(task: str, queue: str, job: dict[str, Any], **options: Any) -> None:
    transaction.on_commit(lambda: _send(task, queue, job, **options))


def _send(task: str, queue: str, job: dict[str, Any], **options: Any) -> None:
    try:
        current_app.send_task(task, args=[job], queue=queue, **options)
    except (OperationalError, OSError):
        log.warning("the broker is away; the tender will send %s again for %s", task, job.get("about"))
