"""Files by the address of their world and their storage key, whole or one range of bytes, streamed.

A file is for whoever may see its world now, wherever it is stored: going private or being hidden closes it at once.
Voices are never served. One range is answered as in RFC 9110 (Safari plays no film without, and nobody could seek);
several at once are answered with the whole file, which the RFC permits and every client accepts.
"""

from __future__ import annotations

import asyncio
import enum
import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from worlds.access import WORLD_ID, file_world_for, invitation_strip, is_open_file, known_visitor
from worlds.models import World

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

CACHE_CONTROL_OF_ROOMS = "private, max-age=43200, immutable"
"""What a room paints is kept by its people's browsers for half a day; everything else is asked for again each time."""
GRANTS_KEPT_SECONDS = 20
"""How long a browser that was let into a room's pictures is not checked again: one query, not one for each picture."""


class Reader(enum.Enum):
    """For whom a file is, as a cache has to know it."""

    NOBODY = "no-store"
    EVERYBODY = "public, no-cache"
    VISITOR = "private, no-cache"
    ROOM = CACHE_CONTROL_OF_ROOMS
    INVITED = "private, max-age=60"


class RangeNotSatisfiable(Exception):
    """The range begins after the end of the file, or is empty."""


async def media(request: HttpRequest, place: str, key: str) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD") or not key.startswith(SERVED_PREFIX) or not KEY.fullmatch(key):
        raise Http404
    reader = await sync_to_async(reader_of)(request, place, key)
    if reader is Reader.NOBODY:
        raise Http404
    return await _stored_file(request, key, reader)


async def invitation_picture(request: HttpRequest, code: str) -> HttpResponseBase:
    """What a room painted last, for whoever has its invitation: messengers show it beside the link."""
    strip = await sync_to_async(invitation_strip)(code)
    if request.method not in ("GET", "HEAD") or strip is None:
        raise Http404
    return await _stored_file(request, strip.view, Reader.INVITED)


async def _stored_file(request: HttpRequest, key: str, reader: Reader) -> HttpResponseBase:
    try:
        stored = await asyncio.to_thread(default_storage.open, key, "rb")
    except (FileNotFoundError, NotADirectoryError, SuspiciousFileOperation, IsADirectoryError):
        raise Http404 from None
    size = await asyncio.to_thread(lambda: stored.size)
    tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:16]}"'
    response: HttpResponseBase
    if (known := _not_modified(request, tag, reader)) is not None:
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
    response["Cache-Control"] = reader.value
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="lightloom-{key.rsplit("/", 1)[-1]}"'
    return response


def reader_of(request: HttpRequest, place: str, key: str) -> Reader:
    """For whom the file ``key`` is in the world at ``place``, as this request may know; ``NOBODY`` is no such file.

    The session is only read where a world is not open to everybody, so that other answers do not vary with cookies.
    """
    room = WORLD_ID.fullmatch(place) is not None
    if not room and is_open_file(place, key):
        return Reader.EVERYBODY
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    grant = f"{place}:{hashlib.sha256(cookie.encode()).hexdigest()}" if room and cookie else ""
    if grant and key.startswith(f"{SERVED_PREFIX}{place}/") and caches["process"].get(grant):
        return Reader.ROOM
    visitor = known_visitor(request)
    world = file_world_for(visitor, place, key) if visitor is not None else None
    if world is None:
        return Reader.NOBODY
    if not room or world.state == World.State.FINISHED:
        return Reader.VISITOR
    if grant:
        caches["process"].set(grant, True, GRANTS_KEPT_SECONDS)
    return Reader.ROOM


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


def _not_modified(request: HttpRequest, tag: str, reader: Reader) -> HttpResponse | None:
    """The answer to a client that has the file already, or that wants another."""
    response = HttpResponse(headers={"ETag": tag, "Cache-Control": reader.value})
    answer = get_conditional_response(request, etag=tag, response=response)
    return None if answer is response else answer


async def _chunks(stored: Any, left: int) -> AsyncIterator[bytes]:
    try:
        while left > 0 and (chunk := await asyncio.to_thread(stored.read, min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
    finally:
        await asyncio.to_thread(stored.close)
