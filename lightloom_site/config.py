"""Every setting of the service that comes from the environment, read once and in this place.

``read_config(os.environ)`` gives an immutable ``Config`` or raises ``ConfigError`` with one sentence that names the
variable. Where DATABASE_URL or REDIS_URL are not set, the addresses that a running `manage.py up` left in
``run/services.json`` of the data folder are taken, so that management commands find its embedded services.
``python -m lightloom_site.config_docs`` prints docs/configuration.md. It starts nothing and knows no Django.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

import psutil
from pydantic import AfterValidator, BeforeValidator, model_validator

from inference.environment import LOWER_CASE, PROJECT, ConfigError, ResolvedPath, Settings, in_data_folder, variable
from inference.models.runtime.options import EngineName, ModelOptions
from inference.sketch.ears.options import EarsOptions
from lightloom_site.own_names import own_names

__all__ = ["EVERY_ADDRESS", "PROCESSES", "PROJECT", "Config", "ConfigError", "read_config"]

PROCESSES = ("web", "story", "paint", "speech", "finish", "studio", "tend")
"""The processes `manage.py up` can run on a machine, in the order of their start."""

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
LOCAL_ADDRESSES = ("localhost", "127.0.0.1", "::1")
EVERY_ADDRESS = ("0.0.0.0", "::")


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _in_order_of_start(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names or not set(names) <= set(PROCESSES):
        raise ValueError("is a comma-separated choice of " + ", ".join(PROCESSES))
    return tuple(name for name in PROCESSES if name in names)


def _address(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        try:
            parts = urlsplit(value)
            usable = parts.scheme in schemes and (parts.netloc or parts.query or parts.path) and parts.port != 0
        except ValueError:  # half an IPv6 address, or a port that is no number
            usable = False
        if not usable:
            raise ValueError("is an address that starts with " + " or ".join(f"{scheme}://" for scheme in schemes))
        return value

    return AfterValidator(check)


def _origin(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.path.rstrip("/") or parts.query:
        raise ValueError("is http:// or https:// with a host and, where needed, a port, and nothing behind it")
    return f"{parts.scheme}://{parts.netloc}"


Names = Annotated[tuple[str, ...], BeforeValidator(_split)]


class Config(Settings):
    """The settings of this process. An empty string or tuple means "not set"."""

    port: int = variable("PORT", 8000, "Port of the web process.", ge=1, le=65535)
    host: str = variable("HOST", "127.0.0.1", "Address the web process listens on; `0.0.0.0` opens it to the network.")
    media: ResolvedPath = variable(
        "LIGHTLOOM_MEDIA",
        in_data_folder("media"),
        "Folder of the pictures and audio, when they are not in S3.",
        unset="`media/` in the data folder",
    )
    database_url: Annotated[str, _address("postgresql", "postgres")] = variable(
        "DATABASE_URL",
        "",
        "PostgreSQL 15 or newer, as `postgresql://user:password@host:5432/name`.",
        unset="embedded",
        repr=False,
    )
    redis_url: Annotated[str, _address("redis", "rediss")] = variable(
        "REDIS_URL",
        "",
        "Valkey or Redis, as `redis://:password@host:6379/0`, for tasks and for messages between screens.",
        unset="embedded",
        repr=False,
    )
    secret: str = variable(
        "SECRET_KEY",
        "",
        "Signs sessions; give every machine the same one.",
        unset="written to `secret-key` in the data folder at the first start",
        repr=False,
    )
    debug: bool = variable("DEBUG", False, "Error pages with internals; never where others can reach it.")
    engine: Annotated[EngineName, LOWER_CASE] = variable(
        "LIGHTLOOM_ENGINE",
        "auto",
        "`sketch` (no weights, CPU), `models` (an NVIDIA GPU and the weights), or `auto`: models where they can run.",
    )
    public_url: Annotated[str, AfterValidator(_origin)] = variable(
        "LIGHTLOOM_PUBLIC_URL",
        "",
        "Address people use, such as `https://lightloom.example`, for links and QR codes. With `https` the service "
        "expects a proxy in front that sets `X-Forwarded-Proto` and `X-Forwarded-For`.",
        unset="the address of the request",
    )
    tls: bool = variable(
        "TLS",
        False,
        "`1` serves HTTPS, with a certificate made on the spot for this machine's names unless one is given. Browsers "
        "ask once before they believe such a one.",
    )
    tls_cert: ResolvedPath | None = variable(
        "TLS_CERT",
        None,
        "File of the certificate (PEM, with its chain) to serve HTTPS with.",
        unset="made on the spot",
    )
    tls_key: ResolvedPath | None = variable("TLS_KEY", None, "File of its private key (PEM).", unset="made on the spot")
    hosts: Names = variable(
        "ALLOWED_HOSTS",
        (),
        "Host names the service answers to, comma-separated; also the origins allowed on the WebSocket.",
        unset="this machine's names and the host of LIGHTLOOM_PUBLIC_URL; for a network (`HOST`, and no such URL) also "
        "private addresses, names without a dot, and those below `.local`, `.lan`, `.home`, `.home.arpa`, `.internal` "
        "and `.localdomain`",
    )
    s3_bucket: str = variable(
        "LIGHTLOOM_S3_BUCKET",
        "",
        "Bucket that holds pictures and audio instead of the folder; credentials come the way boto3 finds them. It "
        "needs no public access: files are read through this service, which checks who asks.",
        unset="not used",
    )
    s3_endpoint: Annotated[str, _address("http", "https")] = variable(
        "LIGHTLOOM_S3_ENDPOINT", "", "Address of another S3-compatible store.", unset="Amazon S3"
    )
    processes: Annotated[Names, AfterValidator(_in_order_of_start)] = variable(
        "LIGHTLOOM_PROCESSES",
        PROCESSES,
        f"What this machine runs, comma-separated, of `{'`, `'.join(PROCESSES)}`.",
        unset="all",
    )
    log_level: Annotated[LogLevel, BeforeValidator(str.upper)] = variable(
        "LIGHTLOOM_LOG_LEVEL", "INFO", f"Least level that is logged: {', '.join(get_args(LogLevel))}."
    )
    db_pool: int = variable(
        "LIGHTLOOM_DB_POOL", 10, "Most database connections one process holds at a time.", ge=1, le=200
    )
    import_mb: int = variable(
        "LIGHTLOOM_IMPORT_MB",
        256,
        "Largest archive of a world that an account may bring in through the browser, MB; `0` switches that off. "
        "`manage.py import_world` knows no such bound.",
        ge=0,
        le=16_384,
    )
    painters: int | None = variable(
        "LIGHTLOOM_PAINTERS",
        None,
        "How many strips the sketch engine paints at once on this machine; each painter takes a core and 160 MB.",
        unset="one for each core, at most four",
        ge=1,
        le=64,
    )
    film_lines: int = variable(
        "LIGHTLOOM_FILM_LINES",
        1080,
        "Size of films: px on the shorter side. Smaller ones are made sooner.",
        ge=120,
        le=2160,
    )
    film_strips: int = variable(
        "LIGHTLOOM_FILM_STRIPS",
        40,
        "Strips up to which a finished world is filmed by itself; the film of a longer one, or with `0` of any, is "
        "made when somebody asks for it.",
        ge=0,
        le=10_000,
    )
    engine_why: str = variable("LIGHTLOOM_ENGINE_WHY", "", "")
    """Why `auto` became the engine it is: `manage.py up` tells the processes it starts, and nobody else sets it."""
    models: ModelOptions
    """What the models engine may be told, with the same data folder."""
    ears: EarsOptions
    """What the sketch engine may be told of its ears, with the same folders."""

    @model_validator(mode="after")
    def _certificate_with_its_key(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("TLS_CERT and TLS_KEY are given together or not at all.")
        return self

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
            names += own_names() if self.host in EVERY_ADDRESS else [self.host]
        return list(dict.fromkeys(names))

    @property
    def takes_private_hosts(self) -> bool:
        """Whether it was started for a network: whatever that calls this machine is accepted (lightloom_site/hosts.py).

        Not where there may be a proxy that everybody can reach.
        """
        return self.host not in LOCAL_ADDRESSES and not self.hosts and not self.public_url

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
    config = Config.read(environ, models=ModelOptions.read(environ), ears=EarsOptions.read(environ))
    if not beside_running or (config.database_url and config.redis_url):
        return config
    services = running_services(config.services_file)
    found = {name: getattr(config, name) or services.get(name.upper(), "") for name in ("database_url", "redis_url")}
    return config.model_copy(update=found)
