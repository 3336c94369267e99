"""A guest who signs in keeps everything; a session that ends closes its sockets,
and its login is over for every copy of its cookie."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from worlds.access import Visitor
from worlds.actions.gallery.likes import keep_guest_likes
from worlds.actions.transaction import nudge
from worlds.models import EndedLogin, Gallery, Narrator, Question, Report

REMEMBERED = timedelta(seconds=settings.SESSION_COOKIE_AGE, days=1)
"""How long it is known that a login ended: a day longer than any cookie of it is valid."""


def keep_guest_things(guest: uuid.UUID, user: Any, fresh: uuid.UUID) -> None:
    """Give the account what this browser has as a guest: seats (and with them the worlds told there), galleries,
    likes, questions, reports.

    ``fresh`` is the browser's guest id from now on: nothing goes by the old one any more, of which there may be copies.
    """
    with transaction.atomic():
        for kind in (Narrator, Gallery, Question, Report):
            kind.objects.filter(guest=guest, user=None).update(user=user, guest=fresh)
        keep_guest_likes(guest, user, fresh)


def close_session(visitor: Visitor, former: Iterable[uuid.UUID] = ()) -> None:
    """Close every socket that this browser has open, whether it sits there as a guest or as its account.

    ``former`` are the guest ids that it had before: a socket keeps the one with which it was opened. Other browsers of
    the account stay where they are.
    """
    rooms = Narrator.objects.filter(visitor.owns(), removed_at=None).values_list("room_id", flat=True)
    for room_id in set(rooms):
        for guest in (visitor.guest, *former):
            nudge(room_id, {"kind": "close", "guest": guest.hex, "reason": "logout"})


def end_login(login: str) -> None:
    """Nobody is signed in any more by a cookie of this login (32 hex digits), copies included.
    Ending it again changes nothing."""
    EndedLogin.objects.bulk_create([EndedLogin(login=uuid.UUID(login))], ignore_conflicts=True)


def has_ended(login: str) -> bool:
    return EndedLogin.objects.filter(login=uuid.UUID(login)).exists()


def forget_ended_logins() -> None:
    """Forget the logins whose cookies have lapsed by themselves."""
    EndedLogin.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()
