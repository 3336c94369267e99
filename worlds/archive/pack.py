"""Write an archive: the rows of a finished world, the files they name, and the manifest that describes them.

``Archive`` is iterated for the bytes of the zip: stored, not compressed (pictures are already), file after file from
the storage and the manifest last, so that packing needs only the memory of the largest file. Every file is checked
before (``check_files``): one that is missing or broken is left out and named, so that what was packed can be unpacked,
and the archive's length is known. The same world packs to the same bytes.
"""

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
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
    version_of,
)
from worlds.archive.stored_zip import StoredEntry, StoredZip
from worlds.models import Layer, Phrase, Piece, Question, World
from worlds.reading.pieces import painted_phrases
from worlds.wire.refusal import Refusal
from worlds.wire.text_patterns import one_line

SIZE_THREADS = 8
"""Threads that ask the storage for the sizes of files."""


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


@dataclass(frozen=True)
class CheckedFile:
    """A file that is what its place requires."""

    bytes: int
    crc: int
    sha256: str


@dataclass(frozen=True)
class CheckedFiles:
    """What checking the files of a world found: it stays true, since what a key names never changes."""

    good: dict[str, CheckedFile]
    """By the path in the archive."""
    left_out: list[str]
    """A sentence for every file that is missing or broken."""


def check_files(items: Iterable[PackedFile]) -> CheckedFiles:
    """Read every file and see whether it is what its place requires, in the memory of one."""
    checked = CheckedFiles({}, [])
    for item in items:
        try:
            data = _read_stored(item)
        except (OSError, SuspiciousFileOperation, ValueError):
            checked.left_out.append(f"{item.path} is missing.")
            continue
        wrong = find_problem(item.kind, data, item.width)
        if wrong:
            checked.left_out.append(f"{item.path} {wrong}.")
            continue
        checked.good[item.path] = CheckedFile(len(data), zlib.crc32(data), hashlib.sha256(data).hexdigest())
    return checked


class Archive:
    """A world's archive. Iterating over it, or over a range of ``zip``, reads the files again as they are wanted.

    Raises ``pydantic.ValidationError`` for a world that no archive can hold.
    """

    def __init__(self, rows: WorldRows, *, voices: bool = False, checked: CheckedFiles | None = None) -> None:
        items = files_of(rows, voices=voices)
        checked = checked or check_files(items)
        refs = {path: FileRef(path=path, bytes=file.bytes, sha256=file.sha256) for path, file in checked.good.items()}
        content = content_of(rows, refs.get)
        spoken = ((number, refs.get(f"voices/{number:05d}.wav")) for number in range(1, len(content.phrases) + 1))
        manifest = Manifest(
            written_by=f"Lightloom {settings.LIGHTLOOM_VERSION}",
            version=version_of(content),
            content_hash=content_hash(content),
            content=content,
            voices=[VoicePart(phrase=number, file=file) for number, file in spoken if file is not None],
        )
        written = manifest.model_dump_json().encode()
        self.content_hash = manifest.content_hash
        self.version = hashlib.sha256(written).hexdigest()
        """Of its bytes: the manifest names every file with its hash."""
        self.left_out = checked.left_out
        self.files = len(checked.good)
        """How many are in it, without the manifest."""
        entries = [_entry(item, checked.good[item.path]) for item in items if item.path in checked.good]
        self.zip = StoredZip([*entries, StoredEntry(MANIFEST, len(written), zlib.crc32(written), lambda: written)])

    def __iter__(self) -> Iterator[bytes]:
        return self.zip.chunks()


def _entry(item: PackedFile, file: CheckedFile) -> StoredEntry:
    return StoredEntry(item.path, file.bytes, file.crc, partial(_read_stored, item))


def _read_stored(item: PackedFile) -> bytes:
    with default_storage.open(item.key) as stored:
        data: bytes = stored.read(FILE_FORMATS[item.kind].max_bytes + 1)
    return data


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
        language=phrase.language,
        narrator=narrator,
        direction=Direction.model_validate(phrase.direction),
        strip=StripPiece.model_validate(painted) if order is None else None,
        layer=None if order is None else LayerPiece.model_validate(painted | {"order": order}),
    )
