"""How often somebody may do what costs others something: counted in Valkey, per person, world, token or address.

``LIMIT.check(who)`` counts one more use and raises ``TooMany`` with the time to come back at when there were too many.
A window begins with its first use and lasts as long as the limit says; what was refused counts too, so that hammering
does not help. With Valkey out of reach everything is allowed: a limit must never be what stops a story.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass

import redis

from worlds.actions.transaction import Refusal
from worlds.valkey.client import broker

log = logging.getLogger(__name__)


class TooMany(Refusal):
    """Refused for now: it may be asked for again in ``seconds``."""

    def __init__(self, code: str, seconds: int) -> None:
        super().__init__(code)
        self.seconds = seconds


@dataclass(frozen=True)
class Limit:
    """At most ``most`` uses in ``seconds``; ``code`` is the refusal's."""

    name: str
    most: int
    seconds: int
    code: str

    def check(self, who: str) -> None:
        """Count one use of ``who``. Raises ``TooMany``."""
        key = f"lightloom:limit:{self.name}:{who}"
        try:
            with broker() as valkey, valkey.pipeline(transaction=True) as pipe:
                pipe.set(key, 0, ex=self.seconds, nx=True)
                pipe.incr(key)
                pipe.ttl(key)
                _, used, left = pipe.execute()
        except redis.RedisError:
            log.warning("limits cannot be counted; %s of %s is allowed", self.name, who)
            return
        if used > self.most:
            raise TooMany(self.code, max(1, left))


def wait_words(seconds: float) -> str:
    """``in about 12 minutes``; for sentences that say when to come back."""
    if seconds < 90:
        return f"in about {max(1, math.ceil(seconds))} second{'s' if math.ceil(seconds) > 1 else ''}"
    minutes = math.ceil(seconds / 60)
    return f"in about {minutes} minutes"
