"""Exports: every file that can be downloaded of a world, and where."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema
from pydantic import Field

from inference.contract.makings.kinds import MAKING_KINDS
from worlds import access
from worlds.api.authentication import authenticated_visitor
from worlds.api.responses import READ_ERRORS, ErrorResponse
from worlds.models import Making, World
from worlds.reading.media import media_url

ZIP = "application/zip"
FILES = [kind for kind, record in MAKING_KINDS.items() if record.is_download]

router = Router(tags=["exports"])


class Export(Schema):
    kind: str = Field(description=f"archive, deep-zoom, panorama, narration, {', '.join(FILES[:-1])} or {FILES[-1]}")
    name: str = Field(description="of the file, as it would be saved")
    url: str = Field(description="path; fetch it with the same token")
    type: str = Field(description="media type")
    bytes: int | None = Field(description="none where it is packed while it is sent")


class Exports(Schema):
    items: list[Export]


@router.get(
    "/worlds/{slug}/exports", response={200: Exports, READ_ERRORS: ErrorResponse}, summary="What can be taken away"
)
def list_exports(request: HttpRequest, slug: str) -> Exports:
    """The archive, which another Lightloom makes the same world from, the narration, the mural, and what has been made
    of it. More is made on request: see *Have something made*."""
    return Exports(items=exports_of(access.world_for(authenticated_visitor(request), slug)))


def exports_of(world: World) -> list[Export]:
    slug, made = world.slug or "", {making.kind: making for making in world.makings.filter(state=Making.State.MADE)}
    items = [_zip_export("archive", f"{slug}-lightloom.zip", "world_archive", slug, ZIP)]
    if "tiles" in made and made["tiles"].final:
        items.append(_zip_export("deep-zoom", f"{slug}-deep-zoom.zip", "world_tiles_zip", slug, ZIP))
    items += [
        _zip_export("narration", f"{slug}.txt", "world_narration", slug, "text/plain"),
        _zip_export("narration", f"{slug}.srt", "world_narration_srt", slug, "application/x-subrip"),
        _zip_export("narration", f"{slug}.vtt", "world_narration_vtt", slug, "text/vtt"),
    ]
    items += [
        Export(
            kind="panorama",
            name=f"{slug}-{number}.jpg",
            url=media_url(world, part["key"]),
            type="image/jpeg",
            bytes=part["bytes"],
        )
        for number, part in enumerate(world.panoramas, start=1)
    ]
    items += [
        Export(
            kind=kind,
            name=f"{slug}-{file['name']}",
            url=media_url(world, file["key"]),
            type=file["type"],
            bytes=file["bytes"],
        )
        for kind in FILES
        if kind in made
        for file in made[kind].files
    ]
    return items


def _zip_export(kind: str, name: str, view: str, slug: str, media_type: str) -> Export:
    return Export(kind=kind, name=name, url=reverse(view, args=[slug]), type=media_type, bytes=None)
