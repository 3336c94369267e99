"""When an account signs in, the login gets its id and a guest's rows become the account's; signing out closes sockets.

Whoever signs in gets another guest id: a copy of the cookie from before, which cannot be taken back, then gives access
to nothing of theirs.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from worlds.access import FORMER_KEY, GUEST_KEY, LOGIN_KEY, Visitor, guest_of
from worlds.actions.account.accounts import close_session, transfer_guest_data

FORMER_MAX = 8
"""Former guest ids that a session keeps; a cookie is small, and sockets do not outlive many sign-ins."""


@receiver(user_logged_in)
def on_signed_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    session, former, fresh = request.session, guest_of(request.session), uuid.uuid4()
    session.setdefault(LOGIN_KEY, uuid.uuid4().hex)
    transfer_guest_data(former, user, fresh)
    session[FORMER_KEY] = [*session.get(FORMER_KEY, ()), former.hex][-FORMER_MAX:]
    session[GUEST_KEY] = fresh.hex


@receiver(user_logged_out)
def on_signed_out(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    if request is not None:
        former = [uuid.UUID(guest) for guest in request.session.get(FORMER_KEY, ())]
        close_session(Visitor(guest=guest_of(request.session), user=user), former)
