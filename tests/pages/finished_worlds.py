"""Browsers without a screen: each is one visitor with its own cookies, as a test names them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.test import Client

from tests.story.weaving.rooms import finish, hang, join, open_room
from worlds.access import GUEST_KEY, Visitor
from worlds.actions.room import rooms, turns
from worlds.actions.weaving import phrases
from worlds.models import Narrator, World


def browser_of(guest: uuid.UUID) -> Client:
    """The browser that sits where ``guest`` sits."""
    client = Client()
    session = client.session
    session[GUEST_KEY] = guest.hex
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client


@dataclass(frozen=True)
class Woven:
    """A finished world and the browser of its host."""

    world: World
    host: Narrator
    browser: Client

    @property
    def page(self) -> str:
        return f"/worlds/{self.world.slug}"

    @property
    def gallery_page(self) -> str:
        gallery = self.world.finish_gallery
        assert gallery is not None
        return f"/galleries/{gallery.slug}"


def weave(
    *told: str,
    title: str = "The Lamp and the Sea",
    visibility: str = "public",
    gallery: str = "Night walks",
    by: Woven | None = None,
    guests: tuple[str, ...] = (),
) -> Woven:
    """Weave a world of the phrases ``told`` and finish it; ``by`` the host of another, in another room of theirs."""
    host = open_room() if by is None else rooms.open_room(Visitor(guest=by.host.guest), name="Again", narrator="Ada")
    people = [host, *(join(host, name) for name in guests)]
    for index, text in enumerate(told or ("a castle stands in the rain",)):
        teller = people[index % len(people)]
        turns.take_turn(teller.room_id, teller.id)
        hang(phrases.say_phrase(teller.room_id, teller.id, text))
        turns.pass_turn(teller.room_id, teller.id)
    world = finish(host, gallery=gallery, visibility=visibility, title=title)
    return Woven(world, host, browser_of(host.guest))
