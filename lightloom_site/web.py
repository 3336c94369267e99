"""Daphne, as the web process runs it: ``python -m lightloom_site.web`` takes Daphne's own arguments.

One thing is different: Autobahn only lets applications close a WebSocket with 1000 or a private code, while the protocol closes
abuse with 1008 (RFC 6455, section 7.4.1: "policy violation"). The close frame is sent one level below that check.
"""

from __future__ import annotations

from daphne.cli import CommandLineInterface
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol


class ClosingProtocol(WebSocketProtocol):
    """Closes with any code that the application gives."""

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802  (Daphne's name)
        self.sendCloseFrame(code=1000 if code is None else code)


if __name__ == "__main__":
    WebSocketFactory.protocol = ClosingProtocol
    CommandLineInterface.entrypoint()
