"""Chooses and loads the engine: ``auto``, ``sketch`` or ``models``. Decided only here, with the reason in words.

The name comes from a setting or the command line. ``auto`` means models where they can run and their weights are on the
disk, else sketch. Asking for ``models`` where they cannot run is an error, without falling back to sketch. torch is
imported only when the models engine is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from inference.contract.errors import EngineUnavailable
from inference.engine.protocols import Engine
from inference.models.runtime.options import EngineName, ModelOptions
from inference.sketch.ears.options import EarsOptions

ENGINE_NAMES = get_args(EngineName)

ENGINE_QUEUES = ("speech", "paint", "finish")
"""The Celery queues whose workers need an engine. With the models engine one process empties all three."""


@dataclass(frozen=True)
class EngineChoice:
    name: str
    """``sketch`` or ``models``."""
    why: str = ""
    """The reason, a sentence, where the name was ``auto``; else empty."""


def choose_engine(name: str, options: ModelOptions) -> EngineChoice:
    """What ``name`` means on this machine.

    Raises ``EngineUnavailable`` where ``models`` was asked for by name and cannot run,
    and for a name that is none of ``ENGINE_NAMES``.
    """
    from inference.models.preflight import check_machine, missing_weights

    if name not in ENGINE_NAMES:
        raise EngineUnavailable(f"There is no engine called {name[:40]!r}; the engines are {', '.join(ENGINE_NAMES)}.")
    if name == "sketch":
        return EngineChoice("sketch")
    if name == "models":
        check_machine(options)
        return EngineChoice("models")
    try:
        check_machine(options)
        missing = missing_weights(options)
    except EngineUnavailable as error:
        return EngineChoice("sketch", _sketch_reason(str(error)))
    if options.device == "cpu":
        return EngineChoice("sketch", _sketch_reason("LIGHTLOOM_DEVICE is cpu."))
    if missing:
        # auto never downloads: nobody asked for 25 GB on their disk.
        return EngineChoice("sketch", _sketch_reason(f"The weights of {missing[0].id} are not here."))
    return EngineChoice("models", "A GPU and the models' weights were found.")


def check_ears(choice: EngineChoice, options: EarsOptions) -> None:
    """Raises ``EngineUnavailable`` where the chosen engine is to hear with ears that cannot run here."""
    from inference.sketch.ears.choice import choose_ears

    if choice.name == "sketch":
        choose_ears(options.ears, options)


def load_engine(
    name: str,
    options: ModelOptions | None = None,
    *,
    ears: EarsOptions | None = None,
    hears: bool = True,
    random_weights: bool = False,
) -> Engine:
    """The engine ``sketch``, ready, or ``models``, which needs ``options`` and loads in the background
    (``Engine.warmup``).

    ``ears`` are the sketch engine's; without ``hears`` they are loaded only if a clip comes after all. Raises
    ``EngineUnavailable`` in one sentence where the engine cannot run here.
    """
    if name == "models" and options is not None:
        from inference.models.service import models_engine

        return models_engine(options, random_weights=random_weights)
    if name == "sketch":
        from inference.sketch import sketch_engine

        return sketch_engine(ears, hears=hears)
    raise ValueError(f"{name!r} with {options} is no engine")


def _sketch_reason(sentence: str) -> str:
    """ "No NVIDIA GPU was found." becomes "No NVIDIA GPU was found, so the sketch engine paints." """
    return f"{sentence.rstrip('.')}, so the sketch engine paints."
