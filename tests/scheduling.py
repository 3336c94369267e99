"""Which of pytest's two processes runs which file: one the tests that drive the whole service,
the other all the rest at the same time.

``WholeServiceApart`` is pytest-xdist's distribution by files with two queues instead of one. What drives the whole
service shares one service and one browser as long as it stays in one process, and mostly waits for them, while what
else there is mostly computes. Who has nothing left of its own takes from the other: the process of the rest from the
end of the queue, which is where the least is shared. Order matters for the rest: what takes longest comes first, so
that both end together.
"""

from __future__ import annotations

from functools import partial

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

WHOLE = ("tests/room/", "tests/browser/", "tests/api/test_docs.py", "tests/setup/test_up.py")
"""Tests that share the fixture ``stack``, in the order in which they are run."""
LONGEST = ("tests/models/", "tests/setup/", "tests/inference/")


class WholeServiceApart(LoadFileScheduling):
    """The first process is for ``WHOLE``, any others are for the rest, as long as there is any."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        whole = sorted((file for file in self.workqueue if file.startswith(WHOLE)), key=partial(_place, WHOLE))
        rest = sorted((file for file in self.workqueue if not file.startswith(WHOLE)), key=partial(_place, LONGEST))
        first = next(iter(self.registered_collections), None)
        chosen = (whole + rest)[0] if node is first else (rest + whole[::-1])[0]
        self.workqueue.move_to_end(chosen, last=False)
        super()._assign_work_unit(node)


def _place(order: tuple[str, ...], file: str) -> int:
    return next((place for place, start in enumerate(order) if file.startswith(start)), len(order))
