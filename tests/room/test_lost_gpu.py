"""A painter whose GPU is lost in the middle of a strip: the room notices nothing but a moment,
and every phrase is painted once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lightloom_site.services.process import Process
from lightloom_site.services.supervisor import Supervisor
from tests.narrators import host
from tests.stack import PROJECT, Stack

pytestmark = pytest.mark.stack


@pytest.fixture
def losing(tmp_path: Path) -> Iterator[Stack]:
    """A service whose painter loses its GPU at its first strip; a supervisor of ours keeps that painter running."""
    stack = Stack(LIGHTLOOM_PROCESSES="web,story,speech,finish,studio,tend")
    over = threading.Event()

    def keep_painting() -> None:
        supervisor = Supervisor(lambda pids: None)
        command = [sys.executable, "-m", "tests.inference.service.odd_worker", "lost", "worker", "--without-mingle"]
        command += ["-Q", "paint", "--pool", "threads", "--concurrency", "4", "-n", "losing@%h"]
        addresses = {name: stack.services[name] for name in ("DATABASE_URL", "REDIS_URL")}
        environ = stack.environ | addresses | {"ODD_MARK": str(tmp_path / "lost")}
        supervisor.start(Process("losing", command, environ, PROJECT))
        while not over.is_set():
            supervisor.watch(0.2)
        supervisor.stop([(["losing"], 10)])

    keeper = threading.Thread(target=keep_painting)
    try:
        stack.wait_for_line("story", 60)
        keeper.start()
        stack.wait_ready()
        yield stack
    finally:
        over.set()
        if keeper.is_alive():
            keeper.join()
        stack.close()


async def test_every_phrase_is_painted_after_all(losing: Stack, capfd: pytest.CaptureFixture[str]) -> None:
    async with host(losing.base_url) as ada:
        await ada.take_turn()
        first = await ada.say("a castle at night")
        second = await ada.say("a river at dawn")
        await ada.sees_painted(first, patience=90)
        await ada.sees_painted(second, patience=90)
        assert ada.snapshot is not None
        strips = [phrase.strip for phrase in ada.snapshot.phrases if phrase.strip is not None]
        assert [strip.position for strip in strips] == [0, 1]
    assert "losing ended with code 75; starting it again" in capfd.readouterr().out
