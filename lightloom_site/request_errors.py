"""Answers to requests that no view gets to see: from an unknown host, that cannot be read, or that may be forged.

Each says what is wrong and which setting mends it. Below ``/api/`` they are ``{code, message}``.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django.shortcuts import render

from lightloom_site.hosts import is_private
from worlds.csrf_refusals import why_refused
from worlds.wire.http_errors import API_PREFIX, http_error


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler400``."""
    if isinstance(exception, DisallowedHost):
        return _unknown_host(request)
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, "400.html", {"lead": http_error(status)["message"]}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's ``CSRF_FAILURE_VIEW``. Its own reason is in the log; people read one of ours."""
    return render(request, "403_csrf.html", {"lead": why_refused(request)}, status=403)


def _unknown_host(request: HttpRequest) -> HttpResponse:
    name = split_domain_port(request.headers.get("Host", ""))[0]
    settings_for_it = _settings_for(request, name) if name else []
    if request.path.startswith(API_PREFIX):
        told = f"This service was not told that {name} is its host: start it with {' or '.join(settings_for_it)}."
        message = told if name else "The header Host has to be a name or an address."
        return JsonResponse({"code": "server.unknown_host", "message": message}, status=400)
    return render(request, "unknown_host.html", {"name": name, "settings": settings_for_it}, status=400)


def _settings_for(request: HttpRequest, name: str) -> list[str]:
    """Settings any of which lets this host in, as they are given to ``make run``."""
    listed = settings.LIGHTLOOM_HOSTS_LISTED
    if is_private(name) and not listed and not settings.LIGHTLOOM_PUBLIC_URL:
        return ["HOST=0.0.0.0"]
    scheme = "https" if "https" in request.headers.get("X-Forwarded-Proto", "") else request.scheme
    return [f"LIGHTLOOM_PUBLIC_URL={scheme}://{request.headers['Host']}", f"ALLOWED_HOSTS={','.join([*listed, name])}"]
