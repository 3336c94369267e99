"""Survive a lost job: one way to try again, to wait for a busy engine and to give up, for everything that is sent away.

The row is the queue and the message only says that there is work, so a lost message, a dead worker or a doubled answer
costs a try at most. A kind of job says which of its rows are overdue, how one is locked and sent again, and what giving
it up means; when that is done is decided here, by ``worlds.retry_policy``. The tender calls ``retry_stuck`` every few
seconds; any number of tenders may run.
"""

from __future__ import annotations

import logging
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Generic, TypeVar

from django.db import transaction
from django.utils import timezone

from inference.contract.jobs import Failure
from worlds.retry_policy import RetryPolicy

log = logging.getLogger(__name__)

PATIENCE_AT_ONCE = timedelta(seconds=1)
"""The patience with all jobs of a kind whose engine has just become ready: what was sent before is lost."""

Row = TypeVar("Row")
"""A locked row that waits for an answer, with whatever is needed to send it again."""


@dataclass(frozen=True)
class Round:
    """One look at the clock: what was sent ``before`` is overdue."""

    now: datetime
    patience: timedelta
    at_once: bool = False
    """An engine has just become ready, so that nothing that was put off has to wait for its time."""

    @property
    def before(self) -> datetime:
        return self.now - self.patience


class RetriedJobs(ABC, Generic[Row]):
    """One kind of job that is tried again until it is answered or given up. All but ``overdue`` run on a locked row."""

    job: ClassVar[str]
    """What it is called in codes and in the log."""
    policy: ClassVar[RetryPolicy]

    def retry_stuck(self, *, at_once: bool = False) -> int:
        """Send again what nobody answered, or give it up; how many that were.

        With ``at_once``, as when an engine has just become ready, everything that was sent more than a second ago.
        What fails is logged and tried with the next round; it keeps nothing else from being sent.
        """
        patience = PATIENCE_AT_ONCE if at_once else self.patience()
        this = Round(timezone.now(), patience, at_once)
        sent = 0
        for pk in self.overdue(this):
            try:
                with transaction.atomic():
                    row = self.lock(pk, this)
                    if row is not None:
                        self._retry(row, at_once=at_once)
                        sent += 1
            except Exception:
                log.exception("the %s job of %s could not be sent again; the next round tries it", self.job, pk)
        return sent

    def settle_failure(self, row: Row, failure: Failure) -> None:
        """The running try of a locked row failed: put it off if the engine is busy, else try again, or give it up."""
        if failure.seconds is not None:
            self.put_off(row, failure.code, self.policy.put_off_for(failure.seconds))
            return
        log.warning("the %s job of %s failed: %s (%s)", self.job, failure.about, failure.code, failure.message)
        self.try_again(row, failure.code, helps=failure.again)

    def try_again(self, row: Row, code: str, *, helps: bool = True) -> None:
        """Send it again after a try that failed with ``code``, if it has a try left and that ``helps``; or give up."""
        if helps and self.policy.may_try_again(self.tries(row)):
            self.send(row)
        else:
            self.give_up(row, code)

    def patience(self) -> timedelta:
        """How long a try may go unanswered just now."""
        return self.policy.patience

    @abstractmethod
    def overdue(self, this: Round) -> Iterable[uuid.UUID]:
        """Keys of what may be stuck, not locked."""

    @abstractmethod
    def lock(self, pk: uuid.UUID, this: Round) -> Row | None:
        """The row of ``pk``, locked, if it still is stuck."""

    @abstractmethod
    def tries(self, row: Row) -> int:
        """Tries so far, the running one too."""

    def costs_no_try(self, row: Row, *, at_once: bool) -> bool:
        """Whether it is sent again without having been tried: it was put off, or its message was lost in line."""
        return False

    def may_resend(self, row: Row) -> bool:
        """Whether one that nobody answered has another try."""
        return self.policy.may_resend(self.tries(row))

    @abstractmethod
    def send(self, row: Row) -> None:
        """Send the next try, after one that failed."""

    def resend(self, row: Row) -> None:
        """Send the next try, after one that nobody answered."""
        self.send(row)

    def send_same_try(self, row: Row) -> None:
        """Send a try that was not begun."""
        self.send(row)

    @abstractmethod
    def give_up(self, row: Row, code: str) -> None:
        """It came to nothing, for the reason ``code``."""

    def put_off(self, row: Row, code: str, wait: timedelta) -> None:
        """The engine is busy, as ``code`` says: no try is lost, and it is due again after ``wait``."""
        raise NotImplementedError(f"nobody is ever too busy for the {self.job} job")

    def stuck_code(self, row: Row) -> str:
        """Why one is given up that nobody answered."""
        return f"{self.job}.stuck"

    def _retry(self, row: Row, *, at_once: bool) -> None:
        if self.costs_no_try(row, at_once=at_once):
            self.send_same_try(row)
        elif self.may_resend(row):
            self.resend(row)
        else:
            self.give_up(row, self.stuck_code(row))
