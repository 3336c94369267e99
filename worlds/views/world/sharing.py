"""Showing a world elsewhere: its QR code, oEmbed for other sites, and the small page in their frame.

Requests from other sites come without cookies, so they see only worlds in galleries that are public or by link. Any
other world is answered like one that is not there. All that can be changed here is a world's address.
"""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode, urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from inference.contract.geometry import COVER
from worlds.access import NotFound, Visitor, visitor_of, world_for, worlds_narrated_by
from worlds.actions.world.addresses import renew_world_address
from worlds.models import World
from worlds.reading.media import cover_url
from worlds.reading.mural import mural_strips
from worlds.views.addresses import absolute_url
from worlds.views.gallery.changes import respond
from worlds.views.qr_code import qr_code
from worlds.views.world.mural import mural_context

ANONYMOUS = Visitor(guest=uuid.UUID(int=0))
"""A browser without cookies. No browser is ever given this guest id."""
FRAME_SIZE = (800, 440)
"""px: the size of the frame, unless a site asks for a smaller one."""
CACHE_SECONDS = 300
"""Seconds that another site may cache an answer, and so show a world after it was hidden."""


def share_panel(request: HttpRequest, visitor: Visitor, world: World) -> dict[str, Any]:
    """What ``templates/worlds/_share.html`` and the head of the world page need."""
    page = absolute_url(request, reverse("world", args=[world.slug]))
    names = ", ".join(str(credit["name"]) for credit in world.credits)
    return {
        "shared": _publicly_visible(str(world.slug)) is not None,
        "may_renew_address": worlds_narrated_by(visitor).filter(pk=world.pk).exists(),
        "oembed_url": f"{absolute_url(request, reverse('oembed'))}?{urlencode({'url': page, 'format': 'json'})}",
        "embed_code": _iframe(request, world, *FRAME_SIZE),
        "cover_width": COVER[0],
        "cover_height": COVER[1],
        "cover_alt": f"A part of “{world.title}”, a painted mural woven by {names}." if names else world.title,
    }


@require_safe
def world_qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The world page's address as a QR code."""
    world = world_for(visitor_of(request), slug)
    response = qr_code(absolute_url(request, reverse("world", args=[world.slug])))
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_POST
def renew_address(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the world another address, as one of its narrators."""
    world = renew_world_address(visitor_of(request), slug)
    message = "It has a new address. The one before opens nothing any more."
    return respond(request, message=message, back=reverse("world", args=[world.slug]))


@gzip_page
@require_safe
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # it passes on every argument
@xframe_options_exempt
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The mural alone, to be framed by any site."""
    world = _publicly_visible(slug)
    if world is None:
        raise Http404
    return render(request, "worlds/embed.html", mural_context(request, world, mural_strips(world)))


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """``?url=&maxwidth=&maxheight=&format=json``: a world's card and frame, as https://oembed.com has it.

    404 for what a stranger may not see, 501 for another format, 400 for a size that is no number of px.
    """
    if request.GET.get("format", "json") != "json":
        return _oembed_error("This service answers in JSON only.", 501)
    try:
        widest, tallest = (_px(request, name) for name in ("maxwidth", "maxheight"))
    except ValueError:
        return _oembed_error("maxwidth and maxheight are whole numbers of px, 1 or more.", 400)
    world = _publicly_visible(_slug_in(request, request.GET.get("url", "")))
    if world is None:
        return _oembed_error("There is no world at this address that everybody may see.", 404)
    width, height = min(FRAME_SIZE[0], widest or FRAME_SIZE[0]), min(FRAME_SIZE[1], tallest or FRAME_SIZE[1])
    card: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": world.title,
        "author_name": ", ".join(str(credit["name"]) for credit in world.credits),
        "author_url": absolute_url(request, reverse("world", args=[world.slug])),
        "provider_name": "Lightloom",
        "provider_url": absolute_url(request, "/"),
        "cache_age": CACHE_SECONDS,
        "html": _iframe(request, world, width, height),
        "width": width,
        "height": height,
    }
    # oEmbed forbids a thumbnail that is larger than was asked for
    if world.cover and (widest is None or widest >= COVER[0]) and (tallest is None or tallest >= COVER[1]):
        card |= {
            "thumbnail_url": absolute_url(request, cover_url(world)),
            "thumbnail_width": COVER[0],
            "thumbnail_height": COVER[1],
        }
    return _with_cors(JsonResponse(card))


def _publicly_visible(slug: str) -> World | None:
    try:
        return world_for(ANONYMOUS, slug)
    except NotFound:
        return None


def _iframe(request: HttpRequest, world: World, width: int, height: int) -> str:
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" allowfullscreen style="border:0"></iframe>',
        absolute_url(request, reverse("world_embed", args=[world.slug])),
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
    # nine digits are as good as infinity
    return int(text.lstrip("0")[:9])


def _oembed_error(sentence: str, status: int) -> HttpResponse:
    return _with_cors(JsonResponse({"error": sentence}, status=status))


def _with_cors(response: HttpResponse) -> HttpResponse:
    # without cookies everything in it is public: any page's script may read it
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={CACHE_SECONDS}" if response.status_code == 200 else "no-store"
    return response
