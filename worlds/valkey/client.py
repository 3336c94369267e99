"""The story's own client of the broker (Valkey), with a circuit breaker: for presence, limits, health and latency.

``with broker() as valkey:`` gives the process's one client. Nothing is retried, and an answer may take a second. After
a timeout the circuit is open for a second: every call fails at once; then one call tries whether the broker is back.
So a thread waits for a broker that hangs once, not with every page. Do not nest these ``with`` blocks.

Celery and channels have clients of their own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

TIMEOUT_SECONDS = 1.0
"""How long a connection, and then each answer, may take."""
OPEN_CIRCUIT_SECONDS = 1.0
"""How long every call fails at once after one that timed out."""


class BrokerClient:
    """The broker at ``url``. One for each process; any number of threads may use it."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(
            url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            # Explicit, since how often redis-py retries by default depends on how its client is made.
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        self._lock = threading.Lock()
        self._open_until: float | None = None
        """Until when calls fail at once, in seconds of the monotonic clock; None while the circuit is closed."""

    @contextmanager
    def connection(self) -> Iterator[redis.Redis]:
        """The client. Raises ``redis.RedisError`` without an answer, at once while the circuit is open."""
        self._check_circuit()
        open_until = None
        try:
            yield self._client
        except (redis.ConnectionError, redis.TimeoutError):
            open_until = time.monotonic() + OPEN_CIRCUIT_SECONDS
            raise
        finally:
            self._open_until = open_until

    def _check_circuit(self) -> None:
        with self._lock:
            if self._open_until is None:
                return
            now = time.monotonic()
            if now < self._open_until:
                raise redis.ConnectionError("The broker did not answer a moment ago.")
            # This call tries whether it is back; the others go on failing at once.
            self._open_until = now + TIMEOUT_SECONDS + OPEN_CIRCUIT_SECONDS


@cache
def _process_client() -> BrokerClient:
    return BrokerClient(settings.REDIS_URL)


def broker() -> AbstractContextManager[redis.Redis]:
    """This process's client: ``with broker() as valkey``. Raises ``redis.RedisError`` where the broker is away."""
    return _process_client().connection()
