"""The world page's part called ``like``: liking it, the galleries where it hangs and may be hung, and the report.

Everybody who sees a world may like and report it. Its narrators hang it in galleries that they curate and take it out
of any; other curators hang it if it is public.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from worlds.access import (
    Visitor,
    galleries_curated_by,
    galleries_for,
    public_worlds,
    visitor_of,
    world_for,
    worlds_narrated_by,
)
from worlds.actions.gallery.likes import like_world, unlike_world
from worlds.models import Gallery, Hanging, Report, World
from worlds.refusal_messages import refusal_message
from worlds.views.gallery.changes import report_from_form, respond
from worlds.wire.refusal import Refusal

CHOICES_MAX = 50
"""Galleries that the dialog lists, at most."""


@dataclass(frozen=True)
class GalleryChoice:
    """A gallery in the dialog, and whether the world hangs there."""

    gallery: Gallery
    hangs: bool


def like_panel(request: HttpRequest, visitor: Visitor, world: World) -> dict[str, Any]:
    """What ``templates/worlds/_like.html`` needs."""
    narrated = worlds_narrated_by(visitor).filter(pk=world.pk).exists()
    may_hang = narrated or public_worlds().filter(pk=world.pk).exists()
    return {
        "liked": world.likes.filter(visitor.owns()).exists(),
        "gallery_choices": _gallery_choices(visitor, world, narrated=narrated) if may_hang else [],
        "narrated_by_visitor": narrated,
        "report_reasons": Report.Reason.choices,
    }


@require_POST
def like(request: HttpRequest, slug: str) -> HttpResponse:
    """Like the world, or with ``unlike`` in the form no longer. JSON has ``likes`` and ``liked``."""
    visitor = visitor_of(request)
    world = world_for(visitor, slug)
    liked = "unlike" not in request.POST
    likes = like_world(visitor, world.pk) if liked else unlike_world(visitor, world.pk)
    return respond(request, back=reverse("world", args=[slug]), likes=likes, liked=liked)


@require_POST
def report_world(request: HttpRequest, slug: str) -> HttpResponse:
    visitor = visitor_of(request)
    world = world_for(visitor, slug)
    back = reverse("world", args=[slug])
    try:
        return respond(request, message=report_from_form(request, visitor, world), back=back)
    except Refusal as refusal:
        return respond(request, error=refusal_message(refusal), back=back)


def _gallery_choices(visitor: Visitor, world: World, *, narrated: bool) -> list[GalleryChoice]:
    """Galleries that this visitor curates and, for the world's narrators, all where it hangs; those come first."""
    hung = set(Hanging.objects.filter(world=world).values_list("gallery", flat=True))
    shown = {gallery.pk: gallery for gallery in galleries_curated_by(visitor)[:CHOICES_MAX]}
    if narrated:
        shown |= {gallery.pk: gallery for gallery in galleries_for(visitor).filter(worlds=world)[:CHOICES_MAX]}
    choices = [GalleryChoice(gallery, gallery.pk in hung) for gallery in shown.values()]
    return sorted(choices, key=lambda choice: (not choice.hangs, choice.gallery.name.casefold()))[:CHOICES_MAX]
