"""The world page's part called ``like``: the heart, where the world hangs and may be hung, and the report.

Everybody who sees a world may like and report it. Whoever told it hangs it in galleries they curate and takes it out of
any; other curators hang it if it is public.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from worlds.access import (
    NotFound,
    Visitor,
    galleries_curated_by,
    galleries_for,
    public_worlds,
    visitor_of,
    world_for,
    worlds_narrated_by,
)
from worlds.actions.gallery.likes import like_world, unlike_world
from worlds.actions.transaction import Refusal
from worlds.models import Gallery, Hanging, Report, World
from worlds.views.gallery.curating import answered, reported
from worlds.wire.refusal_messages import refusal_message

WALLS = 50
"""Galleries that the dialog lists, at most."""


@dataclass(frozen=True)
class Wall:
    """A gallery in the dialog, and whether the world hangs there."""

    gallery: Gallery
    hangs: bool


def like_panel(request: HttpRequest, visitor: Visitor, world: World) -> dict[str, Any]:
    """What ``templates/worlds/_like.html`` needs."""
    told = worlds_narrated_by(visitor).filter(pk=world.pk).exists()
    may_hang = told or public_worlds().filter(pk=world.pk).exists()
    return {
        "liked": world.likes.filter(visitor.owns()).exists(),
        "walls": _walls(visitor, world, told=told) if may_hang else [],
        "told_by_visitor": told,
        "report_reasons": Report.Reason.choices,
    }


@require_POST
def like(request: HttpRequest, slug: str) -> HttpResponse:
    """Like the world, or with ``unlike`` in the form no longer. JSON has ``likes`` and ``liked``."""
    visitor = visitor_of(request)
    world = _found(visitor, slug)
    liked = "unlike" not in request.POST
    likes = like_world(visitor, world.pk) if liked else unlike_world(visitor, world.pk)
    return answered(request, back=reverse("world", args=[slug]), likes=likes, liked=liked)


@require_POST
def report_world(request: HttpRequest, slug: str) -> HttpResponse:
    visitor = visitor_of(request)
    world = _found(visitor, slug)
    back = reverse("world", args=[slug])
    try:
        return answered(request, said=reported(request, visitor, world), back=back)
    except Refusal as refusal:
        return answered(request, error=refusal_message(refusal), back=back)


def _found(visitor: Visitor, slug: str) -> World:
    try:
        return world_for(visitor, slug)
    except NotFound:
        raise Http404 from None


def _walls(visitor: Visitor, world: World, *, told: bool) -> list[Wall]:
    """Galleries this visitor curates, and, for who told the world, the others it can be seen in;
    those where it hangs first."""
    hung = set(Hanging.objects.filter(world=world).values_list("gallery", flat=True))
    shown = {gallery.pk: gallery for gallery in galleries_curated_by(visitor)[:WALLS]}
    if told:
        shown |= {gallery.pk: gallery for gallery in galleries_for(visitor).filter(worlds=world)[:WALLS]}
    walls = [Wall(gallery, gallery.pk in hung) for gallery in shown.values()]
    return sorted(walls, key=lambda wall: (not wall.hangs, wall.gallery.name.casefold()))[:WALLS]
