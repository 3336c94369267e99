"""Middleware with which a token opens a world's files: what the API links to is fetched with the same header.

Only reading, and only below ``/worlds/`` and ``/media/``; everywhere else the header is ignored. An invalid token is
answered as the API does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from worlds.api.authentication import visitor_of_token
from worlds.api.responses import SAFE_METHODS, ApiError
from worlds.reading.media import MEDIA_PREFIX

Answer = HttpResponseBase
Handler = Callable[[HttpRequest], Answer] | Callable[[HttpRequest], Awaitable[Answer]]


@sync_and_async_middleware
def token_media_middleware(get_response: Handler) -> Handler:
    """Sets ``request.visitor``, which ``worlds.access.visitor_of`` returns then."""
    if iscoroutinefunction(get_response):

        async def opened_async(request: HttpRequest) -> Answer:
            refused = await sync_to_async(_authenticate)(request) if _has_token(request) else None
            return refused or await get_response(request)

        return opened_async

    def opened(request: HttpRequest) -> Answer:
        refused = _authenticate(request) if _has_token(request) else None
        return refused or get_response(request)  # type: ignore[return-value]

    return opened


def _has_token(request: HttpRequest) -> bool:
    bearer = request.headers.get("Authorization", "")[:7].lower() == "bearer "
    return bearer and request.method in SAFE_METHODS and request.path.startswith(("/worlds/", MEDIA_PREFIX))


def _authenticate(request: HttpRequest) -> Answer | None:
    try:
        request.visitor = visitor_of_token(request.headers["Authorization"][7:].strip(), writes=False)  # type: ignore[attr-defined]
    except ApiError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=error.status)
    return None
