"""A room whose engine is still waking: a calm banner says how far it is, words are kept meanwhile,
and it goes when there is paint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import redis
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitors import PHONE
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]


class Waking:
    """A service without an engine of its own, and the sign of life of one that the test makes up."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.valkey = redis.Redis.from_url(stack.services["REDIS_URL"])

    def tell(self, stage: str = "", done: int = 0, *, ready: bool = False, problem: str = "") -> None:
        warmth = {"stage": stage, "done": done, "of": 12, "ready": ready, "seconds": 3.0, "problem": problem}
        line = {"job": "ears", "id": "nvidia/parakeet-ctc-1.1b", "parameters": 1_060_000_000, "licence": "CC-BY-4.0"}
        line |= {"device": "cuda", "live": True, "note": "", "revision": "a" * 40, "dtype": "bfloat16"}
        record: dict[str, Any] = {"engine": "models", "why": "", "queues": ["paint"], "pid": 1, "live": True}
        record |= {"warmth": warmth, "ledger": [line | {"memory": 2_120_000_000}]}
        self.valkey.set("lightloom:engine:test", json.dumps(record))


@pytest.fixture(scope="module")
def service() -> Iterator[Waking]:
    stack = Stack(LIGHTLOOM_PROCESSES="web,story,tend")
    try:
        stack.wait_for_line("story", 60)
        told = Waking(stack)
        for _ in range(300):
            try:
                httpx.get(stack.base_url + "/health/warmth")
                break
            except httpx.TransportError:
                stack.pause()
        yield told
        told.valkey.close()
    finally:
        stack.close()


@pytest.fixture
def waking(service: Waking) -> Waking:
    service.tell("loading the painter", 2)
    return service


@pytest.mark.asyncio(loop_scope="session")
async def test_the_room_says_how_far_the_engine_is_until_it_is_awake(waking: Waking, visit: Visit) -> None:
    ada = await visit("Ada", base=waking.stack.base_url)
    ben = await visit("Ben", PHONE, has_touch=True, is_mobile=True, base=waking.stack.base_url)
    link = await ada.open_room("Early morning")
    await ben.join(link, "Early morning")
    for one in (ada, ben):
        await expect(one.page.get_by_text("The painter is waking: loading the painter (2 of 12)")).to_be_visible()
        await expect(one.page.get_by_text("Say the first thing you see")).to_be_visible()
        box = await one.page.locator("#warm-up").bounding_box()
        window = one.page.viewport_size
        assert box is not None and window is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= window["width"]
    waking.tell("loading the art director", 5)
    await expect(ada.page.get_by_text("The painter is waking: loading the art director (5 of 12)")).to_be_visible()
    await ada.press("Take the turn")
    await expect(ada.turn.get_by_text("Your turn")).to_be_visible()
    await ada.say("a castle on a hill")
    await ben.reads("a castle on a hill", by="Ada")
    waking.tell(problem="The weights of the painter are not whole.")
    await expect(ada.page.get_by_text("The painter cannot wake just now. What you say is kept.")).to_be_visible()
    waking.tell("compiling the painter", 8, ready=True)
    for one in (ada, ben):
        await expect(one.page.locator("#warm-up")).to_be_hidden()
    await expect(ada.page.get_by_text("The painter is awake.")).to_be_attached()


def test_health_says_it_too(waking: Waking) -> None:
    found = httpx.get(waking.stack.base_url + "/health?format=json")
    assert found.status_code == 503
    assert "The engine is waking: loading the painter (2 of 12)." in found.json()["reasons"]
    page = httpx.get(waking.stack.base_url + "/health", headers={"Accept": "text/html"}).text
    assert "loading the painter (2 of 12), 3 s since the start." in page
    for part in ("1.1 B", "2.1 GB", "a" * 12, "bfloat16"):
        assert part in page
    waking.tell("compiling the painter", 8, ready=True)
    found = httpx.get(waking.stack.base_url + "/health?format=json")
    assert not any("waking" in reason for reason in found.json()["reasons"])
    assert (found.json()["memory_live"], found.json()["parameters_live"]) == (2_120_000_000, 1_060_000_000)
    page = httpx.get(waking.stack.base_url + "/health", headers={"Accept": "text/html"}).text
    assert "Painting already, and still getting faster: compiling the painter (8 of 12)" in page
