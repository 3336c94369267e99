"""How long the story waits for each kind of job, and how often it tries again: one record a kind, all of them here.

Pure values. A job is a row that waits for an answer; ``since`` says when its running try began or gave its last sign of
life. A try that fails counts; so does one that nobody answers within ``patience``. An engine that is busy or still
waking has tried nothing. The loop that goes by this is ``worlds.actions.retrying``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """The patience with one kind of job and the tries that it has."""

    patience: timedelta
    """How long a try may take, or be silent, before it is taken for lost …"""
    patience_per_job: timedelta = timedelta()
    """… and how much longer for every job of the kind that is in flight."""
    patience_in_queue: timedelta = timedelta()
    """How long a job may wait to be begun before its message is taken for lost, which costs no try.
    Zero where nobody says that a job is begun."""
    tries: int
    """Tries that fail before the job is given up."""
    unanswered_tries: int | None = None
    """Tries after which a job that nobody answers is given up; None: as many as may fail."""
    put_off_max: timedelta | None = None
    """How long a job is put off at most, though a busy engine said longer; None: as long as it said."""

    def patience_with(self, in_flight: int) -> timedelta:
        return self.patience + self.patience_per_job * in_flight

    def may_try_again(self, tries: int) -> bool:
        """Whether a job whose try failed, its ``tries``-th, has another one."""
        return tries < self.tries

    def may_resend(self, tries: int) -> bool:
        """Whether a job whose try nobody answered, its ``tries``-th, has another one."""
        return tries < (self.tries if self.unanswered_tries is None else self.unanswered_tries)

    def put_off_for(self, seconds: float) -> timedelta:
        """How long a job waits whose engine is busy for about so many ``seconds``."""
        wait = timedelta(seconds=seconds)
        return wait if self.put_off_max is None else min(wait, self.put_off_max)


def since_of_put_off(now: datetime, wait: timedelta, patience: timedelta) -> datetime:
    """The ``since`` of a job that is due again after ``wait``: one so old that ``patience`` with it ends then."""
    return now + wait - patience


PHRASE = RetryPolicy(
    patience=timedelta(seconds=20),
    patience_per_job=timedelta(seconds=3),
    tries=3,
    # more, since a painter may have died of another phrase; yet one phrase does not kill painters for ever
    unanswered_tries=6,
)
"""Hearing a phrase and painting it; in flight is what is being painted."""

FINISHING = RetryPolicy(
    patience=timedelta(seconds=60),
    tries=3,
    put_off_max=timedelta(seconds=30),  # it may be its turn sooner than it was told
)
"""Stitching and naming a world."""

QUESTION = RetryPolicy(patience=timedelta(seconds=60), tries=3, put_off_max=timedelta(seconds=30))

MAKING = RetryPolicy(
    patience=timedelta(seconds=90),  # the longest is a few pieces of work beyond a step's own seconds
    patience_in_queue=timedelta(minutes=10),
    tries=3,
)
"""One step of what is made from a world. The studio has no line of its own and is never busy."""

IMPORT = RetryPolicy(
    patience=timedelta(seconds=120),  # reading the largest manifest and writing its rows gives no sign of life
    patience_in_queue=timedelta(seconds=10),
    tries=3,
)
"""Bringing an archive in, which the story does itself."""
