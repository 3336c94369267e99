"""Paint the phrases of a world in order, one in flight at a time; hang the strip or lay the layer that comes back.

A try that fails or is lost is handled by ``worlds.actions.weaving.phrase_jobs``.
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
from worlds.actions.lookup import phrase_being_painted
from worlds.actions.phrase_state import life_after, life_of, save_life
from worlds.actions.pieces import new_layer, new_strip
from worlds.actions.transaction import publish, record_event
from worlds.actions.weaving.orphaned_files import delete_unreferenced
from worlds.actions.weaving.piece_jobs import piece_job
from worlds.actions.world.finishing import finish_if_painted
from worlds.actions.world.makings import grow_makings
from worlds.models import Phrase, Piece, Room, Strip, World
from worlds.reading.room import phrase_part, world_part
from worlds.wire.events import LayerLaid, PhraseChanged, StripHung

ResultT = TypeVar("ResultT", StripResult, LayerResult)


def record_phrase(room: Room, phrase: Phrase, world: World) -> None:
    """Record in the locked room that ``phrase`` is new or changed."""
    record_event(room, PhraseChanged(phrase=phrase_part(phrase), world=world_part(world)))


def paint_next(room: Room, world: World) -> None:
    """Paint the oldest unpainted phrase of the locked room's world, unless one is in flight or it has no words yet."""
    phrase = next_phrase(world)
    if phrase is None:
        finish_if_painted(room, world)
    elif life_of(phrase).may_begin(timezone.now()):
        start_painting(room, world, phrase)


def next_phrase(world: World) -> Phrase | None:
    """The phrase in flight, which need not be the oldest; with none, the oldest unpainted one."""
    unpainted = list(world.phrases.select_related("narrator").filter(state__in=Phrase.UNPAINTED).order_by("ordinal"))
    in_flight = (phrase for phrase in unpainted if phrase.state == Phrase.State.PAINTING)
    return next(in_flight, unpainted[0] if unpainted else None)


def start_painting(room: Room, world: World, phrase: Phrase, *, at_once: bool = False) -> None:
    """Start the next try at painting the next phrase; with ``at_once`` even if it was put off."""
    # on an empty mural the second voice has nothing to paint over and begins it
    phrase.over = phrase.over and world.strip_count > 0
    save_life(phrase, life_after(phrase, lifecycle.painting_begun, timezone.now(), at_once=at_once), "over")
    record_phrase(room, phrase, world)
    send_paint_job(room, world, phrase)


def send_paint_job(room: Room, world: World, phrase: Phrase) -> None:
    """Ask for the strip or the layer of a phrase that is being painted."""
    send_painting(piece_job(room, world, phrase))


def broadcast_direction(directed: Directed) -> None:
    """Send the room the colours of what is being painted, so that screens have something at once. Not durable."""
    phrase_id = directed.about.partition(".")[0]
    world = World.objects.filter(phrases=uuid.UUID(phrase_id)).only("room_id").first()
    if world is None or world.room_id is None:
        return
    direction = directed.direction
    message = {"kind": "directed", "phrase": phrase_id, "colours": direction.palette, "light": direction.light}
    publish(world.room_id, message)


def hang_strip(result: StripResult) -> bool:
    """Hang a painted strip on the mural's right edge and start the next phrase. Idempotent per phrase.

    A strip for a phrase that is not being painted, or painted for another place than the edge, changes nothing; its
    files are deleted. Returns whether it was hung.
    """
    return _add_piece(result, new_strip)


def lay_layer(result: LayerResult) -> bool:
    """Lay a painted layer over the mural's end; otherwise as ``hang_strip``."""
    return _add_piece(result, new_layer)


def _add_piece(result: ResultT, new_piece: Callable[[World, Phrase, ResultT], Piece | None]) -> bool:
    with transaction.atomic():
        found = phrase_being_painted(result.about)
        try:
            piece = None if found is None else new_piece(found[1], found[2], result)
        except ValueError:
            delete_unreferenced(result.files)
            raise
        if found is None or piece is None:
            delete_unreferenced(result.files)
            return False
        room, world, phrase = found
        piece.save(force_insert=True)
        phrase.direction = result.direction.model_dump(mode="json")
        save_life(phrase, life_after(phrase, lifecycle.painted), "direction")
        if isinstance(piece, Strip):
            world.strip_count += 1
            world.save(update_fields=["strip_count"])
            record_event(room, StripHung(phrase=phrase_part(phrase), world=world_part(world)))
            grow_makings(world)
        else:
            record_event(room, LayerLaid(phrase=phrase_part(phrase), world=world_part(world)))
        paint_next(room, world)
    return True
