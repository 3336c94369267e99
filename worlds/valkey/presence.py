"""Who is in a room right now, or was a moment ago: not durable, kept in Valkey, expired when nobody renews it.

Each room has a sorted set of sockets, ``<narrator>:<role>:<socket>``, scored by when they expire, and one of its
narrators, scored by when they were seen last. The process that holds a socket renews it; those of a process that dies
expire within seconds. Everything here raises ``redis.RedisError`` where the broker is out of reach.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from worlds.valkey.client import broker

EXPIRY_SECONDS = 25.0
RENEW_SECONDS = 8.0
AWAY_SECONDS = 60.0
"""Whoever has not been seen for so long is away. A reload, a lift or a tunnel is shorter."""


@dataclass(frozen=True)
class RoomPresence:
    """``narrators`` in no particular order; ``watching`` counts the sockets of spectators."""

    narrators: tuple[str, ...]
    watching: int


def _key(room: str) -> str:
    return f"lightloom:present:{room}"


def _seen_key(room: str) -> str:
    return f"lightloom:seen:{room}"


def _member(narrator: str, spectator: bool, socket: str) -> str:
    return f"{narrator}:{'s' if spectator else 'n'}:{socket}"


def renew(room: str, sockets: list[tuple[str, bool, str]]) -> None:
    """Say that these sockets (narrator, spectator?, socket id) are still in ``room``."""
    if not sockets:
        return
    now = time.time()
    with broker() as valkey, valkey.pipeline(transaction=False) as pipe:
        pipe.zadd(_key(room), {_member(*socket): now + EXPIRY_SECONDS for socket in sockets})
        pipe.expire(_key(room), int(EXPIRY_SECONDS * 4))
        pipe.zadd(_seen_key(room), {narrator: now for narrator, _, _ in sockets})
        pipe.expire(_seen_key(room), int(AWAY_SECONDS * 2))
        pipe.execute()


def leave(room: str, narrator: str, spectator: bool, socket: str) -> None:
    with broker() as valkey, valkey.pipeline(transaction=False) as pipe:
        pipe.zrem(_key(room), _member(narrator, spectator, socket))
        pipe.zadd(_seen_key(room), {narrator: time.time()})
        pipe.expire(_seen_key(room), int(AWAY_SECONDS * 2))
        pipe.execute()


def presence_of(room: str) -> RoomPresence:
    now = time.time()
    with broker() as valkey, valkey.pipeline(transaction=False) as pipe:
        pipe.zremrangebyscore(_key(room), "-inf", now)
        pipe.zrange(_key(room), 0, -1)
        members = pipe.execute()[1]
    split = [member.split(":") for member in members]
    return RoomPresence(
        narrators=tuple(sorted({narrator for narrator, kind, _ in split if kind == "n"})),
        watching=sum(kind == "s" for _, kind, _ in split),
    )


def narrators_in(room: str) -> tuple[str, ...]:
    """Ids of the narrators in the room now."""
    return presence_of(room).narrators


def narrators_around(room: str) -> tuple[str, ...]:
    """Ids of those who are in the room or left it less than ``AWAY_SECONDS`` ago, spectators too."""
    away = time.time() - AWAY_SECONDS
    with broker() as valkey, valkey.pipeline(transaction=False) as pipe:
        pipe.zremrangebyscore(_seen_key(room), "-inf", away)
        pipe.zrange(_seen_key(room), 0, -1)
        return tuple(pipe.execute()[1])
