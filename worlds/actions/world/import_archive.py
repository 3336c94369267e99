"""Bring a world in from an archive: it hangs here as it hung where it was packed, in a room of its own.

Its narrators become seats of people who are not here, whoever brings it in is the host. The files are checked one by
one as they are written; then all rows are made at once, and only if what the database holds now has the archive's own
content hash. Whatever goes wrong before that leaves nothing behind, neither rows nor files. Who waits for that, and
what becomes of one that is killed in the middle, is ``worlds.actions.world.uploads``'s.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from pydantic import ValidationError

from inference.contract.files.storage import new_key
from inference.contract.geometry import HEIGHT
from inference.contract.pieces import PIECE_FILES
from worlds import phrase_lifecycle as lifecycle
from worlds.access import Visitor
from worlds.actions.gallery.galleries import gallery_by_name, new_slug
from worlds.actions.gallery.hanging import hang_world
from worlds.actions.phrase_state import columns_of
from worlds.actions.room.rooms import room_with_fresh_code
from worlds.actions.room.seats import seat_absent, seat_host
from worlds.actions.weaving.pieces import write_painted
from worlds.actions.world.finishing import make_what_belongs
from worlds.actions.world.makings import delete_folder
from worlds.archive.file_checks import CLAIMS, PIECE_KINDS, Kind
from worlds.archive.manifest import Content, FileRef, LayerPiece, Manifest, content_hash
from worlds.archive.pack import content_of, read_rows
from worlds.archive.unpack import ArchiveRefused, Unpacking
from worlds.models import Layer, Narrator, Phrase, Piece, Question, Strip, World
from worlds.search.index import index_world
from worlds.threads import least_worn
from worlds.turns import Floor


@dataclass(frozen=True)
class Brought:
    """A world that was brought in."""

    world: World
    content_hash: str
    files: int


def bring_in(
    visitor: Visitor,
    file: IO[bytes],
    *,
    host_name: str,
    gallery: str,
    visibility: str = "private",
    most: int,
    place: uuid.UUID | None = None,
    tell: Callable[[int, int], None] = lambda done, of: None,
    settle: Callable[[World], None] = lambda world: None,
) -> Brought:
    """Bring the archive ``file`` in for ``visitor``, and hang its world in their gallery of that name.

    ``most`` bytes may be unpacked. ``place`` is the world's id: all that is written before its rows is under
    ``worlds/<place>`` and ``speech/<place>``. ``tell`` hears how many files of how many are written; ``settle`` is
    called last of all in the rows' transaction. Raises ``ArchiveRefused``, ``Refusal`` ``gallery.empty_name`` and
    whatever these two raise; each leaves nothing behind.
    """
    unpacking = Unpacking(file, most)
    world = World(id=place or uuid.uuid4())
    store = _Store(world, unpacking, tell)
    try:
        store.write_all(unpacking.manifest)
        with transaction.atomic():
            host = _make_world(visitor, world, unpacking.manifest, store, host_name)
            _check_same(world, unpacking.manifest)
            world.finish_gallery = gallery_by_name(host, gallery, visibility)
            world.save(update_fields=["finish_gallery"])
            hang_world(world.finish_gallery, world)
            index_world(world)
            make_what_belongs(world)
            settle(world)
    except BaseException:
        if not _is_there(world):
            store.forget()
        raise
    return Brought(world, unpacking.manifest.content_hash, len(unpacking.manifest.files()))


def _is_there(world: World) -> bool:
    """Whether the rows are there after all: an answer to a commit may be lost.
    With nobody to ask nothing may be deleted."""
    try:
        return World.objects.filter(pk=world.pk).exists()
    except DatabaseError:
        return True


class _Store:
    """The archive's files under keys of this installation."""

    def __init__(self, world: World, unpacking: Unpacking, tell: Callable[[int, int], None]) -> None:
        self._unpacking = unpacking
        self._tell = tell
        self._folder, self._voices = f"worlds/{world.id.hex}", f"speech/{world.id.hex}"
        self._keys: dict[str, str] = {}
        self._written, self._files = 0, len(unpacking.manifest.files())

    def write_all(self, manifest: Manifest) -> None:
        for number, phrase in enumerate(manifest.content.phrases, start=1):
            piece = phrase.piece
            name = f"{piece.folder}/{piece.position:05d}"
            for field, kind in PIECE_KINDS[piece.folder].items():
                ending = "" if field in ("picture", "view") else f"-{field.replace('_', '-')}"
                self._put(f"{number}.{field}", getattr(piece, field), kind, piece.width, name, ending)
        for number, panorama in enumerate(manifest.content.panoramas, start=1):
            if panorama.height != HEIGHT:
                raise ArchiveRefused("Its panorama is not as tall as a mural.")
            self._put(f"panorama.{number}", panorama.file, "panorama", panorama.width, f"finish/panorama-{number}")
        self._put("cover", manifest.content.cover, "cover", 0, "finish/cover")
        for voice in manifest.voices:
            self._put(f"voice.{voice.phrase}", voice.file, "voice", 0, "", folder=self._voices)
        self._tell(self._written, self._files)

    def key(self, place: str) -> str:
        """The key of the file at a place of the world; empty where the archive has no such place."""
        return self._keys.get(place, "")

    def forget(self) -> None:
        """Delete what was written, and what was asked for of a world that is not there after all."""
        delete_folder(self._folder)
        delete_folder(self._voices)

    def _put(
        self, place: str, ref: FileRef | None, kind: Kind, width: int, name: str, ending: str = "", folder: str = ""
    ) -> None:
        # a file that the archive could not hold has a key too, under which nothing is:
        # it is missing here as it was there
        key = new_key(folder or self._folder, name or uuid.uuid4().hex, f"{ending}.{CLAIMS[kind].ending}")
        if ref is not None:
            self._tell(self._written, self._files)
            default_storage.save(key, ContentFile(self._unpacking.read(ref, kind, width)))
            self._written += 1
        self._keys[place] = key


