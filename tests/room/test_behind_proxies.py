"""Behind proxies that keep their connections to us, as the README sets them up: nobody is given another's answer."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.narrators import Person
from tests.stack import Stack, free_port

pytestmark = pytest.mark.stack

REQUESTS = 300
"""Of each proxy, by both visitors together."""
AT_ONCE = 6
"""Requests that a visitor has open at a time."""
STATIC = "/static/npm/three/three.core.js"
CADDY = """\
{{
    admin off
    auto_https off
    storage file_system {folder}
}}
:{port} {{
    reverse_proxy 127.0.0.1:{upstream}
}}
"""
NGINX = """\
daemon off;
pid {folder}/nginx.pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    upstream lightloom {{
        server 127.0.0.1:{upstream};
        keepalive 8;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://lightloom;
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header Connection "";
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-For $remote_addr;
        }}
    }}
}}
"""


def commands(name: str, folder: Path) -> list[str]:
    program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip(f"need {name}, which is not on this machine")
    if name == "caddy":
        return [program, "run", "--adapter", "caddyfile", "--config", str(folder / "config")]
    return [program, "-p", str(folder), "-e", "stderr", "-c", str(folder / "config")]


@contextmanager
def proxy(name: str, stack: Stack, folder: Path) -> Iterator[str]:
    """The address of a proxy in front of the service."""
    command, port = commands(name, folder), free_port()
    config = {"caddy": CADDY, "nginx": NGINX}[name]
    (folder / "config").write_text(config.format(folder=folder, port=port, upstream=stack.port))
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | {"HOME": str(folder)})
    try:
        address = f"http://127.0.0.1:{port}"
        while True:
            assert running.poll() is None, f"{name} has ended"
            try:
                httpx.get(f"{address}/health")
                break
            except httpx.TransportError:
                stack.pause()
        yield address
    finally:
        running.terminate()
        running.wait()


class Visitor:
    """Asks for the same few things again and again, and knows what belongs to whom."""

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self.person = Person(address)

    async def arrive(self, world: dict[str, Any]) -> None:
        self.code = await self.person.open_room(name=f"The room of {self.name}", narrator=self.name)
        self.panorama = world["panorama"]
        self.whole = (await self.person.http.get(self.panorama)).content
        tag = {"If-None-Match": (await self.person.http.get(self.panorama)).headers["ETag"]}
        self.requests: list[tuple[str, str, dict[str, str], int]] = [
            ("GET", f"/r/{self.code}", {}, 200),
            ("GET", f"/api/rooms/{self.code}", {}, 200),
            ("HEAD", self.panorama, {}, 200),
            ("GET", self.panorama, {"Range": "bytes=10-90000"}, 206),
            ("GET", self.panorama, tag, 304),
            ("HEAD", STATIC, {}, 200),
            ("HEAD", f"/r/{self.code}", {}, 200),
            ("HEAD", f"/worlds/{world['slug']}/archive.zip", {}, 200),
            ("HEAD", f"/api/rooms/{self.code}", {}, 200),
            ("POST", f"/r/{self.code}/join", {}, 403),
            ("GET", f"/{self.name}/is/nowhere", {}, 404),
            ("DELETE", "/api/search", {}, 405),
        ]

    async def wander(self, count: int, stranger: Visitor) -> None:
        turns = iter(range(count))

        async def one_after_another() -> None:
            for turn in turns:
                method, path, headers, status = self.requests[turn % len(self.requests)]
                answer = await self.person.http.request(method, path, headers=headers)
                assert answer.status_code == status, (method, path, answer.status_code)
                assert stranger.name not in answer.text and stranger.code not in answer.text, (method, path)
                if (method, status) == ("GET", 200):
                    assert self.code in answer.text, path
                if status == 206:
                    assert answer.content == self.whole[10:90001]

        async with asyncio.TaskGroup() as tasks:
            for _ in range(AT_ONCE):
                tasks.create_task(one_after_another())


@pytest.mark.parametrize("name", ["nginx", "caddy"])
async def test_nobody_is_given_the_answer_of_another(
    name: str, stack: Stack, public_world: dict[str, Any], tmp_path: Path
) -> None:
    with proxy(name, stack, tmp_path) as address:
        ada, ben = Visitor("Ada-Lovelace", address), Visitor("Ben-Jonson", address)
        async with ada.person.http, ben.person.http:
            for visitor in (ada, ben):
                await visitor.arrive(public_world)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(ada.wander(REQUESTS // 2, ben))
                tasks.create_task(ben.wander(REQUESTS // 2, ada))
