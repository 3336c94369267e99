"""The pages of a finished world: the mural with its narration, the world in 3D, and both as files for scripts and people.

Views read; they change nothing. Whoever may not see a world gets the same 404 as for one that is not there.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from inference.geometry import HEIGHT, mural_width
from worlds.access import NotFound, Visitor, galleries_for, gallery_for, public_worlds, visitor_of, world_for, worlds_of
from worlds.media import media_url
from worlds.models import Gallery, Hanging, Strip, World
from worlds.snapshots import strip_score
from worlds.views.addresses import absolute
from worlds.views.asking import ask_panel
from worlds.views.films import film_panel
from worlds.views.liking import like_panel
from worlds.views.taking import take_panel

STRIPS_SHAPE = 3
"""Counts up when ``strips.json`` changes its shape, so that a browser's cached copy is not taken for the new one."""
PANELS = (film_panel, like_panel, ask_panel, take_panel)
"""Parts of the world page that are files of their own; each says what its template needs."""
FIRST_STRIPS = 4
"""Strips that are in the HTML itself; scripts bring the others as they come near the view."""


@dataclass(frozen=True)
class WovenLayer:
    """What a second voice painted over a strip's canvas, as the pages show it; a later ``order`` lies over an earlier one."""

    order: int
    x: int
    width: int
    view: str
    relief: str
    text: str
    narrator: str
    colour: int


@dataclass(frozen=True)
class WovenStrip:
    """A strip as the pages show it, with the phrase it was painted from and who spoke it."""

    position: int
    x: int
    width: int
    view: str
    relief: str
    text: str
    narrator: str
    colour: int
    caption: str
    layers: tuple[WovenLayer, ...]


@dataclass(frozen=True)
class Line:
    """A phrase of the narration; ``named`` where another narrator speaks than in the line before."""

    position: int
    text: str
    narrator: str
    colour: int
    over: bool
    named: bool


@dataclass(frozen=True)
class PlaceInGallery:
    """Where a world hangs for this visitor, and its neighbours there."""

    gallery: Gallery
    number: int
    count: int
    previous: World | None
    next: World | None


@gzip_page
@require_safe
def world(request: HttpRequest, slug: str) -> HttpResponse:
    """The world page: mural, narration, credits, downloads."""
    visitor = visitor_of(request)
    found = _found(visitor, slug)
    strips = woven_strips(found)
    context = _common(request, found, strips) | {
        "strips": strips,
        "telling": telling(strips),
        "first_strips": strips[:FIRST_STRIPS],
        "panoramas": [part | {"url": media_url(part["key"])} for part in found.panoramas],
        "place": _place(visitor, found, request.GET.get("gallery", "")),
        "listed": public_worlds().filter(pk=found.pk).exists(),
        "owned": worlds_of(visitor).filter(pk=found.pk).exists(),
    }
    for panel in PANELS:
        context |= panel(request, visitor, found)
    return render(request, "worlds/world.html", context)


@gzip_page
@require_safe
def inside(request: HttpRequest, slug: str) -> HttpResponse:
    """The world in 3D."""
    found = _found(visitor_of(request), slug)
    return render(request, "worlds/inside.html", _common(request, found, woven_strips(found)))


