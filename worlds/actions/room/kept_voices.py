"""Voices kept for the film: only where the host switched that on, never of a narrator who refuses,
gone when either changes.

Without it a voice is deleted as soon as its words are known. What is kept is the phrase's own recording, under a key
that is never served to anyone; the film reads it from the storage.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from worlds.actions.transaction import locked, record, seated
from worlds.models import Phrase, Room
from worlds.reading.room import narrator_part
from worlds.wire.events import NarratorChanged

FOLDER = "speech"
"""Where recordings are stored; those that came with an archive in a folder each below it, swept by
``worlds.actions.world.uploads``."""
STRAY = timedelta(hours=1)
"""How old a recording is that nobody is about to name any more."""


def keep_voice(room: Room, phrase: Phrase, *, heard: bool) -> None:
    """The words of ``phrase`` are known (or never will be): its recording becomes its voice, or goes.
    The caller saves the row."""
    key, phrase.audio = phrase.audio, ""
    if heard and room.keep_voices and not phrase.narrator.refuses_voice:
        phrase.voice = key
    else:
        _delete_on_commit(key)


def drop_voices(phrases: QuerySet[Phrase]) -> None:
    """Delete the voices of ``phrases``; their words stay. Call it under the room's lock."""
    kept = phrases.exclude(voice="")
    for key in list(kept.values_list("voice", flat=True)):
        _delete_on_commit(key)
    kept.update(voice="")


def forget_stray_voices() -> int:
    """Delete recordings that no phrase names: a process died after it had stored one, or before it could delete it.
    How many those were."""
    named = {key for keys in Phrase.objects.values_list("audio", "voice").exclude(audio="", voice="") for key in keys}
    try:
        _, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    strays = [key for name in files if (key := f"{FOLDER}/{name}") not in named]
    old = [key for key in strays if default_storage.get_modified_time(key) < timezone.now() - STRAY]
    for key in old:
        default_storage.delete(key)
    return len(old)


def refuse_voice(room_id: uuid.UUID, narrator_id: uuid.UUID, *, refuses: bool) -> None:
    """A narrator's voice is not kept whatever the room does, and what was kept of it is deleted;
    or it may be kept again."""
    with locked(room_id) as room:
        narrator = seated(room, narrator_id)
        if narrator.refuses_voice == refuses:
            return
        narrator.refuses_voice = refuses
        narrator.save(update_fields=["refuses_voice"])
        if refuses:
            drop_voices(Phrase.objects.filter(narrator=narrator))
        record(room, NarratorChanged(narrator=narrator_part(narrator)))


def _delete_on_commit(key: str) -> None:
    if key:
        transaction.on_commit(lambda: default_storage.delete(key))
