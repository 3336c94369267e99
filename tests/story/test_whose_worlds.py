"""A world is theirs who took part in it, not everybody's who has or had a seat in its room; and so is its history."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.pages.finished_worlds import browser_of
from tests.story.weaving.rooms import finish, hang, join, open_room, say
from worlds import access
from worlds.access import NotFound, Visitor
from worlds.actions.room import participation, rooms, turns
from worlds.actions.weaving import corrections, phrases
from worlds.actions.world.remixes import weave_on
from worlds.models import Event, Narrator, Phrase, World
from worlds.reading.room import seen_by
from worlds.wire.events import Snapshot, apply, read_event
from worlds.wire.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def of(seat: Narrator) -> Visitor:
    return Visitor(guest=seat.guest)


def tell(host: Narrator, *texts: str) -> list[Phrase]:
    """Told and painted, one after the other."""
    turns.take_turn(host.room_id, host.id)
    told = []
    for text in texts:
        told.append(say(host, text))
        hang(told[-1])
    turns.pass_turn(host.room_id, host.id)
    return told


def told_first(host: Narrator, title: str = "The first") -> World:
    """The room's world, told and kept to its people; the next one has begun."""
    tell(host, "a secret garden behind the wall")
    world = finish(host, visibility="private", title=title)
    rooms.start_world(host.room_id, host.id)
    return world


def now(seat: Narrator) -> Snapshot:
    """The room as the seat is told of it."""
    return seen_by(Narrator.objects.get(pk=seat.pk))


