"""Whisper's weights on the disk: whether they are all there and as published, and what their file tells of the model.

Nothing is loaded here, and CTranslate2 is not imported: a start checks and counts before it spends seconds on a model.
What is wrong is an ``EngineUnavailable``, one sentence with the command that mends it.
"""

from __future__ import annotations

import hashlib
import io
import math
import struct
from dataclasses import dataclass
from pathlib import Path

from inference.contract.errors import EngineUnavailable
from inference.sketch.ears.whisper.registry import PinnedModel

WEIGHTS = "model.bin"
FILES_OF_ANY = (WEIGHTS, "config.json", "tokenizer.json")
"""Files that every Whisper for CTranslate2 has, beside one of ``VOCABULARIES``. Without the tokenizer the library would
ask the hub for one."""
VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
MULTILINGUAL_VOCABULARY = 51_865
"""Tokens from which on a Whisper knows other languages than English."""
BINARY_VERSION = 6
"""Of CTranslate2's files, as its converters write them."""


@dataclass(frozen=True)
class WeightsHeader:
    """What the weights' file says of itself."""

    parameters: int
    vocabulary: int
    """Tokens."""
    memory: int
    """Bytes of the weights once loaded: matrices in 8-bit integers, the rest in 32-bit floats."""

    @property
    def is_multilingual(self) -> bool:
        return self.vocabulary >= MULTILINGUAL_VOCABULARY


def check_presence(folder: Path, mend: str) -> None:
    """Raises ``EngineUnavailable`` for the first file that is missing in ``folder``; ``mend`` ends the sentence."""
    missing = [name for name in FILES_OF_ANY if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARIES):
        missing.append(VOCABULARIES[0])
    if missing:
        raise EngineUnavailable(f"{missing[0]} of Whisper is not in {folder}: {mend}.")


def check_digests(model: PinnedModel, folder: Path, mend: str) -> None:
    """Raises ``EngineUnavailable`` for the first file in ``folder`` that is not the published one. Reads them all."""
    for name, expected in model.sha256.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise EngineUnavailable(f"{folder / name} cannot be read ({error.strerror}): {mend}.") from None
        if found != expected:
            raise EngineUnavailable(f"{folder / name} is not as {model.id} was published: {mend}.")


def read_weights_header(folder: Path) -> WeightsHeader:
    """Walk through the names and shapes of the weights in ``folder``; the weights themselves are passed over.

    Raises ``EngineUnavailable`` where the file is cut or is no Whisper for CTranslate2.
    """
    path = folder / WEIGHTS
    parameters = vocabulary = memory = 0
    try:
        with path.open("rb") as file:
            (version,) = _unpack(file, "I")
            if version != BINARY_VERSION or _name(file) != "WhisperSpec":
                raise ValueError("another format")
            _, variables = _unpack(file, "II")
            for _ in range(variables):
                name = _name(file)
                (rank,) = _unpack(file, "B")
                shape = _unpack(file, f"{rank}I")
                _, size = _unpack(file, "=BI")
                file.seek(size, io.SEEK_CUR)
                # Without dimensions are settings; scales belong to weights that were stored as integers.
                if rank and not name.endswith("_scale"):
                    parameters += math.prod(shape)
                    memory += math.prod(shape) * (1 if rank == 2 else 4)
                if name == "decoder/embeddings/weight":
                    vocabulary = shape[0]
            # How many aliases follow: a file that was cut within its last weights has no such number.
            _unpack(file, "I")
    except (OSError, ValueError, struct.error):
        raise EngineUnavailable(f"{path} is cut, or no Whisper that was converted for CTranslate2.") from None
    return WeightsHeader(parameters, vocabulary, memory)


def _unpack(file: io.BufferedReader, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _name(file: io.BufferedReader) -> str:
    (length,) = _unpack(file, "H")
    return file.read(length)[:-1].decode()
