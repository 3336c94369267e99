"""`make run` brings everything up, keeps it up, and leaves nothing behind; what stands in the way is one sentence."""

from __future__ import annotations

import errno
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil
import psycopg
import pytest

from lightloom_site.config import PROCESSES, read_config
from lightloom_site.services import up
from lightloom_site.services.embedded import embedded_postgres, running
from tests.narrators import host
from tests.stack import Stack

pytestmark = pytest.mark.stack


def gone(processes: list[psutil.Process]) -> bool:
    """Whether none of them lives; a few seconds for the kernel to carry out the last signal."""
    return not psutil.wait_procs(processes, timeout=5)[1]


def room_names(stack: Stack) -> list[str]:
    with psycopg.connect(stack.services["DATABASE_URL"]) as database:
        return [name for (name,) in database.execute("SELECT name FROM worlds_room")]


async def test_stops_whole_and_finds_its_data_again(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        async with host(stack.base_url, room="Sunday"):
            pass
        everything = stack.everything()
        assert {"up", "postgres", "valkey", *PROCESSES} == set(stack.pids)
        stack.signal(signal.SIGINT)
        assert stack.wait_end(15) == 0
        assert gone(everything)
        assert not (tmp_path / "run" / "services.json").exists()

    # To find its data again it need not be whole, and so is up in a moment.
    for ended in ("stopped", "killed"):
        stack = Stack(tmp_path, LIGHTLOOM_PROCESSES="tend")
        try:
            stack.wait_for_line("Lightloom runs here")
            assert room_names(stack) == ["Sunday"], f"it was {ended} before"
            if ended == "stopped":
                stack.signal(signal.SIGKILL)
                assert stack.wait_end() == -signal.SIGKILL
        finally:
            stack.close()


def test_a_data_folder_may_have_any_name() -> None:
    name = "Ada's 100% & more looms, old+new "
    with tempfile.TemporaryDirectory(prefix=name) as folder, running(embedded_postgres(Path(folder))) as address:
        database = read_config({"LIGHTLOOM_DATA": folder, "DATABASE_URL": address}).database()
        with psycopg.connect(address) as connection:
            assert connection.info.dbname == database["NAME"]
            assert connection.info.host == database["HOST"]


def test_what_dies_is_started_again(stack: Stack) -> None:
    for name in ("tend", "paint", "valkey", "postgres", "web"):
        stack.kill(name)
    assert wait_healthy(stack)


def wait_healthy(stack: Stack) -> bool:
    for _ in range(300):
        try:
            if httpx.get(stack.base_url + "/health", headers={"Accept": "application/json"}).status_code == 200:
                return True
        except httpx.TransportError:
            pass
        stack.pause()
    return False


def test_what_it_writes_down_is_for_its_owner_only(stack: Stack) -> None:
    assert (stack.data / "run" / "services.json").stat().st_mode & 0o777 == 0o600
    assert (stack.data / "secret-key").stat().st_mode & 0o777 == 0o600
    assert (stack.data / "postgres").stat().st_mode & 0o777 == 0o700


def test_the_broker_asks_for_a_password(stack: Stack) -> None:
    address = stack.services["REDIS_URL"]
    port = int(address.rsplit(":", 1)[1].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as stranger:
        stranger.sendall(b"KEYS *\r\n")
        assert stranger.recv(100).startswith(b"-NOAUTH")


class Refusal(NamedTuple):
    code: int
    sentence: str


def refused(stack: Stack) -> Refusal:
    with_code = stack.wait_end(30)
    stack.wait_for_line(" ", 5)
    stack.close()
    assert len(stack.lines) == 1, stack.output
    return Refusal(with_code, stack.lines[0])


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = refused(Stack(tmp_path, port))
    assert answer.code == 1
    assert f"Port {port} is taken" in answer.sentence
    assert "PORT=" in answer.sentence


def test_a_second_service_on_the_same_data_is_one_sentence(stack: Stack) -> None:
    answer = refused(Stack(stack.data))
    assert answer.code == 1
    assert "already runs on the data folder" in answer.sentence


def test_a_bad_setting_is_one_sentence(tmp_path: Path) -> None:
    answer = refused(Stack(tmp_path, LIGHTLOOM_ENGINE="crayons"))
    assert "LIGHTLOOM_ENGINE" in answer.sentence


def test_ears_without_their_weights_are_one_sentence(tmp_path: Path) -> None:
    answer = refused(Stack(tmp_path / "data", LIGHTLOOM_EARS="whisper-base", LIGHTLOOM_MODELS=str(tmp_path)))
    assert answer.code == 1
    assert answer.sentence.startswith("LIGHTLOOM_EARS is whisper-base: ")
    assert answer.sentence.endswith("python -m inference fetch --only whisper-base brings it.")


def test_an_engine_that_cannot_run_here_is_one_sentence(tmp_path: Path) -> None:
    stack = Stack(
        tmp_path / "data",
        LIGHTLOOM_ENGINE="models",
        LIGHTLOOM_MODELS=str(tmp_path),
        LIGHTLOOM_MODELS_OFFLINE="on",
        LIGHTLOOM_DEVICE="cpu",
    )
    answer = refused(stack)
    assert answer.code == 1
    assert answer.sentence.startswith("LIGHTLOOM_ENGINE is models: ")
    assert "python -m inference fetch" in answer.sentence


def test_a_data_folder_that_cannot_be_one_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    answer = refused(Stack(tmp_path / "file" / "data"))
    assert answer.code == 1
    assert "LIGHTLOOM_DATA" in answer.sentence


def test_a_full_disk_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: full)
    monkeypatch.setattr(signal, "signal", lambda number, action: None)
    monkeypatch.setenv("LIGHTLOOM_DATA", str(tmp_path))
    monkeypatch.setenv("LIGHTLOOM_PROCESSES", "paint")
    assert up.main() == 1
    told = capfd.readouterr().err
    assert told.count("\n") == 1
    assert "is full" in told
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_disk_that_fills_up_ends_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(up, "_write_services", full)
    config = read_config({"LIGHTLOOM_DATA": str(tmp_path)})
    up._note_services(config, {}, {})
    assert f"The disk that holds {tmp_path} is full" in capsys.readouterr().out
    monkeypatch.setattr(sys.stdout, "write", full)
    up.say("up", "a line that has no place in the log")
