"""Is the service whole: database, broker, workers of every queue, the tender. Reads only, and never waits long.

Workers and the tender say that they are alive by keys in Valkey that lapse by themselves. An engine that is still
waking counts as not ready, and says how far it is.
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
from worlds.models import Phrase
from worlds.valkey import latency as felt
from worlds.valkey.client import broker

log = logging.getLogger(__name__)

QUEUES = ("speech", "paint", "finish", "studio", "story")
LATER = "\x06\x166"
"""How kombu ends the key of a queue's messages of priority 6: films, which wait behind what pages wait for."""
ENGINE_KEYS = "lightloom:engine:*"
TENDER_KEY = "lightloom:tender"
TENDER_LAPSE_SECONDS = 10
ENGINE_FRESH_SECONDS = 10.0

_engine_seen: tuple[float, str | None] = (float("-inf"), None)


@dataclass
class Health:
    """``reasons`` says in sentences what is missing; with none the service is ready."""

    reasons: list[str] = field(default_factory=list)
    engine: str | None = None
    why: str = ""
    """Why it is this engine, where that was left to the machine."""
    warmth: dict[str, Any] | None = None
    """How far the engine is (``inference.engine.protocols.WarmupStatus``)."""
    ledger: list[dict[str, Any]] = field(default_factory=list)
    workers: list[dict[str, Any]] = field(default_factory=list)
    queues: dict[str, int] = field(default_factory=dict)
    phrases: dict[str, int] = field(default_factory=dict)
    felt: list[felt.Span] = field(default_factory=list)
    """How long people waited for what they see, in the last hour."""
    database: bool = False
    broker: bool = False
    tender: bool = False

    @property
    def ready(self) -> bool:
        return not self.reasons

    @property
    def rows(self) -> list[dict[str, Any]]:
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
    def sums(self) -> str:
        """The ledger's totals in words."""
        total = ledger_totals(self.ledger)
        if not total["parameters"]:
            return "There are no neural networks among it."
        words = f"{format_count(total['parameters_live'])} parameters of neural networks on the live path"
        if total["parameters"] > total["parameters_live"]:
            words += f", {format_count(total['parameters'])} with what works at the end"
        if total["memory"]:
            words += f"; their weights take {format_bytes(total['memory_live'])} and {format_bytes(total['memory'])} of memory"
        return f"{words}."

    @property
    def parts(self) -> list[dict[str, Any]]:
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
            "engine": self.engine,
            "why": self.why,
            "warmth": self.warmth,
            "ledger": self.ledger,
            **ledger_totals(self.ledger),
            "workers": self.workers,
            "queues": self.queues,
            "phrases": self.phrases,
            "felt": {span.kind: asdict(span) for span in self.felt},
            "database": self.database,
            "broker": self.broker,
            "tender": self.tender,
        }


def health() -> Health:
    found = Health()
    _look_at_database(found)
    _look_at_broker(found)
    return found


def engine_warmth() -> dict[str, Any] | None:
    """How far the engine that paints is; none where nobody says so. For pages that show it and have no more to ask."""
    try:
        with broker() as valkey:
            painter = _painter(_beats(valkey))
    except redis.RedisError:
        return None
    return painter and painter["warmth"]


def live_engine() -> str | None:
    """The name of the engine that paints, asked for every few seconds at most; none where nobody says so."""
    global _engine_seen
    if time.monotonic() - _engine_seen[0] > ENGINE_FRESH_SECONDS:
        try:
            with broker() as valkey:
                painter = _painter(_beats(valkey))
        except redis.RedisError:
            painter = None
        _engine_seen = (time.monotonic(), None if painter is None else str(painter["engine"]))
    return _engine_seen[1]


def waking_words(warmth: dict[str, Any]) -> str:
    """What an engine that is not ready says of itself, in one sentence."""
    problem: str = warmth["problem"]
    return problem or f"The engine is waking: {warmth['stage']} ({warmth['done']} of {warmth['of']})."


def beat_tender() -> None:
    """The tender says that it is alive."""
    with broker() as valkey:
        valkey.set(TENDER_KEY, str(time.time()), ex=TENDER_LAPSE_SECONDS)


def _look_at_database(found: Health) -> None:
    try:
        unpainted = Phrase.objects.filter(state__in=Phrase.UNPAINTED)
        found.phrases = dict(unpainted.order_by().values_list("state").annotate(Count("pk")))
        found.database = True
    except DatabaseError as error:
        log.warning("the database is out of reach: %s", error)
        found.reasons.append("The database is out of reach.")
    finally:
        connection.close_if_unusable_or_obsolete()


def _look_at_broker(found: Health) -> None:
    try:
        with broker() as valkey:
            found.queues = {queue: int(valkey.llen(queue)) + int(valkey.llen(queue + LATER)) for queue in QUEUES}
            beats = _beats(valkey)
            found.tender = valkey.exists(TENDER_KEY) == 1
        found.felt = felt.spans()
        found.broker = True
    except redis.RedisError as error:
        log.warning("the broker is out of reach: %s", error)
        found.reasons.append("The broker is out of reach.")
        return
    found.workers = sorted(
        ({"queues": beat["queues"], "pid": beat["pid"], "engine": beat["engine"]} for beat in beats),
        key=lambda worker: (worker["queues"], worker["pid"]),
    )
    for queue in QUEUES:
        if not any(queue in worker["queues"] for worker in found.workers):
            found.reasons.append(f"No worker listens to the {queue} queue yet.")
    if not found.tender:
        found.reasons.append("The tender is not running yet.")
    painter = _painter(beats)
    if painter is not None:
        found.engine, found.why = painter["engine"], painter["why"]
        found.ledger, found.warmth = painter["ledger"], painter["warmth"]
        if not painter["warmth"]["ready"] or painter["warmth"]["problem"]:
            found.reasons.append(waking_words(painter["warmth"]))


def _beats(valkey: redis.Redis) -> list[dict[str, Any]]:
    keys = list(valkey.scan_iter(ENGINE_KEYS, count=200))
    return [json.loads(str(beat)) for beat in valkey.mget(keys) if beat] if keys else []


def _painter(beats: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The worker that empties the paint queue; of several one that can paint."""
    painters = [beat for beat in beats if "paint" in beat["queues"]]
    return max(painters, key=lambda beat: bool(beat["warmth"]["ready"]), default=None)
