"""A token opens the files of a world too: what the API names by its path is fetched with the same header.

Only reading, and only below ``/worlds/``; everywhere else the header means nothing. A token that is not valid is
answered as the API does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from worlds.api.authentication import visitor_with
from worlds.api.responses import SAFE, ApiError

Answer = HttpResponseBase
Handler = Callable[[HttpRequest], Answer] | Callable[[HttpRequest], Awaitable[Answer]]


@sync_and_async_middleware
def tokens_open_files(get_response: Handler) -> Handler:
    """The middleware: sets ``request.visitor``, which ``worlds.access.visitor_of`` takes."""
    if iscoroutinefunction(get_response):

        async def opened_async(request: HttpRequest) -> Answer:
            refused = await sync_to_async(_open)(request) if _brings_token(request) else None
            return refused or await get_response(request)

        return opened_async

    def opened(request: HttpRequest) -> Answer:
        refused = _open(request) if _brings_token(request) else None
        return refused or get_response(request)  # type: ignore[return-value]

    return opened


def _brings_token(request: HttpRequest) -> bool:
    brought = request.headers.get("Authorization", "")[:7].lower() == "bearer "
    return brought and request.method in SAFE and request.path.startswith("/worlds/")


def _open(request: HttpRequest) -> Answer | None:
    try:
        request.visitor = visitor_with(request.headers["Authorization"][7:].strip(), writes=False)  # type: ignore[attr-defined]
    except ApiError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=error.status)
    return None
