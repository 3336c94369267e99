"""From the id of a phrase or a world, as a task has it, to the rows, under their room's lock."""

from __future__ import annotations

import uuid

from worlds.models import Phrase, Room, World


def phrase_in_state(phrase_id: uuid.UUID, state: str) -> tuple[Room, World, Phrase] | None:
    """The phrase, its world and its locked room, if the phrase still is in ``state``. Call it inside a transaction."""
    room = Room.objects.select_for_update().filter(worlds__phrases=phrase_id).first()
    phrase = Phrase.objects.select_related("narrator").filter(pk=phrase_id, state=state).first()
    if room is None or phrase is None:
        return None
    return room, World.objects.select_related("finish_gallery").get(pk=phrase.world_id), phrase


def about_phrase(phrase: Phrase) -> str:
    """The ``about`` of a phrase's jobs: its id, and the number of its wording where it was corrected."""
    return f"{phrase.id.hex}.{phrase.wording}" if phrase.wording else phrase.id.hex


def phrase_being_painted(about: str) -> tuple[Room, World, Phrase] | None:
    """``phrase_in_state`` for the ``about`` of a paint job: the phrase, unless its words were corrected since."""
    phrase_id, _, wording = about.partition(".")
    found = phrase_in_state(uuid.UUID(phrase_id), Phrase.State.PAINTING)
    return found if found is not None and found[2].wording == int(wording or 0) else None


def world_in_state(world_id: uuid.UUID, state: str) -> tuple[Room, World] | None:
    """The world and its locked room, if the world still is in ``state``. Call it inside a transaction."""
    room = Room.objects.select_for_update().filter(worlds=world_id).first()
    world = World.objects.select_related("finish_gallery").filter(pk=world_id, state=state).first()
    if room is None or world is None:
        return None
    return room, world
