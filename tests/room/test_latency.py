"""What people waited, in Valkey: a median of the last hour, without names, lost without harm."""

from __future__ import annotations

import time

import pytest
import redis
from django.conf import settings

from worlds.valkey import client, latency

pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture(autouse=True)
def nothing_felt() -> None:
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    valkey.delete(*(f"lightloom:felt:{kind}" for kind in latency.KINDS))


def span(kind: str) -> latency.WaitSummary:
    return next(one for one in latency.summarise_waits() if one.kind == kind)


def test_nothing_felt_is_no_figure() -> None:
    assert [(one.times, one.median_ms, one.p95_ms) for one in latency.summarise_waits()] == [(0, None, None)] * len(
        latency.KINDS
    )


def test_the_median_and_the_95th_of_what_was_felt() -> None:
    for ms in range(1, 101):
        latency.record_wait("words", ms * 10)
    assert (span("words").times, span("words").median_ms, span("words").p95_ms) == (100, 505, 960)
    assert span("strip").times == 0


def test_only_the_newest_are_kept_and_only_for_an_hour() -> None:
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    valkey.lpush("lightloom:felt:strip", f"{time.time() - latency.WINDOW_SECONDS - 5:.0f} 9000")
    latency.record_wait("strip", 100)
    assert (span("strip").times, span("strip").p95_ms) == (1, 100)
    for _ in range(latency.MAX_SAMPLES + 20):
        latency.record_wait("strip", 5)
    assert valkey.llen("lightloom:felt:strip") == latency.MAX_SAMPLES
    assert 0 < valkey.ttl("lightloom:felt:strip") <= latency.WINDOW_SECONDS


def test_a_broker_that_is_away_loses_a_measurement_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = client.BrokerClient("redis://127.0.0.1:1/0")
    monkeypatch.setattr(client, "_process_client", lambda: nobody)
    latency.record_wait("words", 10)
    with pytest.raises(redis.RedisError):
        latency.summarise_waits()
