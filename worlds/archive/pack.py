"""Write an archive: the rows of a finished world, the files they name, and the manifest that describes them.

``Archive`` is iterated for the bytes of the zip: stored, not compressed (pictures are already), file after file from
the storage and the manifest last, so that packing needs only the memory of the largest file. Every file is checked: one
that is missing or broken is left out and named, so that what was packed can be unpacked. The same world packs to the
same bytes.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from inference.contract.direction import Direction, Palette
from inference.contract.finishing import FilmShot
from inference.contract.pieces import Skipped
from worlds.archive.file_checks import FILE_FORMATS, PIECE_KINDS, FileKind, find_problem
from worlds.archive.manifest import (
    LAYERS_MAX,
    MANIFEST,
    QUESTIONS_MAX,
    STRIPS_MAX,
    Content,
    CreditPart,
    FileRef,
    LayerPiece,
    Manifest,
    PanoramaPart,
    PhrasePart,
    QuestionPart,
    RootPart,
    StripPiece,
    VoicePart,
    content_hash,
)
from worlds.models import Layer, Phrase, Piece, Question, World
from worlds.reading.pieces import painted_phrases
from worlds.wire.refusal import Refusal
from worlds.wire.text_patterns import one_line

SIZE_THREADS = 8
"""Threads that ask the storage for the sizes of files."""
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a zip, the earliest that the format has: an archive does not say when it was written."""


@dataclass(frozen=True)
class PackedFile:
    """A file of the archive, and where it is stored."""

    path: str
    key: str
    kind: FileKind
    width: int
    """px of the mural; 0 where it has none."""


@dataclass(frozen=True)
class WorldRows:
    """A finished world as the database has it, read once."""

    world: World
    painted: list[tuple[Phrase, Piece]]
    """Its phrases in the order they were said, each with what it painted."""
    orders: dict[uuid.UUID, int]
    """The orders of its layers, by id: 1 for the lowest, without gaps for those that were taken down."""
    questions: list[Question]
    """The newest that are shown with it, oldest first."""


def read_rows(world: World) -> WorldRows:
    """Raises ``Refusal`` ``archive.too_long`` for more strips or layers than a reader takes in."""
    painted = painted_phrases(world)
    layers = sorted((piece for _, piece in painted if isinstance(piece, Layer)), key=lambda layer: layer.order)
    if len(painted) - len(layers) > STRIPS_MAX or len(layers) > LAYERS_MAX:
        raise Refusal("archive.too_long")
    questions = world.questions.filter(state=Question.State.ANSWERED, kept=True).order_by("-asked_at", "-pk")
    return WorldRows(
        world=world,
        painted=painted,
        orders={layer.pk: number for number, layer in enumerate(layers, start=1)},
        questions=list(questions[:QUESTIONS_MAX])[::-1] if world.keeps_questions else [],
    )


def files_of(rows: WorldRows, *, voices: bool = False) -> list[PackedFile]:
    """The files of a world in the order they are packed."""
    items: list[PackedFile] = []
    for _, piece in rows.painted:
        for name, kind in PIECE_KINDS[piece.folder].items():
            items.append(PackedFile(_path(rows, piece, name, kind), getattr(piece, name), kind, piece.width))
    for number, panorama in enumerate(rows.world.panoramas, start=1):
        items.append(PackedFile(f"panorama-{number:03d}.jpg", panorama["key"], "panorama", panorama["width"]))
    items.append(PackedFile("cover.jpg", rows.world.cover, "cover", 0))
    if voices:
        spoken = ((number, phrase) for number, (phrase, _) in enumerate(rows.painted, start=1) if phrase.voice)
        items += [PackedFile(f"voices/{number:05d}.wav", phrase.voice, "voice", 0) for number, phrase in spoken]
    return items


def content_of(rows: WorldRows, ref: Callable[[str], FileRef | None]) -> Content:
    """The content of the manifest; ``ref`` gives the file at a path of the archive, None where it was left out.

    Raises ``pydantic.ValidationError`` for a world that no archive can hold.
    """
    world = rows.world
    credit_index = {credit["id"]: index for index, credit in enumerate(world.credits)}
    phrases = [
        _phrase(rows, phrase, piece, credit_index[phrase.narrator_id.hex], ref) for phrase, piece in rows.painted
    ]
    assert world.finished_at is not None
    return Content(
        title=world.title,
        description=world.description,
        seed=world.seed,
        engine=world.engine,
        finished_at=world.finished_at,
        credits=[CreditPart(name=c["name"], colour=c["colour"], phrases=c["phrases"]) for c in world.credits],
        palette=Palette.model_validate(world.palette) if world.palette else None,
        art_styles=world.art_styles,
        captions={int(position): caption for position, caption in world.captions.items()},
        shots=[FilmShot.model_validate(shot) for shot in world.shots],
        skipped=[Skipped.model_validate(skipped) for skipped in world.skipped],
        roots=[RootPart(title=root["title"], names=root["names"], strips=root["strips"]) for root in world.roots],
        keeps_questions=world.keeps_questions,
        questions=[_question(world, question) for question in rows.questions],
        phrases=phrases,
        panoramas=[
            PanoramaPart(x=p["x"], width=p["width"], height=p["height"], file=ref(f"panorama-{number:03d}.jpg"))
            for number, p in enumerate(world.panoramas, start=1)
        ],
        cover=ref("cover.jpg"),
    )


