"""Tokens of an account, for programs. Made and revoked in the account's own session; a token cannot make another."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from worlds.access import Visitor
from worlds.actions.account.tokens import make_token, revoke_token
from worlds.api.authentication import BySession, authenticated_visitor
from worlds.api.responses import READ_ERRORS, WRITE_ERRORS, ApiError, ErrorResponse, RequestBody
from worlds.models import Token
from worlds.wire.protocol import Name

DAYS_MAX = 3650


class ByAccountsOwnSession(BySession):
    """A browser in which the account is logged in."""

    def __call__(self, request: HttpRequest) -> Visitor:
        if "Authorization" in request.headers:
            raise ApiError(
                403, "token.session_only", "Tokens are made and revoked on your account’s page, not by a token."
            )
        return super().__call__(request)


router = Router(tags=["tokens"], auth=ByAccountsOwnSession())


class NewToken(RequestBody):
    name: Name = Field(description="to know it again")
    may_write: bool = False
    days: int | None = Field(
        default=None, ge=1, le=DAYS_MAX, description="after which it expires; never where you do not say"
    )


class TokenRead(Schema):
    id: str
    name: str
    start: str = Field(description="its first characters")
    may_write: bool
    created_at: float = Field(description="Unix seconds")
    used_at: float | None
    expires_at: float | None


class TokenMade(TokenRead):
    token: str = Field(description="the token itself; it is never shown again")


class Tokens(Schema):
    items: list[TokenRead]


@router.get("/tokens", response={200: Tokens, READ_ERRORS | {403}: ErrorResponse}, summary="Your tokens")
def list_tokens(request: HttpRequest) -> Tokens:
    return Tokens(items=[TokenRead(**_token_fields(token)) for token in _account(request).tokens.all()])


@router.post("/tokens", response={201: TokenMade, WRITE_ERRORS: ErrorResponse}, summary="Make a token")
def new_token(request: HttpRequest, body: NewToken) -> Status[TokenMade]:
    expires = None if body.days is None else timezone.now() + timedelta(days=body.days)
    token, text = make_token(_account(request), name=body.name, may_write=body.may_write, expires_at=expires)
    return Status(201, TokenMade(**_token_fields(token), token=text))


@router.delete("/tokens/{token_id}", response={204: None, WRITE_ERRORS: ErrorResponse}, summary="Revoke a token")
def delete_token(request: HttpRequest, token_id: uuid.UUID) -> Status[None]:
    revoke_token(_account(request), token_id)
    return Status(204, None)


def _account(request: HttpRequest) -> Any:
    account = authenticated_visitor(request).account
    if account is None:
        raise ApiError(403, "token.no_account", "Tokens belong to accounts. Log in first.")
    return account


def _token_fields(token: Token) -> dict[str, Any]:
    return {
        "id": token.id.hex,
        "name": token.name,
        "start": token.start,
        "may_write": token.may_write,
        "created_at": token.created_at.timestamp(),
        "used_at": None if token.used_at is None else token.used_at.timestamp(),
        "expires_at": None if token.expires_at is None else token.expires_at.timestamp(),
    }
