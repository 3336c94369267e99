"""The pictures that a style is learned from: finding them, their captions, and cropping squares.

Pictures come from people, so Pillow decodes them with its size limit and an explicit list of formats. One that cannot
be used is named and left out; it does not stop the training. A wide or tall picture gives several squares, evenly
placed, so that little of it is lost. No file is changed.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from inference.contract.arrays import Picture

FORMATS = ("PNG", "JPEG", "WEBP")
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
MIN_IMAGES = 2
"""Pictures that a style needs at least."""
MAX_SQUARES = 4
"""Of one picture."""
MAX_CAPTION = 2000


class InvalidTraining(Exception):
    """The training cannot start with this input; the message is one sentence."""


class UnusableImage(Exception):
    """A picture that is left out; the message says why in a few words."""


@dataclass(frozen=True)
class TrainingImage:
    """One picture and its caption."""

    path: Path
    caption: str

    def digest(self) -> str:
        """A hash of its bytes and its caption: another picture or caption makes another training."""
        return hashlib.sha256(self.path.read_bytes() + b"\0" + self.caption.encode()).hexdigest()


def find_training_images(folder: Path, *, captions: bool, prompt: str | None) -> list[TrainingImage]:
    """The pictures directly in ``folder``, sorted by name.

    With ``captions`` the caption of a picture is the text of ``<its name>.txt`` beside it, or ``prompt`` where there is
    none; without, ``prompt`` is the caption of all. Raises InvalidTraining.
    """
    if not captions and not (prompt and prompt.strip()):
        raise InvalidTraining(
            "Say what the pictures show: --prompt TEXT for all of them, or --captions for a .txt file beside each."
        )
    if not folder.is_dir():
        raise InvalidTraining(f"There is no folder {folder}.")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    if len(paths) < MIN_IMAGES:
        raise InvalidTraining(
            f"A style is learned from at least {MIN_IMAGES} pictures ({', '.join(SUFFIXES)}), "
            f"and {folder} holds {len(paths)}."
        )
    return [
        TrainingImage(path, _caption(path, prompt) if captions else _checked(str(prompt), "--prompt")) for path in paths
    ]


def crop_squares(path: Path, size: int) -> list[Picture]:
    """Squares (``size``, ``size``, 3) of a picture: its whole height or width, scaled, and as many as fit side by side,
    at most 4.

    Raises UnusableImage for a file that is no picture of ``FORMATS``, that is too large to decode safely, or whose
    height or width is less than half of ``size``, because scaling it up would teach a blurred style.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as opened:
                opened.load()
                image = _without_alpha(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnusableImage("it has too many pixels") from None
    except Exception as error:  # Pillow's decoders raise many kinds of errors for a broken file.
        raise UnusableImage("it is no whole PNG, JPEG or WebP file") from error
    short = min(image.size)
    if 2 * short < size:
        raise UnusableImage(f"it is {image.width} x {image.height} px, less than half of {size}")
    count = min(MAX_SQUARES, max(image.size) // short)
    step = (max(image.size) - short) / max(1, count - 1)
    squares = []
    for index in range(count):
        begin = step * index if count > 1 else (max(image.size) - short) / 2
        left, top = (begin, 0.0) if image.width >= image.height else (0.0, begin)
        box = (left, top, left + short, top + short)
        squares.append(np.asarray(image.resize((size, size), Image.Resampling.LANCZOS, box=box)))
    return squares


def _without_alpha(image: Image.Image) -> Image.Image:
    """In RGB, with white where the picture is transparent."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    opaque = Image.new("RGBA", image.size, "white")
    opaque.alpha_composite(image.convert("RGBA"))
    return opaque.convert("RGB")


def _caption(path: Path, prompt: str | None) -> str:
    beside = path.with_suffix(".txt")
    try:
        return _checked(beside.read_text(encoding="utf-8"), str(beside))
    except FileNotFoundError:
        if prompt is None:
            raise InvalidTraining(
                f"There is no caption {beside}; write one, or give a --prompt for those without."
            ) from None
        return _checked(prompt, "--prompt")
    except (OSError, UnicodeDecodeError):
        raise InvalidTraining(f"The caption {beside} cannot be read as text.") from None


def _checked(text: str, where: str) -> str:
    caption = " ".join(text.split())
    if not 1 <= len(caption) <= MAX_CAPTION:
        raise InvalidTraining(f"A caption has 1 to {MAX_CAPTION} characters, and {where} has {len(caption)}.")
    return caption
