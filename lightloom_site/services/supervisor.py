"""Keeps a set of processes running: starts them, passes their lines on under their names, starts again what died.

It runs in the thread that made it, in slices (``watch``), so the caller stays in charge of signals and of what comes
first. ``stop`` ends the groups it is given one after the other. It knows nothing of what the processes do.
"""

from __future__ import annotations

import errno
import math
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from lightloom_site.services.process import Process, spawn

FIRST_DELAY = 0.2  # seconds before the first new start
LONGEST_DELAY = 10.0
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
STEADY = 30.0  # seconds a process has to live for its next death to count as the first


@dataclass
class _Running:
    process: Process
    child: subprocess.Popen[bytes]
    since: float
    deaths: int = 0
    again_at: float | None = None
    partial: bytes = field(default=b"")


class Supervisor:
    """``changed`` is called with the pids by name after every start.

    What is named in ``held`` and ends with an error is only started again by ``restart``.
    """

    def __init__(self, changed: Callable[[dict[str, int]], None], held: Collection[str] = ()) -> None:
        self._running: dict[str, _Running] = {}
        self._pipes = selectors.DefaultSelector()
        self._changed = changed
        self._held = held

    @property
    def pids(self) -> dict[str, int]:
        return {name: entry.child.pid for name, entry in self._running.items() if entry.again_at is None}

    def start(self, process: Process) -> subprocess.Popen[bytes]:
        """Start a process and keep it running from now on."""
        entry = self._running[process.name] = _Running(process, self._spawn(process), time.monotonic())
        self._changed(self.pids)
        return entry.child

    def restart(self, names: Iterable[str], seconds: float) -> None:
        """End the named processes, alive or not, within about so long, and start them again."""
        processes = [self._running[name].process for name in names]
        self.stop([([process.name for process in processes], seconds)])
        for process in processes:
            self.start(process)

    def watch(self, seconds: float) -> None:
        """Pass lines on and start again what died, for about so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(min(left, 0.1))
            self._look_after()

    def stop(self, groups: Iterable[tuple[Iterable[str], float]]) -> None:
        """End the named processes, group after group; a group gets its seconds to end tidily, then is killed."""
        for names, seconds in groups:
            entries = [entry for name in names if (entry := self._running.pop(name, None))]
            for entry in entries:
                if entry.child.poll() is None:
                    entry.child.send_signal(entry.process.stop)
            end = time.monotonic() + seconds
            while time.monotonic() < end and any(entry.child.poll() is None for entry in entries):
                self._read(0.05)
            for entry in entries:
                if entry.child.poll() is None:
                    say("up", f"{entry.process.name} did not stop in {seconds:g} s and is killed")
                    entry.child.kill()
                    entry.child.wait()
            self._read(0)

    def _spawn(self, process: Process) -> subprocess.Popen[bytes]:
        child = spawn(process)
        if child.stdout:
            os.set_blocking(child.stdout.fileno(), False)
            self._pipes.register(child.stdout, selectors.EVENT_READ, process.name)
        return child

    def _look_after(self) -> None:
        now = time.monotonic()
        for name, entry in self._running.items():
            if entry.again_at is not None:
                if now >= entry.again_at:
                    entry.child, entry.since, entry.again_at = self._spawn(entry.process), now, None
                    self._changed(self.pids)
            elif (code := entry.child.poll()) is not None and code > 0 and name in self._held:
                entry.again_at = math.inf
                say("up", f"{name} ended with code {code}; the next change starts it again")
            elif code is not None:
                entry.deaths = 1 if now - entry.since > STEADY else entry.deaths + 1
                delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (entry.deaths - 1))
                entry.again_at = now + delay
                how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
                say("up", f"{name} {how}; starting it again in {delay:g} s")

    def _read(self, seconds: float) -> None:
        """Pass on what the pipes hold, waiting at most so long for the first bytes."""
        if not self._pipes.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._pipes.select(seconds):
            pipe, name = key.fileobj, key.data
            try:
                chunk = pipe.read1(65536)  # type: ignore[union-attr]
            except BlockingIOError:
                continue
            if not chunk:
                self._pipes.unregister(pipe)
                pipe.close()  # type: ignore[union-attr]
            entry = self._running.get(name)
            lines = ((entry.partial if entry else b"") + chunk).split(b"\n")
            if entry:
                entry.partial = lines.pop() if chunk else b""
            for line in lines:
                if line.strip():
                    say(name, line.decode(errors="replace").rstrip())


def say(name: str, line: str) -> None:
    """One line on the terminal, under the name of who says it."""
    try:
        sys.stdout.write(f"{name:<8} | {line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read along has gone (`make run | head`); the service goes on.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        # A log on a disk that is full loses lines; the service goes on.
        if error.errno not in DISK_FULL:
            raise
