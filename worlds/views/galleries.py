"""The gallery pages: all galleries with the search, one gallery, and what belongs to this visitor.

Views read through ``worlds.access``; the one change, of a gallery by its owner, is an action.
"""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from worlds.access import (
    NotFound,
    Visitor,
    galleries_for,
    galleries_of,
    gallery_for,
    visitor_of,
    worlds_of,
)
from worlds.actions.galleries import change_gallery
from worlds.media import media_url
from worlds.models import Gallery, Hanging, Narrator, Visibility, World
from worlds.views.addresses import absolute
from worlds.views.searching import QUERY_CHARS_MAX, Found, search_worlds

PER_PAGE = 24
COVERS = 3
"""Covers shown of each gallery in the list."""


class GalleryForm(forms.Form):
    """What an owner may change of a gallery."""

    name = forms.CharField(max_length=80, error_messages={"required": "A gallery needs a name."})
    description = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    visibility = forms.ChoiceField(choices=Visibility.choices, widget=forms.RadioSelect)


@require_safe
def galleries(request: HttpRequest) -> HttpResponse:
    """All galleries that may be listed for this visitor, or, with ``?q=``, the worlds that a search finds."""
    visitor = visitor_of(request)
    query = request.GET.get("q", "").replace("\0", "").strip()[:QUERY_CHARS_MAX]
    page: object
    found: list[Found] = []
    if query:
        page = Paginator(search_worlds(visitor, query), PER_PAGE).get_page(request.GET.get("page"))
        found = Found.of(page.object_list, query)
    else:
        page = Paginator(_with_covers(galleries_for(visitor)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "galleries/list.html", {"query": query, "page": page, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
def gallery(request: HttpRequest, slug: str) -> HttpResponse:
    """One gallery and its worlds in order; its owner's changes are posted here."""
    visitor = visitor_of(request)
    try:
        shown = gallery_for(visitor, slug)
    except NotFound:
        raise Http404 from None
    owned = Gallery.objects.filter(visitor.owns(), pk=shown.pk).exists()
    now = {"name": shown.name, "description": shown.description, "visibility": shown.visibility}
    form = GalleryForm(request.POST if request.method == "POST" else None, initial=now) if owned else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            change_gallery(visitor, shown.pk, **form.cleaned_data)
            messages.success(request, "The gallery is changed.")
            return redirect("gallery", slug=slug)
    hung = Hanging.objects.filter(gallery=shown, world__state=World.State.FINISHED).select_related("world")
    page = Paginator(hung.order_by("rank", "hung_at"), PER_PAGE).get_page(request.GET.get("page"))
    cover = next((hanging.world.cover for hanging in page), "")
    context = {
        "gallery": shown,
        "page": page,
        "form": form,
        "page_url": absolute(request, reverse("gallery", args=[slug])),
        "image_url": absolute(request, media_url(cover)) if cover else "",
    }
    return render(request, "galleries/gallery.html", context, status=422 if form and form.errors else 200)


@dataclass(frozen=True)
class MySeat:
    """A room of this visitor, and what it weaves."""

    narrator: Narrator
    world: World | None


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Rooms, worlds and galleries of this visitor."""
    visitor = visitor_of(request)
    context = {
        "seats": _seats(visitor),
        "page": Paginator(worlds_of(visitor), PER_PAGE).get_page(request.GET.get("page")),
        "galleries": _with_covers(galleries_of(visitor)),
    }
    return render(request, "mine.html", context)


def _seats(visitor: Visitor) -> list[MySeat]:
    seats = (
        Narrator.objects.filter(visitor.owns(), removed_at=None)
        .select_related("room", "room__world")
        .order_by("-room__created_at")[:PER_PAGE]
    )
    return [MySeat(narrator=seat, world=seat.room.world) for seat in seats]


def _with_covers(galleries: QuerySet[Gallery]) -> QuerySet[Gallery]:
    """Each gallery with ``finished`` (how many worlds hang there) and ``front`` (the first few hangings)."""
    front = (
        Hanging.objects.filter(world__state=World.State.FINISHED).select_related("world").order_by("rank", "hung_at")
    )
    return galleries.annotate(
        finished=Count("hangings", filter=Q(hangings__world__state=World.State.FINISHED))
    ).prefetch_related(Prefetch("hangings", front[:COVERS], to_attr="front"))
