"""Downloads of a world: their part of the world page, and what is in the archive and in the deep zoom's zip.

How zips are sent is worlds/views/world/zip_downloads.py. Files that take minutes to make are makings
(worlds/views/world/makings.py).
"""

from __future__ import annotations

import hashlib
import zlib
from functools import partial
from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe
from pydantic import ValidationError

from inference.contract.makings.kinds import MAKING_KINDS
from inference.contract.makings.tile_sheet import TileSheet, dzi_descriptor, dzi_levels
from worlds.access import NotFound, Visitor, visitor_of, world_for
from worlds.archive.pack import Archive, CheckedFiles, archive_bytes, check_files, files_of, read_rows
from worlds.archive.stored_zip import StoredEntry, StoredZip
from worlds.models import Making, World
from worlds.reading.makings import final_making, making_as_json
from worlds.reading.media import media_url
from worlds.views.world.remix_roots import shown_roots
from worlds.views.world.zip_downloads import Packed, ZipPlan, send_zip
from worlds.wire.refusal import Refusal

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
    """``{archive, tiles}``: about how many bytes each zip has, null where there is none. Cached."""
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
    return await send_zip(request, slug, "lightloom", _archive_plan)


async def tiles_zip(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The mural as a deep zoom image (DZI), as OpenSeadragon and others show it."""
    return await send_zip(request, slug, "deep-zoom", _tiles_plan)


def _archive_plan(world: World) -> ZipPlan:
    rows = read_rows(world)
    items = files_of(rows)

    def pack(checked: CheckedFiles) -> Packed:
        try:
            packed = Archive(rows, checked=checked)
        except ValidationError:
            raise Refusal("archive.does_not_fit") from None
        return Packed(packed.zip, packed.version)

    key = hashlib.sha256(repr(items).encode()).hexdigest()
    return ZipPlan(f"checked-files:{key}", lambda: check_files(items), pack)


def _tiles_plan(world: World) -> ZipPlan:
    making = final_making(world, "tiles")
    if making is None:
        raise NotFound(str(world.slug))
    sheet = TileSheet.model_validate_json(_read_stored(f"{making.folder}/tiles.json"))
    descriptor = dzi_descriptor(sheet).encode()
    keys = {
        f"{world.slug}_files/{name}": f"{making.folder}/{stored}"
        for level in dzi_levels(sheet)
        for name, stored in level.tiles
    }

    def measure() -> dict[str, tuple[int, int]]:
        """Bytes and CRC of each tile, by its name in the zip."""
        measured = {}
        for name, key in keys.items():
            data = _read_stored(key)
            measured[name] = (len(data), zlib.crc32(data))
        return measured

    def pack(measured: dict[str, tuple[int, int]]) -> Packed:
        first = StoredEntry(f"{world.slug}.dzi", len(descriptor), zlib.crc32(descriptor), lambda: descriptor)
        tiles = [StoredEntry(name, *measured[name], partial(_read_stored, key)) for name, key in keys.items()]
        version = hashlib.sha256(descriptor + repr(measured).encode()).hexdigest()
        return Packed(StoredZip([first, *tiles]), version)

    return ZipPlan(f"tiles:{making.pk.hex}:{making.folder}", measure, pack)


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