class Archive:
    """Iterates over the bytes of a world's archive; its properties are known once the iteration is over."""

    def __init__(self, rows: WorldRows, *, voices: bool = False) -> None:
        self.items = files_of(rows, voices=voices)
        self.left_out: list[str] = []
        """A sentence for every file that is missing or broken."""
        self.content_hash = ""
        self.bytes = 0
        self._rows = rows
        self._refs: dict[str, FileRef] = {}

    def __iter__(self) -> Iterator[bytes]:
        buffer = ZipBuffer()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for item in self.items:
                data = self._read(item)
                if data is not None:
                    archive.writestr(zipfile.ZipInfo(item.path, ZIP_EPOCH), data)
                    del data
                    yield self._drained(buffer)
            archive.writestr(zipfile.ZipInfo(MANIFEST, ZIP_EPOCH), self._manifest().model_dump_json())
            yield self._drained(buffer)
        yield self._drained(buffer)

    @property
    def files(self) -> int:
        """How many were packed, without the manifest."""
        return len(self._refs)

    def _drained(self, buffer: ZipBuffer) -> bytes:
        taken = buffer.drain()
        self.bytes += len(taken)
        return taken

    def _read(self, item: PackedFile) -> bytes | None:
        try:
            with default_storage.open(item.key) as stored:
                data: bytes = stored.read(FILE_FORMATS[item.kind].max_bytes + 1)
        except (OSError, SuspiciousFileOperation, ValueError):
            self.left_out.append(f"{item.path} is missing.")
            return None
        wrong = find_problem(item.kind, data, item.width)
        if wrong:
            self.left_out.append(f"{item.path} {wrong}.")
            return None
        self._refs[item.path] = FileRef(path=item.path, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
        return data

    def _manifest(self) -> Manifest:
        content = content_of(self._rows, self._refs.get)
        self.content_hash = content_hash(content)
        spoken = ((number, self._refs.get(f"voices/{number:05d}.wav")) for number in range(1, len(content.phrases) + 1))
        return Manifest(
            written_by=f"Lightloom {settings.LIGHTLOOM_VERSION}",
            content_hash=self.content_hash,
            content=content,
            voices=[VoicePart(phrase=number, file=file) for number, file in spoken if file is not None],
        )


def archive_bytes(rows: WorldRows) -> int:
    """The size of the archive without its manifest, from the rows where they know it, else from the storage."""
    known = {panorama["key"]: panorama["bytes"] for panorama in rows.world.panoramas}
    asked = [item.key for item in files_of(rows) if item.key not in known]
    # over a network most of the time is waiting
    with ThreadPoolExecutor(SIZE_THREADS, thread_name_prefix="size") as threads:
        return sum(known.values()) + sum(threads.map(_stored_bytes, asked))


def _stored_bytes(key: str) -> int:
    """The size of a stored file; 0 for one that is missing, since it is left out of the archive."""
    try:
        return default_storage.size(key)
    except (OSError, SuspiciousFileOperation, ValueError):
        return 0


def _path(rows: WorldRows, piece: Piece, name: str, kind: FileKind) -> str:
    number = rows.orders.get(piece.pk, piece.position)
    return f"{piece.folder}/{number:05d}/{name.replace('_', '-')}.{FILE_FORMATS[kind].extension}"


def _question(world: World, question: Question) -> QuestionPart:
    position = question.position
    # it may be about a strip that was unravelled after the question was asked
    hangs = position is not None and position < world.strip_count
    return QuestionPart(text=question.text, answer=question.answer, position=position if hangs else None)


def _phrase(
    rows: WorldRows, phrase: Phrase, piece: Piece, narrator: int, ref: Callable[[str], FileRef | None]
) -> PhrasePart:
    order = rows.orders.get(piece.pk)
    painted: dict[str, Any] = {
        "position": piece.position,
        "x": piece.x,
        "width": piece.width,
        "palette": piece.palette,
        "memory": piece.memory,
        "engine": piece.engine,
        **{name: ref(_path(rows, piece, name, kind)) for name, kind in PIECE_KINDS[piece.folder].items()},
    }
    return PhrasePart(
        text=one_line(phrase.text),
        source=phrase.source,
        narrator=narrator,
        direction=Direction.model_validate(phrase.direction),
        strip=StripPiece.model_validate(painted) if order is None else None,
        layer=None if order is None else LayerPiece.model_validate(painted | {"order": order}),
    )


class ZipBuffer(io.RawIOBase):
    """The stream that the zip is written to: it cannot seek, and is drained meanwhile."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def drain(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken
