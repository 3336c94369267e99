"""The processes of the service: what each is called, how it is started and how much of the machine it may take.

A name here is a value of LIGHTLOOM_PROCESSES and, for the workers, the Celery queue it empties. With the models engine
the three workers of the inference service are one process, ``engine``, which empties their queues with threads and
holds the GPU alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from inference.engine_choice import ENGINE_QUEUES, EngineChoice
from lightloom_site.config import PROJECT, Config
from lightloom_site.services.process import Process
from lightloom_site.web.tls import certificate_for

WEBSOCKET_BYTES = 64 * 1024  # the largest message and frame a browser may send
PING_SECONDS = 20
PONG_SECONDS = 30

ENGINE = "engine"
MOST_PAINTERS = 4
"""Where nobody says how many: each holds 160 MB, and the machine has other work."""

# Threads where tasks wait for the database or run outside the interpreter's lock; one at a time where they fill the
# machine. A GPU does not survive a fork, and its jobs mostly wait for it: as many threads as all its lines hold, and
# some for speech.
POOLS: Mapping[str, tuple[str, ...]] = {
    "story": ("--pool", "threads", "--concurrency", "4"),
    "paint": ("--pool", "solo"),
    "speech": ("--pool", "threads", "--concurrency", "2"),
    "finish": ("--pool", "solo"),
    "studio": ("--pool", "solo"),
    ENGINE: ("--pool", "threads", "--concurrency", "64"),
}


def processes_for(config: Config, choice: EngineChoice) -> list[Process]:
    """What this machine runs, in the order of the start, with the engine that was chosen."""
    together = tuple(name for name in ENGINE_QUEUES if name in config.processes) if choice.name == "models" else ()
    processes = [
        _process(name, queue, config, choice)
        for queue in config.processes
        if queue not in together
        for name in ([queue, *_more_painters(config)] if queue == "paint" else [queue])
    ]
    if together:
        processes.append(
            Process(ENGINE, _worker(ENGINE, together, config), environ=_environ(ENGINE, config, choice), cwd=PROJECT)
        )
    return processes


def _more_painters(config: Config) -> list[str]:
    """Names of the painters beside the first: the sketch engine paints one strip at a time, on one core."""
    return [f"paint-{number}" for number in range(2, painters_of(config) + 1)]


def painters_of(config: Config) -> int:
    """How many strips the sketch engine paints at once here."""
    return config.painters or min(MOST_PAINTERS, os.cpu_count() or 1)


def _process(name: str, queue: str, config: Config, choice: EngineChoice) -> Process:
    if name == "web":
        command = _web(config)
    elif name == "tend":
        command = [sys.executable, "manage.py", "tend"]
    else:
        command = _worker(name, (queue,), config)
    return Process(name, command, environ=_environ(queue, config, choice), cwd=PROJECT)


def _web(config: Config) -> list[str]:
    command = [sys.executable, "-m", "lightloom_site.web"]
    if config.serves_tls:
        host = config.host.replace(":", "\\:")
        served = certificate_for(config).endpoint
        command += ["--endpoint", f"ssl:port={config.port}:interface={host}:{served}"]
    else:
        command += ["--bind", config.host, "--port", str(config.port)]
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


def _worker(name: str, queues: Sequence[str], config: Config) -> list[str]:
    command = [sys.executable, "-m", "celery", "--quiet", "--app", "lightloom_site.celery", "worker"]
    pool = POOLS[name.partition("-")[0]]
    command += ["--queues", ",".join(queues), "--hostname", f"{name}@%h", *pool, "--loglevel", config.log_level]
    return [*command, "--without-gossip", "--without-mingle", "--without-heartbeat"]


def _environ(name: str, config: Config, choice: EngineChoice) -> dict[str, str]:
    """Numeric libraries take every core they see; only the processes that paint, stitch and film may."""
    cores = os.cpu_count() or 1
    many = {"paint": max(1, cores // painters_of(config)), "finish": cores, "studio": cores, ENGINE: cores}
    threads = str(many.get(name, 1))
    environ = {
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "VIPS_CONCURRENCY": threads,
        "MALLOC_ARENA_MAX": "2",  # else every thread keeps freed memory of its own
        "PYTHONUNBUFFERED": "1",
        # A worker would load every page to check the URLs, and look at no answer: `make check` is for that.
        "CELERY_SKIP_CHECKS": "1",
        # Chosen once for all of them: a process that is started again must not choose differently.
        "LIGHTLOOM_ENGINE": choice.name,
        "LIGHTLOOM_ENGINE_WHY": choice.why,
    }
    if name in ("finish", "studio"):
        environ["MALLOC_MMAP_THRESHOLD_"] = str(
            256 * 1024
        )  # pictures go back when freed, not into a heap full of holes
    if name == ENGINE:
        environ |= {
            "TORCHINDUCTOR_CACHE_DIR": str(config.models.caches / "inductor"),
            "TRITON_CACHE_DIR": str(config.models.caches / "triton"),
            "TOKENIZERS_PARALLELISM": "false",
            "TQDM_DISABLE": "1",  # progress bars are for terminals; this output is a log
        }
    return environ
