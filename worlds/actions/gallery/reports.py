"""Say that a world or a gallery should not be seen, and decide about it.

Anybody who sees it may report it; an admin takes it out of sight for everybody (``hidden_at``; nothing is deleted),
puts it back, or leaves it as it is. A decision closes every open report of the same thing.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from worlds.access import Visitor
from worlds.actions.limits import Limit
from worlds.models import Gallery, Report, World

REPORTS = Limit("report", most=10, seconds=3600, code="report.too_many")
OPEN_MAX = 50
"""Open reports that are kept of one thing: more of them would tell an admin nothing new."""
TEXT_CHARS_MAX = 1000


def report_thing(visitor: Visitor, thing: World | Gallery, *, reason: str, text: str = "") -> None:
    """Report a world or a gallery.
    A person's second report of the same thing takes the place of the first while that is open.

    Raises ``TooMany`` (``report.too_many``) after ten in an hour, ``ValueError`` for an unknown reason.
    """
    if reason not in Report.Reason.values:
        raise ValueError(f"no such reason: {reason}")
    REPORTS.check(f"user:{visitor.account.pk}" if visitor.account is not None else f"guest:{visitor.guest.hex}")
    said = {"reason": reason, "text": text.replace("\0", "").strip()[:TEXT_CHARS_MAX]}
    with transaction.atomic():
        _locked(thing)
        reports = thing.reports.filter(closed_at=None)
        if reports.filter(visitor.owns()).update(**said) or reports.count() >= OPEN_MAX:
            return
        thing.reports.create(guest=visitor.guest, user=visitor.account, **said)


def hide_thing(thing: World | Gallery) -> None:
    """Take a world or a gallery out of everybody's sight, its makers' included."""
    with transaction.atomic():
        row = _locked(thing)
        if row.hidden_at is None:
            row.hidden_at = timezone.now()
            row.save(update_fields=["hidden_at"])
        _close(thing, Report.Outcome.HIDDEN)


def show_thing(thing: World | Gallery) -> None:
    """Put back into sight what was taken out of it."""
    with transaction.atomic():
        row = _locked(thing)
        row.hidden_at = None
        row.save(update_fields=["hidden_at"])


def keep_thing(thing: World | Gallery) -> None:
    """Leave a world or a gallery as it is: its open reports are closed."""
    with transaction.atomic():
        _locked(thing)
        _close(thing, Report.Outcome.KEPT)


def _close(thing: World | Gallery, outcome: str) -> None:
    thing.reports.filter(closed_at=None).update(closed_at=timezone.now(), outcome=outcome)


def _locked(thing: World | Gallery) -> World | Gallery:
    rows = World.objects if isinstance(thing, World) else Gallery.objects
    return rows.select_for_update().only("pk", "hidden_at").get(pk=thing.pk)
