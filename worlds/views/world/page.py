"""The pages of a finished world: the mural with its narration, the world in 3D, and both as files.

Views read; they change nothing. Whoever may not see a world gets the same 404 as for one that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.formats import date_format
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from inference.contract.geometry import HEIGHT, mural_width
from worlds.access import (
    NotFound,
    Visitor,
    galleries_for,
    gallery_for,
    public_worlds,
    visible_hangings,
    visitor_of,
    world_for,
    worlds_of,
)
from worlds.models import Gallery, World
from worlds.reading.media import cover_url
from worlds.reading.mural import hanging_strips, mural_strips, narration_lines, strips_as_json
from worlds.views.addresses import absolute_url
from worlds.views.world.downloads import downloads_panel
from worlds.views.world.films import film_panel
from worlds.views.world.likes import like_panel
from worlds.views.world.mural import mural_context, strips_version
from worlds.views.world.questions import ask_panel
from worlds.views.world.remixes import weave_on_panel
from worlds.views.world.sharing import share_panel

PANELS = (film_panel, like_panel, ask_panel, weave_on_panel, downloads_panel, share_panel)
"""Parts of the world page with a template of their own; each gives the context of its template."""


@dataclass(frozen=True)
class GalleryPlace:
    """Where a world hangs for this visitor, and its neighbours there."""

    gallery: Gallery
    number: int
    count: int
    previous: World | None
    next: World | None

    @property
    def previous_cover(self) -> str:
        return _cover(self.previous)

    @property
    def next_cover(self) -> str:
        return _cover(self.next)


@gzip_page
@require_safe
def world(request: HttpRequest, slug: str) -> HttpResponse:
    """The world page: mural, narration, credits, and what the panels bring. A former address leads to it."""
    visitor = visitor_of(request)
    found = world_for(visitor, slug)
    if found.slug != slug:
        return redirect("world", slug=found.slug)
    strips = mural_strips(found)
    context = mural_context(request, found, strips) | {
        "strips": strips,
        "narration": narration_lines(strips),
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
    found = world_for(visitor_of(request), slug)
    return render(request, "worlds/inside.html", mural_context(request, found, mural_strips(found)))


@require_safe
def narration(request: HttpRequest, slug: str) -> HttpResponse:
    """The narration as a text file."""
    found = world_for(visitor_of(request), slug)
    names = ", ".join(credit["name"] for credit in found.credits)
    day = date_format(found.finished_at, "j F Y") if found.finished_at else ""
    parts = [
        found.title,
        f"Woven by {names}, {day}",
        found.description,
        "\n".join(f"{line.narrator}: {line.text}" for line in narration_lines(mural_strips(found))),
        absolute_url(request, reverse("world", args=[slug])),
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

    The answer is
    ``{height, width, strips: [{position, x, width, view, relief, text, narrator, colour, caption, score, layers}]}``,
    in px of the mural; ``colour`` is the index of a thread colour, ``view`` and ``relief`` are URLs, ``score`` is what
    it sounds like. ``layers`` were painted over the strip's canvas: [{order, x, width, view, relief, text, narrator,
    colour}], with alpha.
    """
    found = world_for(visitor_of(request), slug)
    version = strips_version(found)
    response = HttpResponse(content_type="application/json")
    response["ETag"] = f'"{version}"'
    asked = request.GET.get("v") == version
    response["Cache-Control"] = "private, max-age=31536000, immutable" if asked else "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    if answer is not None and answer is not response:
        return answer
    content = {
        "height": HEIGHT,
        "width": mural_width(found.strip_count),
        "strips": strips_as_json(found, list(hanging_strips(found))),
    }
    response.content = DjangoJSONEncoder().encode(content)
    return response


def _place(visitor: Visitor, world: World, wanted: str) -> GalleryPlace | None:
    """The gallery the visitor came from, or one that may be listed for them.

    A by-link gallery is shown only to somebody who already knows its address: a link to one world is not a link to all.
    """
    gallery = _gallery_of(visitor, world, wanted)
    if gallery is None:
        return None
    hung = visible_hangings(gallery)
    here = hung.get(world=world)
    before = hung.filter(Q(rank__lt=here.rank) | Q(rank=here.rank, pk__lt=here.pk))
    after = hung.filter(Q(rank__gt=here.rank) | Q(rank=here.rank, pk__gt=here.pk))
    previous, following = before.select_related("world").last(), after.select_related("world").first()
    return GalleryPlace(
        gallery=gallery,
        number=before.count() + 1,
        count=hung.count(),
        previous=previous.world if previous else None,
        next=following.world if following else None,
    )


def _cover(world: World | None) -> str:
    return "" if world is None else cover_url(world)


def _gallery_of(visitor: Visitor, world: World, wanted: str) -> Gallery | None:
    if wanted:
        try:
            gallery = gallery_for(visitor, wanted)
        except NotFound:
            gallery = None
        if gallery is not None and gallery.hangings.filter(world=world).exists():
            return gallery
    return galleries_for(visitor).filter(worlds=world).first()
