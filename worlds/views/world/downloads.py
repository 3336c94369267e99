"""Downloads of a world: their part of the world page, and the archive and the deep zoom as zips.

A zip is packed while it is sent, at the client's pace and in the memory of one file. A process packs some at a time;
who comes then is asked to come back. Files that take minutes to make are makings (worlds/views/world/makings.py).
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

from inference.contract.makings.kinds import MAKING_KINDS
from inference.contract.makings.tile_sheet import TileSheet, dzi_descriptor, dzi_levels
from worlds.access import NotFound, Visitor, visitor_of, world_for
from worlds.archive.pack import ZIP_EPOCH, Archive, ZipBuffer, archive_bytes, read_rows
from worlds.models import Making, World
from worlds.reading.makings import final_making, making_as_json
from worlds.reading.media import media_url
from worlds.refusal_messages import refusal_message
from worlds.views.world.remix_roots import shown_roots
from worlds.wire.refusal import Refusal

ZIPS_MAX = 4
"""Zips that one process packs at a time, at most."""
SIZES_CACHED_SECONDS = 24 * 3600


def downloads_panel(request: HttpRequest, visitor: Visitor, world: World) -> dict[str, Any]:
    """What ``templates/worlds/_downloads.html`` needs."""
    makings = {making.kind: making for making in world.makings.all()}
    film = _made(makings.get("film"))
    return {
        "downloads": {
            "panoramas": [part | {"url": media_url(world, part["key"])} for part in world.panoramas],
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
        "roots": shown_roots(visitor, world),
    }


@require_safe
def download_sizes(request: HttpRequest, slug: str) -> HttpResponse:
    """``{archive, tiles}``: bytes of what is packed while it is sent, null where there is nothing. Cached."""
    world = world_for(visitor_of(request), slug)
    tiles = final_making(world, "tiles")
    key = f"taking:{world.pk.hex}:{tiles.pk.hex if tiles else ''}:{tiles.made_at if tiles else ''}".replace(" ", "")
    sizes = cache.get(key)
    if sizes is None:
        sizes = {"archive": _archive_bytes(world), "tiles": _tiles_bytes(tiles) if tiles else None}
        cache.set(key, sizes, SIZES_CACHED_SECONDS)
    response = JsonResponse(sizes)
    response["Cache-Control"] = "private, max-age=600"
    return response


async def archive(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The world as an archive that another Lightloom can import. Kept voices stay here."""
    return await _stream_zip(request, slug, "lightloom", lambda world: Archive(read_rows(world)))


async def tiles_zip(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The mural as a deep zoom image (DZI), as OpenSeadragon and others show it."""

    def pack(world: World) -> Iterator[bytes]:
        making = final_making(world, "tiles")
        if making is None:
            raise NotFound(slug)
        folder = making.folder
        sheet = TileSheet.model_validate_json(_read_stored(f"{folder}/tiles.json"))
        return _tiles_zip(slug, folder, sheet)

    return await _stream_zip(request, slug, "deep-zoom", pack)


def _tiles_zip(slug: str, folder: str, sheet: TileSheet) -> Iterator[bytes]:
    buffer = ZipBuffer()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr(zipfile.ZipInfo(f"{slug}.dzi", ZIP_EPOCH), dzi_descriptor(sheet))
        for level in dzi_levels(sheet):
            for name, stored in level.tiles:
                packed.writestr(zipfile.ZipInfo(f"{slug}_files/{name}", ZIP_EPOCH), _read_stored(f"{folder}/{stored}"))
                yield buffer.drain()
    yield buffer.drain()


class _StreamedZip:
    """A zip that is packed while it is sent, a file ahead of the client; counted in ``running`` as long as it is open.

    It is closed once: at the zip's end, when Django closes the response before that, or when it is garbage-collected.
    """

    running = 0

    def __init__(self) -> None:
        self.chunks: Iterator[bytes] = iter(())
        self._open = True
        _StreamedZip.running += 1

    def close(self) -> None:
        if self._open:
            self._open = False
            _StreamedZip.running -= 1

    __del__ = close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while (chunk := await asyncio.to_thread(next, self.chunks, None)) is not None:
                if chunk:
                    yield chunk
        finally:
            self.close()


async def _stream_zip(request: HttpRequest, slug: str, kind: str, pack: Callable[[World], Any]) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405)
    try:
        world = await sync_to_async(world_for)(await sync_to_async(visitor_of)(request), slug)
        if _StreamedZip.running >= ZIPS_MAX:
            message = "Several worlds are being packed just now. Try again in a minute."
            return await sync_to_async(_redirect_with_error)(request, slug, message)
        packed = _StreamedZip()
        try:
            packed.chunks = iter(await sync_to_async(pack)(world))
        except BaseException:
            packed.close()
            raise
    except (NotFound, FileNotFoundError):
        raise Http404 from None
    except Refusal as refusal:
        return await sync_to_async(_redirect_with_error)(request, slug, refusal_message(refusal))
    if request.method == "HEAD":
        packed.chunks = iter(())
    response = StreamingHttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{kind}.zip"'
    response["Cache-Control"] = "no-store"
    return response


def _redirect_with_error(request: HttpRequest, slug: str, message: str) -> HttpResponse:
    messages.error(request, message)
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


def _tiles_bytes(making: Making) -> int | None:
    """Bytes of all tiles: as the making says, or for one made before they were counted, as the storage does."""
    known: int | None = next((file["about"].get("tiles_bytes") for file in making.files), None)
    if known is not None:
        return known
    try:
        sheet = TileSheet.model_validate_json(_read_stored(f"{making.folder}/tiles.json"))
        keys = [f"{making.folder}/{stored}" for level in dzi_levels(sheet) for _, stored in level.tiles]
        return sum(default_storage.size(key) for key in keys)
    except (OSError, ValueError):
        return None


def _read_stored(key: str) -> bytes:
    with default_storage.open(key) as file:
        data: bytes = file.read()
    return data
