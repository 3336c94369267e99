"""Names and addresses of a private network, as which a service that was started for its network may be asked for.

ALLOWED_HOSTS lists what a machine knows of itself at its start. It does not know what a router calls it, on which
address of its host a container's port is, or that it will be in another Wi-Fi. Those are accepted without being listed:
nobody outside can own such a name, so that no page elsewhere can make a browser believe that it is one of ours (DNS
rebinding), and no link in a mail leads out. Where ALLOWED_HOSTS or LIGHTLOOM_PUBLIC_URL says who we are, nothing is
added.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import iscoroutinefunction
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

PRIVATE_SUFFIXES = (".local", ".lan", ".home.arpa", ".internal", ".localdomain", ".home")
"""Domains that no registry gives away: RFC 6762, RFC 8375, ICANN's ``.internal``, and what routers use."""


def is_private(host: str) -> bool:
    """Whether a host in lower case, without its port, can only be in somebody's own network."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(PRIVATE_SUFFIXES))
    return not (getattr(address, "ipv4_mapped", None) or address).is_global


@sync_and_async_middleware
def private_hosts(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: such a Host is accepted as if it stood in ALLOWED_HOSTS."""

    def accept(request: HttpRequest) -> None:
        host = request.headers.get("Host", "")
        if settings.LIGHTLOOM_PRIVATE_HOSTS and is_private(split_domain_port(host)[0]):
            request.get_host = lambda: host  # type: ignore[method-assign]  # Django's own compares with a list

    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            accept(request)
            response: Awaitable[HttpResponseBase] = get_response(request)
            return await response

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        accept(request)
        response: HttpResponseBase = get_response(request)
        return response

    return answer


def from_known_origins(application: Any) -> Any:
    """``application`` for WebSockets of pages of ALLOWED_HOSTS, or of the private host that the socket asks for."""
    listed = AllowedHostsOriginValidator(application)

    async def connect(scope: dict[str, Any], receive: Any, send: Any) -> Any:
        return await (application if _is_from_private_host(scope) else listed)(scope, receive, send)

    return connect


def _is_from_private_host(scope: dict[str, Any]) -> bool:
    headers = dict(scope["headers"])
    host, origin = (headers.get(name, b"").decode("latin1").lower() for name in (b"host", b"origin"))
    try:
        same = urlsplit(origin).netloc == host
    except ValueError:  # half an IPv6 address
        return False
    return bool(settings.LIGHTLOOM_PRIVATE_HOSTS and same and is_private(split_domain_port(host)[0]))
