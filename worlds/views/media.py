"""Files by their storage key, whole or one range of bytes, streamed and cached for ever.

A key is a capability, as an unguessable link is: whoever was shown a strip may show it to others. Voices are never
served. One range is answered as in RFC 9110 (Safari plays no film without, and nobody could seek); several at once are
answered with the whole file, which the RFC permits and every client accepts.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

CHUNK = 256 * 1024
SERVED_PREFIX = "worlds/"
KEY = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}/)+[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
"""The form of storage keys. No part begins with a dot: not ``..``, and no file that is still being written."""
RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.IGNORECASE)
"""One range of bytes; anything else is ignored."""
CONTENT_TYPES = {
    "glb": "model/gltf-binary",
    "jpg": "image/jpeg",
    "json": "application/json",
    "mp4": "video/mp4",
    "png": "image/png",
    "vtt": "text/vtt; charset=utf-8",
    "webp": "image/webp",
}
"""Type by the ending of every file that is stored. The tables of machines lack some, and differ on others."""


CACHE_CONTROL = "public, max-age=31536000, immutable"


class RangeNotSatisfiable(Exception):
    """The range begins after the end of the file, or is empty."""


async def media(request: HttpRequest, key: str) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD") or not key.startswith(SERVED_PREFIX) or not KEY.fullmatch(key):
        raise Http404
    try:
        stored = await asyncio.to_thread(default_storage.open, key, "rb")
    except (FileNotFoundError, NotADirectoryError, SuspiciousFileOperation, IsADirectoryError):
        raise Http404 from None
    size = await asyncio.to_thread(lambda: stored.size)
    tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:16]}"'
    response: HttpResponseBase
    if (known := _not_modified(request, tag)) is not None:
        await asyncio.to_thread(stored.close)
        return known
    try:
        part = None if request.method == "HEAD" else range_of(request, size, tag)
    except RangeNotSatisfiable:
        await asyncio.to_thread(stored.close)
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    first, last = part or (0, size - 1)
    if first:
        await asyncio.to_thread(stored.seek, first)
    response = StreamingHttpResponse(_chunks(stored, last - first + 1), status=206 if part else 200)
    response["Content-Type"] = CONTENT_TYPES.get(key.rsplit(".", 1)[-1], "application/octet-stream")
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["Cache-Control"] = CACHE_CONTROL
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="lightloom-{key.rsplit("/", 1)[-1]}"'
    return response


def range_of(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """First and last byte of the part that is asked for; none where the whole is. Raises ``RangeNotSatisfiable``.

    A range that cannot be read, several, or one of a file that is another now (``If-Range``) is as if there were none.
    """
    match = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or request.headers.get("If-Range", tag) != tag:
        return None
    begin, end = match.groups()
    if not begin:
        if not end:
            return None
        if int(end) == 0 or size == 0:
            raise RangeNotSatisfiable
        return max(0, size - int(end)), size - 1
    if end and int(end) < int(begin):
        return None
    if int(begin) >= size:
        raise RangeNotSatisfiable
    return int(begin), min(int(end), size - 1) if end else size - 1


def _not_modified(request: HttpRequest, tag: str) -> HttpResponse | None:
    """The answer to a client that has the file already, or that wants another."""
    response = HttpResponse(headers={"ETag": tag, "Cache-Control": CACHE_CONTROL})
    answer = get_conditional_response(request, etag=tag, response=response)
    return None if answer is response else answer


async def _chunks(stored: Any, left: int) -> AsyncIterator[bytes]:
    try:
        while left > 0 and (chunk := await asyncio.to_thread(stored.read, min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
    finally:
        await asyncio.to_thread(stored.close)
