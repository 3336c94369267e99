"""`manage.py up`: the whole service on this machine, from nothing to a URL, until Ctrl-C or SIGTERM.

Brings up the embedded PostgreSQL and Valkey where DATABASE_URL and REDIS_URL are not set, prepares the schema and the
static files, runs the processes of LIGHTLOOM_PROCESSES and keeps them running. What runs is written to
``run/services.json`` of the data folder. What stands in the way is one sentence. Leaves no process behind; knows no
Django itself.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from types import FrameType
from typing import IO, Any

import psutil

from inference.contract.errors import EngineUnavailable
from inference.engine_choice import ENGINE_QUEUES, EngineChoice, check_ears, choose_engine
from lightloom_site.config import EVERY_ADDRESS, PROJECT, Config, read_config
from lightloom_site.services.embedded import EmbeddedError, Service, embedded_postgres, embedded_valkey
from lightloom_site.services.process import Process, end_leftover, wait_until
from lightloom_site.services.process_list import processes_for
from lightloom_site.services.supervisor import DISK_FULL, Supervisor, say
from lightloom_site.web.tls import CertificateError, certificate_for

LEAST_DISK = 300_000_000  # bytes: a new database cluster with its log, the static files, and room to paint
EMBEDDED = ("postgres", "valkey")
STOP_SECONDS = 8.0  # for the processes; the embedded services follow
EMBEDDED_STOP_SECONDS = 4.0


class StartupError(Exception):
    """The service does not start; the text says why in one sentence."""


class _Stopped(Exception):
    """A signal asked to stop."""


class _OwnCodeChanged(Exception):
    """The code of this process itself has changed on the disk."""


def main(reload: bool = False) -> int:
    """Run until told to stop; the exit code. With ``reload`` changed code is run (reload.py), and DEBUG is on."""
    environ = dict(os.environ)
    if reload:
        os.environ.setdefault("DEBUG", "on")
    config = read_config(os.environ, beside_running=False)
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    try:
        with _locked(config):
            return _run(config, reload)
    except (StartupError, EmbeddedError, CertificateError) as error:
        return _refuse(str(error))
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        return _refuse(_disk_sentence(config))
    except _Stopped:
        return 0
    except _OwnCodeChanged:
        os.execve(sys.executable, sys.orig_argv, environ)


def _run(config: Config, reload: bool) -> int:
    if reload:
        try:
            from lightloom_site.services.reload import Reloader
        except ModuleNotFoundError:
            raise StartupError("Reloading needs what make dev installs: requirements/dev.txt.") from None
    if "web" in config.processes:
        _check_port(config)
    if shutil.disk_usage(config.data).free < LEAST_DISK:
        raise StartupError(_disk_sentence(config))
    processes = _processes(config)
    if config.serves_tls and "web" in config.processes:
        _print_fingerprint(config)
    names = [process.name for process in processes]
    config.secret_key()
    _end_leftovers(config)
    supervisor = Supervisor(lambda pids: _note_services(config, addresses, pids), held=names if reload else ())
    addresses: dict[str, str] = {}
    try:
        addresses |= _bring_up_embedded(config, supervisor)
        os.environ.update(addresses)
        _prepare(supervisor)
        for process in processes:
            supervisor.start(process)
        threading.Thread(target=_announce, args=(config, names), daemon=True).start()
        if reload:
            Reloader(supervisor, names, partial(_announce, config, names)).run()
            raise _OwnCodeChanged
        while True:
            supervisor.watch(3600)
    except _Stopped:
        say("up", "stopping")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop([(names, STOP_SECONDS), (EMBEDDED, EMBEDDED_STOP_SECONDS)])
        config.services_file.unlink(missing_ok=True)
    return 0


def _processes(config: Config) -> list[Process]:
    """What this machine runs; the engine is chosen where one works, before anything is started."""
    if not set(ENGINE_QUEUES) & set(config.processes):
        return processes_for(config, EngineChoice(config.engine))
    try:
        choice = choose_engine(config.engine, config.models)
    except EngineUnavailable as error:
        raise StartupError(f"LIGHTLOOM_ENGINE is {config.engine}: {error}") from None
    try:
        check_ears(choice, config.ears)
    except EngineUnavailable as error:
        raise StartupError(str(error)) from None
    return processes_for(config, choice)


def _print_fingerprint(config: Config) -> None:
    """Print the fingerprint of our own certificate, to be compared with what the browser's warning shows."""
    certificate = certificate_for(config)
    if certificate.own:
        say("up", "HTTPS with a certificate made here: a browser warns once. Its SHA-256 fingerprint is")
        say("up", certificate.fingerprint)


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Stopped


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


def _disk_sentence(config: Config) -> str:
    return (
        f"The disk that holds {config.data} is full ({LEAST_DISK // 1_000_000} MB are needed): "
        "make room, or choose another folder with LIGHTLOOM_DATA=…"
    )


