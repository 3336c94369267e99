"""Where pictures are on the web: every storage key has one immutable URL under ``/media/``."""

from __future__ import annotations

from urllib.parse import quote

MEDIA_PREFIX = "/media/"


def media_url(key: str) -> str:
    """The URL of a stored file, cached for ever: keys carry random tokens and their content never changes."""
    return MEDIA_PREFIX + quote(key)
