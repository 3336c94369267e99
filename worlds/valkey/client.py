"""The broker (Valkey) as the story asks it itself: presence, limits, health, what was felt.
Quick to say that it is away.

``with broker() as valkey:`` gives the process's one client. Nothing is tried twice, and an answer is waited for a
second. Where none came, everybody who asks within the next second is told so at once; then one call finds out for all
whether it is back. A thread therefore waits for a broker that hangs once, and not with every page.

It is no queue and no channel layer: Celery and channels have clients of their own.
Do not ask again inside of a ``with``.
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

ANSWER_SECONDS = 1.0
"""How long a connection, and then each answer, is waited for."""
AWAY_SECONDS = 1.0
"""How long a broker that gave none is not asked again."""


class Broker:
    """The broker at ``url``. One for each process; any number of threads may ask it."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(
            url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            # Said out loud: how often redis-py retries by itself depends on how its client is made.
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        self._lock = threading.Lock()
        self._ask_from: float | None = None
        """When it may be asked again, in seconds of the monotonic clock; none while it is not known to be away."""

    @contextmanager
    def asked(self) -> Iterator[redis.Redis]:
        """The client.
        Raises ``redis.RedisError`` where the broker does not answer, and at once where it just did not."""
        self._begin()
        ask_from = None
        try:
            yield self._client
        except (redis.ConnectionError, redis.TimeoutError):
            ask_from = time.monotonic() + AWAY_SECONDS
            raise
        finally:
            self._ask_from = ask_from

    def _begin(self) -> None:
        with self._lock:
            if self._ask_from is None:
                return
            now = time.monotonic()
            if now < self._ask_from:
                raise redis.ConnectionError("The broker did not answer a moment ago.")
            # This call finds out; the others need not wait beside it.
            self._ask_from = now + ANSWER_SECONDS + AWAY_SECONDS


@cache
def _own() -> Broker:
    return Broker(settings.REDIS_URL)


def broker() -> AbstractContextManager[redis.Redis]:
    """This process's broker, to be asked: ``with broker() as valkey``. Raises ``redis.RedisError`` where it is away."""
    return _own().asked()
