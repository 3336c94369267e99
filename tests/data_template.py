"""A data folder as a first start leaves it, made once for a whole test run: database cluster with its schema,
collected static files.

``copy_template(folder)`` gives a new folder a copy of it. That saves each service of the tests, and each of pytest's
processes, the five seconds of processor time that a first start takes; tests/setup/test_up.py starts from nothing and
proves that it works. The first process that needs it makes it, the others wait. The process that began the run
(``begin_run``) owns its folder and deletes it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lightloom_site.config import PROJECT
from lightloom_site.services.embedded import embedded_postgres, running

RUN = "LIGHTLOOM_TESTS_RUN"
"""The environment variable that names the folder of this run to pytest's processes."""
PARTS = ("postgres", "static")


def begin_run() -> Path:
    """Make the folder of this test run and name it in the environment."""
    folder = Path(tempfile.mkdtemp(prefix="lightloom-tests-"))
    os.environ[RUN] = str(folder)
    return folder


def copy_template(data: Path) -> None:
    """Put a migrated cluster and the collected static files into ``data``, which has neither;
    outside of a test run, nothing."""
    if RUN not in os.environ:
        return
    ready = _ready()
    # With owners: PostgreSQL's files are not root's where root runs the tests. Python's own copies would not keep them.
    subprocess.run(["cp", "-a", *(str(ready / part) for part in PARTS), str(data)], check=True)


def _ready() -> Path:
    run = Path(os.environ[RUN])
    ready = run / "ready"
    with (run / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            _make(run / "making")
            (run / "making").rename(ready)
    return ready


def _make(data: Path) -> None:
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    with running(embedded_postgres(data)) as database:
        environ = {
            "LIGHTLOOM_DATA": str(data),
            "DATABASE_URL": database,
            "SECRET_KEY": "for this one start, which serves nobody",
        }
        subprocess.run(
            [sys.executable, "-m", "lightloom_site.services.prepare"], cwd=PROJECT, env=os.environ | environ, check=True
        )
