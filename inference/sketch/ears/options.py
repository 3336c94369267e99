"""What an operator can choose about the sketch engine's ears, in one immutable record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from inference.environment import ResolvedPath, Settings, in_data_folder, variable
from inference.sketch.ears.whisper.registry import WHISPER_MODELS

EMBEDDED = ("moonshine", "pocketsphinx")
"""Ears that come along, the better ones first."""
SIZES = tuple(model.name for model in WHISPER_MODELS)
EARS_NAMES = ("auto", *EMBEDDED, *SIZES)


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _name_or_folder(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.lower() in EARS_NAMES:
        return value.lower()
    try:
        folder = Path(value).expanduser().resolve()
        found = "/" in value and folder.is_dir()
    except (OSError, RuntimeError):  # `~nobody`, links that lead to each other, a name that no disk can hold
        found = False
    if not found:
        raise ValueError(f"is one of {', '.join(EARS_NAMES)}, or the path of a folder with a Whisper for CTranslate2")
    return folder


class EarsOptions(Settings):
    """The sketch engine's settings: which ears, and the folder that fetched weights lie in."""

    ears: Annotated[str | Path, BeforeValidator(_name_or_folder)] = variable(
        "LIGHTLOOM_EARS",
        "auto",
        f"What hears: `auto`, the best of {_list(EMBEDDED)} that runs here; one of these by name; a size of Whisper "
        f"for the final words, {_list(SIZES)} (those without `.en` hear other languages too); or the path of a folder "
        "with a Whisper for CTranslate2.",
    )
    folder: ResolvedPath = variable(
        "LIGHTLOOM_MODELS",
        in_data_folder("models"),
        "Folder of the models' weights, Whisper's too; what the models engine misses there is fetched from the hub.",
        unset="`models/` in the data folder",
    )
