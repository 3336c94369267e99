"""Which hosts a service answers to: those it was told, and where it was started for a network, what that calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator

from lightloom_site import own_names
from lightloom_site.config import Config, read_config
from lightloom_site.hosts import from_known_origins, is_private

PRIVATE = ["192.168.7.9", "10.0.0.1", "172.17.0.2", "169.254.3.4", "100.64.1.2", "[fe80::1]", "[fd00::9]"]
PRIVATE += ["studio", "studio.local", "studio.lan", "studio.home", "nas.home.arpa", "host.docker.internal"]
PUBLIC = ["loom.example.org", "8.8.8.8", "[2606:4700::1111]", "[::ffff:8.8.8.8]", "local.example", "studio.lan.example"]


@pytest.mark.parametrize("host", PRIVATE)
def test_of_a_private_network(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize("host", [*PUBLIC, ""])
def test_of_the_whole_world(host: str) -> None:
    assert not is_private(host)


def configured(folder: Path, **environ: str) -> Config:
    return read_config({"LIGHTLOOM_DATA": str(folder), **environ})


def test_a_network_is_answered_where_it_was_started_for_one(tmp_path: Path) -> None:
    assert configured(tmp_path, HOST="0.0.0.0").takes_private_hosts
    assert configured(tmp_path, HOST="192.168.7.9").takes_private_hosts
    for alone in ({}, {"HOST": "localhost"}, {"HOST": "::1"}):
        assert not configured(tmp_path, **alone).takes_private_hosts
    for told in ({"ALLOWED_HOSTS": "loom.example"}, {"LIGHTLOOM_PUBLIC_URL": "https://loom.example"}):
        assert not configured(tmp_path, HOST="0.0.0.0", **told).takes_private_hosts


def test_a_router_s_name_for_this_machine_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_names, "RESOLVER_FILE", tmp_path / "resolv.conf")
    monkeypatch.setattr("socket.gethostname", lambda: "studio")
    (tmp_path / "resolv.conf").write_text("# by the router\nnameserver 192.168.7.1\nsearch fritz.box example.org.\n")
    names = configured(tmp_path, HOST="0.0.0.0").allowed_hosts()
    assert {"studio", "studio.local", "studio.fritz.box", "studio.example.org"} <= set(names)
    (tmp_path / "resolv.conf").unlink()
    assert "studio.local" in configured(tmp_path, HOST="0.0.0.0").allowed_hosts()


async def accepting(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("open_to_network", "host", "origin", "accepted"),
    [
        (True, "192.168.7.9:8000", "http://192.168.7.9:8000", True),
        (True, "Studio.lan", "https://studio.lan", True),
        (True, "192.168.7.9:8000", "http://192.168.7.1", False),
        (True, "elsewhere.example", "http://elsewhere.example", False),
        (True, "192.168.7.9:8000", None, False),
        (False, "192.168.7.9:8000", "http://192.168.7.9:8000", False),
        (False, "127.0.0.1:8000", "http://localhost:8000", True),
    ],
)
async def test_sockets_are_for_pages_of_the_same_host(
    settings: Any, open_to_network: bool, host: str, origin: str | None, accepted: bool
) -> None:
    settings.LIGHTLOOM_PRIVATE_HOSTS = open_to_network
    headers = [(b"host", host.encode()), *([(b"origin", origin.encode())] if origin else [])]
    socket = WebsocketCommunicator(from_known_origins(accepting), "/ws/rooms/ABC", headers)
    assert (await socket.connect())[0] is accepted
