"""The Celery tasks of the inference service: ``inference.paint``, ``inference.hear``, ``inference.finish`` and others.

Each takes one JSON job, does it and sends the result, or a failure, to the tasks that the job names. Tasks are
idempotent (a job that runs twice leaves other files and gives the same answer) and acknowledged late, so another worker
does the job of one that was killed. One process may run all of them: slow jobs pass a bounded admission queue, so that
speech always finds a thread. Only this module knows Django's settings and the channel layer.
"""

from __future__ import annotations

import base64
import binascii
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any, TypeVar

import numpy as np
from asgiref.sync import async_to_sync
from celery import current_app, shared_task
from celery.concurrency.prefork import TaskPool as PreforkPool
from celery.signals import celeryd_after_setup, worker_ready, worker_shutdown, worker_shutting_down
from channels.layers import get_channel_layer
from django.conf import settings
from pydantic import BaseModel, ValidationError

from inference.contract.arrays import Pcm
from inference.contract.direction import DirectAheadJob, Directed, Direction
from inference.contract.errors import EngineError, EngineUnavailable
from inference.contract.files.django_storage import service_storage
from inference.contract.finishing import AskJob, FinishJob, Progress
from inference.contract.jobs import Failure, Reply
from inference.contract.makings.steps import MakeJob
from inference.contract.pieces import LayerJob, PieceJob, StripJob
from inference.contract.speech.audio import AudioUnreadable, read_wav
from inference.contract.speech.hearing import HearJob
from inference.engine import directing_ahead
from inference.engine.admission_queue import AdmissionQueue, RetryLater
from inference.engine.protocols import Engine
from inference.engine.shutdown import GPU_LOST, ShutdownOnGpuLoss
from inference.engine_choice import ENGINE_QUEUES, EngineChoice, choose_engine, load_engine
from inference.heartbeat import Heartbeat
from inference.mural import layer_job, strip_job
from inference.mural.finish_job import finish_world
from inference.mural.reader import StoredMural
from inference.studio.runner import make_step

PAINTING = AdmissionQueue("the painter", "paint.busy", concurrent=4, max_waiting=24, expected_seconds=1.0)
"""The painter paints one strip at a time; meanwhile other jobs are directed or stored."""
FINISHING = AdmissionQueue("the art director", "finish.busy", concurrent=1, max_waiting=0, expected_seconds=10.0)
"""None waits: a finishing may take minutes, and a job that reports nothing for so long counts as lost."""
ANSWERING = AdmissionQueue("the art director", "ask.busy", concurrent=1, max_waiting=4, expected_seconds=5.0)
STUDIO_NICENESS = 10
PROGRESS_INTERVAL = 0.4
"""Seconds between two reports of progress within a stage."""

log = logging.getLogger(__name__)
shutdown = ShutdownOnGpuLoss()
Job = TypeVar("Job", bound=BaseModel)


@shared_task(name="inference.paint", acks_late=True, reject_on_worker_lost=True)
def paint_strip(job: dict[str, Any]) -> None:
    _run_job(StripJob, job, "paint", lambda parsed: _paint_admitted(strip_job.paint_strip, parsed))


@shared_task(name="inference.paint_over", acks_late=True, reject_on_worker_lost=True)
def paint_layer(job: dict[str, Any]) -> None:
    _run_job(LayerJob, job, "paint", lambda parsed: _paint_admitted(layer_job.paint_layer, parsed))


@shared_task(name="inference.finish", acks_late=True, reject_on_worker_lost=True)
def finish(job: dict[str, Any]) -> None:
    def do(parsed: FinishJob) -> BaseModel:
        with FINISHING.admit():
            return finish_world(worker_engine(), service_storage(), parsed, progress_sender(parsed.reply))

    _run_job(FinishJob, job, "finish", do)


@shared_task(name="inference.ask", acks_late=True, reject_on_worker_lost=True)
def ask(job: dict[str, Any]) -> None:
    def do(parsed: AskJob) -> BaseModel:
        mural = StoredMural(service_storage(), sorted(parsed.strips, key=lambda strip: strip.x))
        with ANSWERING.admit():
            answer = worker_engine().art_director.answer(parsed, mural)
        return answer.model_copy(update={"about": parsed.about, "attempt": parsed.attempt})

    _run_job(AskJob, job, "ask", do)


@shared_task(name="inference.make", acks_late=True, reject_on_worker_lost=True)
def make(job: dict[str, Any]) -> None:
    """One step of a making. It needs no engine, so the studio's worker has none."""
    lines = settings.LIGHTLOOM_FILM_LINES
    _run_job(MakeJob, job, "make", lambda parsed: make_step(service_storage(), parsed, film_lines=lines))


