"""The language model of narration and its dictionary: where they are, and how pocketsphinx comes to read them.

The model is kept compressed, which pocketsphinx does not read. build.py makes both.
"""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MODEL = Path(__file__).with_name("narration.lm.bin.gz")
DICTIONARY = Path(__file__).with_name("narration.dict")


@contextmanager
def unpacked_model() -> Iterator[Path]:
    """The model in pocketsphinx's binary form, for as long as the block runs: decoders keep no hold of the file."""
    with tempfile.NamedTemporaryFile(suffix=".lm.bin") as file:
        file.write(gzip.decompress(MODEL.read_bytes()))
        file.flush()
        yield Path(file.name)
