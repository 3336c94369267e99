"""Report a world or a gallery that should not be seen, and decide about reports.

Anybody who sees it may report it; an admin hides it from everybody (``hidden_at``; nothing is deleted), restores it, or
dismisses the reports. A decision closes every open report of the same world or gallery.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from worlds.access import Visitor
from worlds.actions.limits import Limit
from worlds.models import Gallery, Report, World
from worlds.wire.visible_text import visible_text

REPORT_LIMIT = Limit("report", max_uses=10, seconds=3600, code="report.too_many")
OPEN_REPORTS_MAX = 50
"""Open reports that are kept of one world or gallery: more of them would tell an admin nothing new."""
TEXT_CHARS_MAX = 1000


def report_content(visitor: Visitor, content: World | Gallery, *, reason: str, text: str = "") -> None:
    """Report a world or a gallery; a person's second report of it replaces the first while that is open.

    Raises ``RateLimited`` (``report.too_many``) after ten in an hour, ``ValueError`` for an unknown reason.
    """
    if reason not in Report.Reason.values:
        raise ValueError(f"no such reason: {reason}")
    REPORT_LIMIT.check(f"user:{visitor.account.pk}" if visitor.account is not None else f"guest:{visitor.guest.hex}")
    columns = {"reason": reason, "text": visible_text(text.replace("\0", ""))[:TEXT_CHARS_MAX]}
    with transaction.atomic():
        _locked(content)
        reports = content.reports.filter(closed_at=None)
        if reports.filter(visitor.owns()).update(**columns) or reports.count() >= OPEN_REPORTS_MAX:
            return
        content.reports.create(guest=visitor.guest, user=visitor.account, **columns)


def hide_content(content: World | Gallery) -> None:
    """Hide a world or a gallery from everybody, its makers included, and close its reports."""
    with transaction.atomic():
        row = _locked(content)
        if row.hidden_at is None:
            row.hidden_at = timezone.now()
            row.save(update_fields=["hidden_at"])
        _close(content, Report.Outcome.HIDDEN)


def restore_content(content: World | Gallery) -> None:
    """Show a hidden world or gallery again."""
    with transaction.atomic():
        row = _locked(content)
        row.hidden_at = None
        row.save(update_fields=["hidden_at"])


def dismiss_reports(content: World | Gallery) -> None:
    """Close the open reports of a world or a gallery and leave it as it is."""
    with transaction.atomic():
        _locked(content)
        _close(content, Report.Outcome.KEPT)


def _close(content: World | Gallery, outcome: str) -> None:
    content.reports.filter(closed_at=None).update(closed_at=timezone.now(), outcome=outcome)


def _locked(content: World | Gallery) -> World | Gallery:
    rows = World.objects if isinstance(content, World) else Gallery.objects
    return rows.select_for_update().only("pk", "hidden_at").get(pk=content.pk)
