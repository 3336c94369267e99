"""One way to survive a lost job: what is stuck is sent again so often and no more,
and nothing keeps the others waiting."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from inference.contract.jobs import Failure
from worlds.actions.retrying import RetriedJobs, Round
from worlds.retry_policy import FINISHING, PHRASE, RetryPolicy, since_of_put_off

pytestmark = pytest.mark.django_db
PATIENCE = timedelta(seconds=60)
LONG_AGO = timedelta(hours=1)


@dataclass
class Job:
    """A row, kept in memory."""

    tries: int = 1
    since: datetime = field(default_factory=lambda: timezone.now() - LONG_AGO)
    waits: bool = False
    ended: str = ""
    broken: bool = False
    id: uuid.UUID = field(default_factory=uuid.uuid4)


class Jobs(RetriedJobs[Job]):
    job = "test"
    policy = RetryPolicy(patience=PATIENCE, tries=3, unanswered_tries=5, put_off_max=timedelta(seconds=30))

    def __init__(self, *jobs: Job) -> None:
        self.rows = {job.id: job for job in jobs}

    def overdue(self, this: Round) -> Iterable[uuid.UUID]:
        return [job.id for job in self.rows.values() if not job.ended and job.since < this.before]

    def lock(self, pk: uuid.UUID, this: Round) -> Job | None:
        return self.rows[pk] if self.rows[pk].since < this.before else None

    def tries(self, row: Job) -> int:
        return row.tries

    def costs_no_try(self, row: Job, *, at_once: bool) -> bool:
        return row.waits

    def send(self, row: Job) -> None:
        row.tries += 1
        self.send_same_try(row)

    def send_same_try(self, row: Job) -> None:
        if row.broken:
            raise RuntimeError("this row is in trouble")
        row.waits, row.since = False, timezone.now()

    def put_off(self, row: Job, code: str, wait: timedelta) -> None:
        row.waits, row.since = True, since_of_put_off(timezone.now(), wait, self.patience())

    def give_up(self, row: Job, code: str) -> None:
        row.ended = code


def failed(*, again: bool = True, seconds: float | None = None) -> Failure:
    return Failure(about=uuid.uuid4().hex, attempt=1, code="test.failed", message="no", again=again, seconds=seconds)


def test_what_nobody_answers_is_sent_again_so_often_and_then_given_up() -> None:
    job = Job()
    jobs = Jobs(job)
    rounds = 0
    while not job.ended:
        job.since = timezone.now() - PATIENCE - timedelta(seconds=1)
        rounds += jobs.retry_stuck()
    assert (rounds, job.tries, job.ended) == (5, 5, "test.stuck")
    assert jobs.retry_stuck() == 0


def test_what_is_not_overdue_is_left_alone_until_an_engine_has_just_become_ready() -> None:
    job = Job(since=timezone.now() - timedelta(seconds=5))
    assert Jobs(job).retry_stuck() == 0
    assert Jobs(job).retry_stuck(at_once=True) == 1
    assert Jobs(job).retry_stuck(at_once=True) == 0, "it was sent this second"


def test_tries_that_fail_are_fewer_than_those_that_nobody_answers() -> None:
    job = Job()
    for _ in range(3):
        Jobs(job).settle_failure(job, failed())
    assert (job.tries, job.ended) == (3, "test.failed")
    hopeless = Job()
    Jobs(hopeless).settle_failure(hopeless, failed(again=False))
    assert (hopeless.tries, hopeless.ended) == (1, "test.failed")


def test_a_busy_engine_costs_no_try_and_is_asked_again_when_it_said_or_sooner() -> None:
    job = Job()
    jobs = Jobs(job)
    for _ in range(9):
        jobs.settle_failure(job, failed(seconds=600))
        assert jobs.retry_stuck() == 0
        job.since -= timedelta(seconds=30)
        assert jobs.retry_stuck() == 1
    assert (job.tries, job.ended) == (1, "")


def test_a_row_in_trouble_does_not_keep_the_others() -> None:
    broken, well = Job(broken=True), Job()
    assert Jobs(broken, well).retry_stuck() == 1
    assert well.tries == 2


def test_what_was_answered_before_it_was_locked_is_left_alone() -> None:
    class Late(Jobs):
        def lock(self, pk: uuid.UUID, this: Round) -> Job | None:
            return None

    assert Late(Job()).retry_stuck() == 0


def test_the_patience_with_paint_grows_with_what_is_in_flight() -> None:
    assert PHRASE.patience_with(4) == timedelta(seconds=32)
    assert FINISHING.patience_with(4) == FINISHING.patience
    assert FINISHING.put_off_for(600) == timedelta(seconds=30)
    assert PHRASE.put_off_for(600) == timedelta(seconds=600)
