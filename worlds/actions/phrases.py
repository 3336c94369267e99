"""Say a phrase, by typing or by voice; hear its words; paint a failed one again; take the newest one back."""

from __future__ import annotations

import io
import logging
import secrets
import uuid
import wave

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone

from inference.jobs import Failure
from worlds.actions.finding import phrase_in
from worlds.actions.painting import paint_next, record_phrase
from worlds.actions.queues import send_hearing
from worlds.actions.recording import Refusal, locked, record, seated
from worlds.actions.turns import check_holder
from worlds.events import PhraseUnravelled
from worlds.models import Narrator, Phrase, Room, World
from worlds.protocol import PHRASE_CHARS_MAX, SAMPLE_RATE
from worlds.snapshots import current_world, hanging_strip, phrase_part, world_part

log = logging.getLogger(__name__)

HEARINGS_MAX = 3
WAITING_MAX = 30
"""Phrases of one world that may wait for paint; more are refused rather than promised."""


def say_phrase(room_id: uuid.UUID, narrator_id: uuid.UUID, text: str) -> Phrase:
    """A typed phrase of the turn's holder: its words are on every screen at once, paint follows.

    Raises ``Refusal``: ``phrase.empty``, ``phrase.too_long``, ``turn.not_yours``, ``world.not_weaving``, ``phrase.waiting``.
    """
    text = text.strip()
    if not text:
        raise Refusal("phrase.empty")
    if len(text) > PHRASE_CHARS_MAX:
        raise Refusal("phrase.too_long")
    with locked(room_id) as room:
        check_holder(room, narrator_id)
        world = _weaving_world(room)
        phrase = _add_phrase(world, seated(room, narrator_id), source="typed", text=text, state=Phrase.State.HEARD)
        record_phrase(room, phrase, world)
        paint_next(room, world)
    return phrase


def open_phrase(room_id: uuid.UUID, narrator_id: uuid.UUID, pcm: bytes) -> Phrase:
    """A spoken phrase, cut at its pause: kept, then sent to be transcribed. ``pcm`` is 16 kHz mono PCM16.

    The turn is not asked for again: what was said while holding it is kept even when it ended in the middle of the phrase.

    Raises ``Refusal``: ``narrator.not_found``, ``world.not_weaving``, ``phrase.waiting``.
    """
    key = default_storage.save(f"speech/{secrets.token_hex(16)}.wav", ContentFile(_wav(pcm)))
    try:
        with locked(room_id) as room:
            world = _weaving_world(room)
            narrator = seated(room, narrator_id)
            phrase = _add_phrase(world, narrator, source="spoken", audio=key, state=Phrase.State.HEARING)
            phrase.attempt, phrase.since = 1, timezone.now()
            phrase.save(update_fields=["attempt", "since"])
            record_phrase(room, phrase, world)
            send_hearing(phrase)
    except (Refusal, DatabaseError):
        # no row names it, so nobody would ever hear it or delete it
        default_storage.delete(key)
        raise
    return phrase


def hear_phrase(phrase_id: uuid.UUID, text: str) -> None:
    """The words of a spoken phrase have come. A phrase that is not waiting for words is left alone."""
    text = " ".join(text.split())[:PHRASE_CHARS_MAX]
    with transaction.atomic():
        found = phrase_in(phrase_id, Phrase.State.HEARING)
        if found is None:
            return
        room, world, phrase = found
        _forget_audio(phrase)
        phrase.text = text
        phrase.state = Phrase.State.HEARD if text else Phrase.State.FAILED
        phrase.reason = "" if text else "speech.nothing_heard"
        phrase.attempt, phrase.since = 0, timezone.now()
        phrase.save(update_fields=["text", "state", "reason", "attempt", "since", "audio"])
        record_phrase(room, phrase, world)
        paint_next(room, world)


