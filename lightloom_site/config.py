"""Every setting that comes from the environment, read once and in this place.

``read_config(os.environ)`` gives an immutable ``Config`` or raises ``ConfigError`` with one sentence that names the
variable. Where DATABASE_URL or REDIS_URL are not set, the addresses that a running `manage.py up` left in
``run/services.json`` of the data folder are taken, so that management commands find its embedded services.
``python -m lightloom_site.config --docs`` prints docs/configuration.md. The models engine's own variables are read by
inference/models/runtime/options.py. It starts nothing and knows no Django.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psutil

from inference.models.runtime.options import OPTIONS, BadOption, ModelOptions, read_options

PROJECT = Path(__file__).resolve().parent.parent
PROCESSES = ("web", "story", "paint", "speech", "finish", "studio", "tend")
"""The processes `manage.py up` can run on a machine, in the order of their start."""

ENGINES = ("auto", "sketch", "models")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
EVERY_ADDRESS = ("0.0.0.0", "::")


class ConfigError(Exception):
    """A setting that cannot be used; its text is one sentence for the person who set it."""


def _text(value: str) -> str:
    return value


def _number(least: int, most: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise ValueError(f"is a whole number from {least} to {most}")
        return int(value)

    return parse


def _switch(value: str) -> bool:
    words = {"1": True, "true": True, "on": True, "yes": True, "0": False, "false": False, "off": False, "no": False}
    if value.lower() not in words:
        raise ValueError("is on or off")
    return words[value.lower()]


def _one_of(*words: str, fold: Callable[[str], str] = str.lower) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if fold(value) not in words:
            raise ValueError("is one of " + ", ".join(words))
        return fold(value)

    return parse


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _processes(value: str) -> tuple[str, ...]:
    names = _list(value)
    if not names or not set(names) <= set(PROCESSES):
        raise ValueError("is a comma-separated choice of " + ", ".join(PROCESSES))
    return tuple(name for name in PROCESSES if name in names)


def _folder(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _address(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not (parts.netloc or parts.query or parts.path):
            raise ValueError("is an address that starts with " + " or ".join(f"{scheme}://" for scheme in schemes))
        return value

    return parse


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.rstrip("/") or parts.query:
        raise ValueError("is http:// or https:// with a host and, where needed, a port, and nothing behind it")
    return f"{parts.scheme}://{parts.netloc}"


def _setting(variable: str, parse: Callable[[str], Any], default: str, shown: str, about: str) -> Any:
    """One setting: ``default`` is parsed like a value; ``shown`` is what the documentation calls the default."""
    return field(metadata={"variable": variable, "parse": parse, "default": default, "shown": shown, "about": about})


@dataclass(frozen=True)
class Config:
    """The settings of this process. An empty string or tuple means "not set"."""

    port: int = _setting("PORT", _number(1, 65535), "8000", "8000", "Port of the web process.")
    host: str = _setting(
        "HOST",
        _text,
        "127.0.0.1",
        "127.0.0.1",
        "Address the web process listens on; `0.0.0.0` opens it to the network.",
    )
    data: Path = _setting(
        "LIGHTLOOM_DATA",
        _folder,
        str(PROJECT / "var"),
        "`var/` beside manage.py",
        "The data folder: embedded database and broker, pictures, static files, secret key.",
    )
    media: Path | None = _setting(
        "LIGHTLOOM_MEDIA",
        lambda value: _folder(value) if value else None,
        "",
        "`media/` in the data folder",
        "Folder of the pictures and audio, when they are not in S3.",
    )
    database_url: str = _setting(
        "DATABASE_URL",
        lambda value: _address("postgresql", "postgres")(value) if value else "",
        "",
        "embedded",
        "PostgreSQL 15 or newer, as `postgresql://user:password@host:5432/name`.",
    )
    redis_url: str = _setting(
        "REDIS_URL",
        lambda value: _address("redis", "rediss")(value) if value else "",
        "",
        "embedded",
        "Valkey or Redis, as `redis://:password@host:6379/0`, for tasks and for messages between screens.",
    )
    secret: str = _setting(
        "SECRET_KEY",
        _text,
        "",
        "written to `secret-key` in the data folder at the first start",
        "Signs sessions; give every machine the same one.",
    )
    debug: bool = _setting(
        "DEBUG", _switch, "off", "off", "Error pages with internals; never where others can reach it."
    )
    engine: str = _setting(
        "LIGHTLOOM_ENGINE",
        _one_of(*ENGINES),
        "auto",
        "auto",
        "`sketch` (no weights, CPU), `models` (an NVIDIA GPU and the weights), or `auto`: models where they can run.",
    )
    public_url: str = _setting(
        "LIGHTLOOM_PUBLIC_URL",
        lambda value: _public_url(value) if value else "",
        "",
        "the address of the request",
        "Address people use, such as `https://lightloom.example`, for links and QR codes. With `https` the service "
        "expects a proxy in front that sets `X-Forwarded-Proto` and `X-Forwarded-For`.",
    )
    tls: bool = _setting(
        "TLS",
        _switch,
        "off",
        "off",
        "`1` serves HTTPS, with a certificate made on the spot for this machine's names unless one is given. Browsers ask once "
        "before they believe such a one.",
    )
    tls_cert: Path | None = _setting(
        "TLS_CERT",
        lambda value: _folder(value) if value else None,
        "",
        "made on the spot",
        "File of the certificate (PEM, with its chain) to serve HTTPS with.",
    )
    tls_key: Path | None = _setting(
        "TLS_KEY",
        lambda value: _folder(value) if value else None,
        "",
        "made on the spot",
        "File of its private key (PEM).",
    )
    hosts: tuple[str, ...] = _setting(
        "ALLOWED_HOSTS",
        _list,
        "",
        "this machine's names and the host of LIGHTLOOM_PUBLIC_URL",
        "Host names the service answers to, comma-separated; also the origins allowed on the WebSocket.",
    )
    s3_bucket: str = _setting(
        "LIGHTLOOM_S3_BUCKET",
        _text,
        "",
        "not used",
        "Bucket that holds pictures and audio instead of the folder; credentials come the way boto3 finds them.",
    )
    s3_endpoint: str = _setting(
        "LIGHTLOOM_S3_ENDPOINT",
        lambda value: _address("http", "https")(value) if value else "",
        "",
        "Amazon S3",
        "Address of another S3-compatible store.",
    )
    processes: tuple[str, ...] = _setting(
        "LIGHTLOOM_PROCESSES",
        _processes,
        ",".join(PROCESSES),
        "all",
        "What this machine runs, comma-separated, of `" + "`, `".join(PROCESSES) + "`.",
    )
    log_level: str = _setting(
        "LIGHTLOOM_LOG_LEVEL",
        _one_of(*LOG_LEVELS, fold=str.upper),
        "INFO",
        "INFO",
        "Least level that is logged: " + ", ".join(LOG_LEVELS) + ".",
    )
    db_pool: int = _setting(
        "LIGHTLOOM_DB_POOL", _number(1, 200), "10", "10", "Most database connections one process holds at a time."
    )
    import_mb: int = _setting(
        "LIGHTLOOM_IMPORT_MB",
        _number(0, 16_384),
        "256",
        "256",
        "Largest archive of a world that an account may bring in through the browser, MB; `0` switches that off. "
        "`manage.py import_world` knows no such bound.",
    )
    film_lines: int = _setting(
        "LIGHTLOOM_FILM_LINES",
        _number(120, 2160),
        "1080",
        "1080",
        "Size of films: px on the shorter side. Smaller ones are made sooner.",
    )
    film_strips: int = _setting(
        "LIGHTLOOM_FILM_STRIPS",
        _number(0, 10_000),
        "40",
        "40",
        "Strips up to which a finished world is filmed by itself; the film of a longer one, or with `0` of any, is made when somebody asks for it.",
    )
    engine_why: str = _setting("LIGHTLOOM_ENGINE_WHY", _text, "", "", "")
    """Why `auto` became the engine that it is: `manage.py up` tells the processes it starts,
    and nobody else sets it."""
    models: ModelOptions = field(kw_only=True)
    """What the models engine may be told, with the data folder as its home."""

    @property
    def secret_file(self) -> Path:
        return self.data / "secret-key"

    @property
    def services_file(self) -> Path:
        """Where `manage.py up` says what it runs: addresses, port and pids."""
        return self.data / "run" / "services.json"

    @property
    def over_https(self) -> bool:
        """Whether people reach the service through a proxy that ends TLS; the service itself speaks plain HTTP."""
        return self.public_url.startswith("https://") and not self.serves_tls

    @property
    def serves_tls(self) -> bool:
        """Whether the web process itself speaks HTTPS."""
        return self.tls or self.tls_cert is not None

    def secret_key(self) -> str:
        """SECRET_KEY, or the key kept in the data folder, written there (mode 0600) the first time."""
        if self.secret:
            return self.secret
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.secret_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self.secret_file.read_text().strip()
        with os.fdopen(handle, "w") as file:
            key = secrets.token_urlsafe(64)
            file.write(key)
        return key

    def allowed_hosts(self) -> list[str]:
        """Names this service answers to: those given, else this machine's own; the local ones always, for /health."""
        names = list(LOCAL_NAMES) + list(self.hosts)
        public = urlsplit(self.public_url).hostname
        if public:
            names.append(f"[{public}]" if ":" in public else public)
        if not self.hosts:
            names += _own_names() if self.host in EVERY_ADDRESS else [self.host]
        return list(dict.fromkeys(names))

    def database(self) -> dict[str, Any]:
        """DATABASE_URL as Django wants it, without pool options; empty when there is no database to be found."""
        if not self.database_url:
            return {}
        parts = urlsplit(self.database_url)
        options = dict(parse_qsl(parts.query))
        host = options.pop("host", "") or unquote(parts.hostname or "")
        return {
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": options.pop("port", "") or str(parts.port or ""),
            "OPTIONS": options,
        }


