"""Whether the service is healthy: disk, database, broker, workers of every queue, the tender. Reads only, never waits
long.

Workers and the tender send heartbeats: keys in Valkey that expire by themselves. An engine that is still warming up
counts as not ready, and says how far it is.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count

from inference.contract.ledger import format_bytes, format_count, ledger_totals
from inference.contract.speech.hearing import Language
from worlds.disk_space import disk_space
from worlds.models import Phrase
from worlds.speech.languages import LANGUAGE_NAMES, LANGUAGES
from worlds.valkey import latency
from worlds.valkey.client import broker
from worlds.wire.protocol import ERRORS

log = logging.getLogger(__name__)

QUEUES = ("speech", "paint", "finish", "studio", "story")
LOW_PRIORITY_SUFFIX = "\x06\x166"
"""What kombu appends to a queue's key for messages of priority 6: films, which wait behind what pages wait for."""
ENGINE_KEY_PATTERN = "lightloom:engine:*"
TENDER_KEY = "lightloom:tender"
TENDER_EXPIRY_SECONDS = 10
ENGINE_CACHE_SECONDS = 10.0

_engine_cache: tuple[float, str | None] = (float("-inf"), None)
_languages_cache: tuple[float, tuple[Language, ...]] = (float("-inf"), ())


@dataclass
class Health:
    """``reasons`` says in sentences what is missing; with none the service is ready. ``warnings`` says what will be."""

    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    disk_free: int = 0
    """Bytes free on the fullest disk of this machine's own."""
    keeps: bool = True
    """Whether anything can be written: heartbeats cannot either where it cannot."""
    engine: str | None = None
    engine_reason: str = ""
    """Why it is this engine, where that was left to the machine."""
    warmup: dict[str, Any] | None = None
    """How far the engine is (``inference.engine.protocols.WarmupStatus``)."""
    ledger: list[dict[str, Any]] = field(default_factory=list)
    languages: tuple[Language, ...] = ()
    """What is heard, English first; empty while no ears say so."""
    workers: list[dict[str, Any]] = field(default_factory=list)
    queues: dict[str, int] = field(default_factory=dict)
    phrases: dict[str, int] = field(default_factory=dict)
    waits: list[latency.WaitSummary] = field(default_factory=list)
    """How long people waited for what they see, in the last hour."""
    database: bool = False
    broker: bool = False
    tender: bool = False

    @property
    def ready(self) -> bool:
        return not self.reasons

    @property
    def queue_rows(self) -> list[dict[str, Any]]:
        """The queues with what waits in them and the processes that empty them."""
        return [
            {
                "queue": queue,
                "waiting": waiting,
                "pids": [worker["pid"] for worker in self.workers if queue in worker["queues"]],
            }
            for queue, waiting in self.queues.items()
        ]

    @property
    def language_names(self) -> list[str]:
        return [LANGUAGE_NAMES[language] for language in self.languages]

    @property
    def ledger_summary(self) -> str:
        """The ledger's totals in words."""
        total = ledger_totals(self.ledger)
        if not total["parameters"]:
            return "There are no neural networks among it."
        words = f"{format_count(total['parameters_live'])} parameters of neural networks on the live path"
        if total["parameters"] > total["parameters_live"]:
            words += f", {format_count(total['parameters'])} with what works at the end"
        if total["memory"]:
            live, whole = format_bytes(total["memory_live"]), format_bytes(total["memory"])
            words += f"; their weights take {live} and {whole} of memory"
        return f"{words}."

    @property
    def ledger_rows(self) -> list[dict[str, Any]]:
        """The ledger's lines with their numbers as people write them."""
        return [
            line
            | {
                "parameters": format_count(line["parameters"]),
                "memory": format_bytes(line["memory"]) if line["memory"] else "",
                "revision": line["revision"][:12],
            }
            for line in self.ledger
        ]

    def to_json(self) -> dict[str, Any]:
        return {
            "ready": self.ready,
            "version": settings.LIGHTLOOM_VERSION,
            "reasons": self.reasons,
            "warnings": self.warnings,
            "disk_free": self.disk_free,
            "engine": self.engine,
            "why": self.engine_reason,
            "warmth": self.warmup,
            "ledger": self.ledger,
            **ledger_totals(self.ledger),
            "languages": list(self.languages),
            "workers": self.workers,
            "queues": self.queues,
            "phrases": self.phrases,
            "felt": {wait.kind: asdict(wait) for wait in self.waits},
            "database": self.database,
            "broker": self.broker,
            "tender": self.tender,
        }


def check_health() -> Health:
    health = Health()
    _check_disk(health)
    _check_database(health)
    _check_broker(health)
    return health


def engine_warmup() -> dict[str, Any] | None:
    """How far the engine that paints is; None where no worker says so. For pages that show nothing else of health."""
    try:
        with broker() as valkey:
            painter = _painter_heartbeat(_heartbeats(valkey))
    except redis.RedisError:
        return None
    return painter and painter["warmth"]


def room_readiness() -> dict[str, Any] | None:
    """``engine_warmup`` for a room: on a full disk it is not ready, and ``stopped`` is the sentence that says so."""
    if not disk_space().full:
        return engine_warmup()
    return {
        **(engine_warmup() or {"stage": "", "done": 0, "of": 1, "seconds": 0.0, "problem": ""}),
        "ready": False,
        "stopped": ERRORS["room.no_space"],
    }


