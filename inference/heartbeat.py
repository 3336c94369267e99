"""A worker's sign of life: what it is and what it has loaded, in Valkey, under a key that lapses when the worker does.

``/health`` reads these keys and nothing else about workers. A broker that is away for a while is no reason to stop: the next beat
tries again. It decides nothing.
"""

from __future__ import annotations

import json
import logging
import threading
from typing import Any

import redis

KEY = "lightloom:engine:"
EVERY = 5.0
"""Seconds between two beats."""
LAPSE = 15
"""Seconds after which a worker that fell silent is forgotten."""

log = logging.getLogger(__name__)


class Heartbeat:
    """Writes ``record`` (JSON-ready) under ``lightloom:engine:<name>`` from ``start`` until ``stop``."""

    def __init__(self, url: str, name: str, record: dict[str, Any]) -> None:
        self._valkey = redis.Redis.from_url(url, socket_timeout=2.0, socket_connect_timeout=2.0)
        self._key, self._value = KEY + name, json.dumps(record)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._beat()
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
        while not self._stopped.wait(EVERY):
            self._beat()

    def _beat(self) -> None:
        try:
            self._valkey.set(self._key, self._value, ex=LAPSE)
        except redis.RedisError:
            log.warning("the broker is away; no sign of life was left")
