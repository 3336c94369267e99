"""A client that never reads is let go, and the room does not notice."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
import time

import pytest

from tests.narrators import Person, host
from tests.stack import Stack
from worlds.wire.protocol import PROTOCOL_VERSION

pytestmark = pytest.mark.stack


def open_without_reading(stack: Stack, code: str, cookie: str) -> socket.socket:
    """A WebSocket by hand, since every library reads."""
    line = socket.create_connection(("127.0.0.1", stack.port))
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    headers = {
        "Host": f"127.0.0.1:{stack.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
        "Origin": stack.base_url,
        "Cookie": cookie,
    }
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    line.sendall(f"GET /ws/rooms/{code} HTTP/1.1\r\n{told}\r\n".encode())
    line.setblocking(False)
    return line


def frame(text: str) -> bytes:
    """A short text frame with a mask of zeros."""
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text.encode()


async def test_who_asks_and_never_reads_is_let_go(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        await ada.take_turn()
        for _ in range(25):
            await ada.say("night " * 60)
        slow = Person(stack.base_url)
        await slow.join(ada.code, "Slow", watch=True)
        line = open_without_reading(stack, ada.code, slow.cookie())
        await asyncio.sleep(1)
        hello = frame(json.dumps({"id": "h", "kind": "hello", "version": PROTOCOL_VERSION}))
        deadline = time.monotonic() + 60
        with pytest.raises(ConnectionError):
            while time.monotonic() < deadline:
                line.send(hello)
                await asyncio.sleep(0.06)
        line.close()
        await ada.ask("ping")
        await slow.close()
