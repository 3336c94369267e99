"""Random weights written down in the published layout, so that a start can be timed as it is with the real ones.

Each model goes into the folder of its name below the shelf's; about 20 GB at full size.
What they say and paint is noise.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from inference.models.ears.nemo_model import PARAKEET, TOKENS, WORDS, build, quiet, train_tokenizer
from inference.models.hub.registry import MODELS
from inference.models.painter.random_weights import save_published
from inference.models.painter.random_weights import train_tokenizer as train_painter_tokenizer
from inference.models.runtime.device import Gpu


def write_weights(parts: dict[str, Any], gpu: Gpu, folder: Path) -> None:
    """``parts`` by job, as the benchmark made them, below ``folder``. Raises OSError where the disk is full."""
    homes = {model.job: folder / model.folder_name for model in MODELS}
    for home in homes.values():
        home.mkdir(parents=True, exist_ok=True)
    save_published(parts["painter"].outpainter.networks, train_painter_tokenizer(), homes["painter"])
    for job in ("director", "art director"):
        parts[job].model.save_pretrained(homes[job])
        parts[job].tokenizer.save_pretrained(homes[job])
    parts["art director"].eyes.save_pretrained(homes["art director"])
    parts["relief"].network.save_pretrained(homes["relief"])
    _write_ears(gpu, homes["ears"] / "parakeet-ctc-1.1b.nemo")


def _write_ears(gpu: Gpu, file: Path) -> None:
    """A ``.nemo`` is packed from the tokenizer's files as well as from the model, so it is made from both."""
    with tempfile.TemporaryDirectory() as folder, quiet():
        words = {line.split()[0].partition("(")[0] for line in WORDS.read_text().splitlines()}
        train_tokenizer(sorted(words), TOKENS, Path(folder))
        build(PARAKEET | {"tokenizer": {"dir": folder, "type": "bpe"}}, gpu).eval().save_to(str(file))
