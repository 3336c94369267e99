"""The inference tasks in a real worker on a real broker: every job is answered where it says,
and every worker shows life."""

from __future__ import annotations

import base64
import signal
import subprocess
import uuid
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from channels.layers import get_channel_layer

from inference import tasks
from inference.contract.files.django_storage import service_storage
from inference.contract.finishing import Answer, AskJob, FinishResult, Progress
from inference.contract.geometry import mural_width, strip_x
from inference.contract.jobs import Reply
from inference.contract.pieces import StripResult
from inference.contract.speech.hearing import Transcript
from inference.engine.protocols import MuralView
from inference.engine_choice import load_engine
from inference.sketch.art_director.art_director import SketchArtDirector
from tests.inference.mural.plain_murals import colour_of, finish_job, hang_plain
from tests.inference.service.workers import (
    PATIENCE,
    Replies,
    forget_old_jobs,
    paint_job,
    send,
    signs_of_life,
    start_worker,
    valkey,
    wait_until_ready,
)

pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture(scope="module")
def worker() -> Iterator[dict[str, Any]]:
    """One worker for all three queues; yields its sign of life."""
    forget_old_jobs()
    process = start_worker("paint,speech,finish")
    try:
        yield wait_until_ready(process)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        assert signs_of_life(process.pid) == [], "a worker that stopped still shows life"


@pytest.fixture
def replies() -> Replies:
    return Replies()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.wav"
    subprocess.run(["flite", "-voice", "rms", "-t", "an old castle stands on the hill", "-o", str(path)], check=True)
    return path


def test_a_phrase_is_painted_and_told(worker: dict[str, Any], replies: Replies) -> None:
    send("paint", "paint", paint_job(replies))
    name, message = replies.take()
    result = StripResult.model_validate(message)
    assert name == "told.done"
    assert (result.about, result.attempt, result.engine) == ("a-phrase", 3, "sketch")
    assert service_storage().exists(result.files.view)


def test_a_clip_is_heard_and_its_audio_left_to_the_caller(worker: dict[str, Any], replies: Replies, clip: Path) -> None:
    key = f"voices/{uuid.uuid4().hex}.wav"
    service_storage().write(key, clip.read_bytes())
    send("hear", "speech", {"about": "a-phrase", "attempt": 2, "audio": key, "reply": replies.reply})
    name, message = replies.take()
    transcript = Transcript.model_validate(message)
    assert name == "told.done"
    assert "castle stands on the hill" in transcript.text
    assert (transcript.about, transcript.attempt) == ("a-phrase", 2)
    assert service_storage().exists(key)


async def test_partial_words_come_back_through_the_channel(worker: dict[str, Any], clip: Path) -> None:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    with wave.open(str(clip)) as file:
        pcm = file.readframes(file.getnframes())
    for audio in ("!!! no base64", base64.b64encode(pcm).decode()):
        send("hear", "speech", {"about": "room:socket:1", "pcm": audio, "channel": channel})
    message = await layer.receive(channel)
    assert message["type"] == "speech.partial"
    assert message["about"] == "room:socket:1"
    assert "castle" in message["text"]
    await layer.close_pools()


def test_a_world_is_finished_with_progress(worker: dict[str, Any], replies: Replies) -> None:
    world = uuid.uuid4().hex
    job = finish_job(hang_plain(service_storage(), 3, world), world).model_dump(mode="json") | {"reply": replies.reply}
    send("finish", "finish", job)
    stages = []
    while (message := replies.take())[0] == "told.progress":
        progress = Progress.model_validate(message[1])
        assert progress.about == "the-world"
        stages.append(progress.stage)
    assert message[0] == "told.done"
    result = FinishResult.model_validate(message[1])
    assert [service_storage().exists(panorama.key) for panorama in result.panoramas] == [True]
    assert list(dict.fromkeys(stages)) == ["stitch", "name", "cover"]


