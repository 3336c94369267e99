"""A world's likes are counted right, however many people like it at once."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tests.pages.finished_worlds import weave
from worlds.access import Visitor
from worlds.actions.gallery.likes import like_world, unlike_world

pytestmark = pytest.mark.django_db(transaction=True)


def test_likes_at_once_are_all_counted_and_those_of_one_person_once() -> None:
    world = weave().world
    people = [Visitor(guest=uuid.uuid4()) for _ in range(4)]

    def do(step: int) -> None:
        person = people[step % 4]
        like_world(person, world.pk)
        if step % 4 == 0:
            unlike_world(person, world.pk)
        connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(do, range(32)))
    world.refresh_from_db()
    # the first person ends without one, whatever came between
    assert world.like_count == world.likes.count() == 3
