"""From what a task knows (the id of a phrase or a world) to the rows it is about, under their room's lock."""

from __future__ import annotations

import uuid

from worlds.models import Phrase, Room, World


def phrase_in(phrase_id: uuid.UUID, state: str) -> tuple[Room, World, Phrase] | None:
    """The phrase, its world and its locked room, if the phrase still is in ``state``. Call it inside a transaction."""
    room = Room.objects.select_for_update().filter(worlds__phrases=phrase_id).first()
    phrase = Phrase.objects.select_related("narrator").filter(pk=phrase_id, state=state).first()
    if room is None or phrase is None:
        return None
    return room, World.objects.select_related("finish_gallery").get(pk=phrase.world_id), phrase


def world_in(world_id: uuid.UUID, state: str) -> tuple[Room, World] | None:
    """The world and its locked room, if the world still is in ``state``. Call it inside a transaction."""
    room = Room.objects.select_for_update().filter(worlds=world_id).first()
    world = World.objects.select_related("finish_gallery").filter(pk=world_id, state=state).first()
    if room is None or world is None:
        return None
    return room, world
