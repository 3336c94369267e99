"""The admission queue in front of a job: fair, bounded, and honest about how long it takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.engine.admission_queue import AdmissionOrder, AdmissionQueue, RetryLater


def queue(concurrent: int = 1, max_waiting: int = 2, clock: Callable[[], float] = time.monotonic) -> AdmissionQueue:
    return AdmissionQueue(
        "the painter", "paint.busy", concurrent=concurrent, max_waiting=max_waiting, expected_seconds=4.0, clock=clock
    )


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@given(
    concurrent=st.integers(1, 4),
    max_waiting=st.integers(0, 6),
    moves=st.lists(st.one_of(st.just("join"), st.integers(0, 9)), max_size=60),
)
def test_it_is_first_come_first_served_and_never_longer_than_it_may_be(
    concurrent: int, max_waiting: int, moves: list[str | int]
) -> None:
    order = AdmissionOrder(concurrent=concurrent, max_waiting=max_waiting, expected_seconds=1.0)
    here: list[int] = []
    for move in moves:
        if move == "join":
            ticket = order.join()
            assert (ticket is None) == (len(here) >= concurrent + max_waiting)
            here += [] if ticket is None else [ticket]
        elif isinstance(move, int) and here:
            order.leave(here.pop(move % len(here)))
        assert order.present == len(here)
        assert sum(order.is_working(ticket) for ticket in here) == min(concurrent, len(here))
    waiters = [ticket for ticket in here if not order.is_working(ticket)]
    assert all(ticket < min(waiters) for ticket in here if waiters and order.is_working(ticket)), (
        "somebody was overtaken"
    )


def test_who_does_not_fit_is_told_at_once_and_how_long_it_takes() -> None:
    order = AdmissionOrder(concurrent=2, max_waiting=2, expected_seconds=3.0)
    tickets = [order.join() for _ in range(4)]
    assert None not in tickets
    assert order.join() is None
    assert order.seconds_until_free() == pytest.approx(4 * 3.0 / 2)


def test_the_estimate_follows_what_jobs_really_took() -> None:
    clock = Clock()
    full = queue(max_waiting=0, clock=clock)
    for seconds in (12.0, 12.0, 12.0):
        with full.admit():
            clock.now += seconds
    with full.admit(), pytest.raises(RetryLater) as refusal, full.admit():
        pass
    assert refusal.value.seconds == 12
    assert refusal.value.message == "The painter is busy, about 12 s."
    assert (refusal.value.code, refusal.value.again) == ("paint.busy", True)


def test_a_job_that_failed_says_nothing_about_how_long_the_next_takes() -> None:
    clock = Clock()
    one = queue(max_waiting=0, clock=clock)
    with pytest.raises(ValueError, match="broken"), one.admit():
        clock.now += 900
        raise ValueError("broken")
    with one.admit(), pytest.raises(RetryLater) as refusal, one.admit():
        pass
    assert refusal.value.seconds == 4, "what was assumed at the start still holds"


def test_jobs_in_many_threads_take_turns() -> None:
    shared, at_work, most, done = queue(concurrent=2, max_waiting=20), 0, 0, []
    lock = threading.Lock()

    def job(number: int) -> None:
        nonlocal at_work, most
        with shared.admit():
            with lock:
                at_work += 1
                most = max(most, at_work)
            time.sleep(0.005)
            with lock:
                at_work -= 1
                done.append(number)

    threads = [threading.Thread(target=job, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (most, sorted(done), shared.present) == (2, list(range(16)), 0)


def test_closing_sends_those_away_who_wait_and_lets_those_finish_who_work() -> None:
    shared, sent_away, working, go = queue(), [], threading.Event(), threading.Event()

    def work() -> None:
        with shared.admit():
            working.set()
            go.wait(10)

    def wait() -> None:
        try:
            with shared.admit():
                raise AssertionError("there was no turn to have")
        except RetryLater as error:
            sent_away.append(error.code)

    worker = threading.Thread(target=work)
    worker.start()
    assert working.wait(10)
    waiter = threading.Thread(target=wait)
    waiter.start()
    while shared.present < 2:
        time.sleep(0.005)
    shared.close()
    waiter.join(10)
    assert sent_away == ["paint.busy"]
    with pytest.raises(RetryLater), shared.admit():
        pass
    go.set()
    worker.join(10)
    assert not worker.is_alive()
