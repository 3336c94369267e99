"""Tokens with which a script acts as an account over the HTTP API: made (and shown once), used, revoked.

Only SHA-256 of a token is kept; it carries 256 random bits, so no slower digest is needed. A token cannot make tokens.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from worlds.access import NotFound
from worlds.models import Token
from worlds.wire.refusal import Refusal

TOKENS_MAX = 20
"""Of one account."""
PREFIX = "ll_"
START_CHARS = 9
"""Characters at its beginning by which people recognise a token."""
TOKEN_CHARS_MAX = 100
USED_AT_PRECISION = timedelta(minutes=1)
"""How exact ``used_at`` is: not every use costs a write."""


def make_token(user: Any, *, name: str, may_write: bool, expires_at: datetime | None) -> tuple[Token, str]:
    """A new token of the account, and its text, which nobody can read again. Raises ``Refusal``: ``token.too_many``."""
    text = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=user.pk)
        if Token.objects.filter(_valid(), user=user).count() >= TOKENS_MAX:
            raise Refusal("token.too_many")
        token = Token.objects.create(
            user=user,
            name=name,
            start=text[:START_CHARS],
            digest=_digest(text),
            may_write=may_write,
            expires_at=expires_at,
        )
    return token, text


def use_token(text: str) -> Token | None:
    """The valid token of this text, its use noted; None for one that is unknown, was revoked or has expired."""
    if len(text) > TOKEN_CHARS_MAX:
        return None
    now = timezone.now()
    token = Token.objects.select_related("user").filter(_valid(), digest=_digest(text), user__is_active=True).first()
    if token is not None and (token.used_at is None or token.used_at < now - USED_AT_PRECISION):
        Token.objects.filter(pk=token.pk).update(used_at=now)
        token.used_at = now
    return token


def revoke_token(user: Any, token_id: uuid.UUID) -> None:
    """Make the token invalid. Raises ``NotFound`` for anybody else's."""
    if not Token.objects.filter(user=user, pk=token_id).delete()[0]:
        raise NotFound(str(token_id))


def _valid() -> Q:
    return Q(expires_at=None) | Q(expires_at__gt=timezone.now())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
