"""Weave the world: the oldest unpainted phrase, one in flight per world; hang its strip or lay its layer,
or say why there is none."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from inference.contract.jobs import Directed, Failure
from inference.contract.pieces import LayerResult, StripResult
from worlds import phrase_lifecycle as lifecycle
from worlds.actions.dispatch import send_hearing, send_painting
from worlds.actions.lookup import phrase_painting
from worlds.actions.phrase_state import life_after, life_of, save_life
from worlds.actions.transaction import locked, nudge, on_its_own, record
from worlds.actions.weaving.piece_jobs import piece_job
from worlds.actions.weaving.pieces import new_layer, new_strip
from worlds.actions.weaving.unhung_files import delete_unhung
from worlds.actions.world.finishing import finish_if_painted
from worlds.actions.world.makings import grow_makings
from worlds.models import Phrase, Piece, Room, Strip, World
from worlds.reading.room import phrase_part, world_part
from worlds.wire.events import LayerLaid, PhraseChanged, StripHung

log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT", StripResult, LayerResult)

PATIENCE = timedelta(seconds=20)
"""How long one strip may take before its doorbell is rung again …"""
PATIENCE_EACH = timedelta(seconds=3)
"""… and how much longer for every other strip that is in flight somewhere."""


def record_phrase(room: Room, phrase: Phrase, world: World) -> None:
    """Tell the locked room that ``phrase`` is new or has another state."""
    record(room, PhraseChanged(phrase=phrase_part(phrase), world=world_part(world)))


def paint_next(room: Room, world: World) -> None:
    """Start the oldest unpainted phrase of the locked room's world,
    unless one is in flight or its words are still being heard."""
    phrase = _next_up(world)
    if phrase is None:
        finish_if_painted(room, world)
    elif life_of(phrase).may_begin(timezone.now()):
        _start(room, world, phrase)


def _next_up(world: World) -> Phrase | None:
    """The phrase in flight; with none, the oldest unpainted one.
    A phrase painted again is older than the one in flight."""
    unpainted = list(world.phrases.select_related("narrator").filter(state__in=Phrase.UNPAINTED).order_by("ordinal"))
    in_flight = (phrase for phrase in unpainted if phrase.state == Phrase.State.PAINTING)
    return next(in_flight, unpainted[0] if unpainted else None)


def _start(room: Room, world: World, phrase: Phrase, *, at_once: bool = False) -> None:
    # with nothing there to paint over, the second voice begins the mural
    phrase.over = phrase.over and world.strip_count > 0
    save_life(phrase, life_after(phrase, lifecycle.painting_begun, timezone.now(), at_once=at_once), "over")
    record_phrase(room, phrase, world)
    send_painting(piece_job(room, world, phrase))


def note_direction(directed: Directed) -> None:
    """Tell the room the colours of what is being painted, so that screens have something at once.
    Nothing is kept of it."""
    phrase_id = directed.about.partition(".")[0]
    world = World.objects.filter(phrases=uuid.UUID(phrase_id)).only("room_id").first()
    if world is None or world.room_id is None:
        return
    direction = directed.direction
    message = {"kind": "directed", "phrase": phrase_id, "colours": direction.palette, "light": direction.light}
    nudge(world.room_id, message)


def hang_strip(result: StripResult) -> bool:
    """Hang a painted strip on the mural's right edge and start the next phrase. Idempotent per phrase.

    A strip for a phrase that is not being painted, or painted for another place than the edge, changes nothing; its
    files are deleted. Returns whether it was hung.
    """
    return _hang(result, new_strip)


def lay_layer(result: LayerResult) -> bool:
    """Lay a painted layer over the mural's end; otherwise as ``hang_strip``."""
    return _hang(result, new_layer)


def _hang(result: ResultT, new_piece: Callable[[World, Phrase, ResultT], Piece | None]) -> bool:
    with transaction.atomic():
        found = phrase_painting(result.about)
        try:
            piece = None if found is None else new_piece(found[1], found[2], result)
        except ValueError:
            delete_unhung(result.files)
            raise
        if found is None or piece is None:
            delete_unhung(result.files)
            return False
        room, world, phrase = found
        piece.save(force_insert=True)
        phrase.direction = result.direction.model_dump(mode="json")
        save_life(phrase, life_after(phrase, lifecycle.painted), "direction")
        if isinstance(piece, Strip):
            world.strip_count += 1
            world.save(update_fields=["strip_count"])
            record(room, StripHung(phrase=phrase_part(phrase), world=world_part(world)))
            grow_makings(world)
        else:
            record(room, LayerLaid(phrase=phrase_part(phrase), world=world_part(world)))
        paint_next(room, world)
    return True


def fail_painting(failure: Failure) -> None:
    """A try came to nothing: paint it again while that may help, else say so and go on with the next phrase.

    A painter that is busy or still waking has tried nothing: the phrase is heard, says why it waits,
    and comes again when it was told.
    """
    with transaction.atomic():
        found = phrase_painting(failure.about)
        if found is None or found[2].attempt != failure.attempt:
            return
        room, world, phrase = found
        now = timezone.now()
        if failure.seconds is not None:
            wait = timedelta(seconds=failure.seconds)
            save_life(phrase, life_after(phrase, lifecycle.put_off, now, failure.code, wait, patience_now()))
            record_phrase(room, phrase, world)
            return
        log.warning("phrase %s could not be painted: %s (%s)", failure.about, failure.code, failure.message)
        save_life(phrase, life_after(phrase, lifecycle.try_failed, now, failure.code, again=failure.again))
        if phrase.state == Phrase.State.FAILED:
            record_phrase(room, phrase, world)
        paint_next(room, world)


def ring_again(*, everything: bool = False) -> int:
    """Ring for phrases that are stuck: their painter or listener died, or the doorbell was lost.

    A phrase is stuck when its try is older than ``PATIENCE`` (longer while much is in flight); with ``everything``, as
    when a painter has just become ready, when it is older than a second, whatever an earlier painter told it to wait
    for. A second painter on the same phrase does no harm: one strip hangs. Returns how many were rung for.
    """
    patience = timedelta(seconds=1) if everything else patience_now()
    stuck = Phrase.objects.filter(state__in=Phrase.UNPAINTED, since__lt=timezone.now() - patience)
    rung = 0
    for world_id, room_id in set(stuck.values_list("world", "world__room")):
        if room_id is not None:
            with on_its_own(room_id), locked(room_id) as room:
                world = World.objects.select_related("finish_gallery").get(pk=world_id)
                rung += _ring_world(room, world, patience, everything=everything)
    return rung


def patience_now() -> timedelta:
    """How old a try is that nobody is expected to answer any more, with as much in flight as there is now."""
    return PATIENCE + PATIENCE_EACH * Phrase.objects.filter(state=Phrase.State.PAINTING).count()


def _ring_world(room: Room, world: World, patience: timedelta, *, everything: bool) -> int:
    phrase = _next_up(world)
    now = timezone.now()
    if phrase is None or not life_of(phrase).is_stuck(now, patience, at_once=everything):
        return 0
    if phrase.state == Phrase.State.HEARD:
        _start(room, world, phrase, at_once=everything)
        return 1
    save_life(phrase, life_after(phrase, lifecycle.rung_again, now))
    if phrase.state == Phrase.State.FAILED:
        record_phrase(room, phrase, world)
        paint_next(room, world)
    elif phrase.state == Phrase.State.HEARING:
        send_hearing(phrase)
    else:
        send_painting(piece_job(room, world, phrase))
    return 1
