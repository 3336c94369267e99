"""Say a phrase, by typing or by voice; set its words; paint a failed one again; unravel the newest one."""

from __future__ import annotations

import io
import secrets
import uuid
import wave
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone

from inference.contract.speech.audio import SAMPLE_RATE
from worlds import phrase_lifecycle as lifecycle
from worlds.actions.dispatch import send_hearing
from worlds.actions.lookup import phrase_in_state
from worlds.actions.phrase_state import columns_of, life_after, life_of, save_life
from worlds.actions.pieces import take_down
from worlds.actions.room.kept_voices import SPEECH_FOLDER, delete_voices, keep_voice
from worlds.actions.room.turns import require_turn, voice_of
from worlds.actions.transaction import locked_room, record_event, require_seat
from worlds.actions.weaving.forgetting import forget_earlier_words
from worlds.actions.weaving.hearing_jobs import hear_job
from worlds.actions.weaving.painting import paint_next, record_phrase
from worlds.actions.world.makings import invalidate_makings
from worlds.models import Narrator, Phrase, Piece, Room, World
from worlds.reading.room import current_world, phrase_part, world_part
from worlds.speech.phrasing import as_sentence, split_scenes
from worlds.wire.events import PhraseUnravelled
from worlds.wire.protocol import PHRASE_CHARS_MAX
from worlds.wire.refusal import Refusal
from worlds.wire.visible_text import visible_text

WAITING_MAX = 30
"""Phrases of one world that may wait for paint; more are refused rather than promised."""


def say_phrase(room_id: uuid.UUID, narrator_id: uuid.UUID, text: str) -> Phrase:
    """A typed phrase of the turn's holder: its words are on every screen at once, paint follows.

    Raises ``Refusal``: ``phrase.empty``, ``phrase.too_long``, ``turn.not_yours``,
    ``world.not_weaving``, ``phrase.waiting``.
    """
    text = visible_text(text)
    if not text:
        raise Refusal("phrase.empty")
    if len(text) > PHRASE_CHARS_MAX:
        raise Refusal("phrase.too_long")
    with locked_room(room_id) as room:
        voice = require_turn(room, narrator_id)
        world = weaving_world(room)
        narrator, over = require_seat(room, narrator_id), voice == "second"
        phrase = _add_phrase(
            world,
            narrator,
            lifecycle.typed(timezone.now()),
            source="typed",
            text=text,
            language=room.language,
            over=over,
        )
        record_phrase(room, phrase, world)
        paint_next(room, world)
    return phrase


def add_spoken_phrase(
    room_id: uuid.UUID,
    narrator_id: uuid.UUID,
    pcm: bytes,
    *,
    words: str | None = None,
    unsure: bool = False,
    language: str = "en",
    said_at: datetime | None = None,
    over: bool = False,
) -> Phrase:
    """A spoken phrase, cut at its pause: stored, then sent to be transcribed, unless its ``words`` are known already.

    ``pcm`` is 16 kHz mono PCM16, in ``language``; ``unsure`` says that the ears guessed the ``words``. The turn is not
    checked: what was said while holding it is kept even if the turn ended in the middle of the phrase. ``over`` says
    whether the narrator last had the second voice; it is used where they have no voice now.

    Raises ``Refusal``: ``narrator.not_found``, ``world.not_weaving``, ``phrase.waiting``.
    """
    key = default_storage.save(f"{SPEECH_FOLDER}/{secrets.token_hex(16)}.wav", ContentFile(_wav(pcm)))
    try:
        with locked_room(room_id) as room:
            world = weaving_world(room)
            narrator = require_seat(room, narrator_id)
            voice = voice_of(room, narrator_id)
            over = over if voice is None else voice == "second"
            now = timezone.now()
            phrase = _add_phrase(
                world,
                narrator,
                lifecycle.spoken(now),
                source="spoken",
                language=language,
                audio=key,
                over=over,
                said_at=said_at or now,
            )
            if words:
                _set_words(room, world, phrase, words, unsure=unsure)
            else:
                record_phrase(room, phrase, world)
                send_hearing(hear_job(world, phrase))
    except (Refusal, DatabaseError):
        # no row names it, so nobody would ever transcribe it or delete it
        default_storage.delete(key)
        raise
    return phrase


def hear_phrase(phrase_id: uuid.UUID, text: str, *, unsure: bool = False) -> None:
    """The words of a spoken phrase have come; ``unsure`` where the ears guessed them.

    A phrase that is not waiting for words is left alone.
    """
    with transaction.atomic():
        found = phrase_in_state(phrase_id, Phrase.State.HEARING)
        if found is not None:
            room, world, phrase = found
            _set_words(room, world, phrase, text, unsure=unsure)


