"""The hub and the consumer in this process, with trouble put where it is hard to bring about from outside."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any

import channels.testing.application
import pytest
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, close_old_connections

from tests.story.weaving.rooms import open_room
from worlds.access import GUEST_KEY
from worlds.actions.room import rooms, turns
from worlds.actions.weaving import hearing_jobs, phrases
from worlds.consumers import room as room_consumer
from worlds.consumers import speech
from worlds.consumers.hub import RoomSockets, hub, in_thread
from worlds.consumers.room import QUEUE_MAX, RoomConsumer
from worlds.models import Narrator
from worlds.speech.microphone import PartialWords, SpokenPhrase
from worlds.turns import Floor
from worlds.valkey import presence
from worlds.wire.protocol import PROTOCOL_VERSION, RoomChanges

pytestmark = pytest.mark.django_db(transaction=True)


class Tab:
    """A page of ``narrator`` at this process's consumer."""

    def __init__(self, narrator: Narrator) -> None:
        self.consumer = RoomConsumer()
        self.wire = WebsocketCommunicator(self.consumer, f"/ws/rooms/{narrator.room.code}")
        self.wire.scope |= {
            "session": {GUEST_KEY: narrator.guest.hex},
            "user": AnonymousUser(),
            "url_route": {"kwargs": {"code": narrator.room.code}},
        }

    async def open(self) -> Tab:
        assert (await self.wire.connect(timeout=5))[0]
        await self.ask("hello", version=PROTOCOL_VERSION)
        return self

    async def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        command = uuid.uuid4().hex
        await self.wire.send_json_to({"id": command, "kind": kind, **fields})
        return await self.hears(lambda message: message.get("id") == command)

    async def hears(self, wanted: Any) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = await self.wire.receive_json_from(timeout=5)
            if wanted(message):
                return message

    async def close(self) -> None:
        await self.wire.disconnect(timeout=15)


@pytest.fixture
async def ada(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Narrator]:
    # The communicator leaves every thread its connection, for tests inside one transaction; these are not.
    monkeypatch.setattr(channels.testing.application, "no_op", close_old_connections)
    yield await in_thread(open_room)("Ada")
    here = hub()
    if here.listen_task is not None:
        here.listen_task.cancel()


