"""Weights on their way from the disk before anybody asks for them,
so that it does not stand idle while libraries are imported.

What is read is thrown away: it stays in the system's memory, where whoever loads the weights finds it. At most half of
the memory that is free is filled so; it is the system's to take back. A file that cannot be read is left to its loader,
who says so.

``read_ahead`` starts this file as a program of its own, since reading in threads takes the interpreter from the
imports: it therefore imports nothing of the service. It ends by itself, after some seconds.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

READERS = 4
"""Threads: most disks give several readers more than one."""
PIECE = 1 << 26
"""Bytes that one of them reads at a time, 64 MB, in the order of the files."""
BUFFER = 1 << 22


def read_ahead(files: Sequence[Path]) -> subprocess.Popen[bytes]:
    """Begin to read ``files``, the first ones first; the process that does."""
    import psutil

    most = psutil.virtual_memory().available // 2
    command = [sys.executable, "-I", "-S", __file__, str(most), *map(str, files)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def weights_of(home: Path) -> list[Path]:
    """The files of a model that are large."""
    return sorted(path for kind in ("*.safetensors", "*.nemo") for path in home.rglob(kind))


def pieces_of(files: Sequence[Path], most: int) -> Iterator[tuple[Path, int]]:
    """Where to read: a file and an offset, a ``PIECE`` each, the first file first, ``most`` bytes in all."""
    left = most
    for file in files:
        for offset in range(0, file.stat().st_size if file.is_file() else 0, PIECE):
            if left < PIECE:
                return
            left -= PIECE
            yield file, offset


def read_piece(file: Path, offset: int, buffer: bytearray) -> int:
    """Bytes read; what cannot be read is left to the file's loader."""
    done = 0
    try:
        with file.open("rb", buffering=0) as opened:
            opened.seek(offset)
            while done < PIECE and (count := opened.readinto(buffer)):
                done += count
    except OSError:
        pass
    return done


def main(most: int, files: Sequence[Path]) -> None:
    pieces, turn = pieces_of(files, most), threading.Lock()

    def work() -> None:
        buffer = bytearray(BUFFER)
        while True:
            with turn:
                piece = next(pieces, None)
            if piece is None:
                return
            read_piece(*piece, buffer)

    for _ in range(READERS):
        threading.Thread(target=work).start()


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
