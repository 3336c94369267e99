"""Middleware: whatever answers with an error below ``/api/`` does so as ``{code, message}``.

Django and the API's framework have answers of their own for a method that an address does not take, a form that is too
large, a host that is not known. Status and headers stay, Allow among them. It has to be the outermost middleware.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from worlds.wire.http_errors import API_PREFIX, http_error

Handler = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def api_error_shape(get_response: Handler) -> Handler:
    """Gives errors of the API their shape, where they have another."""
    if iscoroutinefunction(get_response):

        async def shaped_async(request: HttpRequest) -> HttpResponseBase:
            return _shaped(request, await get_response(request))

        return shaped_async

    def shaped(request: HttpRequest) -> HttpResponseBase:
        return _shaped(request, get_response(request))  # type: ignore[arg-type]

    return shaped


def _shaped(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if not (request.path.startswith(API_PREFIX) and response.status_code >= 400 and isinstance(response, HttpResponse)):
        return response
    if response.get("Content-Type", "").partition(";")[0] != "application/json":
        response.content = json.dumps(http_error(response.status_code)).encode()
        response["Content-Type"] = "application/json"
        response["Content-Length"] = str(len(response.content))
    return response
