"""Pictures by their key, streamed from the storage. Keys carry random tokens and are written once: cached for ever.

A key is a capability, as an unguessable link is: whoever was shown a strip may show it to others. Voices are never served.
"""

from __future__ import annotations

import asyncio
import mimetypes
import re
from collections.abc import AsyncIterator
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

CHUNK = 256 * 1024
SERVED = "worlds/"
KEY = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}/)+[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
"""What the storage's keys are made of. No part begins with a dot: not ``..``, and no file that is still being written."""


async def media(request: HttpRequest, key: str) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD") or not key.startswith(SERVED) or not KEY.fullmatch(key):
        raise Http404
    try:
        stored = await asyncio.to_thread(default_storage.open, key, "rb")
    except (FileNotFoundError, NotADirectoryError, SuspiciousFileOperation, IsADirectoryError):
        raise Http404 from None
    size = await asyncio.to_thread(lambda: stored.size)
    response = StreamingHttpResponse(
        _chunks(stored), content_type=mimetypes.guess_type(key)[0] or "application/octet-stream"
    )
    response["Content-Length"] = str(size)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="lightloom-{key.rsplit("/", 1)[-1]}"'
    return response


async def _chunks(stored: Any) -> AsyncIterator[bytes]:
    try:
        while chunk := await asyncio.to_thread(stored.read, CHUNK):
            yield chunk
    finally:
        await asyncio.to_thread(stored.close)
