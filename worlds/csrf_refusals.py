"""Why a browser's form, or its write over the API, was taken for somebody else's: the true cause, as a sentence."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def why_refused(request: HttpRequest) -> str:
    """What stands in the way of a request that Django's protection against forged requests refused, and what helps."""
    origin = request.headers.get("Origin", "")
    host = request.get_host()
    if origin == f"https://{host}" and not request.is_secure():
        return (
            f"You are here over https, and this place does not know: whoever runs it starts it with "
            f"LIGHTLOOM_PUBLIC_URL={origin}."
        )
    if origin and origin != "null" and _host_of(origin) != host:
        return (
            f"This came from a page of {origin}, and this place was asked for as {host}. Open it by its own address. "
            "If that is a proxy’s, the proxy has to pass on the header Host, and whoever runs this place sets "
            "LIGHTLOOM_PUBLIC_URL to it."
        )
    if settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return "Your browser sent no cookie. Allow cookies for this place, reload the page and try once more."
    return "The page you sent that from is too old. Go back, reload it and try once more."


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
