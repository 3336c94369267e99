"""People in a room, as the tests speak of them:
``async with narrator(base, room, "Ada") as ada: await ada.say("a red moon rises")``.

Each has a browser's cookies and one WebSocket to a running service, keeps the snapshot up to date with the product's
own ``events.apply``, and fails when an event is missed or comes twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import websockets
from websockets.asyncio.client import ClientConnection

from worlds.wire.events import PhrasePart, Snapshot, apply, read_event
from worlds.wire.protocol import PROTOCOL_VERSION

PATIENCE = 20.0


class Refused(Exception):
    """The room answered ``error``; its code is the text."""


@dataclass
class Person:
    """A browser: cookies, and the way into rooms."""

    base: str
    http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.AsyncClient(base_url=self.base, follow_redirects=True, timeout=20)

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form the way a page does, with the token of the page it is on."""
        page = await self.http.get("/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None, "the home page has a form"
        return await self.http.post(
            path, data={"csrfmiddlewaretoken": token[1], **fields}, headers={"Referer": self.base}
        )

    async def open_room(self, name: str = "A quiet room", narrator: str = "Ada", mode: str = "open") -> str:
        """The code of a new room with this person as its host."""
        answer = await self.post("/rooms", name=name, narrator=narrator, mode=mode, art_style="gouache")
        assert answer.status_code == 200, answer.text[:500]
        return str(answer.url).rsplit("/", 1)[-1]

    async def join(self, code: str, name: str, *, watch: bool = False) -> None:
        answer = await self.post(f"/r/{code}/join", name=name, role="spectator" if watch else "narrator")
        assert answer.status_code == 200, answer.text[:500]

    def cookie(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)

    async def close(self) -> None:
        await self.http.aclose()


class Seat:
    """One open socket of a person in a room."""

    def __init__(self, person: Person, code: str) -> None:
        self.person = person
        self.code = code
        self.you = ""
        self.snapshot: Snapshot | None = None
        self.others: list[dict[str, Any]] = []
        """Everything that is not an event or an answer: partials, presence, goodbyes."""
        self.closed: tuple[int, str] | None = None
        self.seen_at: dict[int, float] = {}
        """When each event came in, by ``seq``; seconds on the monotonic clock."""
        self._ids = (f"{secrets.token_hex(4)}-{number}" for number in itertools.count(1))
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._changed = asyncio.Condition()
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def connect(self, last_seq: int | None = None) -> Seat:
        url = self.person.base.replace("http", "ws", 1) + f"/ws/rooms/{self.code}"
        self.closed = None
        self._socket = await websockets.connect(
            url,
            additional_headers={"Cookie": self.person.cookie(), "Origin": self.person.base},
            max_size=None,
            open_timeout=20,
        )
        self._reading = asyncio.create_task(self._read(self._socket))
        welcome = await self.ask("hello", version=PROTOCOL_VERSION, last_seq=last_seq)
        self.you = welcome["you"]
        if welcome["snapshot"] is not None:
            self.snapshot = Snapshot.model_validate(welcome["snapshot"])
        for event in welcome["events"]:
            self._apply(event)
        assert self.snapshot is not None and self.snapshot.seq >= welcome["seq"]
        return self

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reading is not None:
            await self._reading

    async def send(self, raw: str | bytes) -> None:
        """Send anything at all, well-formed or not."""
        assert self._socket is not None
        await self._socket.send(raw)

    async def ask(self, kind: str, *, id: str | None = None, **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its answer.
        Raises ``Refused`` with the code, ``ConnectionError`` when the socket closes."""
        command = id or next(self._ids)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[command] = answer
        try:
            await self.send(json.dumps({"id": command, "kind": kind, **fields}))
        except websockets.ConnectionClosed as closed:  # before it was asked rather than after: the same to whoever asks
            raise ConnectionError(str(closed)) from closed
        message = await asyncio.wait_for(answer, PATIENCE)
        if message["kind"] == "error":
            raise Refused(message["code"])
        return message

    async def say(self, text: str, *, id: str | None = None) -> str:
        """Say a typed phrase; its id."""
        return str((await self.ask("phrase.say", text=text, id=id))["result"]["id"])

    async def take_turn(self) -> None:
        await self.ask("turn.take")

    async def pass_turn(self) -> None:
        await self.ask("turn.pass")

    def phrase(self, phrase: str) -> PhrasePart | None:
        assert self.snapshot is not None
        return next((known for known in self.snapshot.phrases if known.id == phrase), None)

    async def sees(self, what: Callable[[Snapshot], Any], patience: float = PATIENCE) -> Any:
        """Wait until ``what`` of the snapshot as this seat knows it is true; that value."""
        deadline = time.monotonic() + patience
        async with self._changed:
            while True:
                assert self.snapshot is not None
                if value := what(self.snapshot):
                    return value
                left = deadline - time.monotonic()
                if left <= 0 or self.closed is not None:
                    raise AssertionError(f"not seen in {patience:.0f} s (closed: {self.closed}): {self.snapshot}")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), left)

    async def sees_painted(self, phrase: str, patience: float = PATIENCE) -> PhrasePart:
        painted: PhrasePart = await self.sees(
            lambda snapshot: next(
                (known for known in snapshot.phrases if known.id == phrase and known.state == "painted"), None
            ),
            patience,
        )
        return painted

    async def hears(self, kind: str, patience: float = PATIENCE) -> dict[str, Any]:
        """Wait for a message of this kind that is neither an event nor an answer."""
        deadline = time.monotonic() + patience
        async with self._changed:
            while True:
                if found := next((message for message in self.others if message["kind"] == kind), None):
                    return found
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"no {kind} in {patience:.0f} s, but {self.others}")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), left)

    async def is_closed(self, patience: float = PATIENCE) -> int:
        """Wait for the server to close this socket; the code."""
        assert self._reading is not None
        await asyncio.wait_for(asyncio.shield(self._reading), patience)
        assert self.closed is not None
        return self.closed[0]

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                message = json.loads(raw)
                async with self._changed:
                    self._take(message)
                    self._changed.notify_all()
        except websockets.ConnectionClosed:
            pass
        finally:
            self.closed = (socket.close_code or 1006, socket.close_reason or "")
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(ConnectionError(f"closed with {self.closed}"))
                    answer.exception()
            async with self._changed:
                self._changed.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        if message["kind"] == "event":
            self._apply(message)
            return
        answer = self._answers.get(message.get("id") or "")
        if answer is not None and not answer.done():
            answer.set_result(message)
        else:
            self.others.append(message)

    def _apply(self, event: dict[str, Any]) -> None:
        assert self.snapshot is not None
        self.seen_at[event["seq"]] = time.monotonic()
        self.snapshot = apply(self.snapshot, event["seq"], read_event(event["name"], event["payload"]))


@contextlib.asynccontextmanager
async def narrator(base: str, code: str, name: str, *, watch: bool = False) -> AsyncIterator[Seat]:
    """Somebody new who joins the room and opens its page."""
    person = Person(base)
    try:
        await person.join(code, name, watch=watch)
        seat = await Seat(person, code).connect()
        try:
            yield seat
        finally:
            await seat.close()
    finally:
        await person.close()


@contextlib.asynccontextmanager
async def host(base: str, name: str = "Ada", *, mode: str = "open", room: str = "A quiet room") -> AsyncIterator[Seat]:
    """Somebody who opens a room; ``seat.code`` is its code."""
    person = Person(base)
    try:
        code = await person.open_room(room, name, mode)
        seat = await Seat(person, code).connect()
        try:
            yield seat
        finally:
            await seat.close()
    finally:
        await person.close()