@require_safe
def narration(request: HttpRequest, slug: str) -> HttpResponse:
    """The narration as a text file."""
    found = _found(visitor_of(request), slug)
    names = ", ".join(credit["name"] for credit in found.credits)
    day = date_format(found.finished_at, "j F Y") if found.finished_at else ""
    parts = [
        found.title,
        f"Woven by {names}, {day}",
        found.description,
        "\n".join(f"{line.narrator}: {line.text}" for line in telling(woven_strips(found))),
        absolute(request, reverse("world", args=[slug])),
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.txt"'
    response["Cache-Control"] = "no-cache"
    return response


@gzip_page
@require_safe
def strips(request: HttpRequest, slug: str) -> HttpResponse:
    """The strips for the pages' scripts. Immutable under the version that the pages ask for; revalidated otherwise.

    The answer is ``{height, width, strips: [{position, x, width, view, relief, text, narrator, colour, caption, score, layers}]}``,
    in px of the mural; ``colour`` is the index of a thread colour, ``view`` and ``relief`` are URLs, ``score`` is what it sounds
    like. ``layers`` were painted over the strip's canvas: [{order, x, width, view, relief, text, narrator, colour}], with alpha.
    """
    found = _found(visitor_of(request), slug)
    version = _version(found)
    response: HttpResponse
    if request.headers.get("If-None-Match") in (f'"{version}"', f'W/"{version}"'):
        response = HttpResponseNotModified()
    else:
        rows = list(hanging_strips(found))
        response = JsonResponse(
            {
                "height": HEIGHT,
                "width": mural_width(found.strip_count),
                "strips": [
                    asdict(woven) | {"score": strip_score(row, row.phrase.direction).model_dump(mode="json")}
                    for row, woven in zip(rows, woven_strips(found, rows), strict=True)
                ],
            }
        )
    response["ETag"] = f'"{version}"'
    asked = request.GET.get("v") == version
    response["Cache-Control"] = "private, max-age=31536000, immutable" if asked else "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def hanging_strips(world: World) -> QuerySet[Strip]:
    """The strips that are part of the mural with their phrases, left to right."""
    return Strip.objects.filter(world=world, taken_down_at=None).select_related("phrase").order_by("position")


def woven_strips(world: World, rows: Iterable[Strip] | None = None) -> list[WovenStrip]:
    """The strips as the pages show them; names and colours as they were when the world was finished."""
    who = {credit["id"]: credit for credit in world.credits}
    over: dict[int, list[WovenLayer]] = defaultdict(list)
    for layer in world.layers.filter(taken_down_at=None).select_related("phrase").order_by("order"):
        credit = who[layer.phrase.narrator_id.hex]
        over[layer.position].append(
            WovenLayer(
                order=layer.order,
                x=layer.x,
                width=layer.width,
                view=media_url(layer.view),
                relief=media_url(layer.relief_view),
                text=layer.phrase.text,
                narrator=credit["name"],
                colour=credit["colour"],
            )
        )
    return [
        WovenStrip(
            position=strip.position,
            x=strip.x,
            width=strip.width,
            view=media_url(strip.view),
            relief=media_url(strip.relief_view),
            text=strip.phrase.text,
            narrator=who[strip.phrase.narrator_id.hex]["name"],
            colour=who[strip.phrase.narrator_id.hex]["colour"],
            caption=world.captions.get(str(strip.position), strip.phrase.text),
            layers=tuple(over[strip.position]),
        )
        for strip in (hanging_strips(world) if rows is None else rows)
    ]


def telling(strips: Iterable[WovenStrip]) -> list[Line]:
    """The narration: every strip's phrase from left to right, and after it what was painted over it."""
    lines: list[Line] = []
    for strip in strips:
        told: tuple[WovenStrip | WovenLayer, ...] = (strip, *strip.layers)
        for one in told:
            before = lines[-1] if lines else None
            named = before is None or (before.narrator, before.colour) != (one.narrator, one.colour)
            lines.append(Line(strip.position, one.text, one.narrator, one.colour, one is not strip, named))
    return lines


def _found(visitor: Visitor, slug: str) -> World:
    try:
        return world_for(visitor, slug)
    except NotFound:
        raise Http404 from None


def _common(request: HttpRequest, world: World, strips: list[WovenStrip]) -> dict[str, Any]:
    """What both pages of a world need."""
    page = reverse("world", args=[world.slug])
    return {
        "world": world,
        "height": HEIGHT,
        "width": mural_width(world.strip_count),
        "page_url": absolute(request, page),
        "cover_url": absolute(request, media_url(world.cover)) if world.cover else "",
        "mural": {
            "title": world.title,
            "height": HEIGHT,
            "width": mural_width(world.strip_count),
            "strips": f"{reverse('world_strips', args=[world.slug])}?v={_version(world)}",
            "threads": [[strip.x, strip.colour] for strip in strips],
            "over": [[layer.x, layer.width, layer.colour] for strip in strips for layer in strip.layers],
            "colours": world.palette.get("colours", []),
        },
    }


def _version(world: World) -> str:
    return hashlib.sha256(f"{STRIPS_SHAPE} {world.pk} {world.finished_at}".encode()).hexdigest()[:16]


def _place(visitor: Visitor, world: World, wanted: str) -> PlaceInGallery | None:
    """The gallery the visitor came from, or one that may be listed for them.

    A by-link gallery is named only to somebody who already knows its address: a link to one world is not a link to all of them.
    """
    gallery = _gallery_of(visitor, world, wanted)
    if gallery is None:
        return None
    hung = Hanging.objects.filter(gallery=gallery, world__state=World.State.FINISHED).order_by("rank", "hung_at")
    order = list(hung.values_list("world", flat=True))
    here = order.index(world.pk)
    near = World.objects.in_bulk(order[max(here - 1, 0) : here + 2])
    return PlaceInGallery(
        gallery=gallery,
        number=here + 1,
        count=len(order),
        previous=near[order[here - 1]] if here > 0 else None,
        next=near[order[here + 1]] if here + 1 < len(order) else None,
    )


def _gallery_of(visitor: Visitor, world: World, wanted: str) -> Gallery | None:
    if wanted:
        try:
            gallery = gallery_for(visitor, wanted)
        except NotFound:
            gallery = None
        if gallery is not None and gallery.hangings.filter(world=world).exists():
            return gallery
    return galleries_for(visitor).filter(worlds=world).first()
