"""One connection, kept, to every address of the service: each answer ends where it says, and the next one begins there.

HTTP is spoken raw, since clients hide what is wrong with it; an answer that is shifted is somebody else's page behind
a proxy.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, get_resolver

from tests.http_wire import Answer, BrokenOff, KeptConnection, request
from tests.narrators import Person
from tests.stack import Stack

pytestmark = pytest.mark.stack

SAMPLES = {"kind": "film", "rest": "nothing/here", "username": "ada", "path": "css/base.css", "uidb36": "1"}
"""What stands for a converter in a path, by its name; all others are a one, or a UUID of ones."""
CHANGING = ("/health",)
"""Pages that count: two answers in a row differ in length."""


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        yield from [route] if isinstance(pattern, URLPattern) else routes(pattern.url_patterns, route)


def addresses(code: str, world: dict[str, Any]) -> list[str]:
    """A path for every route of the URL map, and one of static files, which have none."""

    def sample(match: re.Match[str]) -> str:
        kind, _, name = match[1].rpartition(":")
        if name == "slug":
            return str(world["gallery" if "galleries/" in route else "slug"])
        if name == "key":
            return str(world["panorama"]).removeprefix("/media/")
        known = {"code": code, "world": world["slug"]} | SAMPLES
        return known.get(name) or ("1" * 8 + "-1111" * 3 + "-" + "1" * 12 if kind == "uuid" else "1")

    found = []
    for route in dict.fromkeys(routes(get_resolver().url_patterns)):
        path = simplify_regex(route) if "(?P" in route else f"/{route}"
        found.append(re.sub(r"<([^>]+)>", sample, path.replace("^", "")))
    return [*found, "/static/npm/three/three.core.js", "/no/such/page", "/media/worlds/no/such.webp"]


@pytest.fixture
async def code(stack: Stack) -> str:
    person = Person(stack.base_url)
    code = await person.open_room()
    await person.close()
    return code


async def test_every_address_leaves_its_connection_as_it_should_be(
    stack: Stack, code: str, public_world: dict[str, Any]
) -> None:
    line = KeptConnection(stack.port)
    paths = addresses(code, public_world)
    large = 0
    for path in paths:
        page = line.ask("GET", path)
        head = line.ask("HEAD", path)
        assert head.status == page.status or page.status == 405, f"HEAD {path}: {head.status}, not {page.status}"
        if page.status not in (405, 429):
            assert page.length is None or page.length == len(page.body)
            assert (head.length is None) == (page.length is None), path
            assert path.startswith(CHANGING) or head.length == page.length, path
        large += len(page.body) > 2**16
        in_api = path.startswith("/api/")
        for method, body in {"POST": b"a=b", "PUT": b"{}", "TRACE": b""}.items() if in_api else [("POST", b"a=b")]:
            answer = line.ask(method, path, body, Content_Type="application/x-www-form-urlencoded")
            assert answer.status < 500, (method, path, answer.status)
            if in_api and answer.status >= 400:
                assert set(json.loads(answer.body)) == {"code", "message"}, (method, path)
    assert large >= 3, "a panorama, a script and a download, which come in several pieces"
    assert line.connections == 1
    line.close()
    for path in paths:
        if not path.startswith("/admin/"):
            method = "HEAD" if "worlds" in path else "GET"
            line.send(request(method, path, b"", "1.0"))
            assert not line.read(method).kept


def test_parts_and_what_is_known_already_leave_it_so_too(stack: Stack, public_world: dict[str, Any]) -> None:
    line = KeptConnection(stack.port)
    for path in (public_world["panorama"], "/static/npm/three/three.core.js"):
        whole = line.ask("GET", path)
        tag, since = whole.headers.get("etag"), whole.headers.get("last-modified", "")
        known = {"If_None_Match": tag} if tag else {"If_Modified_Since": since}
        for method in ("GET", "HEAD"):
            again = line.ask(method, path, **known)
            assert (again.status, again.length, again.body) == (304, None, b"")
            for part in ("bytes=0-99999", "bytes=70000-", "bytes=-1", "bytes=999999999-", "bytes=0-0,2-2", "bytes=x"):
                answer = line.ask(method, path, Range=part)
                assert answer.status in (200, 206, 416), (method, path, part)
        assert line.ask("GET", path, Range="bytes=100-99999").body == whole.body[100:100000]
        assert line.ask("GET", path).body == whole.body
    assert line.connections == 1
    line.close()


def test_who_stops_reading_finds_the_rest_and_the_next(stack: Stack, public_world: dict[str, Any]) -> None:
    slow, other = KeptConnection(stack.port), KeptConnection(stack.port)
    whole = other.ask("GET", public_world["panorama"]).body
    asked = request("GET", public_world["panorama"], Host=f"127.0.0.1:{stack.port}")
    slow.send(asked * 40 + request("GET", "/api/worlds", Host=f"127.0.0.1:{stack.port}"))
    listed = other.ask("GET", "/api/worlds").body
    for _ in range(40):
        assert slow.read("GET").body == whole
    assert slow.read("GET").body == listed
    slow.close()
    other.close()


class Noise:
    """Requests as they come from anywhere: most of them whole, some not, and never one that this service must fear."""

    def __init__(self, seed: int, host: str, whole: list[str]) -> None:
        self._random = random.Random(seed)
        self._host = host
        self._whole = whole

    def requests(self) -> list[tuple[str, str, bytes]]:
        """One to five, each with its method, its path and its bytes."""
        return [self._request() for _ in range(self._random.randint(1, 5))]

    def pieces(self, data: bytes) -> list[bytes]:
        """``data`` as it arrives."""
        cuts = sorted(self._random.randrange(len(data) + 1) for _ in range(self._random.randint(0, 3)))
        return [data[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]

    def breaks_off(self) -> bool:
        return self._random.random() < 0.1

    def _request(self) -> tuple[str, str, bytes]:
        pick = self._random.choice
        method = pick(["GET"] * 6 + ["HEAD"] * 4 + ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "BREW"])
        path = pick([*self._whole * 3, "/", "/api/worlds", "/api/nothing", "/nowhere", "/%", "/%00", "//", "/..", "*"])
        headers = {"Host": self._host}
        for chance, name, values in (
            (
                0.3,
                "Range",
                ["bytes=0-", "bytes=5-70000", "bytes=-1", "bytes=-0", "bytes=9-1", "bytes=0-1,3-4", "lines=1"],
            ),
            (0.1, "If-None-Match", ["*", '"a"', 'W/"a", "b"', "a"]),
            (0.1, "If-Match", ["*", '"a"', "a"]),
            (0.1, "Connection", ["close", "keep-alive", "TE, close", "close, TE"]),
            (0.1, "Accept-Encoding", ["gzip", "br", "identity;q=0", "*"]),
            (0.1, "Expect", ["100-continue", "200-maybe"]),
            (0.05, "Content-Length", ["-1", "+5", "5, 5", "0x5", "", "99999999999"]),
            (0.05, "Transfer-Encoding", ["identity", "gzip", "chunked, chunked"]),
            (0.05, "Host", ["elsewhere.example", "", "a b", "[::1", "127.0.0.1:x"]),
            (0.05, "Cookie", ["sessionid=x", "=;=;", "csrftoken=" + "x" * 3000]),
            (0.05, "X-Odd", ["\t", "é", "x" * 9000, ""]),
        ):
            if self._random.random() < chance:
                headers[name] = pick(values)
        kind = pick(["none"] * 6 + ["counted", "counted", "chunked", "chunked-badly"])
        if method in ("GET", "HEAD") or "Content-Length" in headers or "Transfer-Encoding" in headers:
            kind = "none"
        body = self._random.randbytes(self._random.randint(1, 3000))
        if kind == "chunked":
            headers["Transfer-Encoding"] = "chunked"
            body = b"%x;a=b\r\n%b\r\n0\r\nTrailer: x\r\n\r\n" % (len(body), body)
        elif kind == "chunked-badly":
            headers["Transfer-Encoding"] = "chunked"
            body = pick([b"zz", b"5\r\nhello!!", b"-1", b"5;\x00\r\nhello"]) + b"\r\n\r\n"
        data = request(method, path, body if kind == "counted" else b"", pick(["1.1"] * 9 + ["1.0"]), **headers)
        return method, path, data + (body if kind.startswith("chunked") else b"")


def test_noise_shifts_no_answer(stack: Stack, public_world: dict[str, Any]) -> None:
    """Requests of every kind, several at a time and cut anywhere: each answer is the one to its own request."""
    line = KeptConnection(stack.port)
    paths = (public_world["panorama"], "/static/npm/three/three.core.js", "/static/css/base.css")
    contents = {path: line.ask("GET", path).body for path in paths}
    noise = Noise(13, f"127.0.0.1:{stack.port}", list(contents))
    answered = 0
    for _ in range(120):
        line.close()
        sent, broken_off = noise.requests(), noise.breaks_off()
        data = b"".join(data for _, _, data in sent)
        try:
            for piece in noise.pieces(data[: len(data) // 2] if broken_off else data):
                line.send(piece)
            if broken_off:
                line.end()
            for method, path, _ in sent:
                answer = line.read(method)
                answered += 1
                assert answer.status < 500, (method, path)
                if method == "GET" and path in contents and is_plain(answer):
                    part = re.match(r"bytes (\d+)-(\d+)/", answer.headers.get("content-range", ""))
                    first, last = map(int, part.groups()) if part else (0, len(contents[path]) - 1)
                    assert answer.body == contents[path][first : last + 1], path
                if not answer.kept:
                    break
        except (BrokenOff, ConnectionError):
            continue  # what cannot be read ends the connection; what would follow has no answer
    line.close()
    assert answered > 200
    assert line.ask("GET", "/api/worlds").status == 200
    line.close()


def is_plain(answer: Answer) -> bool:
    """Whether it is the file, or a part of it, as it is stored."""
    return answer.status in (200, 206) and "content-encoding" not in answer.headers
