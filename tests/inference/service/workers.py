"""Real workers of the inference service, and jobs for them that answer to a queue of the test's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from typing import Any

import redis
from celery import current_app
from django.conf import settings

from inference.contract.geometry import strip_x
from inference.contract.jobs import Failure

PATIENCE = 60.0


def forget_old_jobs() -> None:
    """Jobs that earlier tests rang for and nobody did would be done by this test's worker,
    in the places of its own jobs."""
    with valkey() as client:
        client.delete("speech", "paint", "finish")


def start_worker(queues: str, **environ: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "lightloom_site.celery", "worker"]
    command += ["-Q", queues, "--pool", "solo", "-n", f"test-{uuid.uuid4().hex[:6]}@%h", "--without-mingle"]
    return subprocess.Popen(command, env=os.environ | {"PYTHONWARNINGS": ""} | environ)


def start_odd_worker(what: str, *arguments: str, **environ: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.inference.service.odd_worker", what, "worker", "--without-mingle"]
    command += ["-n", f"odd-{uuid.uuid4().hex[:6]}@%h", *arguments]
    return subprocess.Popen(command, env=os.environ | {"PYTHONWARNINGS": ""} | environ)


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=15)
    finally:
        process.kill()
        process.wait()


def valkey() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL)


def signs_of_life(pid: int) -> list[dict[str, Any]]:
    with valkey() as client:
        beats = [json.loads(client.get(key) or b"{}") for key in client.scan_iter("lightloom:engine:*")]
    return [beat for beat in beats if beat.get("pid") == pid]


def wait_until_ready(worker: subprocess.Popen[bytes]) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert worker.poll() is None, "the worker ended"
        if beats := signs_of_life(worker.pid):
            return beats[0]
        time.sleep(0.1)
    raise AssertionError("the worker showed no sign of life")


class Replies:
    """A queue of this test's own that jobs are told to answer to."""

    def __init__(self) -> None:
        self.queue = f"replies-{uuid.uuid4().hex}"
        self.reply = {"done": "told.done", "failed": "told.failed", "progress": "told.progress", "queue": self.queue}

    def take(self) -> tuple[str, dict[str, Any]]:
        with current_app.connection_for_read() as connection, connection.SimpleQueue(self.queue) as queue:
            message = queue.get(timeout=PATIENCE)
            message.ack()
            return message.headers["task"], message.payload[0][0]

    def failure(self) -> Failure:
        name, message = self.take()
        assert name == "told.failed"
        return Failure.model_validate(message)


def send(task: str, queue: str, job: dict[str, Any]) -> None:
    current_app.send_task(f"inference.{task}", args=[job], queue=queue)


def paint_job(replies: Replies, **changes: Any) -> dict[str, Any]:
    return {
        "about": "a-phrase",
        "attempt": 3,
        "world": uuid.uuid4().hex,
        "text": "a red moon rises over the frozen sea",
        "seed": 7,
        "position": 0,
        "x": strip_x(0),
        "reply": replies.reply,
    } | changes
