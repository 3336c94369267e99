"""Find which of a finished world's files are missing or broken, and repair what can be repaired.

A picture and its view are made of each other, as are a relief and its small view, at the cost that the report names.
Panoramas and cover are stitched again; tiles, depth and other makings are requested again. A repaired file has a new
key, since browsers cache the old one for ever, and every world that shares the piece gets it. Where both files of a
pair are gone the report says so, and the place stays filled in.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from PIL import Image

from inference.contract.arrays import Picture, Relief
from inference.contract.attribution import Attribution
from inference.contract.errors import EngineError
from inference.contract.files.picture_files import (
    decode_layer,
    decode_picture,
    decode_relief,
    encode_picture,
    encode_relief,
    encode_relief_view,
    encode_view,
)
from inference.contract.files.storage import new_key
from inference.contract.geometry import HEIGHT
from inference.contract.makings.depth_sheet import BACK_SCALES, PICTURE_SCALES, DepthSheet
from inference.contract.makings.tile_sheet import TileSheet, dzi_levels
from worlds.actions.world.makings import remake
from worlds.archive.file_checks import FILE_FORMATS, PIECE_KINDS, FileKind, find_problem
from worlds.models import Layer, Making, Piece, Strip, World
from worlds.reading.pieces import strip_notes
from worlds.reading.remix_roots import describe_root

COUNTERPARTS = {"picture": "view", "view": "picture", "relief": "relief_view", "relief_view": "relief"}
"""The file that each file of a piece is repaired from."""
REPAIR_NOTES = {
    "picture": "from what screens load of it: it is no longer lossless",
    "relief": "from its small view: it is no longer fine",
    "view": "from its picture",
    "relief_view": "from its relief",
}


@dataclass
class Repair:
    """What was found and done; printed as JSON. ``lost`` cannot be repaired, ``asked`` are the kinds made again."""

    slug: str
    dry_run: bool
    checked: int = 0
    wrong: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def is_intact(self) -> bool:
        """Whether nothing is wrong any more: all of it was repaired or is being made again."""
        return not self.wrong or (not self.dry_run and not self.lost)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"well": self.is_intact}


def repair_world(
    world: World, *, dry_run: bool = False, on_progress: Callable[[str], None] = lambda line: None
) -> Repair:
    """Check every file of the finished ``world`` and repair what can be; with ``dry_run`` only check.

    ``on_progress`` is called with a line for each piece.
    """
    repair = Repair(slug=str(world.slug), dry_run=dry_run)
    pieces: list[Piece] = [*world.strips.hanging(), *world.layers.hanging()]
    for number, piece in enumerate(pieces, start=1):
        _repair_piece(repair, piece)
        on_progress(f"{number}/{len(pieces)} {_piece_label(piece)}")
    repaired = bool(repair.mended)
    _repair_panoramas(repair, world, repaired)
    for making in world.makings.filter(state=Making.State.MADE).order_by("kind"):
        _repair_making(repair, world, making, repaired)
        on_progress(making.kind)
    return repair


def _repair_piece(repair: Repair, piece: Piece) -> None:
    """Repair the four files of a piece from one another."""
    data: dict[str, bytes] = {}
    wrong: list[str] = []
    for name, kind in PIECE_KINDS[piece.folder].items():
        repair.checked += 1
        found = _read(getattr(piece, name), kind)
        why = "is missing" if found is None else find_problem(kind, found, piece.width)
        if why:
            wrong.append(name)
            repair.wrong.append(f"{_piece_label(piece)}: its {_file_label(name)} {why}.")
        elif found is not None:
            data[name] = found
    for name in wrong:
        other = COUNTERPARTS[name]
        if other not in data:
            repair.lost.append(f"{_piece_label(piece)}: its {_file_label(name)}, and its {_file_label(other)} too.")
        elif not repair.dry_run:
            _mend(repair, piece, name, data[other], data)


def _mend(repair: Repair, piece: Piece, name: str, other: bytes, data: dict[str, bytes]) -> None:
    made = _rebuilt(name, other, data, piece)
    if made is None:
        repair.lost.append(f"{_piece_label(piece)}: its {_file_label(name)}, for want of its picture.")
        return
    data[name] = made
    old = getattr(piece, name)
    folder, _, last = old.rpartition("/")
    key = new_key(
        folder or f"worlds/{piece.world_id.hex}/{piece.folder}",
        last.partition("-")[0] or "mended",
        f"-mended.{FILE_FORMATS[PIECE_KINDS[piece.folder][name]].extension}",
    )
    default_storage.save(key, ContentFile(made))
    with transaction.atomic():
        # worlds that were woven on from this one share the files
        rows = [table.objects.filter(**{name: old}) for table in (Strip, Layer)]
        shown = {world for same in rows for world in same.values_list("world", flat=True)}
        for same in rows:
            same.update(**{name: key})
        World.objects.filter(pk__in=shown).update(mended=F("mended") + 1)
        transaction.on_commit(lambda: default_storage.delete(old))
    setattr(piece, name, key)
    repair.mended.append(f"{_piece_label(piece)}: its {_file_label(name)}, {REPAIR_NOTES[name]}.")


def _rebuilt(name: str, other: bytes, data: dict[str, bytes], piece: Piece) -> bytes | None:
    """A piece's file, made of its counterpart.

    None where that does not suffice: the alpha of a layer's small relief is in its picture.
    """
    layer = isinstance(piece, Layer)
    if name == "picture":
        pixels = _pixels(other, "RGBA" if layer else "RGB")
        return encode_picture(pixels[..., :3], pixels[..., 3] if layer else None)
    if name == "view":
        return encode_view(*decode_layer(other)) if layer else encode_view(decode_picture(other))
    if name == "relief":
        grey = _pixels(other, "LA")[..., 0] if layer else _pixels(other, "L")
        return encode_relief(_upscaled(grey, piece.width))
    if not layer:
        return encode_relief_view(decode_relief(other))
    return encode_relief_view(decode_relief(other), decode_layer(data["picture"])[1]) if "picture" in data else None


def _repair_panoramas(repair: Repair, world: World, repaired: bool) -> None:
    """Stitch again where a panorama or the cover is broken, or has a gap where a piece was repaired."""
    files: list[tuple[str, str, FileKind, int]] = [("The cover", world.cover, "cover", 0)]
    for number, part in enumerate(world.panoramas, start=1):
        files.append((f"Panorama {number}", part["key"], "panorama", part["width"]))
    broken = False
    for name, key, kind, width in files:
        repair.checked += 1
        found = _read(key, kind)
        why = "is missing" if found is None else find_problem(kind, found, width)
        if why:
            broken = True
            repair.wrong.append(f"{name} {why}.")
    if not broken and not (repaired and world.skipped):
        return
    if not repair.dry_run:
        _stitch_again(repair, world)


def _stitch_again(repair: Repair, world: World) -> None:
    from inference.contract.files.django_storage import service_storage
    from inference.mural.panorama import cut_cover, stitch_mural, store_panoramas

    storage, notes, folder = service_storage(), strip_notes(world), f"worlds/{world.id.hex}/finish"
    names, roots = [str(credit["name"]) for credit in world.credits], [describe_root(root) for root in world.roots]
    about = Attribution(world.title, world.description, names, roots)
    try:
        with stitch_mural(storage, notes) as stitched:
            panoramas = store_panoramas(storage, folder, stitched, about)
        cover = new_key(folder, "cover", ".jpg")
        storage.write(cover, cut_cover(storage, notes, stitched, about))
    except EngineError as error:
        repair.lost.append(f"The panorama: {error.message}")
        return
    old = [part["key"] for part in world.panoramas] + [world.cover]
    world.panoramas = [panorama.model_dump(mode="json") for panorama in panoramas]
    world.skipped = [skipped.model_dump(mode="json") for skipped in stitched.skipped]
    world.cover = cover
    world.save(update_fields=["panoramas", "skipped", "cover"])
    for key in filter(None, old):
        default_storage.delete(key)
    repair.mended.append("The panorama and the cover: stitched again.")


def _repair_making(repair: Repair, world: World, making: Making, repaired: bool) -> None:
    """Have something made again that has missing files, or a gap where a piece was repaired."""
    missing = 0
    for key in _keys_of(making):
        repair.checked += 1
        missing += not _is_there(key)
    if missing:
        repair.wrong.append(f"Of its {making.kind} {missing} file{'s are' if missing > 1 else ' is'} missing.")
    if (missing or (repaired and making.skipped)) and not repair.dry_run:
        remake(world, making.kind)  # type: ignore[arg-type]
        repair.asked.append(making.kind)


def _keys_of(making: Making) -> Iterator[str]:
    """Every file of a making; also an empty key, which is missing, where its manifest cannot be read."""
    for file in making.files:
        yield file["key"]
        try:
            if making.kind == "tiles":
                sheet = TileSheet.model_validate_json(_read_all(file["key"]))
                yield from (f"{making.folder}/{name}" for level in dzi_levels(sheet) for _, name in level.tiles)
            elif making.kind == "depth":
                for body in DepthSheet.model_validate_json(_read_all(file["key"])).bodies:
                    yield f"{making.folder}/{body.base}-relief.png"
                    yield from (f"{making.folder}/{body.base}-picture-{size}.webp" for size in PICTURE_SCALES)
                    yield from (f"{making.folder}/{body.base}-back-{size}.webp" for size in BACK_SCALES if body.back)
        except (OSError, ValueError):
            yield ""


def _read(key: str, kind: FileKind) -> bytes | None:
    try:
        with default_storage.open(key) as stored:
            data: bytes = stored.read(FILE_FORMATS[kind].max_bytes + 1)
    except (OSError, SuspiciousFileOperation, ValueError):
        return None
    return data


def _read_all(key: str) -> bytes:
    with default_storage.open(key) as stored:
        data: bytes = stored.read()
    return data


def _is_there(key: str) -> bool:
    """Whether there is a file with something in it."""
    try:
        return bool(key) and default_storage.size(key) > 0
    except (OSError, SuspiciousFileOperation, ValueError):
        return False


def _pixels(data: bytes, mode: str) -> Picture:
    return np.asarray(Image.open(io.BytesIO(data)).convert(mode)).copy()


def _upscaled(small: Picture, width: int) -> Relief:
    """(768, ``width``) in 16 bits, out of a small view in 8 bits."""
    grown = Image.fromarray(small.astype(np.float32)).resize((4 * small.shape[1], HEIGHT), Image.Resampling.BILINEAR)
    return (np.asarray(grown)[:, :width] * 257.0).round().clip(0, 65_535).astype(np.uint16)


def _piece_label(piece: Piece) -> str:
    return f"Layer {piece.order}" if isinstance(piece, Layer) else f"Strip {piece.position + 1}"


def _file_label(name: str) -> str:
    return {"relief_view": "small relief", "view": "picture for screens"}.get(name, name)
