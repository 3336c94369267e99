"""Where Moonshine's weights are on this machine, and whether they are whole.

They are the three files that `SHA256SUMS` beside this module names, taken from the package moonshine-voice 0.1.0 (MIT).
`make run` puts them into the virtual environment (lightloom_site/weights.py); where that package is installed as a
whole, its own are as good. Nothing is fetched here, and ONNX Runtime, which runs them, is not imported.
"""

from __future__ import annotations

import hashlib
import sys
from importlib.util import find_spec
from pathlib import Path

from inference.contract.errors import EngineUnavailable

ENCODER = "encoder_model.ort"
DECODER = "decoder_model_merged.ort"
TOKENIZER = "tokenizer.bin"

PARAMETERS = 27_000_000
"""As its makers say; their files hold 8-bit and folded weights, of which it cannot be counted."""

_SUMS = Path(__file__).with_name("SHA256SUMS")
_PACKAGE = "moonshine_voice"
_MEND = "make run fetches it again"


def weights_folder() -> Path:
    """The folder with the weights: the virtual environment's, else that of an installed moonshine-voice.

    Where neither is there it is the first, so that ``check_weights`` can say what is missing.
    """
    own = Path(sys.prefix) / "share" / "moonshine-tiny-en"
    if not own.is_dir():
        package = find_spec(_PACKAGE)
        for place in (package.submodule_search_locations or ()) if package else ():
            folder = Path(place) / "assets" / "tiny-en"
            if folder.is_dir():
                return folder
    return own


def check_weights(folder: Path | None = None) -> None:
    """Read every file once (44 MB, 0.1 s) and compare it with its sum.

    Raises ``EngineUnavailable``, in one sentence that names the file and what brings it, for the first that is missing
    or not what was published: a cut one could end the process in ONNX Runtime instead of raising an error.
    """
    folder = weights_folder() if folder is None else folder
    for line in _SUMS.read_text().splitlines():
        sha256, name = line.split()
        try:
            with (folder / name).open("rb") as file:
                whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError as error:
            raise EngineUnavailable(
                f"Moonshine's {name} cannot be read in {folder} ({error.strerror}); {_MEND}."
            ) from None
        if not whole:
            raise EngineUnavailable(f"Moonshine's {name} in {folder} is not whole; {_MEND}.")


def weights_bytes() -> int:
    """What the weights take on the disk, and about as much in memory."""
    return sum((weights_folder() / name).stat().st_size for name in (ENCODER, DECODER))
