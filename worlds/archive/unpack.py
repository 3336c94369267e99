"""Read an archive that may be hostile.

Nothing in it is trusted: the central directory is bounded before it is read, only names of our own archives are
allowed, sizes are bounded before and while anything is unpacked, and every file has to have the hash that the manifest
names and be the picture that its place requires. What does not fit is refused with one sentence, as
``ArchiveRefused``. An archive that somebody unpacked and packed again is read in the folder that it then lies in, and
what systems put beside its files is passed over. Nothing is written here, and no name in it is ever used as a path.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from typing import IO

from pydantic import ValidationError

from worlds.archive.file_checks import FILE_FORMATS, FileKind, find_problem
from worlds.archive.manifest import (
    LAYERS_MAX,
    MANIFEST,
    STRIPS_MAX,
    VERSIONS,
    FileRef,
    Manifest,
    ManifestHeader,
    content_hash,
)
from worlds.archive.stored_zip import END, END_64, END_64_LOCATOR

FILES_MAX = 5 * (STRIPS_MAX + LAYERS_MAX) + 300
"""Four files and a voice for every strip and layer, and what belongs to the whole."""
ENTRIES_MAX = 2 * (FILES_MAX + STRIPS_MAX + LAYERS_MAX)
"""With their folders, and with the twin that macOS packs for each of them."""
DIRECTORY_BYTES_MAX = 300 * ENTRIES_MAX
MANIFEST_BYTES_MAX = 48 * 2**20
PARTS_MAX = 3_000_000
"""JSON values in the manifest: a bomb grows by what they take in memory, not by its size as text."""
RATIO_MAX = 100
"""How much larger the contents may be than the archive. Our own archives are not compressed at all."""
ENTRY_NAME = re.compile(r"[a-z]+(/[0-9]{5})?(/[a-z-]+|-[0-9]{3})?\.[a-z]{3,4}")
SYSTEM_FILES = frozenset({".ds_store", ".localized", "thumbs.db", "ehthumbs.db", "desktop.ini", ".directory"})
"""What file managers leave in folders, in lower case."""


class ArchiveRefused(Exception):
    """The archive cannot be imported; its text is one sentence for people."""


def check_zip(file: IO[bytes]) -> None:
    """Raise ``ArchiveRefused`` for what is no zip file, or has too many files; reads only its end."""
    _check_directory(file, file.seek(0, 2))
    file.seek(0)


class ArchiveReader:
    """An open archive with a valid manifest. ``read`` gives one file of it.

    Raises ``ArchiveRefused``, also for contents of more than ``max_bytes``.
    """

    def __init__(self, file: IO[bytes], max_bytes: int) -> None:
        size = file.seek(0, 2)
        _check_directory(file, size)
        try:
            self._zip = zipfile.ZipFile(file)
            self._entries = _entries(self._zip, size, max_bytes)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError, OverflowError):
            raise ArchiveRefused("This is no zip file that can be read.") from None
        self.manifest = self._read_manifest()
        self._check_files()

    def read(self, ref: FileRef, kind: FileKind, width: int = 0) -> bytes:
        """The file ``ref``, which is a ``kind`` of ``width`` px of the mural. Raises ``ArchiveRefused``."""
        if not ref.path.endswith("." + FILE_FORMATS[kind].extension):
            raise ArchiveRefused(f"The file {ref.path} is not what belongs there.")
        data = self._unpacked(ref.path, min(ref.bytes, FILE_FORMATS[kind].max_bytes))
        if len(data) != ref.bytes or hashlib.sha256(data).hexdigest() != ref.sha256:
            raise ArchiveRefused(
                f"The file {ref.path} is not the one that the manifest names: it was changed or damaged."
            )
        wrong = find_problem(kind, data, width)
        if wrong:
            raise ArchiveRefused(f"The file {ref.path} {wrong}.")
        return data

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._entries:
            raise ArchiveRefused("There is no manifest.json in it, so it is no archive of a world.")
        data = self._unpacked(MANIFEST, MANIFEST_BYTES_MAX)
        if sum(data.count(sign) for sign in (b",", b"[", b"{")) > PARTS_MAX:
            raise ArchiveRefused("Its manifest has too many parts.")
        try:
            head = ManifestHeader.model_validate_json(data)
        except (ValidationError, RecursionError):
            raise ArchiveRefused("Its manifest.json is not that of a world.") from None
        if head.version not in VERSIONS:
            known = f"{VERSIONS[0]} to {VERSIONS[-1]}"
            raise ArchiveRefused(f"It is of version {head.version}; this Lightloom reads versions {known}.")
        try:
            manifest = Manifest.model_validate_json(data)
        except ValidationError as error:
            raise ArchiveRefused(_validation_message(error)) from None
        except (ValueError, RecursionError):
            raise ArchiveRefused("Its manifest cannot be read.") from None
        if content_hash(manifest.content) != manifest.content_hash:
            raise ArchiveRefused("Its content hash is not that of its contents: the manifest was changed or damaged.")
        return manifest

    def _check_files(self) -> None:
        named = {ref.path: ref for ref in self.manifest.files()}
        for path, ref in named.items():
            if path not in self._entries:
                raise ArchiveRefused(f"The file {path} is missing.")
            if self._entries[path].file_size != ref.bytes:
                raise ArchiveRefused(f"The file {path} is not as large as the manifest says.")
        for path in self._entries:
            if path != MANIFEST and path not in named:
                raise ArchiveRefused(f"The file {path} is not in its manifest.")

    def _unpacked(self, path: str, max_bytes: int) -> bytes:
        try:
            with self._zip.open(self._entries[path]) as packed:
                data = packed.read(max_bytes + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
            raise ArchiveRefused(f"The file {path} cannot be unpacked.") from None
        if len(data) > max_bytes:
            raise ArchiveRefused(f"The file {path} is larger than it may be.")
        return data


def _check_directory(file: IO[bytes], size: int) -> None:
    """Raise ``ArchiveRefused`` for a central directory that is too long, before it is read."""
    tail = min(size, END.size + END_64_LOCATOR.size + END_64.size)
    file.seek(size - tail)
    end = file.read(tail)
    if len(end) < END.size or end[-END.size :][:4] != b"PK\x05\x06" or end[-2:] != b"\0\0":
        raise ArchiveRefused("This is no zip file, or it breaks off.")
    _, _, _, _, entries, table, _, _ = END.unpack(end[-END.size :])
    locator = end[: -END.size][-END_64_LOCATOR.size :]
    if locator[:4] == b"PK\x06\x07":
        longer = end[: -END.size - END_64_LOCATOR.size][-END_64.size :]
        if len(longer) < END_64.size or longer[:4] != b"PK\x06\x06":
            raise ArchiveRefused("This is no zip file, or it breaks off.")
        entries, table = END_64.unpack(longer)[7:9]
    if entries > ENTRIES_MAX or table > DIRECTORY_BYTES_MAX:
        raise ArchiveRefused(f"It holds more than {FILES_MAX} files.")


def _entries(archive: zipfile.ZipFile, size: int, max_bytes: int) -> dict[str, zipfile.ZipInfo]:
    """The files by their name in the archive, each of which may be unpacked. Raises ``ArchiveRefused``."""
    entries: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    folder = _folder_around(infos)
    packed = unpacked = 0
    for info in infos:
        packed += info.compress_size
        unpacked += info.file_size
        name = _plain_name(info)
        if _belongs_to_a_system(info, name):
            continue
        inside, name = name.startswith(folder), name.removeprefix(folder)
        shown = ascii(name[:80])
        if not inside or not ENTRY_NAME.fullmatch(name) or len(name) > 60 or "\0" in info.orig_filename:
            raise ArchiveRefused(f"It holds a file called {shown}, which no archive of a world has.")
        if name in entries:
            raise ArchiveRefused(f"It holds {shown} twice.")
        if (
            (info.external_attr >> 16)
            and not stat.S_ISREG(info.external_attr >> 16)
            and stat.S_IFMT(info.external_attr >> 16)
        ):
            raise ArchiveRefused(f"In it {shown} is a link or something else that is no file.")
        if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ArchiveRefused(f"In it {shown} is encrypted or packed in a way that is not read here.")
        entries[name] = info
    if len(entries) > FILES_MAX:
        raise ArchiveRefused(f"It holds more than {FILES_MAX} files.")
    if packed > size:
        raise ArchiveRefused("Its files lie over one another.")
    if unpacked > max_bytes:
        raise ArchiveRefused(f"Unpacked it is larger than {max_bytes / 2**20:.0f} MB.")
    if unpacked > RATIO_MAX * size:
        raise ArchiveRefused("It unpacks to far more than a world’s pictures can.")
    return entries


def _plain_name(info: zipfile.ZipInfo) -> str:
    """The name with slashes and without ``./``, as it would be were it packed here."""
    return info.filename.replace("\\", "/").removeprefix("./")


def _belongs_to_a_system(info: zipfile.ZipInfo, name: str) -> bool:
    """Whether it is a folder, or what a system put beside the files of one: nothing of it is ever read."""
    *folders, last = name.split("/")
    if "__MACOSX" in folders or last.startswith("._") or last.lower() in SYSTEM_FILES:
        return True
    return not last and info.file_size == 0


def _folder_around(infos: list[zipfile.ZipInfo]) -> str:
    """The folder that all of it was packed in, with its slash: where the manifest lies."""
    names = (_plain_name(info) for info in infos if not _belongs_to_a_system(info, _plain_name(info)))
    manifests = {name for name in names if name.rsplit("/", 1)[-1] == MANIFEST}
    if len(manifests) > 1:
        raise ArchiveRefused("It holds more than one manifest.json, so it is not the archive of one world.")
    folder = manifests.pop().removesuffix(MANIFEST) if manifests else ""
    if any(part in ("", "..") or ":" in part for part in folder.split("/")[:-1]):
        raise ArchiveRefused(f"It holds a folder called {folder[:80]!a}, in which no archive of a world is.")
    return folder


def _validation_message(error: ValidationError) -> str:
    """One sentence about the first error, without repeating the manifest's text."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    field = ".".join(str(part)[:40] for part in first["loc"][:6]) or "all of it"
    return f"Its manifest does not fit at {ascii(field)[1:-1]}: {first['msg'].removeprefix('Value error, ')[:160]}."
