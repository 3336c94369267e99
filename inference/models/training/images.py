"""The pictures that a style is learned from: which there are, what is said of each,
and the squares that are cut from them.

Pictures come from people, so they are decoded under Pillow's guard with an explicit list of formats; one that cannot be
used is named and left out, never a reason to stop. A wide or tall picture gives several squares, evenly placed, so that
little of it is lost. It changes no file.
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
ENDINGS = (".png", ".jpg", ".jpeg", ".webp")
FEWEST = 2
"""Pictures that a style can be learned from at all."""
MOST_SQUARES = 4
"""Of one picture."""
LONGEST_CAPTION = 2000


class BadTraining(Exception):
    """Something was given that no training can start from; the message is one sentence."""


class BadPicture(Exception):
    """A picture that is left out; the message says why in a few words."""


@dataclass(frozen=True)
class Exhibit:
    """One picture and what is said of it."""

    path: Path
    caption: str

    def digest(self) -> str:
        """Of its bytes and its caption: with another picture or another caption it is another training."""
        return hashlib.sha256(self.path.read_bytes() + b"\0" + self.caption.encode()).hexdigest()


def find_exhibits(folder: Path, *, captions: bool, prompt: str | None) -> list[Exhibit]:
    """The pictures right in ``folder``, by name.

    With ``captions`` each is said what ``<its name>.txt`` beside it says, and ``prompt`` where there is none; without,
    all are said ``prompt``. Raises BadTraining.
    """
    if not captions and not (prompt and prompt.strip()):
        raise BadTraining(
            "Say what the pictures show: --prompt TEXT for all of them, or --captions for a .txt file beside each."
        )
    if not folder.is_dir():
        raise BadTraining(f"There is no folder {folder}.")
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file())
    if len(paths) < FEWEST:
        raise BadTraining(
            f"A style is learned from at least {FEWEST} pictures ({', '.join(ENDINGS)}), and {folder} holds {len(paths)}."
        )
    return [Exhibit(path, _caption(path, prompt) if captions else _checked(str(prompt), "--prompt")) for path in paths]


def cut_squares(path: Path, size: int) -> list[Picture]:
    """Squares (``size``, ``size``, 3) of a picture: as high or wide as it is, scaled,
    and as many as fit side by side, at most 4.

    Raises BadPicture for what is no picture of ``FORMATS``, what is too large to decode safely, and what is less than
    half as high or wide as ``size``, because a style would be learned blurred from it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as opened:
                opened.load()
                image = _without_alpha(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture("it has too many pixels") from None
    except Exception as error:  # Pillow's decoders raise whatever a broken file makes them stumble over.
        raise BadPicture("it is no whole PNG, JPEG or WebP file") from error
    short = min(image.size)
    if 2 * short < size:
        raise BadPicture(f"it is {image.width} x {image.height} px, less than half of {size}")
    count = min(MOST_SQUARES, max(image.size) // short)
    step = (max(image.size) - short) / max(1, count - 1)
    squares = []
    for index in range(count):
        begin = step * index if count > 1 else (max(image.size) - short) / 2
        left, top = (begin, 0.0) if image.width >= image.height else (0.0, begin)
        box = (left, top, left + short, top + short)
        squares.append(np.asarray(image.resize((size, size), Image.Resampling.LANCZOS, box=box)))
    return squares


def _without_alpha(image: Image.Image) -> Image.Image:
    """Paper white where the picture is transparent."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    laid = Image.new("RGBA", image.size, "white")
    laid.alpha_composite(image.convert("RGBA"))
    return laid.convert("RGB")


def _caption(path: Path, prompt: str | None) -> str:
    beside = path.with_suffix(".txt")
    try:
        return _checked(beside.read_text(encoding="utf-8"), str(beside))
    except FileNotFoundError:
        if prompt is None:
            raise BadTraining(
                f"There is no caption {beside}; write one, or give a --prompt for those without."
            ) from None
        return _checked(prompt, "--prompt")
    except (OSError, UnicodeDecodeError):
        raise BadTraining(f"The caption {beside} cannot be read as text.") from None


def _checked(text: str, where: str) -> str:
    caption = " ".join(text.split())
    if not 1 <= len(caption) <= LONGEST_CAPTION:
        raise BadTraining(f"A caption has 1 to {LONGEST_CAPTION} characters, and {where} has {len(caption)}.")
    return caption
