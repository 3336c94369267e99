"""Hang worlds in galleries as a visitor, order them, and take them down.

A gallery's owner and its curators hang worlds that they narrated, and any world that is public already, so that nobody
else's world becomes more visible. They and the world's narrators take it down. A move changes the ranks that it passes.
"""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import F, Max, Q

from worlds.access import NotFound, Visitor, at, galleries_curated_by, public_worlds, worlds_narrated_by
from worlds.actions.gallery.galleries import OPENNESS, hang_world, openness_of
from worlds.actions.world.addresses import withdraw_closed_worlds
from worlds.models import Gallery, Visibility, World
from worlds.wire.refusal import Refusal


def hang_world_for(visitor: Visitor, gallery_id: uuid.UUID, slug: str, *, visibility: str = "") -> bool:
    """Hang a world in a gallery that the visitor curates; returns whether it was hung now.

    ``visibility`` is the gallery's, as the visitor knows it. Raises ``NotFound``: no such gallery of
    theirs, or no world that they narrated or that is public; ``Refusal`` ``gallery.opens_link`` or
    ``gallery.opens_public`` where the world would be seen by more people than now and than they know.
    """
    with transaction.atomic():
        gallery = _curated_gallery(visitor, gallery_id)
        world = hangable_world(visitor, slug)
        if OPENNESS[gallery.visibility] > max(openness_of(world), OPENNESS.get(visibility, 0)):
            raise Refusal(f"gallery.opens_{gallery.visibility}")
        return hang_world(gallery, world)


def hangable_world(visitor: Visitor, slug: str) -> World:
    """A world that this visitor may hang somewhere. Raises ``NotFound``."""
    world = worlds_narrated_by(visitor).filter(at(slug)).first() or public_worlds().filter(slug=slug).first()
    if world is None:
        raise NotFound(slug)
    return world


def take_world_down(visitor: Visitor, gallery_id: uuid.UUID, slug: str) -> bool:
    """Take a world out of a gallery, as its owner, a curator or a narrator of the world; returns whether it hung there.
    Where no open gallery is left to it, its address is withdrawn.

    Raises ``NotFound`` for anybody else.
    """
    with transaction.atomic():
        gallery = Gallery.objects.select_for_update().filter(pk=gallery_id, hidden_at=None).defer("search").first()
        narrated = worlds_narrated_by(visitor).filter(at(slug)).first()
        curated = galleries_curated_by(visitor).filter(pk=gallery_id).exists()
        if gallery is None or not (curated or narrated is not None):
            raise NotFound(str(gallery_id))
        which = Q(world__slug=slug) if narrated is None else Q(world=narrated)
        hanging = gallery.hangings.filter(which).first()
        if hanging is None:
            return False
        hanging.delete()
        if gallery.visibility != Visibility.PRIVATE:
            withdraw_closed_worlds([hanging.world_id])
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