@pytest.mark.parametrize(
    ("task", "queue", "changes", "code", "again"),
    [
        ("paint", "paint", {"position": 1, "x": 5}, "paint.job", False),
        ("paint", "paint", {"text": ""}, "paint.job", False),
        ("paint", "paint", {"colour": "red"}, "paint.job", False),
        (
            "paint",
            "paint",
            {"position": 1, "x": strip_x(1), "carried": "gone.png", "carried_relief": "gone.png"},
            "storage.missing",
            False,
        ),
    ],
)
def test_a_bad_paint_job_is_answered_with_a_code(
    worker: dict[str, Any], replies: Replies, task: str, queue: str, changes: dict[str, Any], code: str, again: bool
) -> None:
    send(task, queue, paint_job(replies, **changes))
    failure = replies.failure()
    assert (failure.about, failure.attempt, failure.code, failure.again) == ("a-phrase", 3, code, again)
    assert failure.message.endswith(".")


def test_audio_that_cannot_be_read_is_answered_with_a_code(worker: dict[str, Any], replies: Replies) -> None:
    key = f"voices/{uuid.uuid4().hex}.wav"
    service_storage().write(key, b"RIFF no audio")
    send("hear", "speech", {"about": "a", "audio": key, "reply": replies.reply})
    assert replies.failure().code == "speech.unreadable"
    send("hear", "speech", {"about": "a", "audio": "gone.wav", "reply": replies.reply})
    assert replies.failure().code == "storage.missing"
    send("hear", "speech", {"about": "a", "reply": replies.reply})
    assert replies.failure().code == "speech.unreadable"


def test_a_worker_survives_what_is_no_job_at_all(worker: dict[str, Any], replies: Replies) -> None:
    for rubbish in ({}, {"reply": "nowhere"}, {"about": 5, "reply": replies.reply}, "rubbish", None):
        send("paint", "paint", rubbish)  # type: ignore[arg-type]
        send("hear", "speech", rubbish)  # type: ignore[arg-type]
    send("paint", "paint", paint_job(replies))
    assert replies.take()[0] == "told.done"


def test_a_worker_shows_its_engine_and_ledger(worker: dict[str, Any]) -> None:
    assert worker["engine"] == "sketch"
    assert worker["warmth"]["ready"] is True
    assert worker["why"] == "", "it was asked for by name"
    assert worker["queues"] == ["finish", "paint", "speech"]
    assert worker["live"] is True
    assert {"ears", "painter"} <= {line["job"] for line in worker["ledger"]}
    with valkey() as client:
        (key,) = [key for key in client.scan_iter("lightloom:engine:*") if key.endswith(f"-{worker['pid']}".encode())]
        assert 0 < client.ttl(key) <= 15


def test_a_painter_that_starts_asks_for_what_was_left_unpainted(worker: dict[str, Any]) -> None:
    with current_app.connection_for_read() as connection, connection.SimpleQueue("story") as queue:
        message = queue.get(timeout=PATIENCE)
        message.ack()
        assert message.headers["task"] == "worlds.ring_again"


def test_a_question_is_asked_of_the_mural_from_left_to_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the order of the notes: what is looked at is read by its place."""
    answered: list[Any] = []

    class Looking(SketchArtDirector):
        def answer(self, job: AskJob, mural: MuralView) -> Answer:
            return Answer(text=f"{mural.width} px wide and {mural.look(0, 20, 768)[300, 10].tolist()} at its left.")

    engine = replace(load_engine("sketch"), art_director=Looking())
    monkeypatch.setattr(tasks, "worker_engine", lambda: engine)
    monkeypatch.setattr(tasks, "_send", lambda task, queue, message: answered.append(message))
    notes = hang_plain(service_storage(), 3, uuid.uuid4().hex)
    asked = AskJob(
        about="w", attempt=2, question="What is there?", strips=notes[::-1], reply=Reply(done="d", failed="f")
    )
    tasks.ask(asked.model_dump(mode="json"))
    assert answered == [
        Answer(about="w", attempt=2, text=f"{mural_width(3)} px wide and {list(colour_of(0))} at its left.")
    ]


def test_a_worker_does_not_start_with_an_engine_that_is_not_there(tmp_path: Path) -> None:
    absent = {"LIGHTLOOM_MODELS": str(tmp_path), "LIGHTLOOM_MODELS_OFFLINE": "on", "LIGHTLOOM_DEVICE": "cpu"}
    process = start_worker("paint", LIGHTLOOM_ENGINE="models", **absent)
    try:
        assert process.wait(timeout=PATIENCE) != 0
    finally:
        process.kill()
        process.wait()
