"""Rows as the parts of the wire's events, and the fresh snapshot of a room. Reads only."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from inference.contract.direction import Direction, Palette
from inference.contract.geometry import mural_width
from inference.contract.sound.score import StripScore, score_strip, sound_seed
from worlds.access import may_see_in_room
from worlds.models import Layer, Narrator, Phrase, Piece, Room, Strip, World
from worlds.reading.media import room_media_url
from worlds.reading.pieces import hanging_piece
from worlds.wire.events import (
    SNAPSHOT_PHRASES,
    FloorPart,
    LayerPart,
    NarratorPart,
    PhrasePart,
    ProgressPart,
    RoomPart,
    Snapshot,
    StripPart,
    WorldPart,
)


def room_part(room: Room) -> RoomPart:
    return RoomPart.model_validate({name: getattr(room, name) for name in RoomPart.model_fields})


def narrator_part(narrator: Narrator) -> NarratorPart:
    return NarratorPart(
        id=narrator.id.hex,
        name=narrator.name,
        colour=narrator.colour,
        role=narrator.role,
        removed=narrator.removed_at is not None,
        refuses_voice=narrator.refuses_voice,
    )


def floor_part(room: Room) -> FloorPart:
    return FloorPart.model_validate(room.floor)


def strip_part(strip: Strip, direction: dict[str, Any], seed: int) -> StripPart:
    """``seed`` is its world's."""
    return StripPart(**_piece_fields(strip, direction), score=strip_score(strip, direction, seed))


def layer_part(layer: Layer, direction: dict[str, Any]) -> LayerPart:
    return LayerPart(**_piece_fields(layer, direction), order=layer.order)


def _piece_fields(piece: Piece, direction: dict[str, Any]) -> dict[str, Any]:
    """What the wire shows of every piece."""
    return {
        "position": piece.position,
        "x": piece.x,
        "width": piece.width,
        "view": room_media_url(piece.world_id, piece.view),
        "relief": room_media_url(piece.world_id, piece.relief_view),
        "colours": piece.palette["colours"],
        "light": direction["light"],
        "understood": direction["understood"],
    }


def strip_score(strip: Strip, direction: dict[str, Any] | None, seed: int) -> StripScore:
    """What a strip sounds like, computed from what is stored; ``direction`` is its phrase's, ``seed`` its world's."""
    return score_strip(
        Direction.model_validate(direction), Palette.model_validate(strip.palette), strip.position, sound_seed(seed)
    )


def phrase_part(phrase: Phrase) -> PhrasePart:
    """What was taken down has no words any more, for nobody."""
    piece = hanging_piece(phrase) if phrase.state == Phrase.State.PAINTED else None
    direction = phrase.direction or {}
    return PhrasePart(
        id=phrase.id.hex,
        ordinal=phrase.ordinal,
        narrator=phrase.narrator_id.hex,
        text="" if phrase.state == Phrase.State.UNRAVELLED else phrase.text,
        unsure=phrase.unsure and phrase.state != Phrase.State.UNRAVELLED,
        language=phrase.language,
        source=phrase.source,
        state=phrase.state,
        reason=phrase.reason,
        strip=strip_part(piece, direction, phrase.world.seed) if isinstance(piece, Strip) else None,
        over=phrase.over,
        layer=layer_part(piece, direction) if isinstance(piece, Layer) else None,
        said_at=None if phrase.said_at is None else phrase.said_at.timestamp(),
        wait_until=None if phrase.wait_until is None else phrase.wait_until.timestamp(),
        unpainted=direction.get("unknown", []) if piece is not None else [],
    )


def phrase_parts(phrases: QuerySet[Phrase] | Iterable[Phrase]) -> list[PhrasePart]:
    if isinstance(phrases, QuerySet):
        phrases = phrases.prefetch_related("world", Prefetch("strips", Strip.objects.hanging()))
        phrases = phrases.prefetch_related(Prefetch("layers", Layer.objects.hanging()))
    return [phrase_part(phrase) for phrase in phrases]


def world_part(world: World) -> WorldPart:
    gallery = world.finish_gallery
    return WorldPart(
        id=world.id.hex,
        number=world.number,
        state=world.state,
        strips=world.strip_count,
        width=mural_width(world.strip_count),
        phrases=world.phrase_count,
        title=world.title,
        page=reverse("world", args=[world.slug]) if world.slug else None,
        gallery=None if gallery is None else gallery.name,
        progress=None if world.progress is None else ProgressPart.model_validate(world.progress),
    )


def current_world(room: Room) -> World:
    """The world the room is weaving or has finished last. A room always has one."""
    assert room.world_id is not None
    return World.objects.select_related("finish_gallery").get(pk=room.world_id)


def snapshot_for(narrator_id: uuid.UUID) -> tuple[Snapshot, int]:
    """A seat's room as it is now and as this seat may see it, read in one moment without holding its lock.

    With it the seq after which the room's history is theirs to read. Raises ``Narrator.DoesNotExist``.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        seat = Narrator.objects.select_related("room").get(pk=narrator_id)
        return seen_by(seat), seat.history_from


def seen_by(seat: Narrator) -> Snapshot:
    """The seat's room as ``seat.room`` says and this seat may see it; to be called as ``snapshot_of`` is."""
    snapshot = snapshot_of(seat.room)
    if may_see_in_room(seat, current_world(seat.room)):
        return snapshot
    return snapshot.model_copy(update={"world": unseen(snapshot.world), "phrases": []})


def unseen(world: WorldPart) -> WorldPart:
    """A finished world for those who came to its room afterwards: that there is one, and no more."""
    nothing = {"strips": 0, "width": mural_width(0), "phrases": 0, "title": "", "page": None, "gallery": None}
    return world.model_copy(update=nothing)


def snapshot_of(room: Room) -> Snapshot:
    """The room as it is at ``room.seq``. Call it under the room's lock or in one repeatable-read transaction."""
    world = current_world(room)
    newest = Phrase.objects.filter(world=world).order_by("-ordinal")[:SNAPSHOT_PHRASES]
    return Snapshot(
        seq=room.seq,
        room=room_part(room),
        narrators=[narrator_part(narrator) for narrator in room.narrators.order_by("joined_at", "id")],
        floor=floor_part(room),
        world=world_part(world),
        phrases=list(reversed(phrase_parts(newest))),
    )
