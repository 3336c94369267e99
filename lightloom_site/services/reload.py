"""`manage.py up --reload`, for those who change the code: what runs is started again when its Python changes.

Code with an error is shown and what ran before goes on; a process that ends with an error waits for the next change.
Templates and static files need none of this: with DEBUG on they are read anew at each load.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

import watchfiles

from lightloom_site.config import PROJECT
from lightloom_site.services.supervisor import Supervisor, say

PACKAGES = ("lightloom_site", "worlds", "inference")
LOOK_EVERY = 0.1  # seconds
SETTLE_MS = 200  # an editor that saves several files, or one in several steps, is waited for
STOP_SECONDS = 3.0  # less than at the end of the service: whoever saves a file waits for this


class Reloader:
    """Restarts the processes called ``names``; ``announce`` is called in a thread of its own after each time."""

    def __init__(self, supervisor: Supervisor, names: Sequence[str], announce: Callable[[], None]) -> None:
        self._supervisor = supervisor
        self._names = names
        self._announce = announce
        self._announcing: threading.Thread | None = None
        self._changes: SimpleQueue[set[Path]] = SimpleQueue()
        self._pending: set[Path] = set()  # changed, and not running yet
        threading.Thread(target=self._watch, daemon=True).start()

    def run(self) -> None:
        """Look after the processes until the code of `up` itself has changed, after which all has to start again."""
        while True:
            self._supervisor.watch(LOOK_EVERY)
            try:
                self._pending |= self._changes.get_nowait()
            except Empty:
                continue
            if self._is_usable():
                changed = ", ".join(sorted(str(path.relative_to(PROJECT)) for path in self._pending))
                if self._pending & _own_files():
                    say("up", f"{changed} changed: everything starts again")
                    return
                self._pending.clear()
                say("up", f"{changed} changed: {', '.join(self._names)} start again")
                self._supervisor.restart(self._names, STOP_SECONDS)
                self._announce_anew()

    def _watch(self) -> None:
        folders = [PROJECT / name for name in PACKAGES]
        for changes in watchfiles.watch(*folders, watch_filter=watchfiles.PythonFilter(), debounce=SETTLE_MS):
            self._changes.put({Path(path) for _, path in changes})

    def _is_usable(self) -> bool:
        """Whether what is pending can be run; where it cannot, says why. A changed schema is migrated on the way."""
        fault = _syntax_error(self._pending)
        if not fault and self._pending & _own_files():
            fault = _failure("-c", "import lightloom_site.services.up, lightloom_site.services.reload")
        if not fault and any(path.parent.name == "migrations" for path in self._pending):
            fault = _failure("-m", "lightloom_site.services.prepare")
        for line in fault.splitlines():
            say("up", line)
        if fault:
            say("up", "what ran before goes on until this is mended")
        return not fault

    def _announce_anew(self) -> None:
        if not (self._announcing and self._announcing.is_alive()):
            self._announcing = threading.Thread(target=self._announce, daemon=True)
            self._announcing.start()


def _own_files() -> set[Path]:
    """The files that this process itself has loaded; restarting its children does not renew them."""
    return {Path(file) for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))}


def _syntax_error(files: set[Path]) -> str:
    """Where the first of them cannot be compiled, and why; empty when all can."""
    for path in sorted(files):
        try:
            compile(path.read_bytes(), path, "exec", dont_inherit=True)
        except FileNotFoundError:
            continue
        except (SyntaxError, ValueError) as error:
            return "".join(traceback.format_exception_only(error))
    return ""


def _failure(*arguments: str) -> str:
    """What Python prints when it cannot run this; empty when it can."""
    done = subprocess.run([sys.executable, *arguments], cwd=PROJECT, capture_output=True, text=True)
    return (done.stderr or f"{' '.join(arguments)} ended with code {done.returncode}") if done.returncode else ""
