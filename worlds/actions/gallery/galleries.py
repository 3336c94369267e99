"""Make, change and delete galleries, and name their curators. Hanging is done by ``worlds.actions.gallery.curation``.

A gallery belongs to the browser or account that made it. Its curators hang, order and take down; name, description,
visibility, cover and curators are the owner's alone. Anybody else gets ``NotFound``, as for a gallery that is not
there. A world is as visible as the most open gallery it hangs in, so opening a gallery opens its worlds; a world that
others told is opened by nobody else (``gallery.opens_others``).
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max, Q

from worlds.access import NotFound, Visitor, galleries_of, visible_hangings, worlds_narrated_by
from worlds.actions.world.addresses import new_slug, withdraw_closed_worlds, withdraw_gallery
from worlds.models import Curator, Gallery, Hanging, Narrator, Visibility, World
from worlds.search.index import index_gallery
from worlds.wire.refusal import Refusal
from worlds.wire.visible_text import visible_text

GALLERIES_MAX = 200
"""Of one visitor."""
OPENNESS: dict[str, int] = {Visibility.PRIVATE: 0, Visibility.LINK: 1, Visibility.PUBLIC: 2}
"""How many people see it: the more, the higher."""
CURATORS_MAX = 50
"""Of one gallery."""


def gallery_by_name(host: Narrator, name: str, visibility: str) -> Gallery:
    """The host's own gallery of this name (any case) and ``visibility``, made if they have none.

    Both are what the host chose: a gallery of the name that is more open, or less, is another one. So finishing a world
    neither shows it to more people than they said nor opens or closes what already hangs there.

    Raises ``Refusal``: ``gallery.empty_name``.
    """
    name = _clean_name(name)
    mine = Q(guest=host.guest) if host.user_id is None else Q(guest=host.guest) | Q(user=host.user_id)
    same = Gallery.objects.filter(mine, name__iexact=name, visibility=visibility, hidden_at=None)
    gallery = same.order_by("created_at").first()
    if gallery is None:
        gallery = _create(name, "", visibility, host.guest, host.user)
    return gallery


def make_gallery(visitor: Visitor, *, name: str, description: str = "", visibility: str = Visibility.LINK) -> Gallery:
    """An empty gallery of the visitor's own; one may have several of one name.

    Raises ``Refusal`` (``gallery.empty_name``, ``gallery.too_many``), ``ValueError`` for an unknown visibility.
    """
    name = _clean_name(name)
    if galleries_of(visitor).count() >= GALLERIES_MAX:
        raise Refusal("gallery.too_many")
    return _create(name, visible_text(description), _check_visibility(visibility), visitor.guest, visitor.account)


def hang_world(gallery: Gallery, world: World) -> bool:
    """Hang ``world`` last in ``gallery``, unless it hangs there; returns whether it was hung now."""
    with transaction.atomic():
        Gallery.objects.select_for_update().only("pk").get(pk=gallery.pk)
        if gallery.hangings.filter(world=world).exists():
            return False
        last = gallery.hangings.aggregate(last=Max("rank"))["last"] or 0
        Hanging.objects.create(gallery=gallery, world=world, rank=last + 1)
        return True


def change_gallery(
    visitor: Visitor,
    gallery_id: uuid.UUID,
    *,
    name: str | None = None,
    description: str | None = None,
    visibility: str | None = None,
) -> Gallery:
    """Change what is given of a gallery of one's own. Its address stays, unless it becomes private: then that is
    withdrawn, and so are those of its worlds that hang in no other open gallery.

    Raises ``NotFound`` for anybody else's, ``Refusal`` (``gallery.empty_name``, ``gallery.opens_others``),
    ``ValueError`` for an unknown visibility.
    """
    with transaction.atomic():
        gallery = _own_gallery(visitor, gallery_id)
        before = gallery.visibility
        if name is not None:
            gallery.name = _clean_name(name)
        if description is not None:
            gallery.description = visible_text(description)
        if visibility is not None:
            gallery.visibility = _check_visibility(visibility)
        gallery.full_clean(validate_unique=False)
        if OPENNESS[gallery.visibility] > OPENNESS[before]:
            _check_opens_own(visitor, gallery)
        gallery.save(update_fields=["name", "description", "visibility"])
        if gallery.visibility == Visibility.PRIVATE != before:
            withdraw_gallery(gallery)
            withdraw_closed_worlds(gallery.hangings.values_list("world", flat=True))
        index_gallery(gallery)
    return gallery


def choose_cover(visitor: Visitor, gallery_id: uuid.UUID, slug: str) -> Gallery:
    """Show a world that hangs there in front of the others in lists; an empty ``slug`` is the first that hangs.

    Raises ``NotFound`` for anybody else's gallery and for a world that does not hang there.
    """
    with transaction.atomic():
        gallery = _own_gallery(visitor, gallery_id)
        gallery.cover_world = None
        if slug:
            hanging = visible_hangings(gallery).filter(world__slug=slug).select_related("world").first()
            if hanging is None:
                raise NotFound(slug)
            gallery.cover_world = hanging.world
        gallery.save(update_fields=["cover_world"])
    return gallery


def delete_gallery(visitor: Visitor, gallery_id: uuid.UUID) -> None:
    """Delete a gallery of one's own. Its worlds stay with those who wove them. Raises ``NotFound``."""
    with transaction.atomic():
        # worlds that are being finished into it lose it; locked first, in the order in which finishing does
        list(World.objects.select_for_update().filter(finish_gallery=gallery_id).order_by("pk").values_list("pk"))
        gallery = _own_gallery(visitor, gallery_id)
        opened = gallery.hangings.exclude(gallery__visibility=Visibility.PRIVATE).values_list("world", flat=True)
        world_ids = list(opened)
        gallery.delete()
        withdraw_closed_worlds(world_ids)


