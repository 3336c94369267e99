"""HTTP with backpressure: a response waits for its client, and an upload waits on the disk.

Daphne writes as fast as an application does, and keeps in memory what the client has not read: an archive of a
gigabyte, a film. Here ``send`` waits until the client has read what came before; a client that reads nothing for a
minute is disconnected. Daphne also reads a request's body into memory; here it stays in the file in which it was
received, and is read as the application asks for it. Bodies that are too large for their path are refused before they
are received, and so are more large ones at a time than the disk should hold.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import daphne.server
from daphne.http_protocol import HTTPFactory
from daphne.server import Server
from django.conf import settings

from lightloom_site.web.framing import FramedChannel, FramedRequest

STALLED_SECONDS = 60.0
"""How long a client may read nothing of what is sent to it."""
BODY_BYTES = 2**20
"""The largest body at any path but those for archives. Django's own bounds for forms are lower still."""
UPLOAD_PATHS = (b"/worlds/bring-in", b"/api/archives")
UPLOADS_AT_ONCE = 6
"""Bodies larger than ``BODY_BYTES`` that are received or read at a time."""
FORM_BYTES = 64 * 1024
"""What a form adds to the file in it."""
CHUNK_BYTES = 64 * 1024
RETRY_AFTER = (b"Retry-After", b"30")
SCOPE_KEY = "lightloom.request"
"""The key in the scope under which ``with_streamed_bodies`` finds the request."""

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]


class FlowControl:
    """Knows whether the client reads what is sent. For Twisted a push producer, which is paused and resumed."""

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


class FlowControlledRequest(FramedRequest):
    """A request whose body is read when the application asks for it, and whose response waits for its client."""

    content: Any
    uploads: ClassVar[set[FlowControlledRequest]] = set()
    """The requests whose body is a large one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.flow: FlowControl | None = None
        self.body: Any = io.BytesIO()
        self._received = 0
        self._refused = False
        # else Twisted reads every form into memory for ``args``, which nobody asks for, and takes none without fields
        super().__init__(*args, **kwargs, parsePOSTFormSubmission=False)

    def gotLength(self, length: int | None) -> None:  # noqa: N802  (Twisted's names)
        super().gotLength(None if length is not None and length > self._max_bytes else length)
        self._allow(length or 0)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        self._received += len(data)
        if not self._refused and self._allow(self._received):
            super().handleContentChunk(data)

    def process(self) -> Any:
        if self._refused:
            return None
        # what Daphne finds is empty: it would read all of it at once
        self.body, self.content = self.content, io.BytesIO()
        self.body.seek(0)
        return super().process()

    def handle_reply(self, message: Message) -> None:
        if message.get("type") == "http.response.start" and self.flow is None and self.channel is not None:
            self.flow = FlowControl()
            self.registerProducer(self.flow, True)
        super().handle_reply(message)

    def finish(self) -> None:
        self._release()
        super().finish()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802
        self._release()
        super().connectionLost(reason)

    def streaming_receive(self, receive: Receive) -> Receive:
        """``receive`` of an application that takes the body piece by piece."""
        complete = False

        async def next_message() -> Message:
            nonlocal complete
            if not complete:
                if self.body.closed:
                    return {"type": "http.disconnect"}
                chunk = self.body.read(CHUNK_BYTES)
                complete = len(chunk) < CHUNK_BYTES
                return {"type": "http.request", "body": chunk, "more_body": not complete}
            while (message := await receive())["type"] == "http.request":
                continue
            return message

        return next_message

    @property
    def _max_bytes(self) -> int:
        path = getattr(self.channel, "_path", b"").partition(b"?")[0]
        archives = int(settings.LIGHTLOOM_IMPORT_BYTES)
        return archives + FORM_BYTES if archives and path in UPLOAD_PATHS else BODY_BYTES

    def _allow(self, length: int) -> bool:
        """Whether a body of so many bytes may come in; one that may not is refused."""
        if length > self._max_bytes:
            self._refuse(413)
        elif length > BODY_BYTES and self not in self.uploads:
            if len(self.uploads) >= UPLOADS_AT_ONCE:
                self._refuse(503, RETRY_AFTER)
            else:
                self.uploads.add(self)
        return not self._refused

    def _refuse(self, status: int, *headers: tuple[bytes, bytes]) -> None:
        self._refused = True
        if self.channel is not None:
            self.channel.refuse(status, *headers)

    def _release(self) -> None:
        self.uploads.discard(self)
        self.body.close()
        if self.flow is not None:
            self.flow.stopProducing()
            if self.producer is not None and self.channel is not None:
                self.unregisterProducer()


class FlowControlledFactory(HTTPFactory):
    protocol = FramedChannel

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = FlowControlledRequest
        return protocol


class FlowControlledServer(Server):
    """Daphne's server, with flow-controlled requests."""

    def __init__(self, application: Any, **options: Any) -> None:
        super().__init__(application=with_streamed_bodies(application), **options)

    def create_application(self, protocol: Any, scope: Message) -> Any:
        if isinstance(protocol, FlowControlledRequest) and scope["type"] == "http":
            scope[SCOPE_KEY] = protocol
        return super().create_application(protocol, scope)

    async def handle_reply(self, protocol: Any, message: Message) -> None:
        await super().handle_reply(protocol, message)
        flow = protocol.flow if isinstance(protocol, FlowControlledRequest) else None
        if flow is not None and message.get("more_body"):
            try:
                await flow.wait()
            except TimeoutError:
                protocol.abort()


def with_streamed_bodies(application: Any) -> Any:
    """``application`` with the ``receive`` of the request that its scope carries."""

    async def reading(scope: Message, receive: Receive, send: Any) -> None:
        request = scope.pop(SCOPE_KEY, None)
        if request is None:
            await application(scope, receive, send)
            return
        try:
            await application(scope, request.streaming_receive(receive), send)
        finally:
            request.end_unfinished()

    return reading


def install() -> None:
    """Have Daphne build flow-controlled requests: its server looks the factory up in its own module."""
    daphne.server.HTTPFactory = FlowControlledFactory
