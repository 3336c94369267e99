"""Weave the world: the oldest unpainted phrase, one in flight per world; hang its strip or lay its layer.

What becomes of a try that fails or is lost is ``worlds.actions.weaving.phrase_jobs``'s.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from inference.contract.direction import Directed
from inference.contract.pieces import LayerResult, StripResult
from worlds import phrase_lifecycle as lifecycle
from worlds.actions.dispatch import send_painting
from worlds.actions.lookup import phrase_painting
from worlds.actions.phrase_state import life_after, life_of, save_life
from worlds.actions.transaction import nudge, record
from worlds.actions.weaving.piece_jobs import piece_job
from worlds.actions.weaving.pieces import new_layer, new_strip
from worlds.actions.weaving.unhung_files import delete_unhung
from worlds.actions.world.finishing import finish_if_painted
from worlds.actions.world.makings import grow_makings
from worlds.models import Phrase, Piece, Room, Strip, World
from worlds.reading.room import phrase_part, world_part
from worlds.wire.events import LayerLaid, PhraseChanged, StripHung

ResultT = TypeVar("ResultT", StripResult, LayerResult)


def record_phrase(room: Room, phrase: Phrase, world: World) -> None:
    """Tell the locked room that ``phrase`` is new or has another state."""
    record(room, PhraseChanged(phrase=phrase_part(phrase), world=world_part(world)))


def paint_next(room: Room, world: World) -> None:
    """Start the oldest unpainted phrase of the locked room's world,
    unless one is in flight or its words are still being heard."""
    phrase = next_up(world)
    if phrase is None:
        finish_if_painted(room, world)
    elif life_of(phrase).may_begin(timezone.now()):
        start_painting(room, world, phrase)


def next_up(world: World) -> Phrase | None:
    """The phrase in flight; with none, the oldest unpainted one.
    A phrase painted again is older than the one in flight."""
    unpainted = list(world.phrases.select_related("narrator").filter(state__in=Phrase.UNPAINTED).order_by("ordinal"))
    in_flight = (phrase for phrase in unpainted if phrase.state == Phrase.State.PAINTING)
    return next(in_flight, unpainted[0] if unpainted else None)


def start_painting(room: Room, world: World, phrase: Phrase, *, at_once: bool = False) -> None:
    """Begin the next try at painting a phrase that is next up, whatever it was put off until if ``at_once``."""
    # with nothing there to paint over, the second voice begins the mural
    phrase.over = phrase.over and world.strip_count > 0
    save_life(phrase, life_after(phrase, lifecycle.painting_begun, timezone.now(), at_once=at_once), "over")
    record_phrase(room, phrase, world)
    send_paint_job(room, world, phrase)


def send_paint_job(room: Room, world: World, phrase: Phrase) -> None:
    """Ask for the strip or the layer of a phrase that is being painted."""
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
