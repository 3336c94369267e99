"""What can go wrong with a job or an engine, as exceptions that the service and its callers know."""

from __future__ import annotations


class EngineError(Exception):
    """A job that failed. ``code`` is stable and dotted; ``again`` says whether another try may help."""

    def __init__(self, code: str, message: str, *, again: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.again = again


class EngineUnavailable(Exception):
    """The engine that was asked for cannot run here; the message says why in one sentence."""


class CommandRefused(Exception):
    """What was asked for on the command line cannot be done; the text says why in one sentence."""
