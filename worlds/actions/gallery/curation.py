"""Hang worlds in galleries as a visitor, order them, and take them down.

A gallery's owner and its curators hang worlds that they narrated, and any world that is public already, so that nobody
else's world becomes more visible. They and the world's narrators take it down. A move changes the ranks that it passes.
"""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import F, Max

from worlds.access import NotFound, Visitor, galleries_curated_by, public_worlds, worlds_narrated_by
from worlds.actions.gallery.galleries import hang_world
from worlds.models import Gallery, World


def hang_world_for(visitor: Visitor, gallery_id: uuid.UUID, slug: str) -> bool:
    """Hang a world in a gallery that the visitor curates; returns whether it was hung now.

    Raises ``NotFound``: no such gallery of theirs, or no world that they narrated or that is public.
    """
    with transaction.atomic():
        gallery = _curated_gallery(visitor, gallery_id)
        return hang_world(gallery, hangable_world(visitor, slug))


def hangable_world(visitor: Visitor, slug: str) -> World:
    """A world that this visitor may hang somewhere. Raises ``NotFound``."""
    world = worlds_narrated_by(visitor).filter(slug=slug).first() or public_worlds().filter(slug=slug).first()
    if world is None:
        raise NotFound(slug)
    return world


def take_world_down(visitor: Visitor, gallery_id: uuid.UUID, slug: str) -> bool:
    """Take a world out of a gallery, as its owner, a curator or a narrator of the world; returns whether it hung there.

    Raises ``NotFound`` for anybody else.
    """
    with transaction.atomic():
        gallery = Gallery.objects.select_for_update().filter(pk=gallery_id, hidden_at=None).defer("search").first()
        allowed = gallery is not None and (
            galleries_curated_by(visitor).filter(pk=gallery_id).exists()
            or worlds_narrated_by(visitor).filter(slug=slug).exists()
        )
        if gallery is None or not allowed:
            raise NotFound(str(gallery_id))
        hanging = gallery.hangings.filter(world__slug=slug).first()
        if hanging is None:
            return False
        hanging.delete()
        Gallery.objects.filter(pk=gallery_id, cover_world=hanging.world_id).update(cover_world=None)
        return True


def move_world(visitor: Visitor, gallery_id: uuid.UUID, slug: str, *, before: str) -> None:
    """Hang a world directly before another of the same gallery, or last where ``before`` is empty.

    Raises ``NotFound``: no such gallery of theirs, or one of the worlds does not hang there.
    """
    with transaction.atomic():
        gallery = _curated_gallery(visitor, gallery_id)
        hangings = gallery.hangings
        moved = hangings.filter(world__slug=slug).first()
        following = hangings.filter(world__slug=before).first() if before else None
        if moved is None or (before and following is None):
            raise NotFound(slug if moved is None else before)
        if following is None:
            end = hangings.aggregate(last=Max("rank"))["last"] or 0
        else:
            end = following.rank - 1 if following.rank > moved.rank else following.rank
        if end == moved.rank or moved == following:
            return
        if end > moved.rank:
            hangings.filter(rank__gt=moved.rank, rank__lte=end).update(rank=F("rank") - 1)
        else:
            hangings.filter(rank__gte=end, rank__lt=moved.rank).update(rank=F("rank") + 1)
        hangings.filter(pk=moved.pk).update(rank=end)


def _curated_gallery(visitor: Visitor, gallery_id: uuid.UUID) -> Gallery:
    gallery = galleries_curated_by(visitor).select_for_update(of=("self",)).filter(pk=gallery_id).first()
    if gallery is None:
        raise NotFound(str(gallery_id))
    return gallery
