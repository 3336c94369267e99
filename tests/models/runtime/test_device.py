"""What a device's errors mean, and whose its streams are; a stand-in for CUDA where the machine has none."""

from __future__ import annotations

import threading
import weakref
from contextlib import nullcontext
from typing import Any

import pytest
import torch

from inference.models.runtime.device import Gpu, GpuLost, GpuOutOfMemory, open_gpu


class Held:
    """As a tensor is held by the frame that made it."""


def test_what_a_failed_job_held_is_let_go_before_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[weakref.ref[Held]] = []
    gone: list[bool] = []
    monkeypatch.setattr(Gpu, "empty_cache", lambda self: gone.append(held[0]() is None))

    def work() -> None:
        mine = Held()
        held.append(weakref.ref(mine))
        raise torch.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(GpuOutOfMemory) as told, open_gpu("cpu").guarded("painter"):
        work()
    assert gone == [True]
    assert told.value.again


def test_an_error_of_cuda_is_a_lost_gpu_and_any_other_stays_what_it_is() -> None:
    with pytest.raises(GpuLost), open_gpu("cpu").guarded("painter"):
        raise RuntimeError("CUDA error: an illegal memory access was encountered")
    with pytest.raises(RuntimeError, match="shapes"), open_gpu("cpu").guarded("painter"):
        raise RuntimeError("the shapes do not fit")


def test_a_part_keeps_its_stream_and_shares_it_with_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    class Stream:
        def __init__(self, device: torch.device, priority: int = 0) -> None:
            self.priority, self.waited = priority, 0
            made.append(self)

        def wait_stream(self, other: Any) -> None:
            pass

        def synchronize(self) -> None:
            self.waited += 1

    monkeypatch.setattr(torch.cuda, "Stream", Stream)
    monkeypatch.setattr(torch.cuda, "current_stream", lambda device: None)
    monkeypatch.setattr(torch.cuda, "stream", lambda stream: nullcontext())
    gpu = Gpu(torch.device("cuda"), torch.bfloat16)
    for _ in range(3):
        with gpu.stream("director", urgent=True):
            pass
    with pytest.raises(ValueError, match="no"), gpu.stream("art director"):
        raise ValueError("no")
    assert [stream.waited for stream in made] == [3, 1], "also a job that failed leaves nothing running"
    assert made[0].priority < made[1].priority


def test_long_work_lets_by_who_is_in_a_hurry_but_not_for_ever() -> None:
    gpu = open_gpu("cpu")
    assert gpu.gate.wait_until_idle(0)
    in_it, go_on, passed = threading.Event(), threading.Event(), threading.Event()

    def hurry() -> None:
        with gpu.gate.urgent_work():
            in_it.set()
            go_on.wait(10)

    def work() -> None:
        gpu.gate.wait_until_idle(10)
        passed.set()

    hurried, worker = threading.Thread(target=hurry), threading.Thread(target=work)
    hurried.start()
    assert in_it.wait(10)
    worker.start()
    assert not gpu.gate.wait_until_idle(0.01)
    gpu.yield_to_urgent()  # It comes back although somebody still is.
    assert not passed.is_set()
    go_on.set()
    assert passed.wait(10)
    hurried.join()
    worker.join()
    with pytest.raises(ValueError), gpu.gate.urgent_work():
        raise ValueError
    assert gpu.gate.wait_until_idle(0), "a hurry ends with its error"
