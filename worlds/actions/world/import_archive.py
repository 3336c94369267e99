"""Import a world from an archive: it hangs here as it hung where it was packed, in a room of its own.

Its narrators become removed seats, and whoever imports it is the host. Each file is checked as it is written; then all
rows are written in one transaction, and only if what the database holds has the archive's own content hash (with its
phrases on one line, as every phrase is kept). Whatever fails before that leaves neither rows nor files. Queueing, and
cleaning up after a process that was killed, is done by ``worlds.actions.world.imports``.
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
from worlds.actions.gallery.curation import hang_world
from worlds.actions.gallery.galleries import gallery_by_name
from worlds.actions.phrase_state import columns_of
from worlds.actions.pieces import create_painted
from worlds.actions.room.rooms import create_room
from worlds.actions.room.seats import create_host_seat, create_removed_seat
from worlds.actions.world.addresses import new_slug
from worlds.actions.world.finishing import ask_default_makings
from worlds.actions.world.makings import delete_folder
from worlds.archive.file_checks import FILE_FORMATS, PIECE_KINDS, FileKind
from worlds.archive.manifest import Content, FileRef, LayerPiece, Manifest, content_hash
from worlds.archive.pack import content_of, read_rows
from worlds.archive.unpack import ArchiveReader, ArchiveRefused
from worlds.archive.visible_manifest import visible_manifest
from worlds.models import Layer, Narrator, Phrase, Piece, Question, Strip, World
from worlds.search.index import index_world
from worlds.threads import least_used_colour
from worlds.turns import Floor


@dataclass(frozen=True)
class ImportedWorld:
    """A world that was imported."""

    world: World
    content_hash: str
    files: int


def import_archive(
    visitor: Visitor,
    file: IO[bytes],
    *,
    host_name: str,
    gallery: str,
    visibility: str = "private",
    max_bytes: int,
    world_id: uuid.UUID | None = None,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
    before_commit: Callable[[World], None] = lambda world: None,
) -> ImportedWorld:
    """Import the archive ``file`` for ``visitor``, and hang its world in their gallery of that name.

    ``max_bytes`` may be unpacked. Before its rows, files are written below ``worlds/<world_id>`` and
    ``speech/<world_id>``. ``on_progress`` is called with the files written and their number, ``before_commit`` last of
    all in the rows' transaction. Raises ``ArchiveRefused``, ``Refusal`` ``gallery.empty_name`` and whatever these two
    raise; each leaves nothing behind.
    """
    reader = ArchiveReader(file, max_bytes)
    manifest = visible_manifest(reader.manifest.with_phrases_on_one_line())
    world = World(id=world_id or uuid.uuid4())
    writer = _FileWriter(world, reader, on_progress)
    try:
        writer.write_all(manifest)
        with transaction.atomic():
            host = _create_world(visitor, world, manifest, writer, host_name)
            _check_content_hash(world, manifest)
            world.finish_gallery = gallery_by_name(host, gallery, visibility)
            world.save(update_fields=["finish_gallery"])
            hang_world(world.finish_gallery, world)
            index_world(world)
            ask_default_makings(world)
            before_commit(world)
    except BaseException:
        if not _was_committed(world):
            writer.delete_all()
        raise
    return ImportedWorld(world, manifest.content_hash, len(manifest.files()))


def _was_committed(world: World) -> bool:
    """Whether the rows were committed although the answer was lost. Without the database nothing may be deleted."""
    try:
        return World.objects.filter(pk=world.pk).exists()
    except DatabaseError:
        return True


class _FileWriter:
    """Writes the archive's files to the storage, under keys of this installation."""

    def __init__(self, world: World, reader: ArchiveReader, on_progress: Callable[[int, int], None]) -> None:
        self._reader = reader
        self._on_progress = on_progress
        self._folder, self._voices = f"worlds/{world.id.hex}", f"speech/{world.id.hex}"
        self._keys: dict[str, str] = {}
        self._written, self._files = 0, len(reader.manifest.files())

    def write_all(self, manifest: Manifest) -> None:
        for number, phrase in enumerate(manifest.content.phrases, start=1):
            piece = phrase.piece
            name = f"{piece.folder}/{piece.position:05d}"
            for field, kind in PIECE_KINDS[piece.folder].items():
                suffix = "" if field in ("picture", "view") else f"-{field.replace('_', '-')}"
                self._write(f"{number}.{field}", getattr(piece, field), kind, piece.width, name, suffix)
        for number, panorama in enumerate(manifest.content.panoramas, start=1):
            if panorama.height != HEIGHT:
                raise ArchiveRefused("Its panorama is not as tall as a mural.")
            self._write(f"panorama.{number}", panorama.file, "panorama", panorama.width, f"finish/panorama-{number}")
        self._write("cover", manifest.content.cover, "cover", 0, "finish/cover")
        for voice in manifest.voices:
            self._write(f"voice.{voice.phrase}", voice.file, "voice", 0, "", folder=self._voices)
        self._on_progress(self._written, self._files)

    def key(self, slot: str) -> str:
        """The key of the file in a slot such as ``cover`` or ``3.picture``; empty where the archive has none."""
        return self._keys.get(slot, "")

    def delete_all(self) -> None:
        """Delete all that was written for the world."""
        delete_folder(self._folder)
        delete_folder(self._voices)

    def _write(
        self, slot: str, ref: FileRef | None, kind: FileKind, width: int, name: str, suffix: str = "", folder: str = ""
    ) -> None:
        # a file that is missing in the archive has a key too, so that it is missing here as it was there
        key = new_key(folder or self._folder, name or uuid.uuid4().hex, f"{suffix}.{FILE_FORMATS[kind].extension}")
        if ref is not None:
            self._on_progress(self._written, self._files)
            default_storage.save(key, ContentFile(self._reader.read(ref, kind, width)))
            self._written += 1
        self._keys[slot] = key


