"""Where an answer ends: on a connection that is kept, the next one has to begin there.

An answer to HEAD, a 204 and a 304 have no body (RFC 9112, section 6.3), whatever the application sends; one that is
longer than its Content-Length is cut, and one that ends early, or breaks off, ends its connection. Else a proxy that
keeps connections would give the rest to somebody else. Daphne hands every piece of a body to Twisted, which knows only
at the first that there is to be none. Errors of the server itself have a length too, and the API's shape below
``/api/``. HTTP/1.0 and 1.1; no HTTP/2.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from daphne.http_protocol import WebRequest
from twisted.web.http import HTTPChannel

from worlds.wire.http_errors import API_PREFIX, http_error

log = logging.getLogger(__name__)

BODYLESS_STATUSES = (204, 304)
OF_THE_CONNECTION = (b"connection", b"keep-alive", b"transfer-encoding")
"""Headers that are the server's to set: they are about its connection, not about the answer."""

Message = dict[str, Any]


class FramedRequest(WebRequest):
    """A request whose answer is as long as it says, or ends its connection."""

    _start: Message | None = None
    """How the answer begins. It is held back until the first of the body has come: where that is all, it has a length
    that the application may not have said."""
    _left: int | None = None
    """Bytes of the body that are still to come; none where the answer did not say."""

    def handle_reply(self, message: Message) -> None:
        """Take the next ASGI message. Raises ``ValueError`` for one that cannot be."""
        if self.finished or self.channel is None:
            return
        if message.get("type") == "http.response.start" and not self._response_started:
            self._begin(message)
        elif message.get("type") == "http.response.body" and (self._response_started or self._start is not None):
            self._go_on(message.get("body", b""), message.get("more_body", False))
        else:
            super().handle_reply(message)  # which says what is wrong with it

    def handle_exception(self, exception: Exception) -> None:
        self.end_unfinished()

    def end_unfinished(self) -> None:
        """The application has ended: where its answer has not, end that with an error."""
        if not self.finished and self.channel is not None:
            self.basic_error(500, b"", "")

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:
        """Answer with an error of the server's own, or break off the answer that has begun. What it says is ours."""
        if self._response_started:
            self.abort()
            return
        headers, content = error_answer(status, self.uri)
        self.handle_reply({"type": "http.response.start", "status": status, "headers": headers})
        self.handle_reply({"type": "http.response.body", "body": content})

    def abort(self) -> None:
        """Close the connection with what was not read."""
        if not self.finished and self.channel is not None:
            self.channel.transport.abortConnection()

    def _begin(self, message: Message) -> None:
        status = int(message["status"])
        if status < 200:
            raise ValueError(f"{status} is not the status of an answer.")
        bodyless = status in BODYLESS_STATUSES
        headers = [
            (name, value)
            for name, value in message.get("headers", ())
            if name.lower() not in OF_THE_CONNECTION and not (bodyless and name.lower() == b"content-length")
        ]
        lengths = [value for name, value in headers if name.lower() == b"content-length"]
        if len(lengths) > 1 or not all(length.isdigit() for length in lengths):
            raise ValueError(f"{lengths} is not the length of an answer.")
        self._start = message | {"headers": headers}
        self._left = int(lengths[0]) if lengths else None
        if bodyless or (lengths and self.method == b"HEAD"):
            self._end_without_body()

    def _go_on(self, body: bytes, more: bool) -> None:
        # nothing, for a HEAD, may be what the application left out
        all_of_it = not more and (bool(body) or self.method != b"HEAD")
        if all_of_it and self._start is not None and self._left is None:
            self._start["headers"].append((b"Content-Length", b"%d" % len(body)))
        if self.method == b"HEAD":
            self._end_without_body()
            return
        if self._left is not None:
            if len(body) > self._left:
                log.error("%s: the answer is longer than its Content-Length, and was cut.", self._name)
                body, more = body[: self._left], False
            self._left -= len(body)
        short = bool(self._left) and not more
        self._send_start()
        super().handle_reply({"type": "http.response.body", "body": body, "more_body": more or short})
        if short:
            log.error("%s: the answer ended %d bytes before its Content-Length.", self._name, self._left)
            self.abort()

    def _end_without_body(self) -> None:
        """End the answer; the application hears that nobody listens, and stops."""
        self._send_start()
        super().handle_reply({"type": "http.response.body"})

    def _send_start(self) -> None:
        if self._start is not None:
            start, self._start = self._start, None
            super().handle_reply(start)

    @property
    def _name(self) -> str:
        return f"{self.method.decode('ascii', 'replace')} {self.path.decode('ascii', 'replace')}"


class FramedChannel(HTTPChannel):
    """A connection that takes nothing in after it refused a request, and is closed when the client says so."""

    transport: Any

    def refuse(self, status: int, *headers: tuple[bytes, bytes]) -> None:
        """Answer the request that is coming in with an error, and close."""
        fields, content = error_answer(status, getattr(self, "_path", b""))
        lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode()), b"Connection: close"]
        lines += [name + b": " + value for name, value in (*fields, *headers)]
        self.transport.write(b"\r\n".join([*lines, b"", content]))
        self.loseConnection()
        self.dataReceived = _ignore  # type: ignore[method-assign]

    def checkPersistence(self, request: Any, version: bytes) -> bool:  # noqa: N802  (Twisted's names)
        """Whether the connection is kept. Twisted's own looks at the first such header only, and at no list."""
        wishes = b",".join(request.requestHeaders.getRawHeaders(b"Connection", ())).lower().split(b",")
        if b"close" in [wish.strip() for wish in wishes]:
            request.responseHeaders.setRawHeaders(b"Connection", [b"close"])
            return False
        return version == b"HTTP/1.1"

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        self.refuse(431 if hasattr(self, "_path") else 414)

    def _respondToBadRequestAndDisconnect(self) -> None:  # noqa: N802
        self.refuse(400)

    def _send100Continue(self) -> None:  # noqa: N802
        if not self.transport.disconnecting:  # else the body was refused already
            super()._send100Continue()


def error_answer(status: int, address: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Headers and body of an error of the server's own: for the API in its shape, for everybody else a sentence."""
    error = http_error(status)
    if address.startswith(API_PREFIX.encode()):
        kind, content = b"application/json", json.dumps(error).encode()
    else:
        kind, content = b"text/plain; charset=utf-8", error["message"].encode()
    return [(b"Content-Type", kind), (b"Content-Length", b"%d" % len(content))], content


def _ignore(data: bytes) -> None:
    """Take nothing in."""
