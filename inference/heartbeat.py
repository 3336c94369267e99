"""A worker's heartbeat in Valkey: its queues, its ledger and its warm-up, under a key that expires with the worker.

``/health`` and the rooms know workers only from these keys. The record is read twice a second, and written when it
changed or every few seconds. While Valkey is away the worker continues, and the next beat tries again.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import redis

KEY_PREFIX = "lightloom:engine:"
INTERVAL = 5.0
"""Seconds between two beats while nothing changes."""
POLL_INTERVAL = 0.5
"""Seconds between two reads of the record."""
EXPIRY = 15
"""Seconds after the last beat at which the key expires."""

log = logging.getLogger(__name__)


class Heartbeat:
    """Writes what ``read`` gives (JSON-ready) under ``lightloom:engine:<name>`` from ``start`` until ``stop``."""

    def __init__(self, url: str, name: str, read: Callable[[], dict[str, Any]]) -> None:
        self._valkey = redis.Redis.from_url(url, socket_timeout=2.0, socket_connect_timeout=2.0)
        self._key, self._read = KEY_PREFIX + name, read
        self._written: dict[str, Any] = {}
        self._written_at = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._beat()
        self._thread.start()

    def stop(self) -> None:
        """Stop and delete the key; a second call does nothing."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        try:
            self._valkey.delete(self._key)
        except redis.RedisError:
            log.info("the broker is away; the heartbeat's key expires by itself")
        self._valkey.close()

    def _run(self) -> None:
        while not self._stopped.wait(POLL_INTERVAL):
            self._beat()

    def _beat(self) -> None:
        record = self._read()
        if (
            _without_seconds(record) == _without_seconds(self._written)
            and time.monotonic() - self._written_at < INTERVAL
        ):
            return
        try:
            self._valkey.set(self._key, json.dumps(record), ex=EXPIRY)
        except redis.RedisError:
            log.warning("the broker is away; no heartbeat was written")
        # Also after a failure, so that the next try is a whole interval later.
        self._written, self._written_at = record, time.monotonic()


def _without_seconds(record: dict[str, Any]) -> dict[str, Any]:
    """The record without the seconds of the warm-up, which change at every read."""
    warmup = record.get("warmth")
    return record | {"warmth": warmup and {**warmup, "seconds": 0}}