def add_curator(visitor: Visitor, gallery_id: uuid.UUID, username: str) -> Curator:
    """Let an account hang, order and take down worlds in a gallery of one's own. Doing it again changes nothing.

    Raises ``NotFound`` for anybody else's gallery, ``Refusal``: ``curator.not_found``,
    ``curator.owner``, ``curator.too_many``.
    """
    with transaction.atomic():
        gallery = _own_gallery(visitor, gallery_id)
        name = username.replace("\0", "").strip()
        account: Any = get_user_model().objects.filter(username__iexact=name, is_active=True).first()
        if account is None:
            raise Refusal("curator.not_found")
        if account.pk == gallery.user_id:
            raise Refusal("curator.owner")
        already = Curator.objects.filter(gallery=gallery, user=account).first()
        if already is not None:
            return already
        if Curator.objects.filter(gallery=gallery).count() >= CURATORS_MAX:
            raise Refusal("curator.too_many")
        return Curator.objects.create(gallery=gallery, user=account)


def remove_curator(visitor: Visitor, gallery_id: uuid.UUID, username: str) -> None:
    """Remove a curator, as the owner or as that curator; an account that does not curate is no error.

    Raises ``NotFound`` for a gallery that is neither one's own nor curated under that name.
    """
    with transaction.atomic():
        leaves = visitor.account is not None and visitor.account.username.lower() == username.strip().lower()
        curating = Curator.objects.filter(gallery=gallery_id, user__username__iexact=username.strip())
        if not (leaves and curating.exists()):
            _own_gallery(visitor, gallery_id)
        curating.delete()


def _own_gallery(visitor: Visitor, gallery_id: uuid.UUID) -> Gallery:
    gallery = galleries_of(visitor).select_for_update().filter(pk=gallery_id).first()
    if gallery is None:
        raise NotFound(str(gallery_id))
    return gallery


def openness_of(world: World) -> int:
    """That of the most open gallery in which the world hangs."""
    hangs = Gallery.objects.filter(hangings__world=world, hidden_at=None).values_list("visibility", flat=True)
    return max((OPENNESS[visibility] for visibility in hangs), default=0)


def _check_opens_own(visitor: Visitor, gallery: Gallery) -> None:
    """Raise ``Refusal`` ``gallery.opens_others`` where a world would be opened that the visitor did not narrate."""
    hung = World.objects.filter(hangings__gallery=gallery).exclude(pk__in=worlds_narrated_by(visitor).values("pk"))
    if any(openness_of(world) < OPENNESS[gallery.visibility] for world in hung.only("pk")):
        raise Refusal("gallery.opens_others")


def _create(name: str, description: str, visibility: str, guest: uuid.UUID, user: Any | None) -> Gallery:
    gallery = Gallery(
        name=name,
        slug=new_slug(name, "gallery"),
        description=description,
        visibility=visibility,
        guest=guest,
        user=user,
    )
    gallery.full_clean()
    with transaction.atomic():
        gallery.save(force_insert=True)
        index_gallery(gallery)
    return gallery


def _clean_name(name: str) -> str:
    name = visible_text(name.replace("\0", ""))
    if not name:
        raise Refusal("gallery.empty_name")
    return name


def _check_visibility(visibility: str) -> str:
    if visibility not in Visibility.values:
        raise ValueError(f"no such visibility: {visibility}")
    return visibility
