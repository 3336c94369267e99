"""The broker is away, and a page cannot do without it: 503 with what to do, instead of "Something went wrong".

Almost nothing needs it: limits of our own let everybody by, and pages leave out what they cannot ask. Signing in does,
where tries at passwords are counted: without the count anybody might guess for as long as the broker is away.
"""

from __future__ import annotations

import logging

import redis
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

log = logging.getLogger(__name__)

COME_AGAIN = 5
"""Seconds after which a program may try again; the supervisor starts an embedded broker anew within them."""


class BrokerAway(MiddlewareMixin):
    """Middleware. Programs get what the API says of an unexpected error."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, redis.RedisError) or request.path.startswith("/api/"):
            return None
        log.warning("%s needs the broker, which does not answer: %s", request.path, exception)
        answer = render(request, "503.html", status=503)
        answer.headers["Retry-After"] = str(COME_AGAIN)
        return answer
