"""How long people waited for what they see, as their own screens measured it:
the last few hundred times of each kind, in Valkey.

``note`` adds one, ``spans`` gives median and 95th percentile for ``/health``. No names, no rooms; what is older than an
hour is left out. A broker that is away loses a measurement and nothing else.
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
KEPT = 400
FRESH_SECONDS = 3600


@dataclass(frozen=True)
class Span:
    """One kind of wait: ``times`` of it were felt in the last hour; milliseconds."""

    kind: str
    about: str
    times: int
    median_ms: int | None
    p95_ms: int | None


def _key(kind: str) -> str:
    return f"lightloom:felt:{kind}"


def note(kind: str, ms: int) -> None:
    """Remember that somebody waited ``ms`` milliseconds for ``kind``."""
    try:
        with broker() as valkey, valkey.pipeline(transaction=False) as pipe:
            pipe.lpush(_key(kind), f"{time.time():.0f} {ms}")
            pipe.ltrim(_key(kind), 0, KEPT - 1)
            pipe.expire(_key(kind), FRESH_SECONDS)
            pipe.execute()
    except redis.RedisError:
        return


def spans() -> list[Span]:
    """What was felt in the last hour. Raises ``redis.RedisError`` where the broker is out of reach."""
    since = time.time() - FRESH_SECONDS
    with broker() as valkey, valkey.pipeline(transaction=False) as pipe:
        for kind in KINDS:
            pipe.lrange(_key(kind), 0, -1)
        lists = pipe.execute()
    return [_span(kind, _fresh(lines, since)) for kind, lines in zip(KINDS, lists, strict=True)]


def _fresh(lines: Iterable[str], since: float) -> list[int]:
    noted = (line.split() for line in lines)
    return [int(ms) for at, ms in noted if float(at) >= since]


def _span(kind: str, felt: list[int]) -> Span:
    ordered = sorted(felt)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] if ordered else None
    return Span(kind, KINDS[kind], len(felt), round(statistics.median(felt)) if felt else None, high)
