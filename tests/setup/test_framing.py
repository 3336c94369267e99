"""Whatever an application answers, the next answer on the connection begins where it should, or there is none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from unittest.mock import MagicMock

import pytest
import pytest_asyncio
from twisted.internet.testing import StringTransport

from lightloom_site.web.backpressure import BODY_BYTES, FlowControlledFactory, FlowControlledServer
from lightloom_site.web.framing import FramedChannel
from tests.http_wire import Answer, BrokenOff, Reader, request

pytestmark = pytest.mark.asyncio

Send = Callable[[dict[str, Any]], Any]
PIECE = b"x" * 65_536
NEXT = b"the next answer"


def start(status: int = 200, **headers: str) -> dict[str, Any]:
    fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": fields}


def piece(body: bytes = PIECE, more: bool = True) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}


ANSWERS: dict[str, list[Any]] = {
    "said": [start(Content_Length=str(2 * len(PIECE))), piece(), piece(more=False)],
    "unsaid": [start(), piece(), piece(), piece(b"", more=False)],
    "short": [start(), piece(b"short", more=False)],
    "longer": [start(Content_Length="70000"), piece(), piece(), piece(more=False)],
    "shorter": [start(Content_Length="70000"), piece(), piece(b"", more=False)],
    "broken": [start(Content_Length="70000"), piece(), RuntimeError("the disk is gone")],
    "broken-unsaid": [start(), piece(), RuntimeError("the disk is gone")],
    "broken-at-once": [RuntimeError("the disk is gone")],
    "broken-before-its-body": [start(), RuntimeError("the disk is gone")],
    "left": [start(Content_Length="70000"), piece()],
    "left-at-once": [],
    "only-for-get": [start(), piece(b"", more=False)],
    "none": [start(204, Content_Length="65536"), piece(), piece(more=False)],
    "same": [start(304, ETag='"a"', Content_Length="65536"), piece(), piece(more=False)],
    "on-the-way": [start(103, Link="</a.css>"), start(), piece(b"there", more=False)],
    "two-lengths": [start(Content_Length="5") | {"headers": [(b"content-length", b"5"), (b"Content-Length", b"6")]}],
    "no-length": [start(Content_Length="-5"), piece(more=False)],
    "own-coding": [
        start(Transfer_Encoding="chunked", Connection="keep-alive"),
        piece(b"5\r\nthere\r\n0\r\n\r\n", False),
    ],
    "started-twice": [start(), piece(b"there"), start(), piece(more=False)],
    "next": [start(), piece(NEXT, more=False)],
}
"""What an application sends at the path of that name; it raises what is an exception."""
BREAKS_OFF = {"shorter", "broken", "broken-unsaid", "left", "started-twice"}
FAILS = {"broken-at-once", "broken-before-its-body", "left-at-once", "on-the-way", "two-lengths", "no-length"}


async def application(scope: dict[str, Any], receive: Any, send: Send) -> None:
    while (await receive()).get("more_body"):
        continue
    for message in ANSWERS[scope["path"].removeprefix("/api").strip("/")]:
        if isinstance(message, Exception):
            raise message
        await send(message)


class Line:
    """A connection to the web process's server, without a socket."""

    def __init__(self) -> None:
        self.server = FlowControlledServer(application, endpoints=["none"], server_name="")
        self.server.connections = {}
        factory = FlowControlledFactory(self.server)
        self.channel: FramedChannel = factory.buildProtocol(None)
        self.transport = StringTransport()
        self.channel.makeConnection(self.transport)
        self.reader = Reader(self._received)

    async def send(self, data: bytes) -> None:
        """Let the client send; returns when all that came of it is done."""
        self.channel.dataReceived(data)
        while tasks := [task for task in self._tasks() if not task.done()]:
            await asyncio.wait(tasks)
            await asyncio.sleep(0)

    def close(self) -> None:
        for task in self._tasks():
            task.exception()  # or asyncio says that nobody has looked
        self.channel.connectionLost(MagicMock())

    def _tasks(self) -> list[asyncio.Future[None]]:
        return [
            one["application_instance"] for one in self.server.connections.values() if "application_instance" in one
        ]

    def _received(self) -> bytes:
        data: bytes = self.transport.value()
        self.transport.clear()
        return data