@shared_task(name="inference.hear", acks_late=True, reject_on_worker_lost=True)
def hear(job: dict[str, Any]) -> None:
    """Final words go to the job's tasks, partial words to its channel. The caller deletes the audio."""
    if not isinstance(job, dict) or job.get("channel") is None:
        _run_job(HearJob, job, "speech", lambda parsed: _transcribe(parsed))
        return
    shutdown.hold_if_begun()
    try:
        partial = HearJob.model_validate(job)
        heard = worker_engine().ears.hear(
            _read_pcm(partial), partial=not partial.whole, language=partial.language, names=partial.names
        )
    except (ValidationError, EngineError) as error:
        # No answer: the next partial words, or the final ones, come soon.
        log.warning("partial words for %s came to nothing: %s", job.get("about"), type(error).__name__)
        _shut_down_if_gpu_lost(error)
        return
    message = {"type": "speech.partial", "about": partial.about, "text": heard.text, "unsure": heard.unsure}
    async_to_sync(get_channel_layer().send)(partial.channel, message)


@shared_task(name="inference.direct_ahead", acks_late=False)
def direct_ahead(job: dict[str, Any]) -> None:
    """Direct words that are still being spoken. There is no reply: a paint job for the same words finds the result."""
    shutdown.hold_if_begun()
    try:
        directing_ahead.direct_ahead(worker_engine(), DirectAheadJob.model_validate(job))
    except (ValidationError, EngineError) as error:
        log.warning("directing ahead came to nothing: %s", type(error).__name__)
        _shut_down_if_gpu_lost(error)


def _paint_admitted(paint: Callable[..., BaseModel], job: PieceJob) -> BaseModel:
    with PAINTING.admit():
        return paint(worker_engine(), service_storage(), job, direction_sender(job))


def _transcribe(job: HearJob) -> BaseModel:
    transcript = worker_engine().ears.hear(_read_pcm(job), language=job.language, names=job.names)
    return transcript.model_copy(update={"about": job.about, "attempt": job.attempt})


def _read_pcm(job: HearJob) -> Pcm:
    if job.audio is not None:
        return read_wav(service_storage().read(job.audio))
    if job.pcm is None:
        raise AudioUnreadable("The job brought no audio.")
    try:
        data = base64.b64decode(job.pcm, validate=True)
    except binascii.Error:
        raise AudioUnreadable("The job's audio is no base64.") from None
    return np.frombuffer(data[: len(data) - len(data) % 2], "<i2").astype(np.int16)


def _run_job(kind: type[Job], raw: dict[str, Any], name: str, do: Callable[[Any], BaseModel]) -> None:
    """Do the job and send its result, or its failure, where the job says."""
    try:
        job = kind.model_validate(raw)
        # HearJob allows no reply, for partial words; all other jobs need one.
        reply = Reply.model_validate(raw.get("reply"))
    except ValidationError as error:
        _answer_invalid(raw, name, error)
        return
    about, attempt = raw["about"], raw.get("attempt", 1)
    shutdown.hold_if_begun()
    try:
        result = do(job)
    except EngineError as error:
        retried = isinstance(error, RetryLater)
        log.log(logging.INFO if retried else logging.WARNING, "%s job %s: %s", name, about, error.code)
        failure = Failure(
            about=about,
            attempt=attempt,
            code=error.code,
            message=error.message[:300],
            again=error.again,
            seconds=error.seconds if isinstance(error, RetryLater) else None,
        )
        _shut_down_if_gpu_lost(error)
    except Exception:
        log.exception("%s job %s failed", name, about)
        failure = Failure(about=about, attempt=attempt, code=f"{name}.failed", message="The engine failed at this job.")
    else:
        _send(reply.done, reply.queue, result)
        return
    _send(reply.failed, reply.queue, failure)


def _shut_down_if_gpu_lost(error: Exception) -> None:
    if isinstance(error, EngineError) and error.code == GPU_LOST:
        shutdown.begin(stop_heartbeats)


def _answer_invalid(raw: dict[str, Any], name: str, error: ValidationError) -> None:
    """Send a failure for a job that does not fit its schema, if it has a reply and an ``about``."""
    fields = ", ".join(sorted({".".join(map(str, problem["loc"])) or "the job" for problem in error.errors()}))
    log.error("a %s job does not fit: %s", name, fields)
    if not isinstance(raw, dict):
        return
    try:
        reply = Reply.model_validate(raw.get("reply"))
        attempt = raw.get("attempt")
        failure = Failure(
            about=raw.get("about", ""),
            attempt=attempt if isinstance(attempt, int) else 0,
            code=f"{name}.job",
            message=f"The job does not fit: {fields}."[:300],
            again=False,
        )
    except ValidationError:
        return
    _send(reply.failed, reply.queue, failure)


