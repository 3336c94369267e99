"""Which engine paints just now, as its workers say in Valkey; looked up every few seconds at most."""

from __future__ import annotations

import json
import time

import redis
from django.conf import settings

ENGINE_KEYS = "lightloom:engine:*"
FRESH_SECONDS = 10.0

_seen: tuple[float, str | None] = (float("-inf"), None)


def live_engine() -> str | None:
    """The name of the engine whose worker empties the paint queue; none where nobody says so, or nobody can be asked."""
    global _seen
    if time.monotonic() - _seen[0] > FRESH_SECONDS:
        _seen = (time.monotonic(), _look())
    return _seen[1]


def _look() -> str | None:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=2.0, socket_connect_timeout=2.0, decode_responses=True
        ) as valkey:
            keys = list(valkey.scan_iter(ENGINE_KEYS, count=200))
            beats = [json.loads(str(beat)) for beat in valkey.mget(keys) if beat] if keys else []
    except redis.RedisError:
        return None
    return next((beat["engine"] for beat in beats if "paint" in beat["queues"]), None)