def _set_words(room: Room, world: World, phrase: Phrase, text: str, *, unsure: bool) -> None:
    """A phrase of the locked room is ``heard``, or nothing was; a long one that holds two scenes becomes two.

    Words that the ears guessed are painted like others: nobody waits for an answer that may never come.
    """
    text = " ".join(text.split())
    scenes = _scenes(text, phrase.language)
    keep_voice(room, phrase, heard=bool(text))
    phrase.text, phrase.unsure = scenes[0][:PHRASE_CHARS_MAX], unsure and bool(text)
    now, correctable = timezone.now(), timedelta(seconds=room.correct_seconds)
    if text:
        life = life_after(phrase, lifecycle.heard, now, correctable)
    else:
        life = life_after(phrase, lifecycle.nothing_heard, now)
    save_life(phrase, life, "text", "unsure", "audio", "voice")
    record_phrase(room, phrase, world)
    for scene in scenes[1:]:
        add_after(room, world, phrase, scene[:PHRASE_CHARS_MAX])
    paint_next(room, world)


def _scenes(text: str, language: str) -> tuple[str, ...]:
    """The one or two scenes of ``text``; sentences where it is one itself."""
    scenes = split_scenes(text, language)
    if scenes is None:
        return (text,)
    return tuple(as_sentence(scene, language) for scene in scenes) if as_sentence(text, language) == text else scenes


def retry_phrase(room_id: uuid.UUID, narrator_id: uuid.UUID, phrase_id: uuid.UUID) -> None:
    """Put a failed phrase back in the queue.

    Raises ``Refusal``: ``phrase.not_found``, ``phrase.not_failed``, ``world.not_weaving``.
    """
    with locked_room(room_id) as room:
        if require_seat(room, narrator_id).role == Narrator.Role.SPECTATOR:
            raise Refusal("narrator.spectator")
        world = weaving_world(room)
        phrase = phrase_of(world, phrase_id)
        life = life_after(phrase, lifecycle.retried, timezone.now(), has_words=bool(phrase.text))
        save_life(phrase, life)
        record_phrase(room, phrase, world)
        paint_next(room, world)


def unravel_phrase(room_id: uuid.UUID, host_id: uuid.UUID, phrase_id: uuid.UUID) -> None:
    """Take down the newest strip, or a layer that no other lies on. Its row and its files stay; its words are told to
    nobody any more.

    Raises ``Refusal``: ``phrase.not_found``, ``phrase.not_newest`` (also for a strip that was painted over, and while
    anything is being painted), ``world.not_weaving``.
    """
    with locked_room(room_id) as room:
        require_seat(room, host_id, host=True)
        world = weaving_world(room)
        phrase = phrase_of(world, phrase_id)
        life = life_after(phrase, lifecycle.unravelled)
        if not take_down(world, phrase):
            raise Refusal("phrase.not_newest")
        invalidate_makings(world, _left_edge(phrase))
        delete_voices(Phrase.objects.filter(pk=phrase.pk))
        save_life(phrase, life)
        forget_earlier_words(room, phrase)
        record_event(room, PhraseUnravelled(phrase=phrase_part(phrase), world=world_part(world)))


def _left_edge(phrase: Phrase) -> int:
    """Left edge, px of the mural, of what the phrase painted last."""
    painted: Piece | None = phrase.layers.last() if phrase.over else phrase.strips.order_by("hung_at").last()
    return painted.x if painted is not None else 0


def weaving_world(room: Room) -> World:
    world = current_world(room)
    if world.state != World.State.WEAVING:
        raise Refusal("world.not_weaving")
    return world


def phrase_of(world: World, phrase_id: uuid.UUID) -> Phrase:
    phrase = world.phrases.select_related("narrator").filter(pk=phrase_id).first()
    if phrase is None:
        raise Refusal("phrase.not_found")
    return phrase


def _add_phrase(world: World, narrator: Narrator, life: lifecycle.Life, **columns: Any) -> Phrase:
    if world.phrases.filter(state__in=Phrase.UNPAINTED).count() >= WAITING_MAX:
        raise Refusal("phrase.waiting")
    world.phrase_count += 1
    world.save(update_fields=["phrase_count"])
    return Phrase.objects.create(
        world=world,
        narrator=narrator,
        ordinal=world.phrase_count,
        **columns,
        **columns_of(life),
    )


def add_after(room: Room, world: World, phrase: Phrase, text: str) -> Phrase:
    """Insert a phrase of the same narrator right after ``phrase`` of the locked room; later ones move on by one."""
    later = world.phrases.select_related("narrator").filter(ordinal__gt=phrase.ordinal).order_by("-ordinal")
    # from the last to the first, since no two may have one ordinal at any moment
    for other in later:
        other.ordinal += 1
        other.save(update_fields=["ordinal"])
        record_phrase(room, other, world)
    world.phrase_count += 1
    world.save(update_fields=["phrase_count"])
    added = Phrase.objects.create(
        world=world,
        narrator=phrase.narrator,
        ordinal=phrase.ordinal + 1,
        source=phrase.source,
        text=text,
        unsure=phrase.unsure,
        language=phrase.language,
        over=phrase.over,
        said_at=phrase.said_at,
        **columns_of(lifecycle.second_scene(life_of(phrase))),
    )
    record_phrase(room, added, world)
    return added


def _wav(pcm: bytes) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(SAMPLE_RATE)
        clip.writeframes(pcm)
    return buffer.getvalue()
