"""``manage.py tend``: the service's clock. Ends overdue turns, retries what is stuck, deletes what is old.

Every step takes the lock of the room it touches, so any number of tenders may run, and one that dies is simply started
again.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from worlds.actions.account.accounts import delete_expired_logins
from worlds.actions.room.kept_voices import delete_orphaned_recordings
from worlds.actions.room.turns import expire_overdue_turns, lower_absent_hands
from worlds.actions.weaving.corrections import paint_due_phrases
from worlds.actions.weaving.orphaned_files import OrphanSweep
from worlds.actions.weaving.phrase_jobs import retry_stuck_phrases
from worlds.actions.world.finishing import retry_stuck_finishings
from worlds.actions.world.imports import delete_old_imports, retry_stuck_imports
from worlds.actions.world.makings import retry_stuck_makings
from worlds.actions.world.questions import delete_old_questions, retry_stuck_questions
from worlds.models import Receipt, Submission
from worlds.valkey.health import record_tender_heartbeat, warn_of_low_disk

log = logging.getLogger(__name__)
orphan_sweep = OrphanSweep()

TICK_SECONDS = 1.0
RETRY_TICKS = 3
SWEEP_TICKS = 300
FORGET_TICKS = 3600
RECEIPTS_KEPT = timedelta(days=2)


class Command(BaseCommand):
    help = "End overdue turns and retry what is stuck, until stopped."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        tick = 0
        while not stopped.wait(TICK_SECONDS):
            tick += 1
            tend(tick)
            close_old_connections()


def tend(tick: int) -> None:
    """One tick of the clock. A step that fails is tried again when it is due again, and stops no other step."""
    _run_step(record_tender_heartbeat)
    _run_step(expire_overdue_turns)
    _run_step(paint_due_phrases)
    if tick % RETRY_TICKS == 0:
        _run_step(lower_absent_hands)
        _run_step(retry_stuck_phrases)
        _run_step(retry_stuck_finishings)
        _run_step(retry_stuck_makings)
        _run_step(retry_stuck_questions)
        _run_step(retry_stuck_imports)
    if tick % SWEEP_TICKS == 0:
        _run_step(orphan_sweep.delete_orphaned_pictures)
        _run_step(warn_of_low_disk)
    if tick % FORGET_TICKS == 0:
        _run_step(delete_old_receipts)
        _run_step(delete_old_questions)
        _run_step(delete_old_imports)
        _run_step(delete_orphaned_recordings)
        _run_step(delete_expired_logins)


def delete_old_receipts() -> None:
    """Of commands and of forms."""
    for receipts in (Receipt, Submission):
        receipts.objects.filter(at__lt=timezone.now() - RECEIPTS_KEPT).delete()


def _run_step(step: Callable[[], object]) -> None:
    try:
        step()
    except Exception:
        log.exception("%s failed; it is tried again", step.__name__)
