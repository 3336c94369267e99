"""A guest who signs in keeps everything; a session that ends closes its sockets."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from worlds.access import Visitor
from worlds.actions.liking import keep_guest_likes
from worlds.actions.recording import nudge
from worlds.models import Gallery, Narrator, Question, Report


def keep_guest_things(guest: uuid.UUID, user: Any) -> None:
    """Give the account what this browser has as a guest: seats (and with them the worlds told there), galleries, likes, questions, reports."""
    with transaction.atomic():
        Narrator.objects.filter(guest=guest, user=None).update(user=user)
        Gallery.objects.filter(guest=guest, user=None).update(user=user)
        Question.objects.filter(guest=guest, user=None).update(user=user)
        Report.objects.filter(guest=guest, user=None).update(user=user)
        keep_guest_likes(guest, user)


def close_session(visitor: Visitor) -> None:
    """Close every socket that this browser has open, whether it sits there as a guest or as its account.

    Other browsers of the account stay where they are.
    """
    rooms = Narrator.objects.filter(visitor.owns(), removed_at=None).values_list("room_id", flat=True)
    for room_id in set(rooms):
        nudge(room_id, {"kind": "close", "guest": visitor.guest.hex, "reason": "logout"})