def _make_world(visitor: Visitor, world: World, manifest: Manifest, store: _Store, host_name: str) -> Narrator:
    """The world's room and rows. Returns the host's seat."""
    content = manifest.content
    world.room = room = room_with_fresh_code(name=content.title[:80], floor=Floor().to_json())
    seats = [seat_absent(room, name=credit.name, colour=credit.colour) for credit in content.credits]
    _write_row(world, content, seats, store)
    voices = {voice.phrase: store.key(f"voice.{voice.phrase}") for voice in manifest.voices}
    _hang(world, content, seats, store, voices)
    for question in content.questions:
        Question.objects.create(
            world=world,
            guest=uuid.uuid4(),
            text=question.text,
            state=Question.State.ANSWERED,
            answer=question.answer,
            position=question.position,
        )
    room.world = world
    room.save(update_fields=["world"])
    return seat_host(room, visitor, name=host_name, colour=least_worn([seat.colour for seat in seats]))


def _write_row(world: World, content: Content, seats: list[Narrator], store: _Store) -> None:
    world.seed, world.state = content.seed, World.State.FINISHED
    world.strip_count, world.phrase_count = content.strips, len(content.phrases)
    world.title, world.description, world.engine = content.title, content.description, content.engine
    world.slug = new_slug(content.title, "world")
    world.credits = [
        {"id": seat.id.hex, "name": credit.name, "colour": credit.colour, "phrases": credit.phrases}
        for seat, credit in zip(seats, content.credits, strict=True)
    ]
    world.palette = content.palette.model_dump(mode="json") if content.palette else {}
    world.captions = {str(position): caption for position, caption in content.captions.items()}
    world.shots = [shot.model_dump(mode="json") for shot in content.shots]
    world.skipped = [skipped.model_dump(mode="json") for skipped in content.skipped]
    world.art_styles = list(content.art_styles)
    world.roots = [root.model_dump(mode="json") | {"slug": ""} for root in content.roots]
    world.keeps_questions = content.keeps_questions
    world.panoramas = [
        {
            "key": store.key(f"panorama.{number}"),
            "x": panorama.x,
            "width": panorama.width,
            "height": panorama.height,
            "bytes": panorama.file.bytes if panorama.file else 0,
        }
        for number, panorama in enumerate(content.panoramas, start=1)
    ]
    world.cover = store.key("cover")
    world.finished_at = content.finished_at
    world.save(force_insert=True)


def _hang(world: World, content: Content, seats: list[Narrator], store: _Store, voices: dict[int, str]) -> None:
    painted: list[tuple[Phrase, Piece]] = []
    for number, part in enumerate(content.phrases, start=1):
        phrase = Phrase(
            world=world,
            narrator=seats[part.narrator],
            ordinal=number,
            source=part.source,
            text=part.text,
            over=part.layer is not None,
            **columns_of(lifecycle.taken_over()),
            voice=voices.get(number, ""),
            direction=part.direction.model_dump(mode="json"),
        )
        table = Layer if isinstance(part.piece, LayerPiece) else Strip
        piece = table(
            world=world,
            phrase=phrase,
            palette=part.piece.palette.model_dump(mode="json"),
            **part.piece.model_dump(exclude={"palette", *PIECE_FILES}),
            **{name: store.key(f"{number}.{name}") for name in PIECE_FILES},
        )
        painted.append((phrase, piece))
    write_painted(painted)


def _check_same(world: World, manifest: Manifest) -> None:
    """What the database holds has to be what was packed, to the last digit. Raises ``ArchiveRefused``."""
    refs = {ref.path: ref for ref in manifest.files()}
    try:
        same = content_hash(content_of(read_rows(World.objects.get(pk=world.pk)), refs.get)) == manifest.content_hash
    except (ValidationError, KeyError):
        same = False
    if not same:
        raise ArchiveRefused("Brought in here it would not be the same world.")