def _locked(config: Config) -> IO[str]:
    """A lock on the data folder for this process, held as long as the file is open."""
    # Root lends PostgreSQL an account of its own, which has to pass through the folder; nobody may list it.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        config.data.mkdir(mode=mode, parents=True, exist_ok=True)
        config.services_file.parent.mkdir(mode=mode, exist_ok=True)
        lock = (config.data / "run" / "lock").open("a+")
    except OSError as error:
        if error.errno in DISK_FULL:
            raise
        raise StartupError(
            f"The data folder {config.data} cannot be written ({error.strerror}): choose another with LIGHTLOOM_DATA=…"
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StartupError(
            f"Lightloom already runs on the data folder {config.data}: stop it first, "
            "or choose another folder with LIGHTLOOM_DATA=… and another PORT."
        ) from None
    return lock


def _check_port(config: Config) -> None:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except PermissionError:
            raise StartupError(f"Port {config.port} needs root: choose one above 1023 with PORT=…") from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StartupError(
                    f"Port {config.port} is taken: stop what listens there, or choose another with PORT=…, "
                    f"such as PORT={config.port % 65535 + 1} make run."
                ) from None
            raise StartupError(f"HOST={config.host} is not an address of this machine.") from None


def _end_leftovers(config: Config) -> None:
    """End what a start that was itself killed left running on this data folder."""
    try:
        before: dict[str, Any] = json.loads(config.services_file.read_text())
        pids, born = before["pids"], before["born"]
    except (OSError, ValueError, KeyError):
        return
    for name in sorted(pids, key=lambda name: name in EMBEDDED):
        if name != "up":
            end_leftover(pids[name], born[name])
    config.services_file.unlink(missing_ok=True)


def _bring_up_embedded(config: Config, supervisor: Supervisor) -> dict[str, str]:
    """Start what is not configured; the addresses of database and broker, wherever they are."""
    services: dict[str, Service] = {}
    if not config.redis_url:
        services["REDIS_URL"] = embedded_valkey(config.data)
    if not config.database_url:
        services["DATABASE_URL"] = embedded_postgres(config.data)
    children = {variable: supervisor.start(service.process) for variable, service in services.items()}
    for variable, service in services.items():
        if not wait_until(service.ready, children[variable], seconds=120):
            raise StartupError(f"The embedded {service.process.name} does not start; {service.process.log} says why.")
    given = {"DATABASE_URL": config.database_url, "REDIS_URL": config.redis_url}
    return given | {variable: service.url for variable, service in services.items()}


def _prepare(supervisor: Supervisor) -> None:
    """Schema and static files, in a process of its own: Django's memory is given back when it is done."""
    child = subprocess.Popen([sys.executable, "-m", "lightloom_site.services.prepare"], cwd=PROJECT)
    try:
        while child.poll() is None:
            time.sleep(0.05)
    finally:
        child.kill()
        child.wait()
    if child.returncode:
        raise StartupError("Lightloom did not start: the lines above say why.")


def _note_services(config: Config, addresses: dict[str, str], pids: dict[str, int]) -> None:
    """``_write_services`` whenever a process has started. A disk that is full by then is no reason to end them all."""
    try:
        _write_services(config, addresses, pids)
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        say("up", _disk_sentence(config))


def _write_services(config: Config, addresses: dict[str, str], pids: dict[str, int]) -> None:
    """Say what runs, for management commands, for tests, and for the next start. Readable by its owner only."""
    everyone = {"up": os.getpid(), **pids}
    born = {}
    for name, pid in everyone.items():
        try:
            born[name] = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:
            born[name] = 0.0
    services = {**addresses, "URL": _own_url(config), "PORT": config.port, "pids": everyone, "born": born}
    draft = config.services_file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(services, file, indent=1)
    draft.replace(config.services_file)


def _own_host(config: Config) -> str:
    if config.host in EVERY_ADDRESS:
        return "127.0.0.1"
    return f"[{config.host}]" if ":" in config.host else config.host


def _own_url(config: Config) -> str:
    return f"{'https' if config.serves_tls else 'http'}://{_own_host(config)}:{config.port}"


def _announce(config: Config, names: Iterable[str]) -> None:
    """Print the address when /health says that all is ready; if that takes long, say once where to look."""
    if "web" not in config.processes:
        say("up", f"Lightloom runs here: {', '.join(names)}")
        return
    begun, told = time.monotonic(), False
    while not _healthy(config):
        if not told and time.monotonic() - begun > 60:
            told = True
            say("up", f"Lightloom is not ready after a minute; {_own_url(config)}/health says what is missing.")
        time.sleep(0.25)
    say("up", f"Lightloom is ready: {config.public_url or _own_url(config)}")


def _healthy(config: Config) -> bool:
    # This machine asks itself: a certificate for another name, or made here, is no reason not to be ready.
    connection = (
        HTTPSConnection(_own_host(config), config.port, timeout=5, context=ssl._create_unverified_context())
        if config.serves_tls
        else HTTPConnection(_own_host(config), config.port, timeout=5)
    )
    try:
        connection.request("GET", "/health", headers={"Accept": "application/json"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