async def test_a_socket_that_closes_in_trouble_is_no_ghost(ada: Narrator, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = await Tab(ada).open()
    assert presence.narrators_in(ada.room_id.hex) == (ada.id.hex,)

    async def away(self: RoomConsumer) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(RoomConsumer, "close_microphone", away)
    await tab.close()
    assert presence.narrators_in(ada.room_id.hex) == ()
    assert ada.room_id not in hub().rooms


async def test_a_socket_that_cannot_come_in_is_no_ghost(ada: Narrator, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(turns, "arrive", away)
    tab = Tab(ada)
    await tab.wire.connect(timeout=5)
    closed = await tab.wire.receive_output(timeout=5)
    assert closed == {"type": "websocket.close", "code": 1011}, "a code after which the page comes back"
    assert presence.narrators_in(ada.room_id.hex) == ()
    assert ada.room_id not in hub().rooms
    await tab.close()


async def test_one_sockets_trouble_is_not_the_others(ada: Narrator, monkeypatch: pytest.MonkeyPatch) -> None:
    tabs = [await Tab(ada).open() for _ in range(3)]
    broken = tabs[1].consumer

    async def trouble(*_: Any) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(broken, "_send_event", trouble)
    await in_thread(rooms.change_narrator)(ada.room_id, ada.id, name="Ada Two", colour=3)
    for tab in (tabs[0], tabs[2]):
        assert (await tab.hears(lambda message: message["kind"] == "event"))["name"] == "narrator.changed"
    monkeypatch.undo()
    event = await tabs[1].hears(lambda message: message["kind"] == "event")
    assert event["payload"]["narrator"]["name"] == "Ada Two", "it catches up once its trouble is over"
    for tab in tabs:
        await tab.close()


async def test_a_page_loaded_again_stays_on_the_channel(ada: Narrator, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await Tab(ada).open()
    discard = hub().layer.group_discard

    async def slowly(*names: str) -> None:
        await asyncio.sleep(0.3)
        await discard(*names)

    monkeypatch.setattr(hub().layer, "group_discard", slowly)
    monkeypatch.setattr(RoomSockets, "maintain", lambda self: asyncio.sleep(3600))
    leaving = asyncio.create_task(before.close())
    await asyncio.sleep(0.1)
    after = await Tab(ada).open()
    await leaving
    await in_thread(rooms.change_narrator)(ada.room_id, ada.id, name="Ada Two", colour=3)
    assert (await after.hears(lambda message: message["kind"] == "event"))["name"] == "narrator.changed"
    await after.close()


async def test_events_that_come_from_two_sides_are_sent_once_and_in_order(ada: Narrator) -> None:
    tab = await Tab(ada).open()
    assert tab.consumer.seq is not None
    known = tab.consumer.seq
    room = hub().rooms.pop(ada.room_id)
    for number in range(4):
        await in_thread(rooms.change_narrator)(ada.room_id, ada.id, name=f"Ada {number}", colour=number)
    await asyncio.gather(*(tab.consumer.deliver_event(known + behind, {}, "") for behind in (2, 3, 4)))
    hub().rooms[ada.room_id] = room
    await tab.wire.send_json_to({"id": "end", "kind": "ping"})
    told: list[dict[str, Any]] = []
    while not told or told[-1].get("id") != "end":
        told.append(await tab.hears(lambda message: True))
    seqs = [message["seq"] for message in told if message["kind"] == "event"]
    assert seqs == [known + 1, known + 2, known + 3, known + 4]
    await tab.close()


async def test_a_microphone_closes_with_the_turn_however_much_waits(ada: Narrator) -> None:
    await in_thread(turns.take_turn)(ada.room_id, ada.id)
    tab = await Tab(ada).open()
    await tab.ask("speech.start")
    while not tab.consumer.inbox.full():
        tab.consumer.inbox.put_nowait(b"\0\0" * 320)
    assert tab.consumer.inbox.qsize() == QUEUE_MAX
    assert tab.consumer.seq is not None
    seq = tab.consumer.seq + 1
    event = {
        "kind": "event",
        "seq": seq,
        "name": "turn.changed",
        "at": 0.0,
        "payload": {"floor": Floor().to_json(), "happened": []},
    }
    await tab.consumer.deliver_event(seq, event, "{}")
    await tab.ask("ping")
    assert tab.consumer.microphone is None
    await tab.close()


async def test_what_was_said_while_the_database_was_away_is_kept(
    ada: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = await Tab(ada).open()
    kept: list[bytes] = []

    def at_the_second_try(room_id: uuid.UUID, narrator_id: uuid.UUID, pcm: bytes, **_: Any) -> None:
        kept.append(pcm)
        if len(kept) == 1:
            raise OperationalError("the database is away")

    monkeypatch.setattr(phrases, "add_spoken_phrase", at_the_second_try)
    await tab.consumer._save_all([SpokenPhrase(b"\0\0", None, 0.0)])
    assert kept == [b"\0\0"] * 2
    await tab.close()


class Agreeing:
    """A voice whose ears heard the same twice."""

    def __init__(self) -> None:
        self.settles = ["a red moon", None, "a red moon rises"]

    is_speaking = False

    def receive_words(self, number: int, text: str, *, unsure: bool) -> tuple[PartialWords, list[SpokenPhrase]]:
        return PartialWords(text, len(text), 0.0), []

    def settled_words(self) -> str | None:
        return self.settles.pop(0)

    def request_words(self, now: float) -> None:
        return None

    def finish(self) -> list[SpokenPhrase]:
        return []


@pytest.mark.parametrize(("engine", "directed"), [("models", ["a red moon", "a red moon rises"]), ("sketch", [])])
async def test_words_that_settled_are_directed_ahead_where_that_takes_a_models_time(
    ada: Narrator, monkeypatch: pytest.MonkeyPatch, engine: str, directed: list[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(speech, "live_engine", lambda: engine)
    monkeypatch.setattr(speech, "send_ahead", lambda job: asked.append(job.text))
    tab = await Tab(ada).open()
    monkeypatch.setattr(tab.consumer, "microphone", Agreeing())
    for number in range(3):
        await tab.consumer.receive_words(number, "a red moon", unsure=False)
        told = await tab.hears(lambda message: message["kind"] == "partial")
        assert (told["text"], told["stable"]) == ("a red moon", 10)
    assert asked == directed
    await tab.close()


class Listening:
    """A microphone that keeps what it is told beside the sound."""

    is_speaking = True
    language = "en"
    names: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.told: list[tuple[str, tuple[str, ...]]] = []
        self.heard: list[tuple[int, str, bool]] = []

    def feed(self, pcm: bytes, now: float) -> list[SpokenPhrase]:
        return []

    def request_words(self, now: float) -> None:
        self.told.append((self.language, self.names))

    def receive_words(self, number: int, text: str, *, unsure: bool) -> tuple[None, list[SpokenPhrase]]:
        self.heard.append((number, text, unsure))
        return None, []

    def finish(self) -> list[SpokenPhrase]:
        return []


async def test_the_ears_know_language_and_names_of_the_room_with_one_query_a_change(
    ada: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[tuple[str, ...]] = []

    def names_in(room_id: uuid.UUID) -> tuple[str, ...]:
        reads.append(hearing_jobs.names_in(room_id))
        return reads[-1]

    monkeypatch.setattr(speech, "names_in", names_in)
    for module in (rooms, hearing_jobs, room_consumer):
        monkeypatch.setattr(module, "heard_languages", lambda: ("en", "de"))
    tab, frame = await Tab(ada).open(), b"\0\0" * 1600
    assert (await tab.ask("hello", version=PROTOCOL_VERSION))["languages"] == ["en", "de"]
    microphone = Listening()
    monkeypatch.setattr(tab.consumer, "microphone", microphone)
    for _ in range(3):
        await tab.consumer.receive_frame(frame)
    await in_thread(rooms.change_room)(ada.room_id, ada.id, RoomChanges(name="the fair Rosalind", language="de"))
    await tab.hears(lambda message: message.get("name") == "room.changed")
    for _ in range(2):
        await tab.consumer.receive_frame(frame)
    assert microphone.told == [("en", ("Ada",))] * 3 + [("de", ("Ada", "Rosalind"))] * 2
    assert len(reads) == 2
    await tab.close()


async def test_words_come_with_the_doubt_that_the_ears_had(ada: Narrator, monkeypatch: pytest.MonkeyPatch) -> None:
    tab, microphone = await Tab(ada).open(), Listening()
    monkeypatch.setattr(tab.consumer, "microphone", microphone)
    about = f"{ada.room_id.hex}:{tab.consumer.socket_id}:7"
    await hub()._dispatch({"type": "speech.partial", "about": about, "text": "a red moose", "unsure": True})
    # A worker of an earlier release tells no doubt.
    await hub()._dispatch({"type": "speech.partial", "about": about, "text": "a red moon"})
    await tab.ask("ping")
    assert microphone.heard == [(7, "a red moose", True), (7, "a red moon", False)]
    await tab.close()


async def test_what_came_before_the_line_broke_is_heard_to_its_end(
    ada: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_thread(turns.take_turn)(ada.room_id, ada.id)
    tab = await Tab(ada).open()
    await tab.ask("speech.start")
    heard: list[bytes] = []

    async def slowly(frame: bytes) -> None:
        await asyncio.sleep(0.02)
        heard.append(frame)

    monkeypatch.setattr(tab.consumer, "receive_frame", slowly)
    for number in range(20):
        await tab.wire.send_to(bytes_data=bytes([number, 0]) * 800)
    await tab.close()
    assert [frame[0] for frame in heard] == list(range(20))