def _create_world(visitor: Visitor, world: World, manifest: Manifest, writer: _FileWriter, host_name: str) -> Narrator:
    """The world's room and rows. Returns the host's seat."""
    content = manifest.content
    world.room = room = create_room(name=content.title[:80], floor=Floor().to_json())
    seats = [create_removed_seat(room, name=credit.name, colour=credit.colour) for credit in content.credits]
    _fill_world(world, content, seats, writer)
    voices = {voice.phrase: writer.key(f"voice.{voice.phrase}") for voice in manifest.voices}
    _create_pieces(world, content, seats, writer, voices)
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
    return create_host_seat(room, visitor, name=host_name, colour=least_used_colour([seat.colour for seat in seats]))


def _fill_world(world: World, content: Content, seats: list[Narrator], writer: _FileWriter) -> None:
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
            "key": writer.key(f"panorama.{number}"),
            "x": panorama.x,
            "width": panorama.width,
            "height": panorama.height,
            "bytes": panorama.file.bytes if panorama.file else 0,
        }
        for number, panorama in enumerate(content.panoramas, start=1)
    ]
    world.cover = writer.key("cover")
    world.finished_at = content.finished_at
    world.save(force_insert=True)


def _create_pieces(
    world: World, content: Content, seats: list[Narrator], writer: _FileWriter, voices: dict[int, str]
) -> None:
    painted: list[tuple[Phrase, Piece]] = []
    for number, part in enumerate(content.phrases, start=1):
        phrase = Phrase(
            world=world,
            narrator=seats[part.narrator],
            ordinal=number,
            source=part.source,
            text=part.text,
            language=part.language,
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
            **{name: writer.key(f"{number}.{name}") for name in PIECE_FILES},
        )
        painted.append((phrase, piece))
    create_painted(painted)


def _check_content_hash(world: World, manifest: Manifest) -> None:
    """Raise ``ArchiveRefused`` unless the database holds exactly what was packed."""
    refs = {ref.path: ref for ref in manifest.files()}
    try:
        same = content_hash(content_of(read_rows(World.objects.get(pk=world.pk)), refs.get)) == manifest.content_hash
    except (ValidationError, KeyError):
        same = False
    if not same:
        raise ArchiveRefused("Brought in here it would not be the same world.")
