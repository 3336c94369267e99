"""What happens when an account signs in or out: the login gets its id, a guest's seats become the account's, and sockets of a session that ended close."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from worlds.access import LOGIN_KEY, Visitor, guest_of
from worlds.actions.accounts import close_session, keep_guest_things


@receiver(user_logged_in)
def on_signed_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    request.session.setdefault(LOGIN_KEY, uuid.uuid4().hex)
    keep_guest_things(guest_of(request.session), user)


@receiver(user_logged_out)
def on_signed_out(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    if request is not None:
        close_session(Visitor(guest=guest_of(request.session), user=user))
