"""A zip whose files are stored as they are, of which any range of bytes can be had: its length is known beforehand.

A file's size and CRC stand before its bytes, as readers of a stream need them. The bytes depend on nothing but names
and contents. The records are written here because zipfile cannot say what a zip will be, nor leave out what nobody
asked for; the tests hold them to what zipfile writes of the same files.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
DIRECTORY_ENTRY = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
END_64 = struct.Struct("<4sQ2H2L4Q")
END_64_LOCATOR = struct.Struct("<4sLQL")
LARGE_OFFSET = struct.Struct("<2HQ")
"""An extra field of the directory, for a file that begins beyond 4 GiB."""

VERSION, VERSION_64 = 20, 45
UNIX = 3 << 8
UTF8_NAME = 0x800
DATE = (1 << 5) | 1
"""1 January 1980, the earliest that the format has: a zip does not say when it was written."""
MODE = (stat.S_IFREG | 0o644) << 16
MAX_16, MAX_32 = 0xFFFF, 0xFFFFFFFF


class EntryChanged(Exception):
    """A file, whose name this is, is not the one any more that the zip was laid out for."""


@dataclass(frozen=True)
class StoredEntry:
    """A file of a zip, at most 4 GiB; ``read`` gives its ``size`` bytes when they are wanted."""

    name: str
    size: int
    crc: int
    read: Callable[[], bytes]


class StoredZip:
    def __init__(self, entries: Sequence[StoredEntry]) -> None:
        self._entries = entries
        self._offsets: list[int] = []
        at = 0
        for entry in entries:
            self._offsets.append(at)
            at += len(_local_header(entry)) + entry.size
        self._directory_at = at
        self._directory = self._write_directory()
        self.length = at + len(self._directory)

    def chunks(self, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """The bytes from ``first`` to ``last``, a file at a time; only files of which some are wanted are read.

        Raises ``EntryChanged``, and what else reading a file raises.
        """
        end = self.length if last is None else last + 1
        for offset, entry in zip(self._offsets, self._entries, strict=True):
            header = _local_header(entry)
            begins = offset + len(header)
            if begins > first and offset < end:
                yield header[max(0, first - offset) : end - offset]
            if entry.size and begins + entry.size > first and begins < end:
                yield _read(entry)[max(0, first - begins) : end - begins]
        if end > self._directory_at:
            yield self._directory[max(0, first - self._directory_at) : end - self._directory_at]

    def _write_directory(self) -> bytes:
        written = bytearray()
        for offset, entry in zip(self._offsets, self._entries, strict=True):
            written += _directory_entry(entry, offset)
        number, size, at = len(self._entries), len(written), self._directory_at
        if number > MAX_16 or at + size > MAX_32:
            written += END_64.pack(
                b"PK\6\6", END_64.size - 12, UNIX | VERSION_64, VERSION_64, 0, 0, number, number, size, at
            )
            written += END_64_LOCATOR.pack(b"PK\6\7", 0, at + size, 1)
        few, small, near = min(number, MAX_16), min(size, MAX_32), min(at, MAX_32)
        return bytes(written + END.pack(b"PK\5\6", 0, 0, few, few, small, near, 0))


def _local_header(entry: StoredEntry) -> bytes:
    name, flags = _name(entry)
    sizes = entry.crc, entry.size, entry.size
    return LOCAL_HEADER.pack(b"PK\3\4", VERSION, flags, 0, 0, DATE, *sizes, len(name), 0) + name


def _directory_entry(entry: StoredEntry, offset: int) -> bytes:
    name, flags = _name(entry)
    extra = LARGE_OFFSET.pack(1, 8, offset) if offset >= MAX_32 else b""
    version = VERSION_64 if extra else VERSION
    sizes = entry.crc, entry.size, entry.size
    lengths = len(name), len(extra), 0
    return (
        DIRECTORY_ENTRY.pack(
            b"PK\1\2", UNIX | version, version, flags, 0, 0, DATE, *sizes, *lengths, 0, 0, MODE, min(offset, MAX_32)
        )
        + name
        + extra
    )


def _name(entry: StoredEntry) -> tuple[bytes, int]:
    """Its bytes, and the flag that they are UTF-8."""
    return entry.name.encode(), 0 if entry.name.isascii() else UTF8_NAME


def _read(entry: StoredEntry) -> bytes:
    try:
        data = entry.read()
    except FileNotFoundError:
        raise EntryChanged(entry.name) from None
    if len(data) != entry.size or zlib.crc32(data) != entry.crc:
        raise EntryChanged(entry.name)
    return data
