"""A worker's sign of life: what it is, what it has loaded and how far it is, in Valkey,
under a key that lapses when the worker does.

``/health`` and the rooms read these keys and nothing else about workers. What is told is looked at twice a second and
written when it changed, else every few seconds. A broker that is away for a while is no reason to stop: the next beat
tries again. It decides nothing.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import redis

KEY = "lightloom:engine:"
EVERY = 5.0
"""Seconds between two beats when nothing changes."""
LOOK = 0.5
"""Seconds between two looks at whether anything did."""
LAPSE = 15
"""Seconds after which a worker that fell silent is forgotten."""

log = logging.getLogger(__name__)


class Heartbeat:
    """Writes what ``read`` gives (JSON-ready) under ``lightloom:engine:<name>`` from ``start`` until ``stop``."""

    def __init__(self, url: str, name: str, read: Callable[[], dict[str, Any]]) -> None:
        self._valkey = redis.Redis.from_url(url, socket_timeout=2.0, socket_connect_timeout=2.0)
        self._key, self._read = KEY + name, read
        self._told: dict[str, Any] = {}
        self._told_at = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._look()
        self._thread.start()

    def stop(self) -> None:
        """Fall silent and take the key away; a second call does nothing."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        try:
            self._valkey.delete(self._key)
        except redis.RedisError:
            log.info("the broker is away; the sign of life lapses by itself")
        self._valkey.close()

    def _run(self) -> None:
        while not self._stopped.wait(LOOK):
            self._look()

    def _look(self) -> None:
        record = self._read()
        if _news(record) == _news(self._told) and time.monotonic() - self._told_at < EVERY:
            return
        try:
            self._valkey.set(self._key, json.dumps(record), ex=LAPSE)
        except redis.RedisError:
            log.warning("the broker is away; no sign of life was left")
        # Also where it failed: the next beat is soon enough.
        self._told, self._told_at = record, time.monotonic()


def _news(record: dict[str, Any]) -> dict[str, Any]:
    """The record without what passes by itself: that time goes on is no news."""
    warmth = record.get("warmth")
    return record | {"warmth": warmth and {**warmth, "seconds": 0}}
