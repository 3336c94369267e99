"""Find what of a finished world's files is missing or broken, and mend what can be mended.

A picture and what screens load of it stand in for each other, and so do a relief and its small view; a picture that is
mended from its view is no longer lossless, a relief no longer fine, and the report says so. Panoramas and cover are
stitched again, tiles, depth and what else was made are asked for again. What is mended lies under a new key, since
browsers keep what was under the old one for ever; every world that shares the strip has it from then on. Where both of
a pair are gone the place stays filled in, and the report names it.
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
from worlds.actions.world.makings import make_anew
from worlds.archive.file_checks import CLAIMS, PIECE_KINDS, Kind, what_is_wrong
from worlds.models import Layer, Making, Piece, Strip, World
from worlds.reading.pieces import strip_notes

PAIR = {"picture": "view", "view": "picture", "relief": "relief_view", "relief_view": "relief"}
"""What each file of a piece is mended from."""
COST = {
    "picture": "from what screens load of it: it is no longer lossless",
    "relief": "from its small view: it is no longer fine",
    "view": "from its picture",
    "relief_view": "from its relief",
}


@dataclass
class Repair:
    """What was found and done. ``lost`` is what nothing is left of; ``asked`` the kinds that are being made again."""

    slug: str
    dry_run: bool
    checked: int = 0
    wrong: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether all is well now: nothing was wrong, or all of it was mended or is being made again."""
        return not self.wrong or (not self.dry_run and not self.lost)

    def told(self) -> dict[str, Any]:
        return asdict(self) | {"well": self.well}


def repair_world(world: World, *, dry_run: bool = False, tell: Callable[[str], None] = lambda line: None) -> Repair:
    """Look at every file of the finished ``world`` and mend what can be; with ``dry_run`` only look.
    ``tell`` hears how far it is."""
    repair = Repair(slug=str(world.slug), dry_run=dry_run)
    pieces: list[Piece] = [*world.strips.hanging(), *world.layers.hanging()]
    for number, piece in enumerate(pieces, start=1):
        _repair_piece(repair, piece)
        tell(f"{number}/{len(pieces)} {_name(piece)}")
    painted_again = bool(repair.mended)
    _repair_panoramas(repair, world, painted_again)
    for making in world.makings.filter(state=Making.State.MADE).order_by("kind"):
        _repair_making(repair, world, making, painted_again)
        tell(making.kind)
    return repair


def _repair_piece(repair: Repair, piece: Piece) -> None:
    """Mend the four files of a piece from one another."""
    data: dict[str, bytes] = {}
    wrong: list[str] = []
    for name, kind in PIECE_KINDS[piece.folder].items():
        repair.checked += 1
        found = _read(getattr(piece, name), kind)
        why = "is missing" if found is None else what_is_wrong(kind, found, piece.width)
        if why:
            wrong.append(name)
            repair.wrong.append(f"{_name(piece)}: its {_said(name)} {why}.")
        elif found is not None:
            data[name] = found
    for name in wrong:
        other = PAIR[name]
        if other not in data:
            repair.lost.append(f"{_name(piece)}: its {_said(name)}, and its {_said(other)} too.")
        elif not repair.dry_run:
            _mend(repair, piece, name, data[other], data)


def _mend(repair: Repair, piece: Piece, name: str, other: bytes, data: dict[str, bytes]) -> None:
    made = _made_from(name, other, data, piece)
    if made is None:
        repair.lost.append(f"{_name(piece)}: its {_said(name)}, for want of its picture.")
        return
    data[name] = made
    old = getattr(piece, name)
    folder, _, last = old.rpartition("/")
    key = new_key(
        folder or f"worlds/{piece.world_id.hex}/{piece.folder}",
        last.partition("-")[0] or "mended",
        f"-mended.{CLAIMS[PIECE_KINDS[piece.folder][name]].ending}",
    )
    default_storage.save(key, ContentFile(made))
    with transaction.atomic():
        # worlds that were woven on from this one show the same files
        rows = [table.objects.filter(**{name: old}) for table in (Strip, Layer)]
        shown = {world for same in rows for world in same.values_list("world", flat=True)}
        for same in rows:
            same.update(**{name: key})
        World.objects.filter(pk__in=shown).update(mended=F("mended") + 1)
        transaction.on_commit(lambda: default_storage.delete(old))
    setattr(piece, name, key)
    repair.mended.append(f"{_name(piece)}: its {_said(name)}, {COST[name]}.")