def _own_names() -> list[str]:
    """Host name and addresses of this machine, for a service that listens on all of them."""
    name = socket.gethostname()
    names = [name, f"{name}.local"]
    for addresses in psutil.net_if_addrs().values():
        names += [entry.address for entry in addresses if entry.family == socket.AF_INET]
        names += [
            f"[{entry.address}]" for entry in addresses if entry.family == socket.AF_INET6 and "%" not in entry.address
        ]
    return names


def running_services(file: Path) -> dict[str, Any]:
    """What a live `manage.py up` of this data folder wrote down, or an empty dict when none runs."""
    try:
        services: dict[str, Any] = json.loads(file.read_text())
        # The moment of birth tells the process from a later one that was given the same pid.
        alive = abs(psutil.Process(services["pids"]["up"]).create_time() - services["born"]["up"]) < 2
    except (OSError, ValueError, KeyError, psutil.Error):
        return {}
    return services if alive else {}


def read_config(environ: Mapping[str, str], beside_running: bool = True) -> Config:
    """The settings out of ``environ``. Raises ConfigError naming the variable that cannot be used.

    ``beside_running`` takes the addresses of a running `manage.py up` for those not set.
    """
    values: dict[str, Any] = {}
    for entry in _settings():
        variable = entry.metadata["variable"]
        given = environ.get(variable, "").strip() or entry.metadata["default"]
        try:
            values[entry.name] = entry.metadata["parse"](given)
        except ValueError as error:
            raise ConfigError(f"{variable} {error}, not {given!r}.") from None
    values["media"] = values["media"] or values["data"] / "media"
    if beside_running and not (values["database_url"] and values["redis_url"]):
        services = running_services(values["data"] / "run" / "services.json")
        values["database_url"] = values["database_url"] or services.get("DATABASE_URL", "")
        values["redis_url"] = values["redis_url"] or services.get("REDIS_URL", "")
    if (values["tls_cert"] is None) != (values["tls_key"] is None):
        raise ConfigError("TLS_CERT and TLS_KEY are given together or not at all.")
    try:
        models = read_options(environ, values["data"])
    except BadOption as error:
        raise ConfigError(str(error)) from None
    return Config(**values, models=models)


