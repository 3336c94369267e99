"""Galleries: list and read them, make and change your own, hang worlds, order them and take them down."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field, StringConstraints

from worlds import access
from worlds.actions.gallery import curation, galleries
from worlds.actions.world import addresses
from worlds.api.authentication import authenticated_visitor
from worlds.api.responses import READ_ERRORS, WRITE_ERRORS, ErrorResponse, PageQuery, RequestBody, page_of
from worlds.api.worlds import WorldPage, world_card
from worlds.models import Curator, Gallery
from worlds.wire.protocol import Title, VisibilityChoice
from worlds.wire.text_patterns import LINES
from worlds.wire.visible_text import Visible

Description = Annotated[
    str,
    StringConstraints(max_length=1000, pattern=LINES),
    Visible,
]

router = Router(tags=["galleries"])


class GalleryCard(Schema):
    id: str = Field(description="stays, whatever the gallery is called")
    slug: str = Field(description="names the gallery in addresses; another one once an address is withdrawn")
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


class NewGallery(RequestBody):
    name: Title
    description: Description = ""
    visibility: VisibilityChoice = "link"


class ChangeGallery(RequestBody):
    """What is not given stays."""

    name: Title | None = None
    description: Description | None = None
    visibility: VisibilityChoice | None = None
    cover: str | None = Field(
        default=None, max_length=100, description="slug of a world that hangs there; empty for the first"
    )


class MoveWorld(RequestBody):
    before: str = Field(default="", max_length=100, description="slug of the world that follows; empty hangs it last")


class HangQuery(Schema):
    visibility: VisibilityChoice = Field(
        default="private",
        description="of the gallery, as you know it: refused where the world would be seen by more people than that "
        "and than now",
    )


class GalleryQuery(PageQuery):
    mine: bool = Field(default=False, description="only those you made")


@router.get("/galleries", response={200: GalleryPage, READ_ERRORS: ErrorResponse}, summary="Galleries")
def list_galleries(request: HttpRequest, query: Query[GalleryQuery]) -> GalleryPage:
    """The public ones, your own and those you curate; the newest first."""
    visitor = authenticated_visitor(request)
    rows = access.galleries_of(visitor) if query.mine else access.galleries_for(visitor)
    found, following = page_of(rows, "created_at", query)
    return GalleryPage(items=[GalleryCard(**_card_fields(gallery)) for gallery in found], next=following)


@router.post("/galleries", response={201: GalleryRead, WRITE_ERRORS: ErrorResponse}, summary="Make a gallery")
def make_gallery(request: HttpRequest, body: NewGallery) -> Status[GalleryRead]:
    visitor = authenticated_visitor(request)
    made = galleries.make_gallery(visitor, name=body.name, description=body.description, visibility=body.visibility)
    return Status(201, _read(visitor, made))


@router.get("/galleries/{slug}", response={200: GalleryRead, READ_ERRORS: ErrorResponse}, summary="A gallery")
def read_gallery(request: HttpRequest, slug: str) -> GalleryRead:
    return _read(authenticated_visitor(request), access.gallery_for(authenticated_visitor(request), slug))


@router.patch("/galleries/{slug}", response={200: GalleryRead, WRITE_ERRORS: ErrorResponse}, summary="Change a gallery")
def change_gallery(request: HttpRequest, slug: str, body: ChangeGallery) -> GalleryRead:
    """Its visibility is that of the worlds in it. Refused where it would open worlds that others told; made private it
    gets another slug, and so do its worlds that hang in no other open gallery."""
    visitor = authenticated_visitor(request)
    gallery = access.gallery_for(visitor, slug)
    if body.cover is not None:
        gallery = galleries.choose_cover(visitor, gallery.pk, access.checked(body.cover))
    changed = galleries.change_gallery(
        visitor, gallery.pk, name=body.name, description=body.description, visibility=body.visibility
    )
    return _read(visitor, changed)


@router.post(
    "/galleries/{slug}/address", response={200: GalleryRead, WRITE_ERRORS: ErrorResponse}, summary="A new address"
)
def renew_gallery_address(request: HttpRequest, slug: str) -> GalleryRead:
    """Give a gallery of yours another slug: links to it stop working. It gets one by itself when it becomes private."""
    visitor = authenticated_visitor(request)
    return _read(visitor, addresses.renew_gallery_address(visitor, access.gallery_for(visitor, slug).pk))


@router.delete("/galleries/{slug}", response={204: None, WRITE_ERRORS: ErrorResponse}, summary="Delete a gallery")
def delete_gallery(request: HttpRequest, slug: str) -> Status[None]:
    """Its worlds stay with those who wove them."""
    galleries.delete_gallery(
        authenticated_visitor(request), access.gallery_for(authenticated_visitor(request), slug).pk
    )
    return Status(204, None)


@router.get(
    "/galleries/{slug}/worlds", response={200: WorldPage, READ_ERRORS: ErrorResponse}, summary="Worlds of a gallery"
)
def list_hung(request: HttpRequest, slug: str, query: Query[PageQuery]) -> WorldPage:
    """In the order they hang in."""
    gallery = access.gallery_for(authenticated_visitor(request), slug)
    rows = access.visible_hangings(gallery).select_related("world")
    found, following = page_of(rows, "rank", query, newest_first=False)
    return WorldPage(items=[world_card(hung.world) for hung in found], next=following)


@router.put(
    "/galleries/{slug}/worlds/{world}", response={204: None, WRITE_ERRORS: ErrorResponse}, summary="Hang a world"
)
def hang_world(request: HttpRequest, slug: str, world: str, query: Query[HangQuery]) -> Status[None]:
    """Last in a gallery that you curate: a world that you told or that is public.
    One that hangs there stays where it is."""
    visitor = authenticated_visitor(request)
    gallery = access.gallery_for(visitor, slug)
    curation.hang_world_for(visitor, gallery.pk, access.checked(world), visibility=query.visibility)
    return Status(204, None)


@router.delete(
    "/galleries/{slug}/worlds/{world}", response={204: None, WRITE_ERRORS: ErrorResponse}, summary="Take a world down"
)
def take_world_down(request: HttpRequest, slug: str, world: str) -> Status[None]:
    """For those who curate the gallery or told the world."""
    visitor = authenticated_visitor(request)
    curation.take_world_down(visitor, access.gallery_for(visitor, slug).pk, access.checked(world))
    return Status(204, None)


@router.post(
    "/galleries/{slug}/worlds/{world}/move", response={204: None, WRITE_ERRORS: ErrorResponse}, summary="Move a world"
)
def move_world(request: HttpRequest, slug: str, world: str, body: MoveWorld) -> Status[None]:
    visitor = authenticated_visitor(request)
    gallery = access.gallery_for(visitor, slug)
    curation.move_world(visitor, gallery.pk, access.checked(world), before=access.checked(body.before))
    return Status(204, None)


@router.put(
    "/galleries/{slug}/curators/{username}", response={204: None, WRITE_ERRORS: ErrorResponse}, summary="Add a curator"
)
def add_curator(request: HttpRequest, slug: str, username: str) -> Status[None]:
    """An account that may hang, order and take down worlds in a gallery of yours."""
    galleries.add_curator(
        authenticated_visitor(request),
        access.gallery_for(authenticated_visitor(request), slug).pk,
        access.checked(username),
    )
    return Status(204, None)


@router.delete(
    "/galleries/{slug}/curators/{username}",
    response={204: None, WRITE_ERRORS: ErrorResponse},
    summary="Remove a curator",
)
def remove_curator(request: HttpRequest, slug: str, username: str) -> Status[None]:
    """Said by the owner, or by a curator who leaves."""
    galleries.remove_curator(
        authenticated_visitor(request),
        access.gallery_for(authenticated_visitor(request), slug).pk,
        access.checked(username),
    )
    return Status(204, None)


def _card_fields(gallery: Gallery) -> dict[str, Any]:
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
        **_card_fields(gallery),
        worlds=access.visible_hangings(gallery).count(),
        yours=access.galleries_of(visitor).filter(pk=gallery.pk).exists(),
        curated=curated,
        curators=list(curators) if curated else [],
    )
