"""Direct a phrase, and encode the painter's prompt for it, while the phrase is still being spoken.

Nobody waits for the results. A paint job for exactly the same words takes them and is faster; any other paint job does
not see them. Only an engine whose director can keep a direction takes part.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from inference.contract.direction import DirectAheadJob, Direction
from inference.engine.protocols import Engine


@runtime_checkable
class DirectsAhead(Protocol):
    """A director that can keep a direction for a phrase that has not ended yet."""

    def direct_ahead(self, job: DirectAheadJob) -> Direction | None:
        """The direction that is kept now; none while others are being made already. Raises ``EngineError``."""


@runtime_checkable
class EncodesAhead(Protocol):
    """A painter that can encode the prompt of a direction before it is asked to paint it."""

    def encode_ahead(self, direction: Direction) -> None:
        """Returns at once, with nothing encoded, while a strip is being painted. Raises ``EngineError``."""


def direct_ahead(engine: Engine, job: DirectAheadJob) -> Direction | None:
    """Direct the words of ``job``, and have the painter encode the result; the direction, if one is kept.
    Raises ``EngineError``."""
    if not isinstance(engine.director, DirectsAhead):
        return None
    direction = engine.director.direct_ahead(job)
    if direction is not None and isinstance(engine.painter, EncodesAhead):
        engine.painter.encode_ahead(direction)
    return direction
