"""Daphne, as the web process runs it: ``python -m lightloom_site.web`` takes Daphne's own arguments.

Three things are different. Autobahn lets applications close a WebSocket with 1000 or a private code only, while the
protocol closes abuse with 1008 (RFC 6455, section 7.4.1: "policy violation"), so the close frame is sent one level
lower. A client that never reads is disconnected: Daphne would keep what it has not read in memory for as long as the
client itself sends anything. HTTP has backpressure: backpressure.py.
"""

from __future__ import annotations

import time

from daphne.cli import CommandLineInterface
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

from lightloom_site.web import backpressure

BACKLOG_SECONDS = 20.0
BACKLOG_BYTES = 1_000_000
"""How long a client may leave what it was sent, and how much of it. It comes back with the last event it has."""


class Backlog:
    """What a transport holds that its client has not read: the transport says when it is too much and when it is sent.

    For Twisted a push producer that produces nothing: only its notifications are used.
    """

    def __init__(self) -> None:
        self._since: float | None = None
        self._bytes = 0

    def pauseProducing(self) -> None:  # noqa: N802  (Twisted's names)
        if self._since is None:  # said again with every write
            self._since, self._bytes = time.monotonic(), 0

    def resumeProducing(self) -> None:  # noqa: N802
        self._since = None

    def stopProducing(self) -> None:  # noqa: N802
        self._since = None

    def exceeds_limit_with(self, content: str | bytes) -> bool:
        """Count what is about to be sent; whether the client should be disconnected instead."""
        if self._since is None:
            return False
        self._bytes += len(content)
        return self._bytes > BACKLOG_BYTES or time.monotonic() - self._since > BACKLOG_SECONDS


class ClosingProtocol(WebSocketProtocol):
    """Closes with any code that the application gives, and without one when the client does not read."""

    def onOpen(self) -> None:  # noqa: N802  (Autobahn's name)
        self.backlog = Backlog()
        # the HTTP channel that the socket grew out of still stands here, with nothing to produce
        self.transport.unregisterProducer()
        self.transport.registerProducer(self.backlog, True)
        super().onOpen()

    def serverSend(self, content: str | bytes, binary: bool = False) -> None:  # noqa: N802  (Daphne's name)
        if self.state == self.STATE_OPEN and self.backlog.exceeds_limit_with(content):
            self.transport.abortConnection()
        else:
            super().serverSend(content, binary)

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802  (Daphne's name)
        self.sendCloseFrame(code=1000 if code is None else code)


if __name__ == "__main__":
    WebSocketFactory.protocol = ClosingProtocol
    backpressure.install()
    CommandLineInterface.server_class = backpressure.FlowControlledServer
    CommandLineInterface.entrypoint()
