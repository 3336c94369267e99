"""Voices kept for the film: only where the host switched that on, never of a narrator who refuses.

Otherwise a recording is deleted as soon as its words are known; what was kept is deleted when either of the two
changes. A kept voice is the phrase's own recording, under a key that is never served; the film reads it from the
storage.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from worlds.actions.transaction import locked_room, record_event, require_seat
from worlds.models import Phrase, Room
from worlds.reading.room import narrator_part
from worlds.wire.events import NarratorChanged

SPEECH_FOLDER = "speech"
"""Where recordings are stored; those of imported worlds have a folder each below it."""
ORPHAN_AGE = timedelta(hours=1)
"""Age from which a recording that no row names stays without one."""


def keep_voice(room: Room, phrase: Phrase, *, heard: bool) -> None:
    """Keep the recording of ``phrase`` as its voice, or delete it, now that it was ``heard`` or cannot be.

    The caller saves the row.
    """
    key, phrase.audio = phrase.audio, ""
    if heard and room.keep_voices and not phrase.narrator.refuses_voice:
        phrase.voice = key
    else:
        _delete_on_commit(key)


def delete_voices(phrases: QuerySet[Phrase]) -> None:
    """Delete the voices of ``phrases``; their words stay. Call it under the room's lock."""
    kept = phrases.exclude(voice="")
    for key in list(kept.values_list("voice", flat=True)):
        _delete_on_commit(key)
    kept.update(voice="")


def delete_orphaned_recordings() -> int:
    """Delete recordings that no phrase names, left behind by a process that died; how many those were."""
    named = {key for keys in Phrase.objects.values_list("audio", "voice").exclude(audio="", voice="") for key in keys}
    try:
        _, files = default_storage.listdir(SPEECH_FOLDER)
    except FileNotFoundError:
        return 0
    orphans = [key for name in files if (key := f"{SPEECH_FOLDER}/{name}") not in named]
    old = [key for key in orphans if default_storage.get_modified_time(key) < timezone.now() - ORPHAN_AGE]
    for key in old:
        default_storage.delete(key)
    return len(old)


def refuse_voice(room_id: uuid.UUID, narrator_id: uuid.UUID, *, refuses: bool) -> None:
    """Never keep a narrator's voice and delete what was kept, or allow it again."""
    with locked_room(room_id) as room:
        narrator = require_seat(room, narrator_id)
        if narrator.refuses_voice == refuses:
            return
        narrator.refuses_voice = refuses
        narrator.save(update_fields=["refuses_voice"])
        if refuses:
            delete_voices(Phrase.objects.filter(narrator=narrator))
        record_event(room, NarratorChanged(narrator=narrator_part(narrator)))


def _delete_on_commit(key: str) -> None:
    if key:
        transaction.on_commit(lambda: default_storage.delete(key))
