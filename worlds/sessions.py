"""Sessions: everything stands in a cookie that Django signs, and a cookie of a login that ended is nobody's.

A signed cookie cannot be taken back, so a copy of it would outlive its owner's logging out by a year. Every login
therefore has an id in its session; where a session ends (``flush``: logging out, or another account that signs in over
it), the id is noted, and a cookie that carries it is read as empty from then on, guest id included: the guest's seats
are the account's. Other browsers of the account have logins of their own and stay where they are.

Guests have no login: they cost no row and no query. Whoever is signed in costs one query for each
request that reads the session.
"""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.signed_cookies import SessionStore as SignedCookies

from worlds.access import GUEST_KEY, LOGIN_KEY
from worlds.actions.account.accounts import end_login, has_ended


class SessionStore(SignedCookies):
    """Django's ``SESSION_ENGINE`` asks for a class of this name."""

    def load(self) -> dict[str, Any]:
        kept: dict[str, Any] = super().load()
        login = _login_id(kept)
        if login is None or not has_ended(login):
            return kept
        self.create()  # the answer brings another cookie, as for one that was not signed here
        return {}

    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    def flush(self) -> None:
        login = _login_id(dict(self.items()))
        if login is not None:
            end_login(login)
        super().flush()

    async def aflush(self) -> None:
        await sync_to_async(self.flush)()


def _login_id(kept: dict[str, Any]) -> str | None:
    """The login that a session carries, as hex; none of a guest.

    Logins from before they had ids go by their browser's guest id, which no other browser has: it was made for this
    one, and a session that ends takes it along.
    """
    if SESSION_KEY not in kept:
        return None
    known: str | None = kept.get(LOGIN_KEY) or kept.get(GUEST_KEY)
    return known
