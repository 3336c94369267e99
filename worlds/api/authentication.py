"""Authentication for the HTTP API: a browser's session, or a token in the ``Authorization`` header.

A token acts as its account, with a guest id of that account's own, so that the same seat is found again from any
machine. A session's writes need the CSRF token of a page, as forms do. Writes are limited per visitor and per address.
What a visitor may see is decided by ``worlds.access``.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from worlds.access import Visitor, address_of, visitor_of
from worlds.actions.account.tokens import use_token
from worlds.actions.limits import Limit
from worlds.api.responses import SAFE_METHODS, ApiError
from worlds.csrf_refusals import why_refused

ACCOUNT_GUESTS = uuid.UUID("6d0c3a52-56a3-5e0e-9d2f-7a1c0f6b4e11")
"""The namespace of the guest ids with which tokens act."""
VISITOR_LIMIT = Limit("api", max_uses=120, seconds=60, code="api.too_many")
ADDRESS_LIMIT = Limit("api-address", max_uses=600, seconds=60, code="api.too_many")


class ByToken(HttpBearer):
    """A token made on your account's page of tokens."""

    def __call__(self, request: HttpRequest) -> Visitor | None:
        if "Authorization" not in request.headers:
            return None
        scheme, _, text = request.headers["Authorization"].partition(" ")
        return self.authenticate(request, text.strip() if scheme.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> Visitor:
        visitor = replace(
            visitor_of_token(token, writes=request.method not in SAFE_METHODS), address=address_of(request)
        )
        _check_limits(request, visitor.guest.hex)
        return visitor


class BySession(APIKeyCookie):
    """A browser's session, of a guest or an account. Writes need the page's CSRF token in ``X-CSRFToken``."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Visitor:
        return self.authenticate(request, request.COOKIES.get(self.param_name))

    def authenticate(self, request: HttpRequest, key: str | None) -> Visitor:
        if request.method not in SAFE_METHODS and check_csrf(request) is not None:
            if key is None:
                raise ApiError(
                    401, "api.who", "Say who you are: send a token, or a browser’s session with its CSRF token."
                )
            raise ApiError(403, "api.csrf", why_refused(request))
        visitor = visitor_of(request)
        _check_limits(request, visitor.guest.hex)
        return visitor


def visitor_of_token(text: str, *, writes: bool) -> Visitor:
    """The visitor as whom a token acts. Raises ``ApiError``: ``api.token``, ``token.read_only``."""
    token = use_token(text)
    if token is None:
        raise ApiError(401, "api.token", "This token is not valid: it was revoked, has expired, or was copied in part.")
    if writes and not token.may_write:
        raise ApiError(403, "token.read_only", "This token may only read.")
    return Visitor(guest=uuid.uuid5(ACCOUNT_GUESTS, str(token.user.pk)), user=token.user)


def authenticated_visitor(request: HttpRequest) -> Visitor:
    """The visitor as whom the request was authenticated."""
    visitor: Any = request.auth  # type: ignore[attr-defined]
    assert isinstance(visitor, Visitor)
    return visitor


def _check_limits(request: HttpRequest, key: str) -> None:
    if request.method not in SAFE_METHODS:
        VISITOR_LIMIT.check(key)
        ADDRESS_LIMIT.check(address_of(request))
