"""Ask for a direction while the phrase is still being said: the job that a paint job for those words would match."""

from __future__ import annotations

import uuid

from inference.contract.direction import DirectAheadJob
from worlds.actions.weaving.piece_jobs import told_before
from worlds.models import Phrase, Room
from worlds.reading.room import current_world
from worlds.wire.protocol import PHRASE_CHARS_MAX


def ahead_job(room_id: uuid.UUID, text: str) -> DirectAheadJob | None:
    """The job for ``text`` as the next phrase; none while another waits for paint, which would be told before it."""
    room = Room.objects.get(pk=room_id)
    world = current_world(room)
    if world.phrases.filter(state__in=Phrase.UNPAINTED).exists():
        return None
    before, memory = told_before(world, world.phrase_count + 1)
    return DirectAheadJob(text=text[:PHRASE_CHARS_MAX], art_style=room.art_style, memory=memory, before=before)
