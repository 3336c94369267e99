"""Weave on: open a new room in which a finished world goes on, whole or from one of its strips.

The strips, the layers over them and their phrases become rows of the new world that share the stored files; the
original does not change. The seed and the strips' memories are taken over, so that painting goes on as before. Whoever
wove is credited with a removed seat; the visitor is the host. ``World.roots`` says where the world comes from, also
after the original is gone. Kept voices stay with their room.

Whoever may see a world may weave on from it, unless its narrators do not let others (``let_weave_on``) or keep it to
themselves: a world that is open to no stranger is not carried further by those who only watched it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from inference.contract.art_styles import ART_STYLES, DEFAULT_ART_STYLE
from inference.contract.pieces import PIECE_FILES
from worlds import phrase_lifecycle as lifecycle
from worlds.access import NotFound, Visitor, is_open, worlds_narrated_by
from worlds.actions.limits import Limit
from worlds.actions.phrase_state import columns_of
from worlds.actions.pieces import create_painted
from worlds.actions.room.rooms import ADDRESS_LIMIT, create_room
from worlds.actions.room.seats import create_host_seat, create_removed_seat
from worlds.disk_space import check_disk_space
from worlds.models import Layer, Narrator, Phrase, Piece, Room, Strip, World
from worlds.reading.pieces import painted_phrases
from worlds.threads import least_used_colour
from worlds.turns import Floor
from worlds.wire.refusal import Refusal
from worlds.wire.text_patterns import one_line

LIMIT = Limit("weave-on", max_uses=30, seconds=3600, code="remix.too_many")
ROOTS_MAX = 100
"""Roots that are kept: the nearest, and always the first of all."""
SHARED_COLUMNS = ("position", "x", "width", *PIECE_FILES, "palette", "memory", "engine", "seconds")
"""Columns that a piece takes over from the original."""


def weave_on(visitor: Visitor, original: World, *, name: str, narrator: str, strips: int | None = None) -> Narrator:
    """Open a room called ``name`` that weaves on from the first ``strips`` strips of ``original``; by default from all.

    ``original`` is a world that the visitor may see. Returns the host's seat. Raises ``Refusal``:
    ``world.not_finished``, ``remix.not_allowed``, ``remix.no_such_strip``, ``room.no_space``, and ``RateLimited``:
    ``remix.too_many`` (a remix writes as many rows as the original has), ``room.too_many``.
    """
    check_disk_space()
    LIMIT.check(visitor.limit_key)
    if visitor.address is not None:
        ADDRESS_LIMIT.check(visitor.address)
    with transaction.atomic():
        if original.state != World.State.FINISHED:
            raise Refusal("world.not_finished")
        if not may_weave_on(visitor, original):
            raise Refusal("remix.not_allowed")
        taken = original.strip_count if strips is None else strips
        if not 1 <= taken <= original.strip_count:
            raise Refusal("remix.no_such_strip")
        painted = painted_phrases(original, taken)
        room = create_room(
            name=name,
            art_style=_last_art_style(painted),
            language=painted[-1][0].language,
            floor=Floor().to_json(),
        )
        world = World.objects.create(
            room=room,
            seed=original.seed,
            strip_count=taken,
            phrase_count=len(painted),
            remix_of=original,
            roots=_roots(original, taken),
        )
        room.world = world
        room.save(update_fields=["world"])
        seats = Narrator.objects.filter(visitor.owns(), room=original.room_id)
        own = {pk.hex for pk in seats.values_list("pk", flat=True)}
        wove = {phrase.narrator_id.hex for phrase, _ in painted}
        credits = [credit for credit in original.credits if credit["id"] in wove]
        mine = [credit["colour"] for credit in credits if credit["id"] in own]
        colour = mine[0] if mine else least_used_colour([credit["colour"] for credit in credits])
        host = create_host_seat(room, visitor, name=narrator, colour=colour)
        people = {credit["id"]: host if credit["id"] in own else _removed_seat(room, credit) for credit in credits}
        _take_over(world, painted, people)
    return host


def let_weave_on(visitor: Visitor, world: World, *, lets: bool) -> None:
    """Let others weave on from a world from now on, or stop. Raises ``NotFound`` for those who did not narrate it."""
    if not worlds_narrated_by(visitor).filter(pk=world.pk).update(lets_weave_on=lets):
        raise NotFound(str(world.pk))
    world.lets_weave_on = lets


def may_weave_on(visitor: Visitor, world: World) -> bool:
    """Whether a visitor who sees a finished world may weave on from it."""
    return (world.lets_weave_on and is_open(world)) or worlds_narrated_by(visitor).filter(pk=world.pk).exists()


def _take_over(world: World, painted: list[tuple[Phrase, Piece]], seats: dict[str, Narrator]) -> None:
    taken: list[tuple[Phrase, Piece]] = []
    for ordinal, (phrase, piece) in enumerate(painted, start=1):
        copy = Phrase(
            world=world,
            narrator=seats[phrase.narrator_id.hex],
            ordinal=ordinal,
            source=phrase.source,
            text=one_line(phrase.text),
            language=phrase.language,
            over=phrase.over,
            **columns_of(lifecycle.taken_over()),
            direction=phrase.direction,
        )
        columns: dict[str, Any] = {"world": world, "phrase": copy} | {
            field: getattr(piece, field) for field in SHARED_COLUMNS
        }
        if isinstance(piece, Layer):
            columns["order"] = piece.order
        taken.append((copy, type(piece)(**columns)))
    # layers that were taken down are left out, so they are numbered again
    layers = sorted((piece for _, piece in taken if isinstance(piece, Layer)), key=lambda layer: layer.order)
    for order, layer in enumerate(layers, start=1):
        layer.order = order
    create_painted(taken)


def _roots(original: World, strips: int) -> list[dict[str, Any]]:
    names = [credit["name"] for credit in original.credits]
    roots = [{"title": original.title, "slug": original.slug, "names": names, "strips": strips}, *original.roots]
    return roots if len(roots) <= ROOTS_MAX else [*roots[: ROOTS_MAX - 1], roots[-1]]


def _last_art_style(painted: list[tuple[Phrase, Piece]]) -> str:
    """The art style of the last strip, so that the room goes on in it."""
    directions = [phrase.direction or {} for phrase, piece in painted if isinstance(piece, Strip)]
    style: str = directions[-1].get("art_style", DEFAULT_ART_STYLE)
    return style if style in ART_STYLES else DEFAULT_ART_STYLE


def _removed_seat(room: Room, credit: dict[str, Any]) -> Narrator:
    return create_removed_seat(room, name=credit["name"], colour=credit["colour"])
