"""``/health`` while everything runs: HTML for people, JSON for programs;
the reasons when something is missing are in test_recovery."""

from __future__ import annotations

import httpx
import pytest

from tests.stack import Stack

pytestmark = pytest.mark.stack


def test_health_says_what_is_live(stack: Stack) -> None:
    with httpx.Client(base_url=stack.base_url) as client:
        answer = client.get("/health", headers={"Accept": "application/json"})
        assert answer.status_code == 200
        health = answer.json()
        assert health["ready"] and health["reasons"] == []
        assert health["engine"] == "sketch"
        assert health["languages"][0] == "en"
        assert health["warmth"]["ready"] and health["warmth"]["problem"] == ""
        assert client.get("/health/warmth").json() == health["warmth"]
        assert {line["job"] for line in health["ledger"]} == {"ears", "director", "painter", "relief", "art director"}
        assert all(line["licence"] for line in health["ledger"])
        assert set(health["queues"]) == {"speech", "paint", "finish", "studio", "story"}
        assert {queue for worker in health["workers"] for queue in worker["queues"]} == set(health["queues"])
        assert {worker["pid"] for worker in health["workers"]} <= set(stack.pids.values())
        assert health["database"] and health["broker"] and health["tender"]
        page = client.get("/health", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "Ready to weave" in page.text and "no-cache" in page.headers["cache-control"]
        assert "postgres" not in page.text and stack.services["REDIS_URL"] not in page.text
