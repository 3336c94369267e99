"""Like a world, or no longer: one like a person, guest or account. The world's row is locked while it is counted."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import F

from worlds.access import Visitor
from worlds.models import Like, World


def like_world(visitor: Visitor, world_id: uuid.UUID) -> int:
    """Like it; a second time changes nothing. How many like it now."""
    with transaction.atomic():
        world = _locked(world_id)
        if not world.likes.filter(visitor.owns()).exists():
            Like.objects.create(world=world, guest=visitor.guest, user=visitor.account)
            world.like_count += 1
            world.save(update_fields=["like_count"])
    return world.like_count


def unlike_world(visitor: Visitor, world_id: uuid.UUID) -> int:
    """Like it no longer; without a like, nothing changes. How many like it now."""
    with transaction.atomic():
        world = _locked(world_id)
        gone, _ = world.likes.filter(visitor.owns()).delete()
        if gone:
            world.like_count -= gone
            world.save(update_fields=["like_count"])
    return world.like_count


def transfer_guest_likes(guest: uuid.UUID, user: Any, new_guest: uuid.UUID) -> None:
    """Give a guest's likes to the account, under the guest id ``new_guest``; a world that both like has one like."""
    mine = Like.objects.filter(guest=guest, user=None)
    with transaction.atomic():
        # in one order, so that two sign-ins at once do not deadlock
        list(World.objects.select_for_update().filter(likes__in=mine).order_by("pk").values_list("pk", flat=True))
        twice = mine.filter(world__in=Like.objects.filter(user=user).values("world"))
        World.objects.filter(pk__in=list(twice.values_list("world", flat=True))).update(like_count=F("like_count") - 1)
        twice.delete()
        mine.update(user=user, guest=new_guest)


def _locked(world_id: uuid.UUID) -> World:
    return World.objects.select_for_update().only("pk", "like_count").get(pk=world_id)