def fail_hearing(failure: Failure) -> None:
    """A spoken phrase could not be transcribed: hear it again while that may help, else it says so and the next one goes on."""
    with transaction.atomic():
        found = phrase_in(uuid.UUID(failure.about), Phrase.State.HEARING)
        if found is None or found[2].attempt != failure.attempt:
            return
        room, world, phrase = found
        log.warning("phrase %s could not be heard: %s (%s)", failure.about, failure.code, failure.message)
        if failure.again and phrase.attempt < HEARINGS_MAX:
            phrase.attempt, phrase.since = phrase.attempt + 1, timezone.now()
            phrase.save(update_fields=["attempt", "since"])
            send_hearing(phrase)
            return
        _forget_audio(phrase)
        phrase.state, phrase.reason = Phrase.State.FAILED, failure.code
        phrase.save(update_fields=["state", "reason", "audio"])
        record_phrase(room, phrase, world)
        paint_next(room, world)


def retry_phrase(room_id: uuid.UUID, narrator_id: uuid.UUID, phrase_id: uuid.UUID) -> None:
    """Put a failed phrase back in the queue. Raises ``Refusal``: ``phrase.not_found``, ``phrase.not_failed``, ``world.not_weaving``."""
    with locked(room_id) as room:
        if seated(room, narrator_id).role == Narrator.Role.SPECTATOR:
            raise Refusal("narrator.spectator")
        world = _weaving_world(room)
        phrase = _phrase_of(world, phrase_id)
        if phrase.state != Phrase.State.FAILED or not phrase.text:
            raise Refusal("phrase.not_failed")
        phrase.state, phrase.reason, phrase.attempt, phrase.since = Phrase.State.HEARD, "", 0, timezone.now()
        phrase.save(update_fields=["state", "reason", "attempt", "since"])
        record_phrase(room, phrase, world)
        paint_next(room, world)


def unravel_phrase(room_id: uuid.UUID, host_id: uuid.UUID, phrase_id: uuid.UUID) -> None:
    """Take the newest strip down. The row and its files stay; the mural is as it was before.

    Raises ``Refusal``: ``phrase.not_found``, ``phrase.not_newest`` (also while another strip is being painted),
    ``world.not_weaving``.
    """
    with locked(room_id) as room:
        seated(room, host_id, host=True)
        world = _weaving_world(room)
        phrase = _phrase_of(world, phrase_id)
        strip = hanging_strip(phrase)
        busy = world.phrases.filter(state=Phrase.State.PAINTING).exists()
        if strip is None or busy or strip.position != world.strip_count - 1:
            raise Refusal("phrase.not_newest")
        strip.taken_down_at = timezone.now()
        strip.save(update_fields=["taken_down_at"])
        phrase.state = Phrase.State.UNRAVELLED
        phrase.save(update_fields=["state"])
        world.strip_count -= 1
        world.save(update_fields=["strip_count"])
        record(room, PhraseUnravelled(phrase=phrase_part(phrase), world=world_part(world)))


def _weaving_world(room: Room) -> World:
    world = current_world(room)
    if world.state != World.State.WEAVING:
        raise Refusal("world.not_weaving")
    return world


def _phrase_of(world: World, phrase_id: uuid.UUID) -> Phrase:
    phrase = world.phrases.select_related("narrator").filter(pk=phrase_id).first()
    if phrase is None:
        raise Refusal("phrase.not_found")
    return phrase


def _add_phrase(
    world: World, narrator: Narrator, *, source: str, state: str, text: str = "", audio: str = ""
) -> Phrase:
    if world.phrases.filter(state__in=Phrase.UNPAINTED).count() >= WAITING_MAX:
        raise Refusal("phrase.waiting")
    world.phrase_count += 1
    world.save(update_fields=["phrase_count"])
    return Phrase.objects.create(
        world=world,
        narrator=narrator,
        ordinal=world.phrase_count,
        source=source,
        text=text,
        audio=audio,
        state=state,
        since=timezone.now(),
    )


def _forget_audio(phrase: Phrase) -> None:
    """A voice is kept only until it is transcribed."""
    key, phrase.audio = phrase.audio, ""
    if key:
        transaction.on_commit(lambda: default_storage.delete(key))


def _wav(pcm: bytes) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(SAMPLE_RATE)
        clip.writeframes(pcm)
    return buffer.getvalue()
