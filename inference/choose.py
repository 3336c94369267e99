"""Which engine fills the five jobs: ``auto``, ``sketch`` or ``models``.

The name comes from the caller (a setting or the command line). ``auto`` means the best engine that this version has and the
machine can carry, which today is ``sketch`` everywhere. Asking for ``models`` by name is an error, never a quiet second choice.
"""

from __future__ import annotations

from inference.engine import Engine

ENGINE_NAMES = ("auto", "sketch", "models")


class EngineUnavailable(Exception):
    """The engine that was asked for cannot run here; the message says why in one sentence."""


def load_engine(name: str) -> Engine:
    """The engine called ``name``, loaded and ready.

    Raises ``EngineUnavailable`` for ``models``, which this version does not have, and for a name that is none of ``ENGINE_NAMES``.
    """
    if name == "models":
        raise EngineUnavailable("The models engine is not part of this version; use the engine 'sketch' or 'auto'.")
    if name not in ENGINE_NAMES:
        raise EngineUnavailable(f"There is no engine called {name[:40]!r}; the engines are {', '.join(ENGINE_NAMES)}.")
    from inference.sketch import sketch_engine

    return sketch_engine()
