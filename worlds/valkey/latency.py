"""How long people waited for words and strips, as their browsers measured it; the newest measurements, in Valkey.

``record_wait`` adds one, ``summarise_waits`` gives median and 95th percentile for ``/health``. No names, no rooms;
nothing older than an hour. Without the broker a measurement is lost and nothing else.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass

import redis

from worlds.valkey.client import broker

KINDS = {
    "partial": "from the beginning of speech to its first words on another screen",
    "words": "from the end of speech (with the 0.6 s of pause that show it) to the final words",
    "strip": "from the final words to their strip",
}
MAX_SAMPLES = 400
WINDOW_SECONDS = 3600


@dataclass(frozen=True)
class WaitSummary:
    """One kind of wait: ``times`` measurements of the last hour, in milliseconds."""

    kind: str
    about: str
    times: int
    median_ms: int | None
    p95_ms: int | None


def _key(kind: str) -> str:
    return f"lightloom:felt:{kind}"


def record_wait(kind: str, ms: int) -> None:
    """Keep that somebody waited ``ms`` milliseconds for ``kind``."""
    try:
        with broker() as valkey, valkey.pipeline(transaction=False) as pipe:
            pipe.lpush(_key(kind), f"{time.time():.0f} {ms}")
            pipe.ltrim(_key(kind), 0, MAX_SAMPLES - 1)
            pipe.expire(_key(kind), WINDOW_SECONDS)
            pipe.execute()
    except redis.RedisError:
        return


def summarise_waits() -> list[WaitSummary]:
    """The waits of the last hour, by kind. Raises ``redis.RedisError`` where the broker is out of reach."""
    since = time.time() - WINDOW_SECONDS
    with broker() as valkey, valkey.pipeline(transaction=False) as pipe:
        for kind in KINDS:
            pipe.lrange(_key(kind), 0, -1)
        lists = pipe.execute()
    return [_summarise(kind, _recent(lines, since)) for kind, lines in zip(KINDS, lists, strict=True)]


def _recent(lines: Iterable[str], since: float) -> list[int]:
    samples = (line.split() for line in lines)
    return [int(ms) for at, ms in samples if float(at) >= since]


def _summarise(kind: str, samples: list[int]) -> WaitSummary:
    ordered = sorted(samples)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] if ordered else None
    return WaitSummary(kind, KINDS[kind], len(samples), round(statistics.median(samples)) if samples else None, high)
