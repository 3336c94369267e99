"""HTTP goes at its clients' pace: what a slow one has not read is not kept in memory,
and no body comes in that nobody asked for."""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
import time

import httpx
import psutil
import pytest

from lightloom_site.web.backpressure import BODY_BYTES
from tests.narrators import Person
from tests.stack import Stack

pytestmark = pytest.mark.stack

LARGE = 120 * 2**20


def opened(stack: Stack, head: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", stack.port), timeout=20)
    line.sendall(f"{head}\r\nHost: 127.0.0.1:{stack.port}\r\n".encode())
    return line


async def room_of_its_own(stack: Stack) -> tuple[str, str]:
    """The id of a new room's world, and the cookies of its host."""
    ada = Person(stack.base_url)
    room = await ada.http.get(f"/api/rooms/{await ada.open_room()}")
    await ada.close()
    return room.json()["snapshot"]["world"]["id"], ada.cookie()


def test_what_is_not_read_is_not_sent(stack: Stack) -> None:
    world, cookie = asyncio.run(room_of_its_own(stack))
    folder = stack.data / "media" / "worlds" / world
    folder.mkdir(parents=True)
    with (folder / "large.bin").open("wb") as file:
        file.truncate(LARGE)
    web = psutil.Process(stack.pids["web"])
    before = web.memory_info().rss
    line = opened(stack, f"GET /media/{world}/worlds/{world}/large.bin HTTP/1.1")
    line.sendall(f"Cookie: {cookie}\r\n\r\n".encode())
    assert line.recv(12) == b"HTTP/1.1 200"
    most = 0
    for _ in range(20):
        time.sleep(0.1)
        most = max(most, web.memory_info().rss - before)
    assert most < 40 * 2**20, f"{most / 2**20:.0f} MB were kept"
    # whoever reads again gets the rest, to the last byte
    line.settimeout(60)
    got = 0
    while got < LARGE:
        taken = len(line.recv(2**20))
        assert taken, f"it broke off after {got} bytes"
        got += taken
    line.close()


def test_a_body_that_is_too_large_is_refused_before_it_comes(stack: Stack) -> None:
    line = opened(stack, "POST /rooms HTTP/1.1")
    line.sendall(f"Content-Length: {BODY_BYTES + 1}\r\n\r\n".encode())
    assert b" 413 " in line.recv(100)
    line.close()


def test_one_that_does_not_say_how_large_it_is_is_cut_off(stack: Stack) -> None:
    line = opened(stack, "POST /rooms HTTP/1.1")
    line.sendall(b"Transfer-Encoding: chunked\r\n\r\n")
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with pytest.raises(OSError):
        for _ in range(4 * BODY_BYTES // 0x10000):
            line.sendall(piece)
            time.sleep(0.01)
    line.close()


def test_a_form_without_fields_is_a_form(stack: Stack) -> None:
    """As a script sends it that has nothing to say but to whom: refused for want of a token, not for its shape."""
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert httpx.post(f"{stack.base_url}/rooms", headers=kind, content=b"--x--\r\n").status_code == 403


def test_an_archive_may_be_larger(stack: Stack) -> None:
    """It is received whole, and read by the form whose it is: without an account, that says what it needs."""
    with httpx.Client(base_url=stack.base_url, follow_redirects=True) as browser:
        page = browser.get("/accounts/signup/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        account = {
            "username": f"ada{secrets.token_hex(4)}",
            "password1": "a lamp by the sea",
            "password2": "a lamp by the sea",
        }
        browser.post(
            "/accounts/signup/", data=account | {"csrfmiddlewaretoken": token[1]}, headers={"Referer": stack.base_url}
        )
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/worlds/bring-in").text)
        assert token
        answer = browser.post(
            "/worlds/bring-in",
            data={"csrfmiddlewaretoken": token[1], "gallery": "Found"},
            files={"archive": ("a.zip", b"PK" + b"x" * (3 * BODY_BYTES))},
            headers={"Referer": stack.base_url, "Accept": "application/json"},
        )
    assert answer.status_code == 422
    assert answer.json() == {"error": "This is no zip file, or it breaks off."}
