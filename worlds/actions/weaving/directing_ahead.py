"""Request a direction while the phrase is still being said: the same job as a paint job for these words would do."""

from __future__ import annotations

import uuid

from inference.contract.direction import DirectAheadJob
from worlds.actions.weaving.piece_jobs import story_context
from worlds.models import Phrase, Room
from worlds.reading.room import current_world
from worlds.wire.protocol import PHRASE_CHARS_MAX


def ahead_job(room_id: uuid.UUID, text: str) -> DirectAheadJob | None:
    """The job for ``text`` as the next phrase; None while another phrase, which would come before it, waits."""
    room = Room.objects.get(pk=room_id)
    world = current_world(room)
    if world.phrases.filter(state__in=Phrase.UNPAINTED).exists():
        return None
    before, memory = story_context(world, world.phrase_count + 1)
    return DirectAheadJob(text=text[:PHRASE_CHARS_MAX], art_style=room.art_style, memory=memory, before=before)
