"""A phrase before it has ended: its direction, and the painter's reading of it, made while it is still being said.

Nobody waits for either. A paint job for just those words finds them and is quicker by so much; for any other it is as
if nothing had been made. Only an engine whose director can keep a direction takes part.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from inference.contract.jobs import AheadJob, Direction
from inference.engine.protocols import Engine


@runtime_checkable
class DirectsAhead(Protocol):
    """A director that can keep a direction for a phrase that has not ended yet."""

    def ahead(self, job: AheadJob) -> Direction | None:
        """The direction that is kept now; none where others are being made already. Raises ``EngineError``."""


@runtime_checkable
class ReadsAhead(Protocol):
    """A painter that can read a direction before it is to be painted."""

    def read_ahead(self, direction: Direction) -> None:
        """Returns at once, with nothing read, while a strip is being painted. Raises ``EngineError``."""


def direct_ahead(engine: Engine, job: AheadJob) -> Direction | None:
    """Make what can be made of ``job``'s words by now; the direction, if one is kept. Raises ``EngineError``."""
    if not isinstance(engine.director, DirectsAhead):
        return None
    direction = engine.director.ahead(job)
    if direction is not None and isinstance(engine.painter, ReadsAhead):
        engine.painter.read_ahead(direction)
    return direction
