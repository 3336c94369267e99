"""What a page asks of the database does not grow with the mural, the gallery or the room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.pages.finished_worlds import Woven, browser_of, weave
from tests.story.weaving.rooms import hang, join, open_room
from worlds.actions.room import turns
from worlds.actions.weaving import phrases
from worlds.models import Narrator
from worlds.reading.room import snapshot_of

pytestmark = pytest.mark.django_db


def queries(do: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        do()
    return len(asked)


def asked_by(woven: Woven, path: str) -> int:
    def look() -> None:
        assert woven.browser.get(path).status_code == 200

    return queries(look)


@pytest.mark.parametrize("end", ["", "/inside", "/strips.json", "/narration.txt"])
def test_a_long_world_costs_as_many_queries_as_a_short_one(end: str) -> None:
    short = weave("one", "two", gallery="Short")
    long = weave(*(f"phrase {number}" for number in range(30)), guests=("Ben", "Cleo"), gallery="Long", by=short)
    assert asked_by(long, long.page + end) == asked_by(short, short.page + end)


@pytest.mark.parametrize("path", ["/", "/galleries", "/mine", "/galleries?q=castle", "/galleries/found?q=castle"])
def test_many_worlds_cost_as_many_queries_as_few(path: str) -> None:
    first = weave("a castle", "two", "three", guests=("Ben",))
    weave("a castle", by=first, gallery="Walks")
    few = asked_by(first, path)
    for number in range(5):
        weave("a castle", by=first, gallery=f"Walks {number}", guests=("Cleo",))
    assert asked_by(first, path) == few


def grown(host: Narrator, strips: int) -> Narrator:
    turns.take_turn(host.room_id, host.id)
    for number in range(strips):
        hang(phrases.say_phrase(host.room_id, host.id, f"phrase {number}"))
    return host


def test_a_long_room_is_opened_with_as_many_queries_as_a_short_one() -> None:
    short, long = grown(open_room(), 2), grown(open_room(), 60)
    for _ in range(5):
        join(long, "Ben", watch=True)
    for host in (short, long):
        host.room.refresh_from_db()
    assert queries(lambda: snapshot_of(long.room)) == queries(lambda: snapshot_of(short.room))


def test_every_strip_of_a_long_room_can_be_fetched_by_its_place_and_by_its_time() -> None:
    host = grown(open_room(), 70)
    browser = browser_of(host.guest)
    address = f"/api/rooms/{host.room.code}/phrases"
    by_place = browser.get(address, {"from_position": 0, "to_position": 9999}).json()["phrases"]
    by_place += browser.get(address, {"from_position": 60, "to_position": 69}).json()["phrases"]
    assert [phrase["strip"]["position"] for phrase in by_place] == list(range(70))
    ordinals: list[int] = []
    while window := browser.get(address, {"before": ordinals[0] if ordinals else 71, "limit": 25}).json()["phrases"]:
        ordinals = [phrase["ordinal"] for phrase in window] + ordinals
    assert ordinals == list(range(1, 71))
