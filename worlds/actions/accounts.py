"""A guest who signs in keeps everything; a session that ends closes its sockets."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from worlds.actions.recording import nudge
from worlds.models import Gallery, Narrator


def keep_guest_things(guest: uuid.UUID, user: Any) -> None:
    """Give the seats and galleries that this browser made as a guest to the account."""
    with transaction.atomic():
        Narrator.objects.filter(guest=guest, user=None).update(user=user)
        Gallery.objects.filter(guest=guest, user=None).update(user=user)


def close_session(guest: uuid.UUID) -> None:
    """Close every socket that this browser has open."""
    for narrator_id, room_id in Narrator.objects.filter(guest=guest, removed_at=None).values_list("id", "room_id"):
        nudge(room_id, {"kind": "close", "narrator": narrator_id.hex, "reason": "logout"})
