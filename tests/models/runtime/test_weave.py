"""A whole weave with the models engine on tiny checkpoints: one engine process, the real loading code, the real queues.

What is painted by random weights is nobody's idea of a picture; that strips hang where they belong, that what was
spoken is written down by the ears that were trained on it, that a finished world is named, and that /health tells of
the five, is what counts.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from inference.contract.geometry import strip_x
from inference.models.hub.registry import MODELS
from tests.models.ears.tiny_ears import say
from tests.models.hub.tiny_models import write_tiny_models
from tests.narrators import Seat, host
from tests.stack import Stack

pytestmark = pytest.mark.stack

PATIENCE = 90.0
FRAME = 3200
"""Samples of a frame: 200 ms."""


@pytest.fixture(scope="module")
def models_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = write_tiny_models(tmp_path_factory.mktemp("models"))
    running = Stack(
        LIGHTLOOM_ENGINE="models",
        LIGHTLOOM_DEVICE="cpu",
        LIGHTLOOM_MODELS=str(folder),
        LIGHTLOOM_MODELS_OFFLINE="on",
    )
    try:
        running.wait_ready(110)
        yield running
    finally:
        running.close()


def health(stack: Stack) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(stack.base_url + "/health?format=json", timeout=10).json()
    return found


async def speak(seat: Seat, words: list[str]) -> None:
    """Into the microphone, frame by frame and no faster than a person speaks, with silence before and behind."""
    pcm, _ = say(words, lead=0.4)
    await seat.ask("speech.start")
    data = pcm.tobytes() + bytes(2 * 16000)
    for begin in range(0, len(data), 2 * FRAME):
        await seat.send(data[begin : begin + 2 * FRAME])
        await asyncio.sleep(FRAME / 16000)
    await seat.ask("speech.stop")


async def test_a_world_is_spoken_painted_and_finished_by_the_five_models(models_stack: Stack) -> None:
    assert {"engine", "web", "story", "tend"} <= set(models_stack.pids)
    assert not {"paint", "speech", "finish"} & set(models_stack.pids), "one process holds the models"
    async with host(models_stack.base_url) as ada:
        await ada.take_turn()
        typed = await ada.sees_painted(await ada.say("a castle on a hill"), PATIENCE)
        await speak(ada, ["moon", "dragon"])
        spoken = await ada.sees(
            lambda room: next(
                (phrase for phrase in room.phrases if phrase.source == "spoken" and phrase.state == "painted"), None
            ),
            PATIENCE,
        )
        assert spoken.text == "moon dragon"
        strips = [phrase.strip for phrase in (typed, spoken)]
        assert [strip and strip.x for strip in strips] == [strip_x(0), strip_x(1)]
        for strip in strips:
            assert strip is not None
            picture = await ada.person.http.get(strip.view)
            assert picture.status_code == 200 and picture.headers["content-type"] == "image/webp"
        await ada.ask("world.finish", gallery="Tiny worlds", visibility="link")
        world = await ada.sees(lambda room: room.world if room.world.state == "finished" else None, PATIENCE)
        assert world.title and world.page
        assert (await ada.person.http.get(world.page)).status_code == 200


def test_health_tells_of_the_five(models_stack: Stack) -> None:
    found = health(models_stack)
    until = time.monotonic() + PATIENCE
    while found["warmth"]["stage"] and time.monotonic() < until:
        time.sleep(0.5)
        found = health(models_stack)
    assert found["ready"] and found["engine"] == "models"
    assert (found["warmth"]["done"], found["warmth"]["stage"], found["warmth"]["problem"]) == (12, "", "")
    ids = {line["id"].split(" ")[0] for line in found["ledger"]}
    assert all(any(model.id in one for one in ids) for model in MODELS), ids
    assert {line["job"] for line in found["ledger"]} >= {"ears", "director", "painter", "relief", "art director"}
    assert all(line["parameters"] > 0 and line["memory"] > 0 and line["dtype"] == "float32" for line in found["ledger"])
    assert found["parameters"] > found["parameters_live"] > 0
    (engine,) = [worker for worker in found["workers"] if "paint" in worker["queues"]]
    assert engine["queues"] == ["finish", "paint", "speech"]
    assert engine["pid"] == models_stack.pids["engine"]
    page = httpx.get(models_stack.base_url + "/health", headers={"Accept": "text/html"}, timeout=10).text
    assert all(model.id in page for model in MODELS)
    assert "At full speed" in page
