"""Weave on: open a new room in which a finished world goes on, whole or from one of its strips.

The strips up to there, the layers over them and the phrases that painted them are taken over as rows of the new world
that share the stored files; nothing is copied and nothing of the original changes. The seed comes along, and each strip
its memory, so that painting goes on as if it had never ended. Whoever wove is credited as before: their seats are
there, removed ones, but for the visitor's own, who is the host. ``World.roots`` says for good where the world comes
from, also when the original is gone. Kept voices stay with the room they were spoken in.

Whoever may see a world may weave on from it, unless those who told it keep that to themselves (``let_weave_on``); what
was begun before goes on.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from inference.contract.jobs import ART_STYLES
from worlds import phrase_lifecycle as lifecycle
from worlds.access import NotFound, Visitor, worlds_told_by
from worlds.actions.limits import Limit
from worlds.actions.phrase_state import columns_of
from worlds.actions.room.rooms import OPENED_FROM_ADDRESS, room_with_fresh_code
from worlds.actions.room.seats import colour_beside, seat_absent, seat_host
from worlds.actions.transaction import Refusal
from worlds.models import Layer, Narrator, Phrase, Room, Strip, World
from worlds.turns import Floor

LIMIT = Limit("weave-on", most=30, seconds=3600, code="remix.too_many")
ROOTS_MAX = 100
"""Worlds woven on from that are remembered: the nearest, and always the first of all."""
TOGETHER = 500
"""Rows that are written with one statement."""
SHARED = ("x", "width", "picture", "view", "relief", "relief_view", "palette", "memory", "engine", "seconds")
"""What a strip or a layer that was taken over has in common with the original."""


def weave_on(visitor: Visitor, original: World, *, name: str, narrator: str, strips: int | None = None) -> Narrator:
    """Open a room called ``name`` that weaves on from the first ``strips`` strips of ``original``, all without.

    ``original`` is a world that the visitor may see. Returns the host's seat. Raises ``Refusal``:
    ``world.not_finished``, ``remix.not_allowed``, ``remix.no_such_strip``, and ``TooMany`` ``remix.too_many`` (every
    one of them writes as many rows as the original has) or ``room.too_many``.
    """
    LIMIT.check(visitor.person)
    if visitor.address is not None:
        OPENED_FROM_ADDRESS.check(visitor.address)
    with transaction.atomic():
        if original.state != World.State.FINISHED:
            raise Refusal("world.not_finished")
        if not may_weave_on(visitor, original):
            raise Refusal("remix.not_allowed")
        taken = original.strip_count if strips is None else strips
        if not 1 <= taken <= original.strip_count:
            raise Refusal("remix.no_such_strip")
        painted = _painted(original, taken)
        room = room_with_fresh_code(name=name, art_style=_style(painted), floor=Floor().to_json())
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
        colour = mine[0] if mine else colour_beside([credit["colour"] for credit in credits])
        host = seat_host(room, visitor, name=narrator, colour=colour)
        people = {credit["id"]: host if credit["id"] in own else _absent(room, credit) for credit in credits}
        _take_over(world, painted, people)
    return host


def let_weave_on(visitor: Visitor, world: World, *, lets: bool) -> None:
    """Let others weave on from a world from now on, or do not. Raises ``NotFound`` for those who did not tell it."""
    if not worlds_told_by(visitor).filter(pk=world.pk).update(lets_weave_on=lets):
        raise NotFound(str(world.pk))
    world.lets_weave_on = lets


def may_weave_on(visitor: Visitor, world: World) -> bool:
    """Whether a visitor who sees a finished world may weave on from it."""
    return world.lets_weave_on or worlds_told_by(visitor).filter(pk=world.pk).exists()


def _painted(original: World, strips: int) -> list[tuple[Phrase, Strip | Layer]]:
    """The phrases of the first ``strips`` strips in the order they were said, each with what it painted."""
    hung = {strip.phrase_id: strip for strip in original.strips.filter(taken_down_at=None, position__lt=strips)}
    laid = {layer.phrase_id: layer for layer in original.layers.filter(taken_down_at=None, position__lt=strips)}
    phrases = original.phrases.filter(state=Phrase.State.PAINTED).order_by("ordinal")
    pieces: dict[Any, Strip | Layer] = {**hung, **laid}
    return [(phrase, pieces[phrase.pk]) for phrase in phrases if phrase.pk in pieces]


def _take_over(world: World, painted: list[tuple[Phrase, Strip | Layer]], seats: dict[str, Narrator]) -> None:
    phrases, strips = [], []
    layers: list[tuple[int, Layer]] = []
    for ordinal, (phrase, piece) in enumerate(painted, start=1):
        told = Phrase(
            world=world,
            narrator=seats[phrase.narrator_id.hex],
            ordinal=ordinal,
            source=phrase.source,
            text=phrase.text,
            over=phrase.over,
            **columns_of(lifecycle.taken_over()),
            direction=phrase.direction,
        )
        phrases.append(told)
        shared = {field: getattr(piece, field) for field in SHARED}
        if isinstance(piece, Strip):
            strips.append(Strip(world=world, phrase=told, position=piece.position, **shared))
        else:
            layers.append((piece.order, Layer(world=world, phrase=told, position=piece.position, **shared)))
    # those taken down are not taken over, and the orders have no gaps
    for order, (_, layer) in enumerate(sorted(layers, key=lambda one: one[0]), start=1):
        layer.order = order
    Phrase.objects.bulk_create(phrases, TOGETHER)
    Strip.objects.bulk_create(strips, TOGETHER)
    Layer.objects.bulk_create([layer for _, layer in layers], TOGETHER)


def _roots(original: World, strips: int) -> list[dict[str, Any]]:
    names = [credit["name"] for credit in original.credits]
    roots = [{"title": original.title, "slug": original.slug, "names": names, "strips": strips}, *original.roots]
    return roots if len(roots) <= ROOTS_MAX else [*roots[: ROOTS_MAX - 1], roots[-1]]


def _style(painted: list[tuple[Phrase, Strip | Layer]]) -> str:
    """The art style of the last strip, so that the room goes on in it."""
    directions = [phrase.direction or {} for phrase, piece in painted if isinstance(piece, Strip)]
    style: str = directions[-1].get("art_style", "gouache")
    return style if style in ART_STYLES else "gouache"


def _absent(room: Room, credit: dict[str, Any]) -> Narrator:
    return seat_absent(room, name=credit["name"], colour=credit["colour"])