def room_api(seat: Narrator, path: str = "", **query: Any) -> Any:
    answer = browser_of(seat.guest).get(f"/api/rooms/{seat.room.code}{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("watch", [False, True])
def test_who_comes_later_has_nothing_of_the_worlds_before(watch: bool) -> None:
    host = open_room()
    first = told_first(host)
    late = join(host, "Eve", watch=watch)
    browser = browser_of(late.guest)
    for page in ("", "/inside", "/narration.txt", "/strips.json", "/qr.svg", "/makings.json", "/depth.json"):
        assert browser.get(f"/worlds/{first.slug}{page}").status_code == 404, page
    assert browser.get(f"/api/worlds/{first.slug}/exports").status_code == 404
    assert "The first" not in browser.get("/mine").content.decode()
    wall = browser.post("/galleries/new", {"name": "Leaked", "visibility": "public"})["Location"]
    assert browser.post(f"{wall}/hang", {"world": first.slug, "visibility": "public"}).status_code == 404
    assert [world.title for world in access.worlds_of(of(host))] == ["The first"]


def test_who_comes_later_is_not_told_what_was_said_before_not_even_by_the_history() -> None:
    host = open_room()
    told_first(host)
    for watch in (False, True):
        late = join(host, "Eve", watch=watch)
        everything = json.dumps([room_api(late, "/events", after=0), room_api(late, "/phrases")])
        everything += now(late).model_dump_json()
        assert "secret" not in everything
        assert "Eve" in everything, "one's own arrival is the beginning"
        assert room_api(late, "/events", after=0)["events"][0]["name"] == "narrator.joined"
    assert "secret" in json.dumps(room_api(host, "/events", after=0)), "who was there may read it all"


def test_a_finished_world_is_shown_in_its_room_to_those_who_wove_it() -> None:
    host = open_room()
    tell(host, "a secret garden behind the wall")
    finish(host, visibility="private", title="The secret")
    late = join(host, "Eve")
    snapshot = now(late)
    assert (snapshot.phrases, snapshot.world.page, snapshot.world.title) == ([], None, "")
    browser = browser_of(late.guest)
    for path in ("strips.json", "depth.json"):
        assert browser.get(f"/r/{host.room.code}/{path}").status_code == 404
    assert browser.get(f"/r/{host.room.code}/inside")["Location"] == f"/r/{host.room.code}"
    listed = browser.get("/api/rooms").json()["items"][0]["world"]
    assert (listed["state"], listed["title"], listed["page"]) == ("finished", "", None)
    assert now(host).world.title == "The secret"
    rooms.start_world(host.room_id, host.id)
    tell(host, "a bridge")
    assert [phrase.text for phrase in now(late).phrases] == ["a bridge"]


def test_a_finished_world_that_everybody_may_see_is_shown_in_its_room_to_everybody() -> None:
    host = open_room()
    tell(host, "a garden")
    finish(host, visibility="link", title="The Garden")
    assert now(join(host, "Eve")).world.title == "The Garden"


def test_who_missed_a_world_has_no_part_in_it_and_who_stayed_has() -> None:
    host = open_room()
    ben = join(host, "Ben")
    first = told_first(host, "The first")
    tell(host, "a bridge")
    second = finish(host, visibility="private", title="The second")
    rooms.start_world(host.room_id, host.id)
    participation.arrive(ben.room_id, ben.id)  # he was away since the first
    assert access.world_for(of(ben), str(first.slug)) == first
    with pytest.raises(NotFound):
        access.world_for(of(ben), str(second.slug))
    assert "a bridge" not in json.dumps(room_api(ben, "/events", after=0))
    tell(host, "a tower")
    third = finish(host, visibility="private", title="The third")
    assert access.world_for(of(ben), str(third.slug)) == third
    assert {world.title for world in access.worlds_of(of(host))} == {"The first", "The second", "The third"}


def test_who_watches_on_while_the_next_world_begins_takes_part_in_it_and_keeps_their_history() -> None:
    host = open_room()
    sue = join(host, "Sue", watch=True)
    first = told_first(host)
    participation.see_world_begin(sue.room_id, sue.id)  # as her socket does when it is told of the new world
    tell(host, "a bridge")
    second = finish(host, visibility="private")
    assert set(access.worlds_of(of(sue))) == {first, second}
    assert "secret" in json.dumps(room_api(sue, "/events", after=0))


def test_who_was_removed_keeps_the_world_they_wove_and_no_say_where_it_hangs() -> None:
    host = open_room()
    ben, mallory = join(host, "Ben"), join(host, "Mallory")
    tell(ben, "a lighthouse")
    for seat in (ben, mallory):
        rooms.remove_narrator(host.room_id, host.id, seat.id)
    world = finish(host, visibility="private")
    assert access.world_for(of(ben), str(world.slug)) == world
    assert not access.worlds_narrated_by(of(ben)).exists()
    with pytest.raises(NotFound):  # who said nothing wove nothing
        access.world_for(of(mallory), str(world.slug))


def test_who_was_removed_afterwards_keeps_the_worlds_of_before() -> None:
    host = open_room()
    ben = join(host, "Ben")
    world = told_first(host)
    rooms.remove_narrator(host.room_id, host.id, ben.id)
    assert list(access.worlds_narrated_by(of(ben))) == [world]
    assert browser_of(ben.guest).get(f"/worlds/{world.slug}").status_code == 200


def test_who_watched_a_world_and_narrates_the_next_does_not_say_where_the_first_hangs() -> None:
    host = open_room()
    sue = join(host, "Sue", watch=True)
    tell(host, "a garden")
    first = finish(host, visibility="private")
    rooms.start_world(host.room_id, host.id)
    rooms.take_seat(host.room_id, sue.id)
    tell(host, "a bridge")
    second = finish(host, visibility="private")
    assert set(access.worlds_of(of(sue))) == {first, second}
    assert list(access.worlds_narrated_by(of(sue))) == [second]
    with pytest.raises(Refusal, match=r"remix\.not_allowed"):  # which could then be hung anywhere
        weave_on(of(sue), first, name="Further", narrator="Sue")


def test_what_was_taken_back_is_told_to_nobody_any_more() -> None:
    host = open_room()
    before = now(host)
    kept, mistake = tell(host, "a garden", "my neighbour’s name")
    phrases.unravel_phrase(host.room_id, host.id, mistake.id)
    corrections.correct_phrase(host.room_id, host.id, kept.id, "a garden wall")
    hang(kept)
    turns.take_turn(host.room_id, host.id)
    waiting = say(host, "a tower of Babylon")
    corrections.split_phrase(host.room_id, host.id, waiting.id, "a tower", "a lake")
    log = list(Event.objects.filter(room=host.room).order_by("seq"))
    everything = json.dumps([event.payload for event in log], ensure_ascii=False)
    everything += now(host).model_dump_json()
    everything += json.dumps(room_api(host, "/phrases"), ensure_ascii=False)
    for gone in ("neighbour", '"a garden"', "Babylon"):
        assert gone not in everything
    assert "a garden wall" in everything
    told: Snapshot = before
    for event in log[before.seq :]:
        told = apply(told, event.seq, read_event(event.name, event.payload))
    assert told == now(host)


def test_a_stranger_has_neither_room_nor_world(client: Client) -> None:
    host = open_room()
    world = told_first(host)
    assert client.get(f"/worlds/{world.slug}").status_code == 404
    assert client.get(f"/api/rooms/{host.room.code}/events").status_code == 404
