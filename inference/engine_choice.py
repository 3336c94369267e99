"""Which engine fills the five jobs: ``auto``, ``sketch`` or ``models``.
Decided here and nowhere else, with the reason in words.

The name comes from the caller (a setting or the command line). ``auto`` means models where they can run and their
weights are here, else sketch. Asking for ``models`` by name where they cannot run is an error, never a quiet second
choice. Imports torch only for an engine that is really loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from inference.contract.errors import EngineUnavailable
from inference.engine.protocols import Engine
from inference.models.runtime.options import EngineName, ModelOptions

ENGINE_NAMES = get_args(EngineName)


@dataclass(frozen=True)
class Choice:
    name: str
    """``sketch`` or ``models``."""
    why: str = ""
    """A sentence where the choice was left to the machine."""


def choose_engine(name: str, options: ModelOptions) -> Choice:
    """What ``name`` means on this machine.

    Raises ``EngineUnavailable`` where ``models`` was asked for by name and cannot run,
    and for a name that is none of ``ENGINE_NAMES``.
    """
    from inference.models.runtime.preflight import absent_weights, check_ground

    if name not in ENGINE_NAMES:
        raise EngineUnavailable(f"There is no engine called {name[:40]!r}; the engines are {', '.join(ENGINE_NAMES)}.")
    if name == "sketch":
        return Choice("sketch")
    if name == "models":
        check_ground(options)
        return Choice("models")
    try:
        check_ground(options)
        absent = absent_weights(options)
    except EngineUnavailable as error:
        return Choice("sketch", _paints_instead(str(error)))
    if options.device == "cpu":
        return Choice("sketch", _paints_instead("LIGHTLOOM_DEVICE is cpu."))
    if absent:
        # Without being asked, nobody's disk is filled with 25 GB.
        return Choice("sketch", _paints_instead(f"The weights of {absent[0].id} are not here."))
    return Choice("models", "A GPU and the models' weights were found.")


def load_engine(name: str, options: ModelOptions | None = None, *, random_weights: bool = False) -> Engine:
    """The engine ``sketch``, ready, or ``models``, which needs ``options`` and gets ready in the
    background (``Engine.warmth``).

    Raises ``EngineUnavailable`` in one sentence where it cannot run here.
    """
    if name == "models" and options is not None:
        from inference.models.runtime.service import models_engine

        return models_engine(options, random_weights=random_weights)
    if name == "sketch":
        from inference.sketch import sketch_engine

        return sketch_engine()
    raise ValueError(f"{name!r} with {options} is no engine")


def _paints_instead(sentence: str) -> str:
    """ "No NVIDIA GPU was found." becomes "No NVIDIA GPU was found, so the sketch engine paints." """
    return f"{sentence.rstrip('.')}, so the sketch engine paints."
