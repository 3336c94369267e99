"""Galleries: list and read them, make and change your own, hang worlds, order them and take them down."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field, StringConstraints

from worlds import access
from worlds.actions.gallery import curation, galleries
from worlds.api.authentication import who
from worlds.api.responses import READING, WRITING, PageQuery, Trouble, Wish, page_of
from worlds.api.worlds import WorldPage, world_card
from worlds.models import Curator, Gallery
from worlds.wire.protocol import Title, VisibilityChoice

Description = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=1000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"),
]

router = Router(tags=["galleries"])


class GalleryCard(Schema):
    id: str = Field(description="stays, whatever the gallery is called")
    slug: str = Field(description="names the gallery in addresses")
    name: str
    description: str
    visibility: VisibilityChoice
    page: str = Field(description="path of its page")
    created_at: float = Field(description="Unix seconds")


class GalleryPage(Schema):
    items: list[GalleryCard]
    next: str | None


class GalleryRead(GalleryCard):
    worlds: int = Field(description="that hang in it")
    yours: bool = Field(description="you made it: you may change and delete it")
    curated: bool = Field(description="you may hang, order and take down worlds in it")
    curators: list[str] = Field(description="user names; for those who curate it")


class NewGallery(Wish):
    name: Title
    description: Description = ""
    visibility: VisibilityChoice = "link"


class ChangeGallery(Wish):
    """What is not given stays."""

    name: Title | None = None
    description: Description | None = None
    visibility: VisibilityChoice | None = None
    cover: str | None = Field(
        default=None, max_length=100, description="slug of a world that hangs there; empty for the first"
    )


class MoveWorld(Wish):
    before: str = Field(default="", max_length=100, description="slug of the world that follows; empty hangs it last")


class GalleryQuery(PageQuery):
    mine: bool = Field(default=False, description="only those you made")


@router.get("/galleries", response={200: GalleryPage, READING: Trouble}, summary="Galleries")
def list_galleries(request: HttpRequest, query: Query[GalleryQuery]) -> GalleryPage:
    """The public ones, your own and those you curate; the newest first."""
    visitor = who(request)
    rows = access.galleries_of(visitor) if query.mine else access.galleries_for(visitor)
    found, following = page_of(rows, "created_at", query)
    return GalleryPage(items=[GalleryCard(**_card(gallery)) for gallery in found], next=following)


@router.post("/galleries", response={201: GalleryRead, WRITING: Trouble}, summary="Make a gallery")
def make_gallery(request: HttpRequest, wish: NewGallery) -> Status[GalleryRead]:
    visitor = who(request)
    made = galleries.make_gallery(visitor, name=wish.name, description=wish.description, visibility=wish.visibility)
    return Status(201, _read(visitor, made))


@router.get("/galleries/{slug}", response={200: GalleryRead, READING: Trouble}, summary="A gallery")
def read_gallery(request: HttpRequest, slug: str) -> GalleryRead:
    return _read(who(request), access.gallery_for(who(request), slug))


@router.patch("/galleries/{slug}", response={200: GalleryRead, WRITING: Trouble}, summary="Change a gallery")
def change_gallery(request: HttpRequest, slug: str, wish: ChangeGallery) -> GalleryRead:
    visitor = who(request)
    gallery = access.gallery_for(visitor, slug)
    if wish.cover is not None:
        gallery = galleries.choose_cover(visitor, gallery.pk, _plain(wish.cover))
    changed = galleries.change_gallery(
        visitor, gallery.pk, name=wish.name, description=wish.description, visibility=wish.visibility
    )
    return _read(visitor, changed)


@router.delete("/galleries/{slug}", response={204: None, WRITING: Trouble}, summary="Delete a gallery")
def delete_gallery(request: HttpRequest, slug: str) -> Status[None]:
    """Its worlds stay with those who wove them."""
    galleries.delete_gallery(who(request), access.gallery_for(who(request), slug).pk)
    return Status(204, None)


@router.get("/galleries/{slug}/worlds", response={200: WorldPage, READING: Trouble}, summary="Worlds of a gallery")
def list_hung(request: HttpRequest, slug: str, query: Query[PageQuery]) -> WorldPage:
    """In the order they hang in."""
    gallery = access.gallery_for(who(request), slug)
    rows = access.visible_hangings(gallery).select_related("world")
    found, following = page_of(rows, "rank", query, newest_first=False)
    return WorldPage(items=[world_card(hung.world) for hung in found], next=following)


@router.put("/galleries/{slug}/worlds/{world}", response={204: None, WRITING: Trouble}, summary="Hang a world")
def hang_world(request: HttpRequest, slug: str, world: str) -> Status[None]:
    """Last in a gallery that you curate: a world that you told or that is public.
    One that hangs there stays where it is."""
    visitor = who(request)
    curation.hang_world_for(visitor, access.gallery_for(visitor, slug).pk, _plain(world))
    return Status(204, None)


@router.delete("/galleries/{slug}/worlds/{world}", response={204: None, WRITING: Trouble}, summary="Take a world down")
def take_world_down(request: HttpRequest, slug: str, world: str) -> Status[None]:
    """For those who curate the gallery or told the world."""
    visitor = who(request)
    curation.take_world_down(visitor, access.gallery_for(visitor, slug).pk, _plain(world))
    return Status(204, None)


@router.post("/galleries/{slug}/worlds/{world}/move", response={204: None, WRITING: Trouble}, summary="Move a world")
def move_world(request: HttpRequest, slug: str, world: str, wish: MoveWorld) -> Status[None]:
    visitor = who(request)
    gallery = access.gallery_for(visitor, slug)
    curation.move_world(visitor, gallery.pk, _plain(world), before=_plain(wish.before))
    return Status(204, None)


@router.put("/galleries/{slug}/curators/{username}", response={204: None, WRITING: Trouble}, summary="Add a curator")
def add_curator(request: HttpRequest, slug: str, username: str) -> Status[None]:
    """An account that may hang, order and take down worlds in a gallery of yours."""
    galleries.add_curator(who(request), access.gallery_for(who(request), slug).pk, _plain(username))
    return Status(204, None)


@router.delete(
    "/galleries/{slug}/curators/{username}", response={204: None, WRITING: Trouble}, summary="Remove a curator"
)
def remove_curator(request: HttpRequest, slug: str, username: str) -> Status[None]:
    """Said by the owner, or by a curator who leaves."""
    galleries.remove_curator(who(request), access.gallery_for(who(request), slug).pk, _plain(username))
    return Status(204, None)


def _plain(name: str) -> str:
    """A name as it may be asked for.
    Raises ``NotFound``: PostgreSQL knows no text with NUL and says so with an error."""
    if "\0" in name:
        raise access.NotFound(name)
    return name


def _card(gallery: Gallery) -> dict[str, Any]:
    return {
        "id": gallery.id.hex,
        "slug": gallery.slug,
        "name": gallery.name,
        "description": gallery.description,
        "visibility": gallery.visibility,
        "page": f"/galleries/{gallery.slug}",
        "created_at": gallery.created_at.timestamp(),
    }


def _read(visitor: access.Visitor, gallery: Gallery) -> GalleryRead:
    curated = access.galleries_curated_by(visitor).filter(pk=gallery.pk).exists()
    curators = Curator.objects.filter(gallery=gallery).order_by("since", "pk").values_list("user__username", flat=True)
    return GalleryRead(
        **_card(gallery),
        worlds=access.visible_hangings(gallery).count(),
        yours=access.galleries_of(visitor).filter(pk=gallery.pk).exists(),
        curated=curated,
        curators=list(curators) if curated else [],
    )
