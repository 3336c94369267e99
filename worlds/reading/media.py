"""Where pictures are on the web: every storage key has one immutable URL under ``/media/``."""

from __future__ import annotations

from urllib.parse import quote

MEDIA_PREFIX = "/media/"


def media_url(key: str) -> str:
    """The URL of a stored picture.
    Keys carry random tokens and never change their content, so the URL is cached for ever."""
    return MEDIA_PREFIX + quote(key)
