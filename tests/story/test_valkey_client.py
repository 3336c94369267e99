"""The broker hangs: it takes connections and never answers.
Counted is how often it is asked, never how long that takes."""

from __future__ import annotations

import contextlib
import socket
import threading
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings

from tests.story.weaving.rooms import open_room
from worlds.actions import transaction
from worlds.actions.limits import Limit, RateLimited
from worlds.actions.room.turns import present_narrators
from worlds.valkey import client as module
from worlds.valkey import latency, presence
from worlds.valkey.client import BrokerClient, broker
from worlds.valkey.health import check_health, engine_warmup

AWAY = "The broker is out of reach."
FOR_EVER = 10**9

pytestmark = pytest.mark.usefixtures("valkey")


class Door:
    """Stands before the tests' Valkey and counts who comes.
    While ``shut`` it takes connections and says nothing, as a process that hangs."""

    def __init__(self) -> None:
        self.shut = True
        self.came = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.lines: list[socket.socket] = [self._listening]
        real = urlsplit(settings.REDIS_URL)
        self._real = (str(real.hostname), int(real.port or 0))
        self.url = f"redis://:{real.password}@127.0.0.1:{self._listening.getsockname()[1]}/0"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                self.came += 1
                self.lines.append(line)
                if not self.shut:
                    real = socket.create_connection(self._real)
                    self.lines.append(real)
                    for way in ((line, real), (real, line)):
                        threading.Thread(target=_pass_on, args=way, daemon=True).start()

    def close(self) -> None:
        for line in self.lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while part := here.recv(65536):
            there.sendall(part)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """The process's broker is behind it, and once it was found away it stays so unless a test lets it come back."""
    monkeypatch.setattr(module, "OPEN_CIRCUIT_SECONDS", FOR_EVER)
    door = Door()
    own = BrokerClient(door.url)
    monkeypatch.setattr(module, "_process_client", lambda: own)
    yield door
    door.close()


@pytest.mark.django_db
def test_a_broker_that_hangs_is_asked_once_by_all_together(door: Door) -> None:
    host = open_room("Ada")
    assert present_narrators(host.room_id) == (host.id.hex,), "every seat counts as taken, so that turns move"
    latency.record_wait("words", 10)
    Limit("test-hung", max_uses=0, seconds=60, code="room.too_many").check("ada")
    with pytest.raises(redis.RedisError):
        presence.renew(host.room_id.hex, [(host.id.hex, False, "tab")])
    assert engine_warmup() is None
    found = check_health()  # gives the database's connection back: the last thing in a transaction
    assert (found.broker, found.ready, AWAY in found.reasons) == (False, False, True)
    assert found.database, "one thing that is missing hides nothing of the others"
    assert door.came == 1


def test_one_asks_again_for_all_and_the_others_do_not_wait_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = BrokerClient("redis://127.0.0.1:1/0")
    monkeypatch.setattr(module, "OPEN_CIRCUIT_SECONDS", 0)
    with pytest.raises(redis.RedisError), nobody.connection() as valkey:
        valkey.ping()
    monkeypatch.setattr(module, "OPEN_CIRCUIT_SECONDS", FOR_EVER)
    with nobody.connection():
        for _ in range(3):
            with pytest.raises(redis.RedisError, match="a moment ago"), nobody.connection():
                raise AssertionError("asked beside the one that finds out")


@pytest.mark.django_db
def test_a_broker_that_is_back_is_used_at_once(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OPEN_CIRCUIT_SECONDS", 0)
    assert AWAY in check_health().reasons
    door.shut = False
    assert AWAY not in check_health().reasons
    limit = Limit("test-back", max_uses=1, seconds=60, code="room.too_many")
    limit.check("ada")
    with pytest.raises(RateLimited):
        limit.check("ada")
    assert door.came == 2, "one connection for all of it"


def test_what_valkey_refuses_is_no_reason_to_call_it_away(door: Door) -> None:
    door.shut = False
    for _ in range(2):
        with pytest.raises(redis.ResponseError), broker() as valkey:
            valkey.execute_command("NO SUCH COMMAND")
    with broker() as valkey:
        assert valkey.ping()


def test_a_connection_that_was_cut_is_made_anew_without_a_word(door: Door) -> None:
    door.shut = False
    with broker() as valkey:
        valkey.ping()
    for line in door.lines[1:]:
        line.shutdown(socket.SHUT_RDWR)
    with broker() as valkey:
        assert valkey.ping()


def test_a_nudge_is_not_sent_into_a_broker_that_hangs(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    class Layer:
        async def group_send(self, group: str, message: dict[str, object]) -> None:
            sent.append(group)

    monkeypatch.setattr(transaction, "get_channel_layer", Layer)
    room = uuid.uuid4()
    for _ in range(3):
        transaction.publish(room, {})
    assert (sent, door.came) == ([], 1), "the channel layer would wait for it each time"
    door.shut = False
    monkeypatch.setattr(module, "_process_client", lambda: BrokerClient(door.url))
    transaction.publish(room, {})
    assert sent == [transaction.group_name(room)]
