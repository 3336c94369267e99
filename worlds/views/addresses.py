"""Addresses of pages as people share them: absolute, under the public URL where one is set."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest


def absolute_url(request: HttpRequest, path: str) -> str:
    """The whole address of a path of this service."""
    return urljoin(settings.LIGHTLOOM_PUBLIC_URL or request.build_absolute_uri("/"), path)
