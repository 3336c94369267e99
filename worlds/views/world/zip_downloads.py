"""Send a zip with its length and in ranges, so that clients show how far they are and go on where they were cut off.

What has to be read to know the length (``ZipPlan.measure``) is remembered for a day. It may take longer than proxies
wait: after some seconds the client is told when to come back, and the work goes on meanwhile. A process packs some zips
at a time, each at its client's pace and in the memory of one file; who comes then is told when to come back too.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import redis
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response

from worlds.access import NotFound, visitor_of, world_for
from worlds.actions.limits import RateLimited
from worlds.archive.stored_zip import EntryChanged, StoredZip
from worlds.models import World
from worlds.refusal_messages import refusal_message
from worlds.views.media import RangeNotSatisfiable, range_of
from worlds.wire.refusal import Refusal

log = logging.getLogger(__name__)

ZIPS_MAX = 4
"""Zips that one process packs at a time, at most."""
WAIT_SECONDS = 20.0
"""A client waits for its zip to be measured; proxies give up after 30 to 100."""
BUSY_SECONDS, MEASURING_SECONDS = 30, 10
"""After which a client is to come back."""
REMEMBERED_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Packed:
    """A zip ready to be sent; ``version`` is another for other bytes."""

    zip: StoredZip
    version: str


@dataclass(frozen=True)
class ZipPlan:
    """A zip as the database knows it. Neither of its functions asks the database."""

    key: str
    """Another for other files."""
    measure: Callable[[], Any]
    """Reads what is to be packed; its result can be pickled."""
    pack: Callable[[Any], Packed]
    """The zip of what was measured."""


class _Place:
    """One of the ``ZIPS_MAX`` places, taken until it is closed, or garbage-collected with a response nobody sent."""

    taken = 0

    def __init__(self) -> None:
        self._open = True
        _Place.taken += 1

    def close(self) -> None:
        if self._open:
            self._open = False
            _Place.taken -= 1

    __del__ = close


class _Sending:
    """Chunks on their way to a client, read one ahead. Django closes it at the end, or when the client is gone."""

    def __init__(self, place: _Place, key: str) -> None:
        self.chunks: Iterator[bytes] = iter(())
        self._place, self._key = place, key

    def close(self) -> None:
        self._place.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while (chunk := await asyncio.to_thread(next, self.chunks, None)) is not None:
                yield chunk
        except EntryChanged:
            # what breaks off here is whole at the next try
            with contextlib.suppress(redis.RedisError):
                await asyncio.to_thread(cache.delete, self._key)
            raise
        finally:
            self.close()


_measurers = ThreadPoolExecutor(ZIPS_MAX, thread_name_prefix="zip")
_measuring: dict[str, Future[Any]] = {}


async def send_zip(request: HttpRequest, slug: str, kind: str, plan: Callable[[World], ZipPlan]) -> HttpResponseBase:
    """The zip that ``plan`` lays out of the world ``slug``, saved as ``<slug>-<kind>.zip``.

    ``plan`` raises ``NotFound``, ``FileNotFoundError`` or a ``Refusal`` where there is none.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        world = await sync_to_async(world_for)(await sync_to_async(visitor_of)(request), slug)
        if _Place.taken >= ZIPS_MAX:
            return await _refuse(request, slug, 429, RateLimited("archive.busy", BUSY_SECONDS))
        place = _Place()
        try:
            return await _send(request, slug, await sync_to_async(plan)(world), place, f"{slug}-{kind}.zip")
        except BaseException:
            place.close()
            raise
    except (NotFound, FileNotFoundError):
        raise Http404 from None
    except Refusal as refusal:
        return await _refuse(request, slug, 409, refusal)


async def _send(request: HttpRequest, slug: str, planned: ZipPlan, place: _Place, name: str) -> HttpResponseBase:
    measured = await asyncio.to_thread(_remembered, planned.key)
    if measured is None:
        running = _measuring.get(planned.key)
        begun = running is None
        if running is None:
            running = _measuring[planned.key] = _measurers.submit(_measure, planned)
            running.add_done_callback(lambda _: _measuring.pop(planned.key, None))
        try:
            measured = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(running)), WAIT_SECONDS)
        except TimeoutError:
            if begun:  # whoever comes back for it takes no place more
                running.add_done_callback(lambda _: place.close())
            else:
                place.close()
            return await _refuse(request, slug, 503, RateLimited("archive.measuring", MEASURING_SECONDS))
    packed = await asyncio.to_thread(planned.pack, measured)
    response = _response(request, packed, _Sending(place, planned.key), name)
    if not response.streaming:
        place.close()
    return response


def _remembered(key: str) -> Any:
    try:
        return cache.get(key)
    except redis.RedisError:
        return None


def _measure(planned: ZipPlan) -> Any:
    measured = planned.measure()
    try:
        cache.set(planned.key, measured, REMEMBERED_SECONDS)
    except redis.RedisError:
        log.warning("what was measured for a zip cannot be remembered")
    return measured


def _response(request: HttpRequest, packed: Packed, sending: _Sending, name: str) -> HttpResponseBase:
    tag = f'"{packed.version[:32]}"'
    known: HttpResponse | None = get_conditional_response(request, tag)
    if known is not None:
        return known
    size = packed.zip.length
    try:
        part = None if request.method == "HEAD" else range_of(request, size, tag)
    except RangeNotSatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part or (0, size - 1)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type="application/zip")
    else:
        sending.chunks = packed.zip.chunks(first, last)
        response = StreamingHttpResponse(sending, status=206 if part else 200, content_type="application/zip")
    response["Content-Length"] = str(last - first + 1)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


@sync_to_async
def _refuse(request: HttpRequest, slug: str, status: int, refusal: Refusal) -> HttpResponse:
    """A page for people, ``{code, message}`` for programs: nothing that ``curl --fail`` would save as a file."""
    message = refusal_message(refusal)
    waits = isinstance(refusal, RateLimited)
    response: HttpResponse
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        context = {"status": status, "message": message, "waits": waits, "page": reverse("world", args=[slug])}
        response = render(request, "worlds/no_zip.html", context, status=status)
    else:
        response = JsonResponse({"code": refusal.code, "message": message}, status=status)
    if isinstance(refusal, RateLimited):
        response["Retry-After"] = str(refusal.seconds)
        # the page stays until it is answered with the file
        response["Refresh"] = str(refusal.seconds)
    response["Cache-Control"] = "no-store"
    return response
