"""Writes random weights in the published layout, so that a start can be timed as with the published ones.

Each model goes into its folder below ``folder``; about 20 GB at full size.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from inference.models.ears.nemo_model import (
    PARAKEET_CONFIG,
    VOCABULARY_SIZE,
    WORD_LIST,
    build_model,
    quiet_nemo,
    train_tokenizer,
)
from inference.models.hub.registry import MODELS
from inference.models.painter.random_weights import save_pipeline
from inference.models.painter.random_weights import train_tokenizer as train_painter_tokenizer
from inference.models.runtime.device import Gpu


def write_weights(models: dict[str, Any], gpu: Gpu, folder: Path) -> None:
    """``models`` by job, as the benchmark made them. Raises OSError where the disk is full."""
    homes = {model.job: folder / model.folder_name for model in MODELS}
    for home in homes.values():
        home.mkdir(parents=True, exist_ok=True)
    save_pipeline(models["painter"].outpainter.networks, train_painter_tokenizer(), homes["painter"])
    for job in ("director", "art director"):
        models[job].model.save_pretrained(homes[job])
        models[job].tokenizer.save_pretrained(homes[job])
    models["art director"].image_processor.save_pretrained(homes["art director"])
    models["relief"].network.save_pretrained(homes["relief"])
    _write_ears(gpu, homes["ears"] / "parakeet-ctc-1.1b.nemo")


def _write_ears(gpu: Gpu, file: Path) -> None:
    """Made anew, because saving a ``.nemo`` needs the tokenizer's files besides the model."""
    with tempfile.TemporaryDirectory() as folder, quiet_nemo():
        words = {line.split()[0].partition("(")[0] for line in WORD_LIST.read_text().splitlines()}
        train_tokenizer(sorted(words), VOCABULARY_SIZE, Path(folder))
        build_model(PARAKEET_CONFIG | {"tokenizer": {"dir": folder, "type": "bpe"}}, gpu).eval().save_to(str(file))