def _made_from(name: str, other: bytes, data: dict[str, bytes], piece: Piece) -> bytes | None:
    """A piece's file made of the one that it is mended from.

    None where more is needed: the alpha of a layer's small relief is in its picture.
    """
    layer = isinstance(piece, Layer)
    if name == "picture":
        pixels = _pixels(other, "RGBA" if layer else "RGB")
        return encode_picture(pixels[..., :3], pixels[..., 3] if layer else None)
    if name == "view":
        return encode_view(*decode_layer(other)) if layer else encode_view(decode_picture(other))
    if name == "relief":
        grey = _pixels(other, "LA")[..., 0] if layer else _pixels(other, "L")
        return encode_relief(_grown(grey, piece.width))
    if not layer:
        return encode_relief_view(decode_relief(other))
    return encode_relief_view(decode_relief(other), decode_layer(data["picture"])[1]) if "picture" in data else None


def _repair_panoramas(repair: Repair, world: World, painted_again: bool) -> None:
    """Stitch again where a panorama or the cover is broken, or where one shows mist in the place of what was mended."""
    files: list[tuple[str, str, Kind, int]] = [("The cover", world.cover, "cover", 0)]
    for number, part in enumerate(world.panoramas, start=1):
        files.append((f"Panorama {number}", part["key"], "panorama", part["width"]))
    broken = False
    for name, key, kind, width in files:
        repair.checked += 1
        found = _read(key, kind)
        why = "is missing" if found is None else what_is_wrong(kind, found, width)
        if why:
            broken = True
            repair.wrong.append(f"{name} {why}.")
    if not broken and not (painted_again and world.skipped):
        return
    if not repair.dry_run:
        _stitch_again(repair, world)


def _stitch_again(repair: Repair, world: World) -> None:
    from inference.contract.files.django_storage import service_storage
    from inference.mural.panorama import cut_cover, stitch_panoramas

    storage, notes, folder = service_storage(), strip_notes(world), f"worlds/{world.id.hex}/finish"
    try:
        stitched = stitch_panoramas(storage, notes, folder, lambda done: None)
        cover = new_key(folder, "cover", ".jpg")
        storage.write(cover, cut_cover(storage, notes, stitched))
    except EngineError as error:
        repair.lost.append(f"The panorama: {error.message}")
        return
    old = [part["key"] for part in world.panoramas] + [world.cover]
    world.panoramas = [panorama.model_dump(mode="json") for panorama in stitched.panoramas]
    world.skipped = [skipped.model_dump(mode="json") for skipped in stitched.skipped]
    world.cover = cover
    world.save(update_fields=["panoramas", "skipped", "cover"])
    for key in filter(None, old):
        default_storage.delete(key)
    repair.mended.append("The panorama and the cover: stitched again.")


def _repair_making(repair: Repair, world: World, making: Making, painted_again: bool) -> None:
    """Have something made again that is not whole, or that shows mist in the place of what was mended."""
    missing = 0
    for key in _keys_of(making):
        repair.checked += 1
        missing += not _is_there(key)
    if missing:
        repair.wrong.append(f"Of its {making.kind} {missing} file{'s are' if missing > 1 else ' is'} missing.")
    if (missing or (painted_again and making.skipped)) and not repair.dry_run:
        make_anew(world, making.kind)  # type: ignore[arg-type]
        repair.asked.append(making.kind)


def _keys_of(making: Making) -> Iterator[str]:
    """Every file of a making; of one whose manifest cannot be read, the manifest twice over: it is missing."""
    for file in making.files:
        yield file["key"]
        try:
            if making.kind == "tiles":
                sheet = TileSheet.model_validate_json(_whole(file["key"]))
                yield from (f"{making.folder}/{name}" for level in dzi_levels(sheet) for _, name in level.tiles)
            elif making.kind == "depth":
                for body in DepthSheet.model_validate_json(_whole(file["key"])).bodies:
                    yield f"{making.folder}/{body.base}-relief.png"
                    yield from (f"{making.folder}/{body.base}-picture-{size}.webp" for size in PICTURE_SCALES)
                    yield from (f"{making.folder}/{body.base}-back-{size}.webp" for size in BACK_SCALES if body.back)
        except (OSError, ValueError):
            yield ""


def _read(key: str, kind: Kind) -> bytes | None:
    try:
        with default_storage.open(key) as stored:
            data: bytes = stored.read(CLAIMS[kind].most + 1)
    except (OSError, SuspiciousFileOperation, ValueError):
        return None
    return data


def _whole(key: str) -> bytes:
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


def _grown(small: Picture, width: int) -> Relief:
    """(768, ``width``) of a small view of 8 bits."""
    grown = Image.fromarray(small.astype(np.float32)).resize((4 * small.shape[1], HEIGHT), Image.Resampling.BILINEAR)
    return (np.asarray(grown)[:, :width] * 257.0).round().clip(0, 65_535).astype(np.uint16)


def _name(piece: Piece) -> str:
    return f"Layer {piece.order}" if isinstance(piece, Layer) else f"Strip {piece.position + 1}"


def _said(name: str) -> str:
    return {"relief_view": "small relief", "view": "picture for screens"}.get(name, name)