def _settings() -> list[Field[Any]]:
    """The fields that are read from a variable of their own."""
    return [entry for entry in fields(Config) if entry.metadata]


def documentation() -> str:
    """docs/configuration.md, made of the settings' own descriptions."""

    def row(entry: Field[Any]) -> str:
        about = entry.metadata
        return f"| `{about['variable']}` | {about['shown']} | {about['about']} |"

    return "\n".join(
        [
            "# Configuration",
            "",
            "<!-- Written by `python -m lightloom_site.config --docs`; a test keeps it equal to the code. -->",
            "",
            "Lightloom reads its settings from environment variables, all of them through `lightloom_site/config.py`. None has",
            "to be set: `make run` works without any. An empty variable counts as not set.",
            "",
            "| variable | when not set | what it does |",
            "|---|---|---|",
            *(row(entry) for entry in _settings() if entry.metadata["about"]),
            "",
            "The models engine has some of its own:",
            "",
            "| variable | when not set | what it does |",
            "|---|---|---|",
            *(f"| `{option.variable}` | {option.shown} | {option.about} |" for option in OPTIONS),
            "",
            "Management commands (`.venv/bin/python manage.py …`) started with the same `LIGHTLOOM_DATA` as a running",
            "`make run` find its embedded database and broker by themselves.",
            "",
            "## Several machines",
            "",
            "Give every machine the same `DATABASE_URL`, `REDIS_URL`, `SECRET_KEY` and either the same",
            "`LIGHTLOOM_S3_BUCKET` or a shared `LIGHTLOOM_MEDIA` folder; then choose with `LIGHTLOOM_PROCESSES` what each",
            "runs. A machine with a GPU for the painting and one for everything else:",
            "",
            "```sh",
            "LIGHTLOOM_PROCESSES=paint,speech,finish LIGHTLOOM_ENGINE=models make run   # the GPU machine",
            "LIGHTLOOM_PROCESSES=web,story,tend HOST=0.0.0.0 make run                   # the web machine",
            "```",
            "",
            "Any process may run on several machines at once, `tend` too: its sweeps do no harm when they meet. With the models",
            "engine `paint`, `speech` and `finish` are one process, called `engine`, so that one GPU holds the models once.",
            "",
        ]
    )


if __name__ == "__main__":
    if sys.argv[1:] != ["--docs"]:
        raise SystemExit("usage: python -m lightloom_site.config --docs")
    sys.stdout.write(documentation())
