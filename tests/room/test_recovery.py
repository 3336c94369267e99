"""kill -9 of each part while people weave: what was said is painted, once, and nobody misses anything."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import httpx
import pytest
import websockets

from tests.narrators import Seat, host, narrator
from tests.stack import Stack

pytestmark = pytest.mark.stack


async def come_back(seat: Seat) -> None:
    """What a browser does when its socket closed: come back with the last seq it has until it works."""
    assert seat.snapshot is not None
    await seat.is_closed()
    deadline = time.monotonic() + 30
    while True:
        try:
            await seat.connect(last_seq=seat.snapshot.seq)
            return
        except (OSError, ConnectionError, websockets.WebSocketException):
            assert time.monotonic() < deadline, "the service did not come back"
            await asyncio.sleep(0.2)


async def test_a_strip_whose_painter_is_killed_arrives_once(wounded: Stack) -> None:
    async with host(wounded.base_url) as ada, narrator(wounded.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        first = await ada.say("a castle at night")
        await ada.sees_painted(first)
        second = await ada.say("a forest of old pines in the mist")
        await ben.sees(lambda room: next((p for p in room.phrases if p.id == second and p.state == "painting"), None))
        os.kill(wounded.pids["paint"], signal.SIGKILL)
        await ben.sees_painted(second, patience=60)
        await asyncio.sleep(3)
        assert ben.snapshot is not None
        strips = [phrase.strip for phrase in ben.snapshot.phrases if phrase.strip is not None]
        assert [strip.position for strip in strips] == [0, 1]
        assert ben.snapshot.world.strips == 2
        third = await ada.say("a lake beyond")
        await ben.sees_painted(third)


async def test_when_the_web_process_is_killed_both_come_back_and_miss_nothing(wounded: Stack) -> None:
    async with host(wounded.base_url) as ada, narrator(wounded.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        phrase = await ada.say("three boats on a still lake")
        wounded.kill("web")
        await asyncio.gather(come_back(ada), come_back(ben))
        await ada.sees_painted(phrase)
        await ben.sees_painted(phrase)
        again = await ada.say("the moon rises over them")
        await ben.sees_painted(again)
        assert ada.snapshot is not None
        await ben.sees(lambda room: room == ada.snapshot)


async def test_when_the_broker_is_killed_the_room_goes_on(wounded: Stack) -> None:
    async with host(wounded.base_url) as ada:
        await ada.take_turn()
        await ada.sees_painted(await ada.say("a tower"))
        wounded.kill("valkey")
        if ada.closed is not None:
            await come_back(ada)
        phrase = await ada.say("a river at dawn")
        await ada.sees_painted(phrase, patience=60)


async def test_when_the_story_worker_and_the_tender_are_killed_the_mural_still_grows(wounded: Stack) -> None:
    async with host(wounded.base_url) as ada:
        await ada.take_turn()
        wounded.kill("story")
        wounded.kill("tend")
        phrase = await ada.say("a bridge over a gorge")
        await ada.sees_painted(phrase, patience=60)


async def test_health_says_which_worker_is_missing_and_comes_back(wounded: Stack) -> None:
    async with httpx.AsyncClient(base_url=wounded.base_url, headers={"Accept": "application/json"}) as client:
        assert (await client.get("/health")).status_code == 200
        os.kill(wounded.pids["finish"], signal.SIGSTOP)
        try:
            answer = await until(client, 503)
            assert answer["reasons"] == ["No worker listens to the finish queue yet."]
        finally:
            os.kill(wounded.pids["finish"], signal.SIGCONT)
        assert (await until(client, 200))["reasons"] == []


async def until(client: httpx.AsyncClient, status: int) -> dict[str, list[str]]:
    """Ask ``/health`` until it answers with ``status``; what it says then."""
    deadline = time.monotonic() + 30
    while True:
        answer = await client.get("/health")
        if answer.status_code == status:
            found: dict[str, list[str]] = answer.json()
            return found
        assert time.monotonic() < deadline, answer.text
        await asyncio.sleep(0.3)
