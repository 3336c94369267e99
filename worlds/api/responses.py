"""What every answer of the HTTP API has in common: one shape for errors, pages with a cursor, entity tags.

An error is an ``ErrorResponse``: ``{code, message}``, the code stable and dotted, the message a sentence for people.
``page_of`` cuts a page out of a query set by its sort key and id, so that rows added or removed meanwhile shift
nothing; cursors are opaque.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import uuid
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import ConfigDict, Field

from worlds.access import NotFound
from worlds.actions.limits import RateLimited
from worlds.refusal_messages import refusal_message
from worlds.wire.refusal import Refusal

log = logging.getLogger(__name__)

LIMIT_MAX = 100
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class ErrorResponse(Schema):
    """Why nothing was done."""

    code: str = Field(description="stable and dotted, for programs", examples=["turn.not_yours"])
    message: str = Field(description="one or two sentences for people", examples=["It is not your turn."])


READ_ERRORS = frozenset({400, 401, 404, 422, 429})
"""Statuses of an ``ErrorResponse`` to a request that reads …"""
WRITE_ERRORS = frozenset({400, 401, 403, 404, 409, 413, 422, 429})
"""… and to one that writes."""


class ApiError(Exception):
    """Answered as ``ErrorResponse``."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


class RequestBody(Schema):
    """Base of request bodies: unknown fields and fields of another type are refused, never converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PageQuery(Schema):
    cursor: str | None = Field(default=None, max_length=200, description="`next` of the page before this one")
    limit: int = Field(default=24, ge=1, le=LIMIT_MAX)


Row = TypeVar("Row", bound=Model)


def page_of(
    rows: QuerySet[Row], key: str, query: PageQuery, *, newest_first: bool = True
) -> tuple[list[Row], str | None]:
    """One page of ``rows``, sorted by the field ``key`` (a time or a number) and their ids, and the next cursor.

    Raises ``ApiError``: ``api.cursor``.
    """
    if query.cursor is not None:
        value, pk = _read_cursor(query.cursor, rows.model, key)
        side = "lt" if newest_first else "gt"
        rows = rows.filter(Q(**{f"{key}__{side}": value}) | Q(**{key: value, f"pk__{side}": pk}))
    sign = "-" if newest_first else ""
    found = list(rows.order_by(f"{sign}{key}", f"{sign}pk")[: query.limit + 1])
    if len(found) <= query.limit:
        return found, None
    last = found[query.limit - 1]
    at = getattr(last, key)
    return found[: query.limit], write_cursor(at.isoformat() if isinstance(at, datetime) else at, str(last.pk))


def write_cursor(*parts: str | int) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> list[Any]:
    """What ``write_cursor`` was given. Raises ``ApiError``: ``api.cursor``."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise _bad_cursor() from None
    if not isinstance(parts, list) or not all(isinstance(part, str | int) for part in parts):
        raise _bad_cursor()
    return parts


def _read_cursor(cursor: str, model: type[Model], key: str) -> tuple[Any, Any]:
    parts = read_cursor(cursor)
    try:
        value, pk = parts
        by_id = model._meta.pk.get_internal_type() == "UUIDField"
        if model._meta.get_field(key).get_internal_type() != "DateTimeField":
            return _whole(value), uuid.UUID(pk) if by_id else _whole(int(pk))
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError(value)
        return at, uuid.UUID(pk) if by_id else _whole(int(pk))
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise _bad_cursor() from None


def _whole(number: Any) -> int:
    if not isinstance(number, int) or not 0 <= number < 2**31:
        raise ValueError(number)
    return number


def _bad_cursor() -> ApiError:
    return ApiError(422, "api.cursor", "This cursor is not one of ours. Begin without one.")


def not_modified(request: HttpRequest, response: HttpResponse, tag: str) -> HttpResponse | None:
    """Set the entity tag ``tag``. A 304 response where the client has that version already, else None."""
    response["ETag"] = f'W/"{tag}"'
    response["Cache-Control"] = "private, no-cache"
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return None if answer is response else answer


@csrf_exempt
def unknown_address(request: HttpRequest, rest: str) -> HttpResponse:
    """The answer for paths that the API does not have."""
    return JsonResponse({"code": "api.not_found", "message": "There is no such address; see /api/docs."}, status=404)


def add_error_handlers(api: NinjaAPI) -> None:
    """Have ``api`` answer every exception with an ``ErrorResponse``."""

    def error_response(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
        return api.create_response(request, {"code": code, "message": message}, status=status)

    @api.exception_handler(ApiError)
    def on_api_error(request: HttpRequest, error: ApiError) -> HttpResponse:
        return error_response(request, error.status, error.code, error.message)

    @api.exception_handler(Refusal)
    def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return error_response(request, 409, refusal.code, refusal_message(refusal))

    @api.exception_handler(RateLimited)
    def on_too_many(request: HttpRequest, refusal: RateLimited) -> HttpResponse:
        response = error_response(request, 429, refusal.code, refusal_message(refusal))
        response["Retry-After"] = str(refusal.seconds)
        return response

    @api.exception_handler(NotFound)
    @api.exception_handler(Http404)
    def on_not_found(request: HttpRequest, error: Exception) -> HttpResponse:
        return error_response(request, 404, "api.not_found", "There is no such thing, or it is not yours.")

    @api.exception_handler(ValidationError)
    def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return error_response(request, 422, "api.invalid", _validation_message(error))

    @api.exception_handler(RequestDataTooBig)
    def on_too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return error_response(request, 413, "api.too_large", "That is more than this address takes.")

    @api.exception_handler(MultiPartParserError)
    @api.exception_handler(SuspiciousOperation)
    def on_bad_form(request: HttpRequest, error: Exception) -> HttpResponse:
        return error_response(request, 400, "api.not_a_form", "The body could not be read as a form with one file.")

    @api.exception_handler(HttpError)
    def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return error_response(request, error.status_code, "api.not_json", "The body could not be read as JSON.")

    @api.exception_handler(Exception)
    def on_unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
        log.exception("%s %s failed", request.method, request.path)
        return error_response(request, 500, "server.trouble", "Something went wrong here. Nothing was lost; try again.")


def _validation_message(error: ValidationError) -> str:
    """The first few invalid fields, and why, in one sentence each."""
    sentences = []
    for problem in error.errors[:3]:
        location = list(problem.get("loc", ()))
        inner = location[2:] if location[:1] == ["body"] else location[1:]
        name = ".".join(str(part) for part in inner)[:80] or "The body"
        sentences.append(f"{name}: {str(problem.get('msg', 'does not fit'))[:160]}.")
    return " ".join(sentences)
