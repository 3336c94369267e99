"""The gallery pages: all galleries with the search, one gallery, and what belongs to this visitor.

Views read through ``worlds.access``; what is posted from these pages is in ``worlds.views.gallery.changes``, except
changing a gallery, whose form is on the gallery's own page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from worlds.access import (
    Visitor,
    galleries_curated_by,
    galleries_for,
    galleries_of,
    gallery_for,
    visible_hangings,
    visitor_of,
    worlds_narrated_by,
    worlds_of,
)
from worlds.actions.gallery.galleries import change_gallery
from worlds.forms import VisibleCharField
from worlds.models import Curator, Gallery, Hanging, Narrator, Report, Visibility, World
from worlds.reading.media import cover_url
from worlds.refusal_messages import refusal_message
from worlds.search.query import QUERY_CHARS_MAX, prepare_search
from worlds.templatetags.gallery_covers import COVERS
from worlds.views.addresses import absolute_url
from worlds.views.gallery.search_results import SearchHit, search_hits
from worlds.views.pagination import PER_PAGE, Page, page_of
from worlds.wire.refusal import Refusal

GALLERIES_FOUND = 6
"""Galleries shown above the worlds that a search found."""
HANGABLE = 60
"""Worlds of one's own that a gallery's page offers to hang, the newest."""


class GalleryForm(forms.Form):
    """What an owner may say of a gallery."""

    name = VisibleCharField(max_length=80, error_messages={"required": "A gallery needs a name."})
    description = VisibleCharField(
        lines=True, max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    visibility = forms.ChoiceField(choices=Visibility.choices, widget=forms.RadioSelect, initial=Visibility.LINK)


@require_safe
def galleries(request: HttpRequest) -> HttpResponse:
    """The galleries that may be listed for this visitor and are not empty or, with ``?q=``, what a search finds."""
    return render(request, "galleries/list.html", _list_context(request))


@require_safe
def galleries_found(request: HttpRequest) -> HttpResponse:
    """What changes on that page while somebody types."""
    return render(request, "galleries/_results.html", _list_context(request))


def _list_context(request: HttpRequest) -> dict[str, Any]:
    visitor = visitor_of(request)
    query = request.GET.get("q", "").replace("\0", "").strip()[:QUERY_CHARS_MAX]
    wanted = request.GET.get("page")
    if not query:
        hung = galleries_for(visitor).filter(Exists(visible_hangings(OuterRef("pk"))))  # type: ignore[arg-type]
        page: Page[Any] = page_of(with_covers(hung), wanted)
        return {"query": "", "page": page}
    search = prepare_search(visitor, query)
    page = page_of(search.worlds, wanted)
    found: list[SearchHit] = search_hits(page, search)
    return {
        "query": query,
        "page": page,
        "found": found,
        "has_words": bool(search.parsed.alternatives),
        "corrections": sorted({word for hit in found for word in hit.corrections}),
        "galleries": with_covers(search.galleries)[:GALLERIES_FOUND] if page.number == 1 else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def gallery(request: HttpRequest, slug: str) -> HttpResponse:
    """One gallery and its worlds in order; its owner's changes are posted here. ``?arrange`` is for its curators."""
    visitor = visitor_of(request)
    shown = gallery_for(visitor, slug)
    owned = galleries_of(visitor).filter(pk=shown.pk).exists()
    curated = owned or galleries_curated_by(visitor).filter(pk=shown.pk).exists()
    now = {"name": shown.name, "description": shown.description, "visibility": shown.visibility}
    form = GalleryForm(request.POST if request.method == "POST" else None, initial=now) if owned else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                changed = change_gallery(visitor, shown.pk, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error("visibility", refusal_message(refusal))
            else:
                messages.success(request, "The gallery is changed.")
                return redirect("gallery", slug=changed.slug)
    elif shown.slug != slug:
        return redirect("gallery", slug=shown.slug)
    hung = visible_hangings(shown).select_related("world", "world__room").defer("world__search")
    page = page_of(hung, request.GET.get("page"))
    cover = _cover_of(shown) or next((cover_url(hanging.world) for hanging in page), "")
    context = {
        "gallery": shown,
        "page": page,
        "form": form,
        "owned": owned,
        "curated": curated,
        "arranging": curated and "arrange" in request.GET,
        "curators": Curator.objects.filter(gallery=shown).select_related("user").order_by("since") if curated else (),
        "owner": shown.user if curated else None,
        "hangable": _hangable(visitor, shown) if curated else (),
        "reasons": Report.Reason.choices,
        "page_url": absolute_url(request, reverse("gallery", args=[shown.slug])),
        "image_url": absolute_url(request, cover) if cover else "",
    }
    return render(request, "galleries/gallery.html", context, status=422 if form and form.errors else 200)


@dataclass(frozen=True)
class RoomOfVisitor:
    """A room of this visitor, and what it weaves."""

    narrator: Narrator
    world: World | None


@never_cache  # a step back on a shared computer shows nobody else what was here
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Rooms, worlds and galleries of this visitor, and the galleries they curate for others."""
    visitor = visitor_of(request)
    own = galleries_of(visitor)
    context = {
        "brings_in": settings.LIGHTLOOM_IMPORT_BYTES > 0,
        "seats": _seats(visitor),
        "page": page_of(worlds_of(visitor), request.GET.get("page")),
        "galleries": with_covers(own),
        "curated": with_covers(galleries_curated_by(visitor).exclude(visitor.owns())),
    }
    return render(request, "galleries/mine.html", context)


def with_covers(galleries: QuerySet[Gallery]) -> QuerySet[Gallery]:
    """Each gallery with ``finished``, the number of worlds that can be seen there, and ``first_covers``."""
    here = visible_hangings(OuterRef("pk"))  # type: ignore[arg-type]
    count = here.order_by().values("gallery").annotate(all=Count("pk")).values("all")
    return galleries.annotate(
        finished=Coalesce(Subquery(count), 0),
        first_covers=ArraySubquery(
            here.values(world_now=JSONObject(slug="world__slug", cover="world__cover"))[:COVERS]
        ),
    ).select_related("cover_world")


def _cover_of(gallery: Gallery) -> str:
    chosen = gallery.cover_world
    return cover_url(chosen) if chosen is not None and chosen.hidden_at is None else ""


def _hangable(visitor: Visitor, gallery: Gallery) -> QuerySet[World]:
    here = Hanging.objects.filter(gallery=gallery, world=OuterRef("pk"))
    return worlds_narrated_by(visitor).filter(~Exists(here))[:HANGABLE]


def _seats(visitor: Visitor) -> list[RoomOfVisitor]:
    seats = (
        Narrator.objects.filter(visitor.owns(), removed_at=None)
        .select_related("room", "room__world")
        .order_by("-room__created_at")[:PER_PAGE]
    )
    return [RoomOfVisitor(narrator=seat, world=seat.room.world) for seat in seats]
