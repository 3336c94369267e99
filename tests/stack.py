"""The whole service for tests: `manage.py up` on a free port with a data folder of its own.

``Stack`` starts, stops and hurts it; the session fixture ``stack`` (tests/conftest.py) shares one between the tests
that only use it. It is the real thing: embedded database and broker, Daphne, every worker, the sketch engine.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from tests.data_template import copy_template

PROJECT = Path(__file__).resolve().parent.parent
CONFIGURED = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "LIGHTLOOM_PUBLIC_URL",
    "ALLOWED_HOSTS",
    "LIGHTLOOM_MEDIA",
    "DEBUG",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def copy_checkout(folder: Path) -> Path:
    """What a service runs of this checkout, in a new folder, to be changed there; gives the folder."""
    folder.mkdir()
    for name in ("lightloom_site", "worlds", "inference", "templates", "static", "manage.py"):
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        copy(PROJECT / name, folder / name)
    (folder / "node_modules").symlink_to(PROJECT / "node_modules")
    return folder


class Stack:
    """A running Lightloom.

    ``data`` may be a folder that an earlier one used; without it, a temporary copy of the template (data_template.py).
    ``options`` are those of `manage.py up`.
    """

    def __init__(
        self,
        data: Path | None = None,
        port: int | None = None,
        project: Path = PROJECT,
        options: Sequence[str] = (),
        **environ: str,
    ) -> None:
        self._temporary = Path(tempfile.mkdtemp(prefix="lightloom-stack-")) if data is None else None
        self.data = data or self._temporary or Path()
        self.project = project
        if self._temporary:
            copy_template(self._temporary)
        self.port = port or free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.lines: list[str] = []
        inherited = {name: value for name, value in os.environ.items() if name not in CONFIGURED}
        self.environ = inherited | {
            "LIGHTLOOM_DATA": str(self.data),
            "PORT": str(self.port),
            "LIGHTLOOM_ENGINE": "sketch",
            "PYTHONWARNINGS": "",
            # What is tested seldom is the film: only worlds of one strip are filmed by themselves, and small.
            "LIGHTLOOM_FILM_STRIPS": "1",
            "LIGHTLOOM_FILM_LINES": "120",
            # A second painter takes a second longer to start, and few tests paint two strips at once.
            "LIGHTLOOM_PAINTERS": "1",
            **environ,
        }
        self._up = subprocess.Popen(
            [sys.executable, "manage.py", "up", *options],
            cwd=project,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Stack:
        try:
            self.wait_ready()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def services(self) -> dict[str, Any]:
        """What `manage.py up` wrote down: DATABASE_URL, REDIS_URL, URL, PORT, and ``pids`` by name."""
        services: dict[str, Any] = json.loads((self.data / "run" / "services.json").read_text())
        return services

    @property
    def pids(self) -> dict[str, int]:
        pids: dict[str, int] = self.services["pids"]
        return pids

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def wait_for_line(self, part: str, seconds: float = 60) -> str:
        """The first line the service printed that has ``part`` in it. Fails when none comes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in list(self.lines):
                if part in line:
                    return line
            if self._up.poll() is not None:
                time.sleep(0.2)  # the reading thread may have a line left
                if part not in self.output:
                    break
            time.sleep(0.05)
        raise AssertionError(f"{part!r} was not printed; this was:\n{self.output[-6000:]}")

    def wait_ready(self, seconds: float = 60) -> None:
        self.wait_for_line("Lightloom is ready", seconds)

    def wait_end(self, seconds: float = 30) -> int:
        """The exit code, once it has ended by itself."""
        return self._up.wait(seconds)

    def kill(self, name: str) -> int:
        """kill -9 the process of that name, wait until another one has its place, and give the new pid."""
        before = self.pids[name]
        os.kill(before, signal.SIGKILL)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            after = self.pids.get(name, before)
            if after != before:
                return after
            time.sleep(0.05)
        raise AssertionError(f"{name} was not started again:\n{self.output[-6000:]}")

    def everything(self) -> list[psutil.Process]:
        """Every process of the service, those that its processes started included."""
        up = psutil.Process(self._up.pid)
        return [up, *up.children(recursive=True)]

    def pause(self) -> None:
        """A tenth of a second between two looks. Fails when the service has ended meanwhile."""
        assert self._up.poll() is None, self.output
        time.sleep(0.1)

    def signal(self, number: signal.Signals) -> None:
        self._up.send_signal(number)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command beside the service, as a person would: knowing only the data folder."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=self.project, env=self.environ, capture_output=True, text=True, timeout=120)

    def close(self) -> None:
        if self._up.poll() is None:
            self._up.send_signal(signal.SIGTERM)
            try:
                self._up.wait(30)
            except subprocess.TimeoutExpired:
                self._up.kill()
                self._up.wait()
        if self._temporary:
            shutil.rmtree(self._temporary, ignore_errors=True)

    def _read(self) -> None:
        assert self._up.stdout is not None
        with self._up.stdout as pipe:
            for line in pipe:
                self.lines.append(line.rstrip("\n"))
