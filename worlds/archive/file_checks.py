"""Checks whether the bytes of a file are what its place in a world requires: format, size, mode, readable to the end.

Archives are checked with this when they are written and read, and ``manage.py repair_world`` finds broken files with
it. Pictures are decoded under Pillow's own guards, in the one format that is allowed, after their header said the right
size. It changes nothing and keeps nothing.
"""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from inference.contract.files.picture_files import RELIEF_VIEW_SCALE
from inference.contract.geometry import COVER, HEIGHT
from inference.contract.pieces import PieceFolder

FileKind = Literal[
    "picture",
    "view",
    "relief",
    "relief_view",
    "layer_picture",
    "layer_view",
    "layer_relief",
    "layer_relief_view",
    "panorama",
    "cover",
    "voice",
]


@dataclass(frozen=True)
class FileFormat:
    """The requirements for files of one kind."""

    extension: str
    format: str
    modes: tuple[str, ...]
    max_bytes: int
    """Nothing larger is read."""
    scale: int = 1
    """px of the mural for each pixel."""


PIECE_KINDS: dict[PieceFolder, dict[str, FileKind]] = {
    "strips": {"picture": "picture", "view": "view", "relief": "relief", "relief_view": "relief_view"},
    "layers": {
        "picture": "layer_picture",
        "view": "layer_view",
        "relief": "layer_relief",
        "relief_view": "layer_relief_view",
    },
}
"""The kinds of a piece's four files, by the folder of its kind."""
MB = 2**20
FILE_FORMATS: dict[FileKind, FileFormat] = {
    "picture": FileFormat("png", "PNG", ("RGB",), 4 * MB),
    "view": FileFormat("webp", "WEBP", ("RGB",), 4 * MB),
    "relief": FileFormat("png", "PNG", ("I;16", "I"), 4 * MB),
    "relief_view": FileFormat("png", "PNG", ("L",), MB, RELIEF_VIEW_SCALE),
    "layer_picture": FileFormat("png", "PNG", ("RGBA",), 4 * MB),
    # a layer that covers everything has no alpha once it is WebP
    "layer_view": FileFormat("webp", "WEBP", ("RGBA", "RGB"), 4 * MB),
    "layer_relief": FileFormat("png", "PNG", ("I;16", "I"), 4 * MB),
    "layer_relief_view": FileFormat("png", "PNG", ("LA",), MB, RELIEF_VIEW_SCALE),
    "panorama": FileFormat("jpg", "JPEG", ("RGB",), 128 * MB),
    "cover": FileFormat("jpg", "JPEG", ("RGB",), 8 * MB),
    "voice": FileFormat("wav", "WAV", (), 16 * MB),
}


def find_problem(kind: FileKind, data: bytes, width: int) -> str:
    """Why ``data`` is no ``kind`` of ``width`` px of the mural, as the rest of a sentence; empty where it is one."""
    if len(data) > FILE_FORMATS[kind].max_bytes:
        return f"is larger than {FILE_FORMATS[kind].max_bytes // MB} MB"
    return _recording_problem(data) if kind == "voice" else _picture_problem(kind, data, width)


def _picture_problem(kind: FileKind, data: bytes, width: int) -> str:
    file_format = FILE_FORMATS[kind]
    size = COVER if kind == "cover" else (-(-width // file_format.scale), HEIGHT // file_format.scale)
    try:
        image = Image.open(io.BytesIO(data), formats=(file_format.format,))
        if image.size != size:
            return f"is {image.width} by {image.height} px instead of {size[0]} by {size[1]}"
        if image.mode not in file_format.modes or getattr(image, "n_frames", 1) != 1:
            return f"holds pixels of another kind ({image.mode})"
        if kind == "panorama":
            # read to its end at an eighth of its size: the whole one would take 150 MB
            image.draft("RGB", (max(1, size[0] // 8), size[1] // 8))
        image.load()
    except Image.DecompressionBombError:
        return "is larger than a picture may be"
    except (OSError, SyntaxError, ValueError, EOFError):
        return f"is no {file_format.format} that can be read"
    return ""


def _recording_problem(data: bytes) -> str:
    try:
        with wave.open(io.BytesIO(data)) as clip:
            if (clip.getnchannels(), clip.getsampwidth(), clip.getframerate()) != (1, 2, 16_000):
                return "is no 16 kHz mono recording"
            if len(clip.readframes(clip.getnframes())) != 2 * clip.getnframes():
                return "is a recording that breaks off"
    except (wave.Error, EOFError):
        return "is no WAV that can be read"
    return ""