@pytest_asyncio.fixture
async def line() -> AsyncIterator[Line]:
    opened = Line()
    yield opened
    opened.close()


def asked(*requests: bytes) -> bytes:
    return b"".join(requests)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("name", ANSWERS)
async def test_the_next_answer_begins_where_it_should(line: Line, name: str, method: str) -> None:
    await line.send(asked(request(method, f"/{name}", Host="h"), request("GET", "/next", Host="h")))
    try:
        first = line.reader.answer_to(method)
    except BrokenOff:
        assert name in BREAKS_OFF and method != "HEAD"
        assert line.transport.disconnecting
        return
    assert (first.status == 500) == (name in FAILS), first
    if method != "HEAD" and first.length is not None:
        assert first.length == len(first.body)
    assert line.reader.answer_to("GET").body == NEXT


async def test_head_says_how_long_the_body_would_be(line: Line) -> None:
    lengths = {"said": 2 * len(PIECE), "longer": 70000, "short": 5, "unsaid": None, "only-for-get": None}
    for name, length in lengths.items():
        await line.send(request("HEAD", f"/{name}", Host="h"))
        assert line.reader.answer_to("HEAD").length == length


@pytest.mark.parametrize("name", ["none", "same"])
async def test_an_answer_without_a_body_has_no_length(line: Line, name: str) -> None:
    await line.send(request("GET", f"/{name}", Host="h"))
    answer = line.reader.answer_to("GET")
    assert (answer.status, answer.body, answer.length) == (304 if name == "same" else 204, b"", None)


@pytest.mark.parametrize("name", [name for name in ANSWERS if name not in BREAKS_OFF])
async def test_http_1_0_ends_with_its_connection(line: Line, name: str) -> None:
    await line.send(asked(request("GET", f"/{name}", b"", "1.0"), request("GET", "/next", b"", "1.0")))
    answer = line.reader.answer_to("GET")
    assert line.transport.disconnecting and not line.transport.value()
    assert "transfer-encoding" not in answer.headers


async def test_whoever_asks_to_close_is_closed_however_they_say_it(line: Line) -> None:
    await line.send(request("GET", "/short", Host="h", Connection="keep-alive, Close"))
    assert line.reader.answer_to("GET").headers["connection"] == "close"
    assert line.transport.disconnecting


async def refused(line: Line, data: bytes) -> Answer:
    """The answer to what is refused before it has come; what follows it on the connection is not taken in."""
    await line.send(data)
    answer = line.reader.answer_to("POST")
    assert line.transport.disconnecting and not answer.kept
    await line.send(request("GET", "/next", Host="h"))
    assert not line.transport.value()
    assert answer.length == len(answer.body) > 0
    return answer


LARGE = {"Content_Length": str(BODY_BYTES + 1), "Expect": "100-continue"}
UNREADABLE = {"Content_Length": "5", "Transfer_Encoding": "chunked"}


@pytest.mark.parametrize(("status", "headers"), [(413, LARGE), (400, UNREADABLE), (431, {"X": "y" * 20_000})])
async def test_what_is_refused_is_the_last(line: Line, status: int, headers: dict[str, str]) -> None:
    answer = await refused(line, request("POST", "/next", Host="h", **headers) + b"hello")
    assert (answer.status, answer.headers["content-type"]) == (status, "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("status", "code", "headers"),
    [
        (413, "api.too_large", LARGE),
        (400, "api.bad_request", UNREADABLE),
        (431, "api.too_long", {"X": "y" * 20_000}),
    ],
)
async def test_and_has_the_shape_of_the_api_there(line: Line, status: int, code: str, headers: dict[str, str]) -> None:
    answer = await refused(line, request("POST", "/api/next", Host="h", **headers) + b"hello")
    assert (answer.status, json.loads(answer.body)["code"]) == (status, code)


async def test_what_fails_below_the_api_has_its_shape(line: Line) -> None:
    no_ascii = request("GET", "/api/next", Host="h").replace(b"next", b"\x80")
    await line.send(asked(request("GET", "/api/left-at-once", Host="h"), no_ascii))
    assert json.loads(line.reader.answer_to("GET").body)["code"] == "server.trouble"
    assert json.loads(line.reader.answer_to("GET").body)["code"] == "api.bad_request"
