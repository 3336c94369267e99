"""How much room is left on the disks on which this machine keeps things: its data folder and its pictures.

A full disk stops everything at once and looks like something else: heartbeats that nobody can write are workers that
seem to be gone. So the disk is asked itself, and speaks up before it is full. With 50 MB left nothing new is begun, so
that what is being woven has them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from inference.contract.ledger import format_bytes
from worlds.wire.refusal import Refusal

LOW_BYTES = 1_000_000_000
FULL_BYTES = 50_000_000
LOW_FILES = 10_000
FULL_FILES = 200
"""Files that can still be made: a disk may have bytes and no place for another name."""


@dataclass(frozen=True)
class DiskSpace:
    """What is left on the fullest disk, for whoever runs as this process does."""

    free_bytes: int
    free_files: int | None = None
    """None where the file system counts none."""

    @property
    def full(self) -> bool:
        return self._less_than(FULL_BYTES, FULL_FILES)

    @property
    def low(self) -> bool:
        return self._less_than(LOW_BYTES, LOW_FILES)

    @property
    def left(self) -> str:
        """How much is left, in words: ``12 MB``, or how many files where those run out."""
        if self.free_bytes >= LOW_BYTES and self.low:
            return f"place for {self.free_files} files"
        return format_bytes(self.free_bytes)

    def _less_than(self, size: int, files: int) -> bool:
        return self.free_bytes < size or (self.free_files is not None and self.free_files < files)


def disk_space() -> DiskSpace:
    """What is left now. A folder that is not there yet counts as the one it will be made in."""
    storage = storages["default"]
    folders = [Path(settings.LIGHTLOOM_DATA)]
    if isinstance(storage, FileSystemStorage):
        folders.append(Path(storage.location))
    return min(map(_space_of, folders), key=lambda space: (not space.full, not space.low, space.free_bytes))


def check_disk_space() -> None:
    """Raise ``Refusal`` ``room.no_space`` where the disk is full, rather than begin what cannot be kept."""
    if disk_space().full:
        raise Refusal("room.no_space")


def _space_of(folder: Path) -> DiskSpace:
    while not folder.exists():
        folder = folder.parent
    found = os.statvfs(folder)
    return DiskSpace(found.f_bavail * found.f_frsize, found.f_favail if found.f_files else None)