def _send(task: str, queue: str, message: BaseModel) -> None:
    current_app.send_task(task, args=[message.model_dump(mode="json")], queue=queue)


def direction_sender(job: PieceJob) -> Callable[[Direction], None] | None:
    """A callback that sends the direction of a job before it is painted, if the job asks for it."""
    task = job.reply.directed
    if task is None:
        return None

    def send(direction: Direction) -> None:
        _send(task, job.reply.queue, Directed(about=job.about, attempt=job.attempt, direction=direction))

    return send


def progress_sender(reply: Reply) -> Callable[[Progress], None]:
    """A callback that sends progress: start and end of every stage at once, what is between a few times a second."""
    last: tuple[str, float] = ("", 0.0)

    def send(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        is_too_soon = progress.stage == last[0] and progress.done < progress.of and now - last[1] < PROGRESS_INTERVAL
        if reply.progress is None or is_too_soon:
            return
        last = (progress.stage, now)
        _send(reply.progress, reply.queue, progress)

    return send


@cache
def worker_engine_choice() -> EngineChoice:
    """The engine of this process: as `manage.py up` chose for all its processes, else chosen here."""
    if settings.LIGHTLOOM_ENGINE_WHY:
        return EngineChoice(settings.LIGHTLOOM_ENGINE, settings.LIGHTLOOM_ENGINE_WHY)
    return choose_engine(settings.LIGHTLOOM_ENGINE, settings.LIGHTLOOM_MODEL_OPTIONS)


@cache
def worker_engine() -> Engine:
    """This process's engine, loaded once; its ears only where clips are sent to it."""
    return load_engine(
        worker_engine_choice().name,
        settings.LIGHTLOOM_MODEL_OPTIONS,
        ears=settings.LIGHTLOOM_EARS_OPTIONS,
        hears="speech" in current_app.amqp.queues.consume_from,
    )


@celeryd_after_setup.connect
def load_engine_first(instance: Any, **_: Any) -> None:
    """Load the engine before the first job; a worker whose engine cannot run here does not start.

    The studio has no engine. Its work can wait, so it runs at a lower priority than painting and hearing.
    """
    if set(instance.app.amqp.queues.consume_from) == {"studio"}:
        os.nice(STUDIO_NICENESS)
    if not set(ENGINE_QUEUES) & set(instance.app.amqp.queues.consume_from):
        return
    try:
        if worker_engine_choice().name == "models" and issubclass(instance.pool_cls, PreforkPool):
            raise EngineUnavailable(
                "The models engine needs a worker with --pool threads: CUDA does not survive a fork."
            )
        worker_engine()
    except EngineUnavailable as error:
        raise SystemExit(str(error)) from None


_heartbeats: list[Heartbeat] = []


@worker_ready.connect
def start_heartbeat(sender: Any, **_: Any) -> None:
    """Start the heartbeat, and once this worker can paint, ask the story to send unpainted phrases again."""
    queues = sorted(sender.app.amqp.queues.consume_from)
    engine = worker_engine() if set(ENGINE_QUEUES) & set(queues) else None
    fixed = {"queues": queues, "ready_at": time.time(), "pid": os.getpid(), "live": True}

    def read() -> dict[str, Any]:
        return fixed | {
            "engine": engine and engine.name,
            "why": worker_engine_choice().why if engine else "",
            "languages": list(engine.ears.languages) if engine else [],
            "ledger": [asdict(line) for line in engine.ledger] if engine else [],
            "warmth": asdict(engine.warmup) if engine else None,
        }

    heartbeat = Heartbeat(settings.REDIS_URL, f"{sender.hostname}-{os.getpid()}", read)
    heartbeat.start()
    _heartbeats.append(heartbeat)
    if engine is not None and "paint" in queues:
        threading.Thread(
            target=_ask_for_unpainted_when_ready, args=(sender.app, engine), name="unpainted-phrases", daemon=True
        ).start()


def _ask_for_unpainted_when_ready(app: Any, engine: Engine) -> None:
    while not engine.warmup.ready:
        time.sleep(0.2)
    app.send_task("worlds.ring_again", queue="story")


@worker_shutting_down.connect
def close_admission_queues(**_: Any) -> None:
    """A stopping worker finishes running jobs; waiting ones are refused, and sent again to another worker."""
    for queue in (PAINTING, FINISHING, ANSWERING):
        queue.close()


@worker_shutdown.connect
def stop_heartbeats(**_: Any) -> None:
    for heartbeat in _heartbeats:
        heartbeat.stop()
