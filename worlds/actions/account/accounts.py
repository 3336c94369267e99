"""A guest who signs in keeps everything; a session that ends closes its sockets and its login, copies included."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from worlds.access import Visitor
from worlds.actions.gallery.likes import transfer_guest_likes
from worlds.actions.transaction import publish
from worlds.models import EndedLogin, Gallery, Narrator, Question, Report

ENDED_LOGINS_KEPT = timedelta(seconds=settings.SESSION_COOKIE_AGE, days=1)
"""How long the end of a login is kept: a day longer than any cookie of it is valid."""


def transfer_guest_data(guest: uuid.UUID, user: Any, new_guest: uuid.UUID) -> None:
    """Give the account what this browser has as a guest: seats (so its worlds), galleries, likes, questions, reports.

    ``new_guest`` is the browser's guest id from now on; nothing belongs to the old one any more, since there may be
    copies of its cookie.
    """
    with transaction.atomic():
        for kind in (Narrator, Gallery, Question, Report):
            kind.objects.filter(guest=guest, user=None).update(user=user, guest=new_guest)
        transfer_guest_likes(guest, user, new_guest)


def close_session(visitor: Visitor, former: Iterable[uuid.UUID] = ()) -> None:
    """Close every socket of this browser, opened as a guest or with its account; not those of other browsers.

    ``former`` are the guest ids that it had before: a socket keeps the one with which it was opened.
    """
    rooms = Narrator.objects.filter(visitor.owns(), removed_at=None).values_list("room_id", flat=True)
    for room_id in set(rooms):
        for guest in (visitor.guest, *former):
            publish(room_id, {"kind": "close", "guest": guest.hex, "reason": "logout"})


def end_login(login: str) -> None:
    """Make every cookie of this login (32 hex digits) invalid, copies included. Doing it again changes nothing."""
    EndedLogin.objects.bulk_create([EndedLogin(login=uuid.UUID(login))], ignore_conflicts=True)


def has_ended(login: str) -> bool:
    return EndedLogin.objects.filter(login=uuid.UUID(login)).exists()


def delete_expired_logins() -> None:
    """Delete the rows of ended logins whose cookies have expired by themselves."""
    EndedLogin.objects.filter(at__lt=timezone.now() - ENDED_LOGINS_KEPT).delete()