def live_engine() -> str | None:
    """The name of the engine that paints, cached for some seconds; None where no worker says so."""
    global _engine_cache
    if time.monotonic() - _engine_cache[0] > ENGINE_CACHE_SECONDS:
        try:
            with broker() as valkey:
                painter = _painter_heartbeat(_heartbeats(valkey))
        except redis.RedisError:
            painter = None
        _engine_cache = (time.monotonic(), None if painter is None else str(painter["engine"]))
    return _engine_cache[1]


def heard_languages() -> tuple[Language, ...]:
    """What the ears hear now, English first, cached for some seconds; empty while no ears say so."""
    global _languages_cache
    if time.monotonic() - _languages_cache[0] > ENGINE_CACHE_SECONDS:
        try:
            with broker() as valkey:
                languages = common_languages(_heartbeats(valkey))
        except redis.RedisError:
            languages = _languages_cache[1]
        _languages_cache = (time.monotonic(), languages)
    return _languages_cache[1]


def warmup_message(warmup: dict[str, Any]) -> str:
    """What an engine that is not ready says of itself, in one sentence."""
    problem: str = warmup["problem"]
    return problem or f"The engine is waking: {warmup['stage']} ({warmup['done']} of {warmup['of']})."


def record_tender_heartbeat() -> None:
    """The tender says that it is alive."""
    with broker() as valkey:
        valkey.set(TENDER_KEY, str(time.time()), ex=TENDER_EXPIRY_SECONDS)


def warn_of_low_disk() -> None:
    """Write into the log that the disk is full, or soon will be: for whoever reads no ``/health``."""
    space = disk_space()
    if space.low:
        log.warning("the disk is %s: %s left", "full" if space.full else "nearly full", space.left)


def _check_disk(health: Health) -> None:
    space = disk_space()
    health.disk_free = space.free_bytes
    if space.full:
        health.keeps = False
        health.reasons.append(
            f"The disk is full ({space.left} left): nothing more can be kept until there is room on it."
        )
    elif space.low:
        health.warnings.append(f"The disk is nearly full ({space.left} left): make room before nothing can be kept.")


def _check_database(health: Health) -> None:
    try:
        unpainted = Phrase.objects.filter(state__in=Phrase.UNPAINTED)
        health.phrases = dict(unpainted.order_by().values_list("state").annotate(Count("pk")))
        health.database = True
    except DatabaseError as error:
        log.warning("the database is out of reach: %s", error)
        health.reasons.append("The database is out of reach.")
    finally:
        connection.close_if_unusable_or_obsolete()


def _check_broker(health: Health) -> None:
    try:
        with broker() as valkey:
            health.queues = {
                queue: int(valkey.llen(queue)) + int(valkey.llen(queue + LOW_PRIORITY_SUFFIX)) for queue in QUEUES
            }
            heartbeats = _heartbeats(valkey)
            health.tender = valkey.exists(TENDER_KEY) == 1
            broker_writes = _writes(valkey.info("persistence"))
        health.waits = latency.summarise_waits()
        health.broker = True
    except redis.RedisError as error:
        log.warning("the broker is out of reach: %s", error)
        health.reasons.append("The broker is out of reach.")
        return
    health.workers = sorted(
        (
            {"queues": heartbeat["queues"], "pid": heartbeat["pid"], "engine": heartbeat["engine"]}
            for heartbeat in heartbeats
        ),
        key=lambda worker: (worker["queues"], worker["pid"]),
    )
    if health.keeps and not broker_writes:
        health.keeps = False
        health.reasons.append("The broker cannot write to its disk: nothing more can be kept until it can.")
    # Where nothing can be written no heartbeat can, and who is there cannot say so.
    if health.keeps:
        for queue in QUEUES:
            if not any(queue in worker["queues"] for worker in health.workers):
                health.reasons.append(f"No worker listens to the {queue} queue yet.")
        if not health.tender:
            health.reasons.append("The tender is not running yet.")
    health.languages = common_languages(heartbeats)
    painter = _painter_heartbeat(heartbeats)
    if painter is not None:
        health.engine, health.engine_reason = painter["engine"], painter["why"]
        health.ledger, health.warmup = painter["ledger"], painter["warmth"]
        if not painter["warmth"]["ready"] or painter["warmth"]["problem"]:
            health.reasons.append(warmup_message(painter["warmth"]))


def _writes(persistence: dict[str, Any]) -> bool:
    """Whether the broker can write what it is told; else it refuses to be told anything."""
    return "err" not in (persistence.get("aof_last_write_status"), persistence.get("rdb_last_bgsave_status"))


def _heartbeats(valkey: redis.Redis) -> list[dict[str, Any]]:
    keys = list(valkey.scan_iter(ENGINE_KEY_PATTERN, count=200))
    return [json.loads(str(heartbeat)) for heartbeat in valkey.mget(keys) if heartbeat] if keys else []


def _painter_heartbeat(heartbeats: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The worker that empties the paint queue; of several one that can paint."""
    painters = [heartbeat for heartbeat in heartbeats if "paint" in heartbeat["queues"]]
    return max(painters, key=lambda heartbeat: bool(heartbeat["warmth"]["ready"]), default=None)


def common_languages(heartbeats: list[dict[str, Any]]) -> tuple[Language, ...]:
    """What all ears hear that say so: any of them may be given the next phrase."""
    heard = [beat["languages"] for beat in heartbeats if "speech" in beat["queues"] and beat.get("languages")]
    return tuple(language for language in LANGUAGES if heard and all(language in ears for ears in heard))
