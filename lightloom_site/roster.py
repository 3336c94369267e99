"""The processes of the service: what each is called, how it is started and how much of the machine it may take.

A name here is a value of LIGHTLOOM_PROCESSES and, for the workers, the Celery queue it empties.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from lightloom_site.config import PROJECT, Config
from lightloom_site.process import Process

WEBSOCKET_BYTES = 64 * 1024  # the largest message and frame a browser may send
PING_SECONDS = 20
PONG_SECONDS = 30

# Threads where tasks wait for the database or run outside the interpreter's lock; one at a time where they fill the machine
# or hold a GPU, which does not survive a fork.
POOLS: Mapping[str, tuple[str, ...]] = {
    "story": ("--pool", "threads", "--concurrency", "4"),
    "paint": ("--pool", "solo"),
    "speech": ("--pool", "threads", "--concurrency", "2"),
    "finish": ("--pool", "solo"),
}


def process_for(name: str, config: Config) -> Process:
    """The process of that name. Raises KeyError for a name that is not in LIGHTLOOM_PROCESSES' list."""
    if name == "web":
        command = _web(config)
    elif name == "tend":
        command = [sys.executable, "manage.py", "tend"]
    else:
        command = _worker(name, config)
    return Process(name, command, environ=_environ(name), cwd=PROJECT)


def _web(config: Config) -> list[str]:
    command = [sys.executable, "-m", "lightloom_site.web", "--bind", config.host, "--port", str(config.port)]
    command += [
        "--websocket-max-message-size",
        str(WEBSOCKET_BYTES),
        "--websocket-max-frame-size",
        str(WEBSOCKET_BYTES),
    ]
    command += ["--ping-interval", str(PING_SECONDS), "--ping-timeout", str(PONG_SECONDS)]
    # A room stays open as long as people are in it; the default would close it after a day.
    command += ["--websocket_timeout", "-1", "--verbosity", "0", "--no-server-name"]
    if config.over_https:
        command.append("--proxy-headers")
    return [*command, "lightloom_site.asgi:application"]


def _worker(queue: str, config: Config) -> list[str]:
    command = [sys.executable, "-m", "celery", "--quiet", "--app", "lightloom_site.celery", "worker"]
    command += ["--queues", queue, "--hostname", f"{queue}@%h", *POOLS[queue], "--loglevel", config.log_level]
    return [*command, "--without-gossip", "--without-mingle", "--without-heartbeat"]


def _environ(name: str) -> dict[str, str]:
    """Numeric libraries take every core they see; only the processes that paint and stitch may."""
    threads = str(os.cpu_count() or 1) if name in ("paint", "finish") else "1"
    return {
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "VIPS_CONCURRENCY": threads,
        "MALLOC_ARENA_MAX": "2",  # else every thread keeps freed memory of its own
        "PYTHONUNBUFFERED": "1",
    }
