"""The job that hears a phrase from its sound, and what ears are told beside the sound: language and names.

Reads only: ``worlds.actions.weaving.phrases`` says when it is sent. Words that are still being said are requested by
``worlds.speech.microphone``, with the same language and names.
"""

from __future__ import annotations

import uuid
from typing import cast

from django.db.models import Q

from inference.contract.jobs import Reply
from inference.contract.speech.hearing import HearJob, Language
from worlds.models import Narrator, Phrase, Room, World
from worlds.reading.room import current_world
from worlds.speech.names import story_names
from worlds.valkey.health import heard_languages

PHRASES_READ = 200
"""Newest phrases of a world that are read for names."""


def hear_job(world: World, phrase: Phrase) -> HearJob:
    """The job that gives a stored recording its final words."""
    assert world.room is not None
    return HearJob(
        about=phrase.id.hex,
        attempt=phrase.attempt,
        audio=phrase.audio,
        language=cast(Language, phrase.language),
        names=list(_names(world.room, world)),
        reply=Reply(done="worlds.hear_phrase", failed="worlds.fail_hearing"),
    )


def spoken_language(language: Language) -> Language:
    """What a room of ``language`` is heard as: English where the ears do not hear it any more."""
    heard = heard_languages()
    return language if language in heard or not heard else "en"


def names_in(room_id: uuid.UUID) -> tuple[str, ...]:
    """Names of the story that a room weaves, newest first, at most as many as a ``HearJob`` takes."""
    room = Room.objects.get(pk=room_id)
    return _names(room, current_world(room))


def _names(room: Room, world: World) -> tuple[str, ...]:
    written = world.phrases.filter(Q(source="typed") | Q(wording__gt=0)).exclude(state=Phrase.State.UNRAVELLED)
    phrases = written.order_by("-ordinal").values_list("text", "language")[:PHRASES_READ]
    seated = room.narrators.filter(removed_at=None).exclude(role=Narrator.Role.SPECTATOR)
    narrators = seated.order_by("-joined_at").values_list("name", flat=True)
    titles = [room.name, *(root["title"] for root in world.roots)]
    return story_names(list(narrators), list(phrases), titles)
