"""Workers in trouble or in a crowd: what does not fit in is refused, a lost GPU ends its process,
and the reason is always said."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from inference.contract.files.django_storage import service_storage
from tests.inference.service.odd_worker import AT_ONCE, WAITING
from tests.inference.service.workers import (
    PATIENCE,
    Replies,
    end,
    forget_old_jobs,
    paint_job,
    send,
    signs_of_life,
    start_odd_worker,
    start_worker,
    valkey,
    wait_until_ready,
)

pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture(autouse=True)
def empty_queues() -> None:
    forget_old_jobs()


@pytest.fixture
def replies() -> Replies:
    return Replies()


def test_a_worker_that_is_left_to_choose_says_what_and_why(tmp_path: Path) -> None:
    process = start_worker("speech", LIGHTLOOM_ENGINE="auto", LIGHTLOOM_MODELS=str(tmp_path), LIGHTLOOM_DEVICE="cpu")
    try:
        record = wait_until_ready(process)
        assert (record["engine"], record["why"]) == ("sketch", "LIGHTLOOM_DEVICE is cpu, so the sketch engine paints.")
    finally:
        end(process)


def test_paint_that_waits_never_keeps_speech_waiting_and_what_does_not_fit_is_told(
    replies: Replies, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.wav"
    subprocess.run(["flite", "-voice", "rms", "-t", "an old castle stands on the hill", "-o", str(clip)], check=True)
    process = start_odd_worker("slow", "--pool", "threads", "--concurrency", "40", "-Q", "paint,speech")
    try:
        wait_until_ready(process)
        heard, key = Replies(), f"voices/{uuid.uuid4().hex}.wav"
        service_storage().write(key, clip.read_bytes())
        for number in range(12):
            send("paint", "paint", paint_job(replies, about=f"phrase-{number}"))
        send("hear", "speech", {"about": "a-phrase", "audio": key, "reply": heard.reply})
        assert "castle" in heard.take()[1]["text"]
        failures = [replies.failure() for _ in range(12)]
    finally:
        end(process)
    assert {failure.about for failure in failures} == {f"phrase-{number}" for number in range(12)}
    busy = [failure for failure in failures if failure.code == "paint.busy"]
    assert 1 <= len(busy) <= 12 - AT_ONCE - WAITING, [(one.about, one.code, one.message) for one in failures]
    assert failures[0] in busy, "who does not fit is refused at once"
    assert all(failure.seconds and failure.again for failure in busy)
    assert all(failure.seconds is None for failure in failures if failure.code == "paint.failed")


def test_a_process_that_lost_its_gpu_says_so_and_ends_and_the_next_one_paints(replies: Replies, tmp_path: Path) -> None:
    mark = {"ODD_MARK": str(tmp_path / "lost")}
    process = start_odd_worker("lost", "--pool", "threads", "--concurrency", "4", "-Q", "paint", **mark)
    try:
        wait_until_ready(process)
        send("paint", "paint", paint_job(replies))
        failure = replies.failure()
        assert (failure.code, failure.again, failure.seconds) == ("gpu.lost", True, None)
        for attempt in (4, 5):
            send("paint", "paint", paint_job(replies, attempt=attempt))
        assert process.wait(timeout=PATIENCE) == 75
        assert signs_of_life(process.pid) == []
    finally:
        end(process)
    with valkey() as client:
        assert client.llen(replies.queue) == 0, "what comes while a process ends is not failed by it"
    process = start_odd_worker("lost", "--pool", "threads", "--concurrency", "4", "-Q", "paint", **mark)
    try:
        wait_until_ready(process)
        send("paint", "paint", paint_job(replies, attempt=6))
        assert replies.take()[0] == "told.done"
    finally:
        end(process)


def test_a_models_engine_is_not_started_where_it_would_be_forked() -> None:
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "lightloom_site.celery",
        "worker",
        "-Q",
        "paint",
        "--pool",
        "prefork",
    ]
    environ = os.environ | {
        "LIGHTLOOM_ENGINE": "models",
        "LIGHTLOOM_ENGINE_WHY": "For this test.",
        "PYTHONWARNINGS": "",
    }
    worker = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE)
    assert worker.returncode != 0
    assert "CUDA does not survive a fork" in worker.stderr
