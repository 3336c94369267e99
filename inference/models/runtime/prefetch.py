"""Reads weights from the disk into the page cache while the libraries are still being imported.

The bytes themselves are thrown away: the loader finds them in memory later. At most half of the free memory is filled
that way, and the system can take it back. A file that cannot be read is left to its loader, which reports it.

``prefetch`` runs this file as a program of its own, because threads that read would take the interpreter from the
imports. It therefore imports nothing of the service. It ends by itself, after some seconds.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

READERS = 4
"""Threads: most disks are faster with several readers than with one."""
CHUNK = 1 << 26
"""Bytes that one thread reads at a time, 64 MB, in the order of the files."""
BUFFER = 1 << 22


def prefetch(files: Sequence[Path]) -> subprocess.Popen[bytes]:
    """Begin to read ``files``, the first ones first; the process that does."""
    import psutil

    limit = psutil.virtual_memory().available // 2
    command = [sys.executable, "-I", "-S", __file__, str(limit), *map(str, files)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def weight_files(folder: Path) -> list[Path]:
    """The files below a model's folder that hold weights."""
    return sorted(path for pattern in ("*.safetensors", "*.nemo") for path in folder.rglob(pattern))


def chunks_of(files: Sequence[Path], limit: int) -> Iterator[tuple[Path, int]]:
    """File and offset of each ``CHUNK`` to read, the first file first, ``limit`` bytes in all."""
    left = limit
    for file in files:
        for offset in range(0, file.stat().st_size if file.is_file() else 0, CHUNK):
            if left < CHUNK:
                return
            left -= CHUNK
            yield file, offset


def read_chunk(file: Path, offset: int, buffer: bytearray) -> int:
    """Bytes read; an error ends the reading and is not raised."""
    done = 0
    try:
        with file.open("rb", buffering=0) as opened:
            opened.seek(offset)
            while done < CHUNK and (count := opened.readinto(buffer)):
                done += count
    except OSError:
        pass
    return done


def main(limit: int, files: Sequence[Path]) -> None:
    chunks, lock = chunks_of(files, limit), threading.Lock()

    def work() -> None:
        buffer = bytearray(BUFFER)
        while True:
            with lock:
                chunk = next(chunks, None)
            if chunk is None:
                return
            read_chunk(*chunk, buffer)

    for _ in range(READERS):
        threading.Thread(target=work).start()


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
