"""Who may see what: "not yours" is answered the same way as "not there"."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from tests.story.weaving.rooms import finish, hang, join, open_room, visitor
from worlds import access
from worlds.access import NotFound, Visitor
from worlds.actions.account.accounts import transfer_guest_data
from worlds.actions.gallery.galleries import change_gallery
from worlds.actions.room import rooms, seats, turns
from worlds.actions.weaving import phrases
from worlds.models import Narrator, World
from worlds.wire.refusal import Refusal

pytestmark = pytest.mark.django_db


def woven(visibility: str) -> tuple[Narrator, World]:
    host = open_room()
    turns.take_turn(host.room_id, host.id)
    hang(phrases.say_phrase(host.room_id, host.id, "a castle"))
    return host, finish(host, visibility=visibility)


def of(narrator: Narrator) -> Visitor:
    return Visitor(guest=narrator.guest)


def test_a_room_opens_to_those_who_sit_in_it(media: Path) -> None:
    host = open_room()
    code = host.room.code
    assert access.room_for(of(host), code.lower()) == host.room
    for stranger_code in (code, "NOSUCH"):
        with pytest.raises(NotFound):
            access.room_for(visitor(), stranger_code)


def test_a_removed_narrator_is_out_and_cannot_sit_down_again() -> None:
    host = open_room()
    ben = join(host, "Ben")
    rooms.remove_narrator(host.room_id, host.id, ben.id)
    with pytest.raises(NotFound):
        access.seat_for(of(ben), host.room.code)
    with pytest.raises(Refusal, match=r"narrator\.not_found"):
        rooms.join_room(of(ben), host.room, name="Ben again")


def test_only_the_host_removes_and_nobody_removes_the_host() -> None:
    host = open_room()
    ben, cleo = join(host, "Ben"), join(host, "Cleo")
    with pytest.raises(Refusal, match=r"room\.not_host"):
        rooms.remove_narrator(host.room_id, ben.id, cleo.id)
    with pytest.raises(Refusal, match=r"narrator\.is_host"):
        rooms.remove_narrator(host.room_id, host.id, host.id)


@pytest.mark.parametrize(
    ("visibility", "opens", "listed"), [("private", False, False), ("link", True, False), ("public", True, True)]
)
def test_a_world_is_as_visible_as_its_gallery(media: Path, visibility: str, opens: bool, listed: bool) -> None:
    host, world = woven(visibility)
    assert world.slug is not None
    stranger = visitor()
    if opens:
        assert access.world_for(stranger, world.slug) == world
    else:
        with pytest.raises(NotFound):
            access.world_for(stranger, world.slug)
    assert (world in access.worlds_for(stranger)) is listed
    assert (world in access.public_worlds()) is listed
    assert access.world_for(of(host), world.slug) == world
    assert world in access.worlds_for(of(host))


def test_whoever_wove_along_sees_a_private_world(media: Path) -> None:
    host = open_room()
    ben = join(host, "Ben")
    turns.take_turn(host.room_id, host.id)
    hang(phrases.say_phrase(host.room_id, host.id, "a castle"))
    world = finish(host, visibility="private")
    assert world.slug is not None
    assert access.world_for(of(ben), world.slug) == world


def test_a_gallery_is_changed_by_its_owner_alone(media: Path) -> None:
    host, world = woven("private")
    gallery = world.galleries.get()
    with pytest.raises(NotFound):
        change_gallery(visitor(), gallery.id, visibility="public")
    with pytest.raises(NotFound):
        access.gallery_for(visitor(), gallery.slug)
    change_gallery(of(host), gallery.id, visibility="public", description="Walks after dark.")
    assert access.gallery_for(visitor(), gallery.slug).description == "Walks after dark."
    with pytest.raises(Refusal, match=r"gallery\.empty_name"):
        change_gallery(of(host), gallery.id, name=" ")


def test_a_guest_who_makes_an_account_keeps_everything_on_every_machine(media: Path) -> None:
    host, world = woven("private")
    assert world.slug is not None
    user = get_user_model().objects.create_user("ada", password="a long enough one")
    before = of(host)
    transfer_guest_data(host.guest, user, uuid.uuid4())
    with pytest.raises(NotFound):
        access.seat_for(before, host.room.code)
    assert not access.galleries_of(before).exists()
    elsewhere = Visitor(guest=uuid.uuid4(), user=user)
    assert access.world_for(elsewhere, world.slug) == world
    assert access.seat_for(elsewhere, host.room.code) == host
    assert list(access.galleries_of(elsewhere)) == [world.galleries.get()]


def test_a_room_has_24_seats_and_any_number_of_spectators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "SEATS_MAX", 3)
    host = open_room()
    join(host, "Ben")
    join(host, "Cleo")
    with pytest.raises(Refusal, match=r"room\.full"):
        join(host, "Dov")
    watcher = join(host, "Eve", watch=True)
    with pytest.raises(Refusal, match=r"room\.full"):
        rooms.take_seat(host.room_id, watcher.id)


def test_each_narrator_gets_a_thread_of_their_own() -> None:
    host = open_room()
    colours = [host.colour, *(join(host, f"Guest {number}").colour for number in range(11))]
    assert sorted(colours) == list(range(12))
