"""Make and change galleries, and hang worlds in them."""

from __future__ import annotations

import secrets
import uuid

from django.db import transaction
from django.db.models import Max, Q
from django.utils.text import slugify

from worlds.access import NotFound, Visitor
from worlds.actions.recording import Refusal
from worlds.models import CODE_ALPHABET, Gallery, Hanging, Narrator, Visibility, World

SLUG_TOKEN = 8


def new_slug(name: str, fallback: str) -> str:
    """A readable slug with a random end (40 bits), so that what is shared by link cannot be guessed."""
    token = "".join(secrets.choice(CODE_ALPHABET) for _ in range(SLUG_TOKEN)).lower()
    return f"{slugify(name)[:80].strip('-') or fallback}-{token}"


def gallery_by_name(host: Narrator, name: str, visibility: str) -> Gallery:
    """The host's own gallery of this name (any case), made with ``visibility`` if they have none.

    An existing gallery keeps its visibility: finishing a world must not open or close what already hangs there.

    Raises ``Refusal``: ``gallery.empty_name``.
    """
    name = name.strip()
    if not name:
        raise Refusal("gallery.empty_name")
    mine = Q(guest=host.guest) if host.user_id is None else Q(guest=host.guest) | Q(user=host.user_id)
    gallery = Gallery.objects.filter(mine, name__iexact=name).order_by("created_at").first()
    if gallery is None:
        gallery = Gallery.objects.create(
            name=name, slug=new_slug(name, "gallery"), visibility=visibility, user=host.user, guest=host.guest
        )
    return gallery


def hang_world(gallery: Gallery, world: World) -> None:
    """Hang ``world`` last in ``gallery``. A world that hangs there already stays where it is."""
    with transaction.atomic():
        Gallery.objects.select_for_update().get(pk=gallery.pk)
        if not gallery.hangings.filter(world=world).exists():
            last = gallery.hangings.aggregate(last=Max("rank"))["last"] or 0
            Hanging.objects.create(gallery=gallery, world=world, rank=last + 1)


def change_gallery(
    visitor: Visitor,
    gallery_id: uuid.UUID,
    *,
    name: str | None = None,
    description: str | None = None,
    visibility: str | None = None,
) -> Gallery:
    """Change what is given of a gallery of one's own; its address stays.

    Raises ``NotFound`` for anybody else's, ``Refusal`` (``gallery.empty_name``), ``ValueError`` for an unknown visibility.
    """
    with transaction.atomic():
        gallery = Gallery.objects.select_for_update().filter(visitor.owns(), pk=gallery_id).first()
        if gallery is None:
            raise NotFound(str(gallery_id))
        if name is not None:
            if not name.strip():
                raise Refusal("gallery.empty_name")
            gallery.name = name.strip()
        if description is not None:
            gallery.description = description.strip()
        if visibility is not None:
            if visibility not in Visibility.values:
                raise ValueError(f"no such visibility: {visibility}")
            gallery.visibility = visibility
        gallery.full_clean(validate_unique=False)
        gallery.save(update_fields=["name", "description", "visibility"])
    return gallery
