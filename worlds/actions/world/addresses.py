"""The addresses of worlds and galleries: what was withdrawn stays withdrawn, whatever is shared later.

An address by link is a secret that has been told. When a world or a gallery is not open to strangers any more it gets
another one, so that sharing it again is sharing it anew. Its own people get on by the former addresses
(``worlds.access``). Who told a link to the wrong people makes a new one themselves.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable

from anyascii import anyascii
from django.db import transaction
from django.utils.text import slugify

from worlds.access import NotFound, Visitor, at, galleries_of, open_to_strangers, worlds_narrated_by
from worlds.models import CODE_ALPHABET, Gallery, World

SLUG_TOKEN_CHARS = 8
FORMER_MAX = 200
"""Former addresses that are kept of one world or gallery, the latest; by older ones nobody gets on."""


def new_slug(name: str, fallback: str) -> str:
    """A readable slug with a random end (40 bits), so that what is shared by link cannot be guessed.

    Names in other scripts are written in Latin letters: addresses are pasted into places that would show their percent
    signs otherwise.
    """
    token = "".join(secrets.choice(CODE_ALPHABET) for _ in range(SLUG_TOKEN_CHARS)).lower()
    return f"{slugify(anyascii(name))[:80].strip('-') or fallback}-{token}"


def renew_world_address(visitor: Visitor, slug: str) -> World:
    """Give a world that the visitor narrated another address; links to it, and to its pictures, stop working.

    Raises ``NotFound`` for anybody else's.
    """
    with transaction.atomic():
        world = worlds_narrated_by(visitor).filter(at(slug)).select_for_update(of=("self",)).first()
        if world is None:
            raise NotFound(slug)
        _renew(world, new_slug(world.title, "world"))
    return world


def renew_gallery_address(visitor: Visitor, gallery_id: uuid.UUID) -> Gallery:
    """Give a gallery of one's own another address. Its worlds keep theirs.

    Raises ``NotFound`` for anybody else's.
    """
    with transaction.atomic():
        gallery = galleries_of(visitor).select_for_update().filter(pk=gallery_id).first()
        if gallery is None:
            raise NotFound(str(gallery_id))
        withdraw_gallery(gallery)
    return gallery


def withdraw_gallery(gallery: Gallery) -> None:
    """Give a locked gallery another address, since its present one is to stop working."""
    _renew(gallery, new_slug(gallery.name, "gallery"))


def withdraw_closed_worlds(world_ids: Iterable[uuid.UUID]) -> None:
    """Give another address to those of these worlds, open until now, that are not open to strangers any more.

    Call it in the transaction that closed them.
    """
    closed = World.objects.filter(~open_to_strangers(), pk__in=list(world_ids), state=World.State.FINISHED)
    for world in closed.select_for_update(of=("self",)).order_by("pk"):
        _renew(world, new_slug(world.title, "world"))


def _renew(row: World | Gallery, slug: str) -> None:
    row.former_slugs = [*row.former_slugs, str(row.slug)][-FORMER_MAX:]
    row.slug = slug
    row.save(update_fields=["slug", "former_slugs"])
