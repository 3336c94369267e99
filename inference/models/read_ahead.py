"""Weights on their way from the disk before anybody asks for them, so that it does not stand idle while libraries are imported.

What is read is thrown away: it stays in the system's memory, where whoever loads the weights finds it. At most half of the memory that
is free is filled so; it is the system's to take back. A file that cannot be read is left to its loader, who says so.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

READERS = 4
"""Threads: most disks give several readers more than one."""
PIECE = 1 << 26
"""Bytes that one of them reads, 64 MB, in the order of the files."""


def read_ahead(files: Sequence[Path]) -> list[threading.Thread]:
    """Begin to read ``files``, the first ones first; the threads that do."""
    pieces, lock = _pieces(files, psutil.virtual_memory().available // 2), threading.Lock()

    def work() -> None:
        buffer = bytearray(1 << 22)
        while True:
            with lock:
                piece = next(pieces, None)
            if piece is None:
                return
            _read(*piece, buffer)

    threads = [threading.Thread(target=work, name=f"read-ahead-{number}", daemon=True) for number in range(READERS)]
    for thread in threads:
        thread.start()
    return threads


def weights_of(home: Path) -> list[Path]:
    """The files of a model that are large."""
    return sorted(path for kind in ("*.safetensors", "*.nemo") for path in home.rglob(kind))


def _pieces(files: Sequence[Path], most: int) -> Iterator[tuple[Path, int]]:
    """Where to read: a file and an offset, a ``PIECE`` each, ``most`` bytes in all."""
    left = most
    for file in files:
        for offset in range(0, file.stat().st_size if file.is_file() else 0, PIECE):
            if left < PIECE:
                return
            left -= PIECE
            yield file, offset


def _read(file: Path, offset: int, buffer: bytearray) -> None:
    try:
        with file.open("rb", buffering=0) as opened:
            opened.seek(offset)
            done = 0
            while done < PIECE and (count := opened.readinto(buffer)):
                done += count
    except OSError:
        return
