"""One child process of ours: how it is described, started and stopped.

A child gets a session of its own, so that Ctrl-C reaches only its parent, which then stops its children in order; on
Linux the kernel stops it when the parent dies, however it dies. It does not restart anything: supervisor.py does.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1
SAME_BIRTH = 2.0  # seconds; psutil counts from the machine's start, whose time is known only so well


@dataclass(frozen=True)
class Process:
    """What to run. ``stop`` is the signal that asks it to end tidily; ``user`` (uid, gid) is for starts as root."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    stop: signal.Signals = signal.SIGTERM
    user: tuple[int, int] | None = None
    log: Path | None = None
    """File its output is appended to; without one the output is the parent's to read from a pipe."""


def spawn(process: Process) -> subprocess.Popen[bytes]:
    """Start it. Call this from the main thread: a child is also stopped when the thread that started it ends."""

    def die_with_parent() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, process.stop)

    uid, gid = process.user or (None, None)
    output = process.log.open("ab") if process.log else None
    try:
        return subprocess.Popen(
            list(process.command),
            env={**os.environ, **process.environ},
            cwd=process.cwd,
            stdin=subprocess.DEVNULL,
            stdout=output or subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
            user=uid,
            group=gid,
            extra_groups=None if uid is None else [],
        )
    finally:
        if output:
            output.close()


def stop(child: subprocess.Popen[bytes], process: Process, seconds: float) -> None:
    """Ask it to end, and after ``seconds`` end it."""
    if child.poll() is None:
        child.send_signal(process.stop)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout:
        child.stdout.close()


def wait_until(ready: Callable[[], bool], child: subprocess.Popen[bytes], seconds: float) -> bool:
    """Ask ``ready`` until it is, the child has ended, or ``seconds`` are over; tells whether it is ready."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and child.poll() is None:
        if ready():
            return True
        time.sleep(0.05)
    return False


def end_leftover(pid: int, born: float, seconds: float = 5) -> None:
    """End a process that an earlier run left behind, unless its pid is another's now, not ``born`` then (epoch s)."""
    try:
        leftover = psutil.Process(pid)
        if abs(leftover.create_time() - born) > SAME_BIRTH:
            return
        leftover.send_signal(signal.SIGINT if leftover.name() == "postgres" else signal.SIGTERM)
        try:
            leftover.wait(seconds)
        except psutil.TimeoutExpired:
            leftover.kill()
            leftover.wait(seconds)
    except psutil.NoSuchProcess:
        return
