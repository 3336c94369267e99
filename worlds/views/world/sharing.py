"""Showing a world elsewhere: its QR code, the card and the frame that other sites take (oEmbed),
and the small page in that frame.

What is shown elsewhere comes without cookies, so it is what a stranger may see: worlds in galleries that are public or
by link. Any other is answered as one that is not there. Nothing here can change a world.
"""

from __future__ import annotations

import io
import uuid
from typing import Any
from urllib.parse import urlencode, urlsplit

import segno
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from inference.contract.geometry import COVER
from worlds.access import NotFound, Visitor, visitor_of, world_for
from worlds.models import World
from worlds.reading.media import media_url
from worlds.reading.mural import mural_strips
from worlds.views.addresses import absolute
from worlds.views.world.mural import mural_context

STRANGER = Visitor(guest=uuid.UUID(int=0))
"""Somebody whom nobody knows: a browser without cookies. No browser is ever given this guest id."""
EMBED = (800, 440)
"""px: how large the frame is unless a site wants it smaller."""
CACHED = 300
"""Seconds that another site may keep an answer: so long a world that was taken out of sight may
still be announced there."""


def share_panel(request: HttpRequest, visitor: Visitor, world: World) -> dict[str, Any]:
    """What ``templates/worlds/_share.html`` and the head of the world page need."""
    page = absolute(request, reverse("world", args=[world.slug]))
    names = ", ".join(str(credit["name"]) for credit in world.credits)
    return {
        "shared": _stranger_sees(str(world.slug)) is not None,
        "oembed_url": f"{absolute(request, reverse('oembed'))}?{urlencode({'url': page, 'format': 'json'})}",
        "embed_code": _frame(request, world, *EMBED),
        "cover_width": COVER[0],
        "cover_height": COVER[1],
        "cover_alt": f"A part of “{world.title}”, a painted mural woven by {names}." if names else world.title,
    }


@require_safe
def world_qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The world page's address as a QR code."""
    try:
        world = world_for(visitor_of(request), slug)
    except NotFound:
        raise Http404 from None
    picture = io.BytesIO()
    qr = segno.make(absolute(request, reverse("world", args=[world.slug])), error="m")
    qr.save(picture, kind="svg", scale=8, border=2, dark="#14100d", light="#f5ede1")
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@gzip_page
@require_safe
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # it passes on every argument
@xframe_options_exempt
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The mural alone, to be framed by any site."""
    world = _stranger_sees(slug)
    if world is None:
        raise Http404
    return render(request, "worlds/embed.html", mural_context(request, world, mural_strips(world)))


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """``?url=&maxwidth=&maxheight=&format=json``: a world's card and frame, as https://oembed.com has it.

    404 for what a stranger may not see, 501 for another format, 400 for a size that is no number of px.
    """
    if request.GET.get("format", "json") != "json":
        return _refused("This service answers in JSON only.", 501)
    try:
        widest, tallest = (_px(request, name) for name in ("maxwidth", "maxheight"))
    except ValueError:
        return _refused("maxwidth and maxheight are whole numbers of px, 1 or more.", 400)
    world = _stranger_sees(_slug_in(request, request.GET.get("url", "")))
    if world is None:
        return _refused("There is no world at this address that everybody may see.", 404)
    width, height = min(EMBED[0], widest or EMBED[0]), min(EMBED[1], tallest or EMBED[1])
    card: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": world.title,
        "author_name": ", ".join(str(credit["name"]) for credit in world.credits),
        "author_url": absolute(request, reverse("world", args=[world.slug])),
        "provider_name": "Lightloom",
        "provider_url": absolute(request, "/"),
        "cache_age": CACHED,
        "html": _frame(request, world, width, height),
        "width": width,
        "height": height,
    }
    # A thumbnail that is larger than was asked for must not be named.
    if world.cover and (widest is None or widest >= COVER[0]) and (tallest is None or tallest >= COVER[1]):
        card |= {
            "thumbnail_url": absolute(request, media_url(world.cover)),
            "thumbnail_width": COVER[0],
            "thumbnail_height": COVER[1],
        }
    return _answered(JsonResponse(card))


def _stranger_sees(slug: str) -> World | None:
    try:
        return world_for(STRANGER, slug)
    except NotFound:
        return None


def _frame(request: HttpRequest, world: World, width: int, height: int) -> str:
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" allowfullscreen style="border:0"></iframe>',
        absolute(request, reverse("world_embed", args=[world.slug])),
        width,
        height,
        world.title,
    )


def _slug_in(request: HttpRequest, url: str) -> str:
    """The slug in the address of a world's page here; empty for any other address."""
    try:
        parts = urlsplit(url)
        here = {request.get_host(), urlsplit(settings.LIGHTLOOM_PUBLIC_URL).netloc}
        if parts.scheme not in ("http", "https") or parts.netloc not in here:
            return ""
        found = resolve(parts.path)
    except (ValueError, Resolver404):
        return ""
    return str(found.kwargs["slug"]) if found.url_name in ("world", "inside", "world_embed") else ""


def _px(request: HttpRequest, name: str) -> int | None:
    """A size in the query; none where it is not given. Raises ``ValueError``."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    # Nine digits are as good as infinity.
    return int(text.lstrip("0")[:9])


def _refused(sentence: str, status: int) -> HttpResponse:
    return _answered(JsonResponse({"error": sentence}, status=status))


def _answered(response: HttpResponse) -> HttpResponse:
    # Without cookies there is nothing in it that is not everybody's: any page's script may read it.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={CACHED}" if response.status_code == 200 else "no-store"
    return response
