"""Loads a published model with errors that an operator understands, and makes one at full size with random weights.

``loading_errors`` turns what libraries raise about files into one sentence for the person who starts the service;
``random_model`` is for benchmarks. Knows no model in particular.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from inference.contract.errors import EngineUnavailable
from inference.models.runtime.device import Gpu


@contextmanager
def loading_errors(job: str, model: str, folder: Path) -> Iterator[None]:
    """For a block that loads ``model`` from ``folder``: all errors come out as ``EngineUnavailable``, in one sentence
    that names both."""
    if not (folder / "config.json").is_file():
        raise EngineUnavailable(f"The {job}'s model {model} is not in {folder}: there is no config.json.")
    try:
        yield
    except EngineUnavailable:
        raise
    except torch.OutOfMemoryError:
        raise EngineUnavailable(f"The GPU has too little free memory for the {job}'s model {model}.") from None
    except Exception as error:
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        raise EngineUnavailable(f"The {job}'s model {model} in {folder} cannot be read: {reason}") from error


def first_line(error: Exception) -> str:
    """What a library's error says, for one of our sentences: its first line, or the name of its type."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".")


def random_model(model_class: Any, config: Any, gpu: Gpu) -> Any:
    """A transformers model of ``model_class`` with random weights, made on the device in its dtype."""
    with torch.device(gpu.device), torch.no_grad():
        return model_class._from_config(config, dtype=gpu.dtype).eval()
