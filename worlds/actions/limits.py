"""Rate limits, counted in Valkey per person, world, token or address.

``LIMIT.check(key)`` counts one more use and raises ``RateLimited`` with the seconds to wait when there were too many. A
window begins with its first use and has a fixed length; refused uses count too, so that hammering does not help.
Without Valkey everything is allowed: a limit must never be what stops a story.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass

import redis

from worlds.valkey.client import broker
from worlds.wire.refusal import Refusal

log = logging.getLogger(__name__)


class RateLimited(Refusal):
    """Refused for now: it may be tried again in ``seconds``."""

    def __init__(self, code: str, seconds: int) -> None:
        super().__init__(code)
        self.seconds = seconds


@dataclass(frozen=True)
class Limit:
    """At most ``max_uses`` uses in ``seconds``; ``code`` is the refusal's."""

    name: str
    max_uses: int
    seconds: int
    code: str

    def check(self, key: str) -> None:
        """Count one use of ``key``. Raises ``RateLimited``."""
        counter = f"lightloom:limit:{self.name}:{key}"
        try:
            with broker() as valkey, valkey.pipeline(transaction=True) as pipe:
                pipe.set(counter, 0, ex=self.seconds, nx=True)
                pipe.incr(counter)
                pipe.ttl(counter)
                _, used, left = pipe.execute()
        except redis.RedisError:
            log.warning("limits cannot be counted; %s of %s is allowed", self.name, key)
            return
        if used > self.max_uses:
            raise RateLimited(self.code, max(1, left))


def wait_text(seconds: float) -> str:
    """``in about 12 minutes``; for sentences that say when to come back."""
    if seconds < 90:
        return f"in about {max(1, math.ceil(seconds))} second{'s' if math.ceil(seconds) > 1 else ''}"
    minutes = math.ceil(seconds / 60)
    return f"in about {minutes} minutes"
