"""HTTP at the pace of whoever is at the other end: what is sent waits for the client,
what is uploaded waits on the disk.

Daphne writes as fast as an application gives, and keeps in memory what the client has not read: a world's archive of a
gigabyte, a film. Here ``send`` waits until the client has taken what came before, and a client that takes nothing for a
minute is let go. Daphne also hands a request's body to the application as a whole; here it stays in the file that it
was received into, and is read as the application asks for it. Bodies that are larger than their address allows are
refused before they are received, and so are more large ones at a time than the disk is meant to hold: who sends them is
asked only once they are here.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import daphne.server
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.server import Server
from django.conf import settings

STALLED_SECONDS = 60.0
"""How long a client may take nothing of what is sent to it."""
BODY_BYTES = 2**20
"""The most that is taken in at any address but those for archives. Django's own bounds for forms are narrower still."""
UPLOAD_PATHS = (b"/worlds/bring-in", b"/api/archives")
UPLOADS_AT_ONCE = 6
"""Bodies larger than ``BODY_BYTES`` that are received or read at a time."""
FORM_BYTES = 64 * 1024
"""What a form adds to the file in it."""
PIECE = 64 * 1024
TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
REQUEST = "lightloom.request"
"""Where the scope carries the request on its way to ``reads_bodies``."""

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]


class Pace:
    """Whether the client takes what is sent: a push producer in Twisted's words, of which only being told matters."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()

    def pauseProducing(self) -> None:  # noqa: N802  (Twisted's names)
        self._free.clear()

    def resumeProducing(self) -> None:  # noqa: N802
        self._free.set()

    def stopProducing(self) -> None:  # noqa: N802
        self._free.set()

    async def wait(self) -> None:
        """Until the client has read. Raises ``TimeoutError`` for one that does not."""
        await asyncio.wait_for(self._free.wait(), STALLED_SECONDS)


class PacedRequest(WebRequest):
    """A request whose body is read when it is asked for, and whose answer waits for its client."""

    content: Any
    uploads: ClassVar[set[PacedRequest]] = set()
    """The requests whose body is a large one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.pace: Pace | None = None
        self.body: Any = io.BytesIO()
        self._taken = 0
        self._refused = False
        # else Twisted reads every form into memory for ``args``, which nobody asks for, and takes none without fields
        super().__init__(*args, **kwargs, parsePOSTFormSubmission=False)

    def gotLength(self, length: int | None) -> None:  # noqa: N802  (Twisted's names)
        super().gotLength(None if length is not None and length > self._most else length)
        self._allow(length or 0)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        self._taken += len(data)
        if not self._refused and self._allow(self._taken):
            super().handleContentChunk(data)

    def process(self) -> Any:
        if self._refused:
            return None
        # what Daphne finds is empty: it would read all of it at once
        self.body, self.content = self.content, io.BytesIO()
        self.body.seek(0)
        return super().process()

    def handle_reply(self, message: Message) -> None:
        if message.get("type") == "http.response.start" and self.pace is None and self.channel is not None:
            self.pace = Pace()
            self.registerProducer(self.pace, True)
        super().handle_reply(message)

    def finish(self) -> None:
        self._let_go()
        super().finish()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802
        self._let_go()
        super().connectionLost(reason)

    def receiving(self, receive: Receive) -> Receive:
        """``receive`` of an application that takes the body piece by piece."""
        whole = False

        async def next_message() -> Message:
            nonlocal whole
            if not whole:
                if self.body.closed:
                    return {"type": "http.disconnect"}
                piece = self.body.read(PIECE)
                whole = len(piece) < PIECE
                return {"type": "http.request", "body": piece, "more_body": not whole}
            while (message := await receive())["type"] == "http.request":
                continue
            return message

        return next_message

    def abort(self) -> None:
        """Close the connection with what was not read."""
        if self.channel is not None:
            self.channel.transport.abortConnection()

    @property
    def _most(self) -> int:
        path = getattr(self.channel, "_path", b"").partition(b"?")[0]
        archives = int(settings.LIGHTLOOM_IMPORT_BYTES)
        return archives + FORM_BYTES if archives and path in UPLOAD_PATHS else BODY_BYTES

    def _allow(self, length: int) -> bool:
        """Whether a body of so many bytes may come in; one that may not is refused."""
        if length > self._most:
            self._refuse(TOO_LARGE)
        elif length > BODY_BYTES and self not in self.uploads:
            if len(self.uploads) >= UPLOADS_AT_ONCE:
                self._refuse(BUSY)
            else:
                self.uploads.add(self)
        return not self._refused

    def _refuse(self, answer: bytes) -> None:
        self._refused = True
        if self.channel is not None:
            self.channel.transport.write(answer)
            self.channel.transport.loseConnection()

    def _let_go(self) -> None:
        self.uploads.discard(self)
        self.body.close()
        if self.pace is not None:
            self.pace.stopProducing()
            if self.producer is not None and self.channel is not None:
                self.unregisterProducer()


class PacedFactory(HTTPFactory):
    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = PacedRequest
        return protocol


class PacedServer(Server):
    """Daphne's server with requests that are paced."""

    def __init__(self, application: Any, **options: Any) -> None:
        super().__init__(application=reads_bodies(application), **options)

    def create_application(self, protocol: Any, scope: Message) -> Any:
        if isinstance(protocol, PacedRequest) and scope["type"] == "http":
            scope[REQUEST] = protocol
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: Message) -> None:
        await super().handle_reply(protocol, message)
        pace = protocol.pace if isinstance(protocol, PacedRequest) else None
        if pace is not None and message.get("more_body"):
            try:
                await pace.wait()
            except TimeoutError:
                protocol.abort()


def reads_bodies(application: Any) -> Any:
    """``application`` with the ``receive`` of the request that its scope carries."""

    async def reading(scope: Message, receive: Receive, send: Any) -> Any:
        request = scope.pop(REQUEST, None)
        return await application(scope, receive if request is None else request.receiving(receive), send)

    return reading


def install() -> None:
    """Have Daphne build paced requests: its server names the factory in its own module."""
    daphne.server.HTTPFactory = PacedFactory
