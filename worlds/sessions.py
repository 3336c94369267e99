"""Sessions in signed cookies, which a login that has ended makes invalid, copies included.

A signed cookie cannot be taken back: a copy of it would outlive its owner's logging out by a year. So every login has
an id in its session; when the session ends (``flush``: logging out, or another account that signs in over it), the id
is stored, and a cookie with that id is read as empty from then on, guest id included, since the guest's seats are the
account's. Other browsers of the account have logins of their own.

Guests have no login and cost no query; a signed-in visitor costs one for each request that reads the session.
"""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.signed_cookies import SessionStore as SignedCookies

from worlds.access import GUEST_KEY, LOGIN_KEY
from worlds.actions.account.accounts import end_login, has_ended


class SessionStore(SignedCookies):
    """Django's ``SESSION_ENGINE`` looks for a class of this name."""

    def load(self) -> dict[str, Any]:
        data: dict[str, Any] = super().load()
        login = _login_id(data)
        if login is None or not has_ended(login):
            return data
        self.create()  # the response sets another cookie, as for one with a wrong signature
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


def _login_id(data: dict[str, Any]) -> str | None:
    """The id of a session's login, hex; None for a guest.

    Logins from before there were ids use their browser's guest id, which no other browser has.
    """
    if SESSION_KEY not in data:
        return None
    known: str | None = data.get(LOGIN_KEY) or data.get(GUEST_KEY)
    return known
