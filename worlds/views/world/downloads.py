"""Take it with you: the world page's part for it, the archive and the deep zoom as zips.

Both zips are packed while they are sent, at the pace of whoever takes them and in the memory of one file; several
people may do so at a time, but not any number: the next are asked to come back. Files that take minutes to make are
made on request (views/world/makings.py).
"""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from inference.contract.making_kinds import MAKING_KINDS
from inference.contract.tile_sheet import TileSheet, dzi_descriptor, dzi_levels
from worlds.access import NotFound, Visitor, visitor_of, world_for
from worlds.actions.transaction import Refusal
from worlds.archive.pack import Archive, ZipBuffer, archive_bytes, read_rows
from worlds.models import Making, World
from worlds.reading.makings import making_as_json
from worlds.reading.media import media_url
from worlds.views.world.roots import roots_of
from worlds.wire.refusal_messages import refusal_message

AT_ONCE = 4
"""Zips that one process packs at a time."""
SIZES_KEPT = 24 * 3600
DAY = (1980, 1, 1, 0, 0, 0)


def take_panel(request: HttpRequest, visitor: Visitor, world: World) -> dict[str, Any]:
    """What ``templates/worlds/_downloads.html`` needs."""
    makings = {making.kind: making for making in world.makings.all()}
    film = _made(makings.get("film"))
    return {
        "take": {
            "panoramas": [part | {"url": media_url(part["key"])} for part in world.panoramas],
            "on_request": [
                {
                    "kind": record.kind,
                    "label": record.label,
                    "use": record.use,
                    "files": record.kind in makings and makings[record.kind].files,
                }
                for record in MAKING_KINDS.values()
                if record.on_request
            ],
            "tiles": _made(makings.get("tiles")) is not None,
            "film": None if film is None else next((f for f in film["files"] if f["name"].endswith(".mp4")), None),
            "timed_by_film": film is not None,
            "page": reverse("world", args=[world.slug]),
        },
        "roots": roots_of(visitor, world),
    }


@require_safe
def taking(request: HttpRequest, slug: str) -> HttpResponse:
    """``{archive, tiles}``: bytes of what is packed while it is sent, none where there is nothing.
    Reckoned once and kept."""
    world = _found(request, slug)
    tiles = _tiles_of(world)
    key = f"taking:{world.pk.hex}:{tiles.pk.hex if tiles else ''}:{tiles.made_at if tiles else ''}".replace(" ", "")
    sizes = cache.get(key)
    if sizes is None:
        sizes = {"archive": _archive_bytes(world), "tiles": _tiles_bytes(tiles) if tiles else None}
        cache.set(key, sizes, SIZES_KEPT)
    response = JsonResponse(sizes)
    response["Cache-Control"] = "private, max-age=600"
    return response


async def archive(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The world as an archive that another Lightloom brings in. Kept voices stay here."""
    return await _zipped(request, slug, "lightloom", lambda world: Archive(read_rows(world)))


async def tiles_zip(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The mural as a deep zoom image (DZI), as OpenSeadragon and others show it."""

    def packing(world: World) -> Iterator[bytes]:
        making = _tiles_of(world)
        if making is None:
            raise NotFound(slug)
        folder = making.folder
        sheet = TileSheet.model_validate_json(_stored(f"{folder}/tiles.json"))
        return _packed_tiles(slug, folder, sheet)

    return await _zipped(request, slug, "deep-zoom", packing)


def _packed_tiles(slug: str, folder: str, sheet: TileSheet) -> Iterator[bytes]:
    buffer = ZipBuffer()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr(zipfile.ZipInfo(f"{slug}.dzi", DAY), dzi_descriptor(sheet))
        for level in dzi_levels(sheet):
            for name, stored in level.tiles:
                packed.writestr(zipfile.ZipInfo(f"{slug}_files/{name}", DAY), _stored(f"{folder}/{stored}"))
                yield buffer.drain()
    yield buffer.drain()


class _Packing:
    """A zip that is packed while it is sent, a file ahead of whoever takes it,
    and its place among those of this process.

    The place is taken at once and given back once: at the zip's end, when its answer is closed before that (Django
    closes what has a ``close``), or with the last one who knew of it.
    """

    taken = 0

    def __init__(self) -> None:
        self.chunks: Iterator[bytes] = iter(())
        self._holds = True
        _Packing.taken += 1

    def close(self) -> None:
        if self._holds:
            self._holds = False
            _Packing.taken -= 1

    __del__ = close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while (chunk := await asyncio.to_thread(next, self.chunks, None)) is not None:
                if chunk:
                    yield chunk
        finally:
            self.close()


async def _zipped(request: HttpRequest, slug: str, kind: str, packing: Callable[[World], Any]) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405)
    try:
        world = await sync_to_async(world_for)(await sync_to_async(visitor_of)(request), slug)
        if _Packing.taken >= AT_ONCE:
            said = "Several worlds are being packed just now. Try again in a minute."
            return await sync_to_async(_not_now)(request, slug, said)
        packed = _Packing()
        try:
            packed.chunks = iter(await sync_to_async(packing)(world))
        except BaseException:
            packed.close()
            raise
    except (NotFound, FileNotFoundError):
        raise Http404 from None
    except Refusal as refusal:
        return await sync_to_async(_not_now)(request, slug, refusal_message(refusal))
    if request.method == "HEAD":
        packed.chunks = iter(())
    response = StreamingHttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{kind}.zip"'
    response["Cache-Control"] = "no-store"
    return response


def _not_now(request: HttpRequest, slug: str, said: str) -> HttpResponse:
    messages.error(request, said)
    return redirect(f"{reverse('world', args=[slug])}#take")


def _archive_bytes(world: World) -> int | None:
    try:
        return archive_bytes(read_rows(world))
    except Refusal:
        return None


def _made(making: Making | None) -> dict[str, Any] | None:
    if making is None or making.state != Making.State.MADE or not making.final:
        return None
    return making_as_json(making)


def _tiles_of(world: World) -> Making | None:
    return world.makings.filter(kind="tiles", state=Making.State.MADE, final=True).first()


def _tiles_bytes(making: Making) -> int | None:
    """What the making remembers of its tiles; of one made before they were counted, what the storage says of each."""
    known: int | None = next((file["about"].get("tiles_bytes") for file in making.files), None)
    if known is not None:
        return known
    try:
        sheet = TileSheet.model_validate_json(_stored(f"{making.folder}/tiles.json"))
        keys = [f"{making.folder}/{stored}" for level in dzi_levels(sheet) for _, stored in level.tiles]
        return sum(default_storage.size(key) for key in keys)
    except (OSError, ValueError):
        return None


def _stored(key: str) -> bytes:
    with default_storage.open(key) as file:
        data: bytes = file.read()
    return data


def _found(request: HttpRequest, slug: str) -> World:
    try:
        return world_for(visitor_of(request), slug)
    except NotFound:
        raise Http404 from None
