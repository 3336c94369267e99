"""HTTP/1.1 as it goes over the wire, read by h11, which forgives nothing: an answer has to begin where the last ended.

``Reader`` needs no socket; ``KeptConnection`` is one with a running service that is kept from request to request.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import h11

Headers = dict[str, str]


@dataclass
class Answer:
    status: int
    headers: Headers
    body: bytes
    kept: bool
    """Whether the connection can take another request."""

    @property
    def length(self) -> int | None:
        """Content-Length."""
        return int(self.headers["content-length"]) if "content-length" in self.headers else None


class BrokenOff(Exception):
    """The connection ended before its answer did."""


@dataclass
class Reader:
    """Reads the answers to requests, in their order, out of what ``receive`` gives; empty bytes are the end."""

    receive: Callable[[], bytes]
    _wire: h11.Connection = field(default_factory=lambda: h11.Connection(h11.CLIENT))

    def answer_to(self, method: str) -> Answer:
        """The answer to the next request. Raises ``BrokenOff``; fails where something else stands in its place."""
        if self._wire.our_state is h11.DONE:
            self._wire.start_next_cycle()
        self._wire.send(h11.Request(method=method, target="/", headers=[("Host", "h")]))
        self._wire.send(h11.EndOfMessage())
        response, body = None, b""
        while not isinstance(event := self._next(method), h11.EndOfMessage):
            if isinstance(event, h11.Response):
                response = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
        assert response is not None
        headers = {name.decode(): value.decode("latin1") for name, value in response.headers}
        return Answer(response.status_code, headers, body, kept=self._wire.our_state is h11.DONE)

    def _next(self, method: str) -> object:
        while True:
            try:
                event = self._wire.next_event()
            except h11.RemoteProtocolError as error:
                if self._wire.trailing_data[1]:
                    raise BrokenOff(method) from error
                raise AssertionError(f"This is no answer to {method}: {self._wire.trailing_data[0][:80]!r}") from error
            if isinstance(event, h11.ConnectionClosed):
                raise BrokenOff(method)
            if event is not h11.NEED_DATA:
                return event
            try:
                self._wire.receive_data(self.receive())
            except ConnectionError as error:
                raise BrokenOff(method) from error


class KeptConnection:
    """One connection, kept as long as its answers let it; another one after that."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connections = 0
        self._socket: socket.socket | None = None

    def ask(self, method: str, target: str, body: bytes = b"", /, **headers: str) -> Answer:
        """Send a request and read its answer. The names of ``headers`` have underscores for hyphens."""
        self.send(request(method, target, body, Host=f"127.0.0.1:{self.port}", **headers))
        return self.read(method)

    def send(self, data: bytes) -> None:
        if self._socket is None:
            self.connections += 1
            self._socket = line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self._reader = Reader(lambda: line.recv(2**16))
        self._socket.sendall(data)

    def read(self, method: str) -> Answer:
        try:
            answer = self._reader.answer_to(method)
        except BrokenOff:
            self.close()
            raise
        if not answer.kept:
            self.close()
        return answer

    def end(self) -> None:
        """Say that nothing more will be sent."""
        if self._socket is not None:
            with suppress(OSError):  # the other side may have closed it
                self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def request(method: str, target: str, body: bytes = b"", version: str = "1.1", /, **headers: str) -> bytes:
    """A request's bytes, with the length of its body where it has one."""
    fields = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    fields += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([f"{method} {target} HTTP/{version}", *fields, "", ""]).encode() + body
