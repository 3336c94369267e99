"""Middleware: a page that needs the broker while it is away is answered with 503 and what to do.

Almost nothing needs it: our own limits let everybody pass, and pages leave out what they cannot read. Signing in does,
since attempts at passwords are counted: without the count anybody could guess.
"""

from __future__ import annotations

import logging

import redis
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
"""Seconds after which a client may try again; the supervisor restarts an embedded broker within them."""


class BrokerErrors(MiddlewareMixin):
    """Only for pages: the HTTP API has its own answer to unexpected errors."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, redis.RedisError) or request.path.startswith("/api/"):
            return None
        log.warning("%s needs the broker, which does not answer: %s", request.path, exception)
        answer = render(request, "503.html", status=503)
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return answer
