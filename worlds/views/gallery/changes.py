"""What people post about galleries: make one, delete it, hang, take down, order, choose a cover, name curators, report.

Each is one action and then a redirect to the gallery's page, or to the one it came from. Scripts that ask for JSON get
``{"said": …}``, or ``{"error": …}`` with a status, in the same words.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST

from worlds.access import Visitor, galleries_for, gallery_for, visible_hangings, visitor_of
from worlds.actions.gallery import curation, galleries, reports
from worlds.actions.world import addresses
from worlds.models import Gallery, Visibility
from worlds.refusal_messages import refusal_message
from worlds.views.gallery.pages import GalleryForm
from worlds.views.made_once import made_once
from worlds.wire.refusal import Refusal

THANKS = "Thank you. Somebody will look at it."

Change = Callable[[HttpRequest, Visitor, Gallery], str]


def changes_gallery(change: Change) -> Callable[..., HttpResponse]:
    """A view that does ``change`` to the gallery in the URL and responds with the sentence that it returns."""

    @require_POST
    @wraps(change)
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        visitor = visitor_of(request)
        gallery = gallery_for(visitor, slug)
        try:
            message = change(request, visitor, gallery)
        except Refusal as refusal:
            return respond(request, error=refusal_message(refusal), back=_back(request, gallery))
        seen = galleries_for(visitor).filter(pk=gallery.pk).exists() or gallery.visibility == Visibility.LINK
        return respond(request, message=message, back=_back(request, gallery) if seen else reverse("mine"))

    return view


@require_http_methods(["GET", "HEAD", "POST"])
def new_gallery(request: HttpRequest) -> HttpResponse:
    """Make an empty gallery; its page comes next."""
    if request.method != "POST":
        return render(request, "galleries/new.html", {"form": GalleryForm(auto_id="new-%s")})
    form = GalleryForm(request.POST, auto_id="new-%s")
    if not form.is_valid():
        return render(request, "galleries/new.html", {"form": form}, status=422)

    def make_it() -> str:
        made = galleries.make_gallery(visitor_of(request), **form.cleaned_data)
        return reverse("gallery", args=[made.slug])

    try:
        return made_once(request, make_it)
    except Refusal as refusal:
        form.add_error(None, refusal_message(refusal))
        return render(request, "galleries/new.html", {"form": form}, status=409)


@require_POST
def delete_gallery(request: HttpRequest, slug: str) -> HttpResponse:
    visitor = visitor_of(request)
    gallery = gallery_for(visitor, slug)
    galleries.delete_gallery(visitor, gallery.pk)
    messages.success(request, f"{gallery.name} is deleted. Its worlds are where they were.")
    return redirect("mine")


@changes_gallery
def hang_world(request: HttpRequest, visitor: Visitor, gallery: Gallery) -> str:
    """``visibility`` is the gallery's as the page showed it: who hangs it there knows who will see it."""
    world, visibility = _posted(request, "world"), _posted(request, "visibility")
    hung = curation.hang_world_for(visitor, gallery.pk, world, visibility=visibility)
    return f"It hangs in {gallery.name} now." if hung else f"It hangs in {gallery.name} already."


@changes_gallery
def take_world_down(request: HttpRequest, visitor: Visitor, gallery: Gallery) -> str:
    curation.take_world_down(visitor, gallery.pk, _posted(request, "world"))
    return f"It does not hang in {gallery.name} any more."


@changes_gallery
def move_world(request: HttpRequest, visitor: Visitor, gallery: Gallery) -> str:
    """``before`` another world (last, if empty), or a ``step``: ``first``, ``earlier``, ``later``, ``last``."""
    world = _posted(request, "world")
    if step := request.POST.get("step"):
        before = _neighbour(gallery, world, step)
        if before is None:
            return "It stays where it is."
    else:
        before = _posted(request, "before")
    curation.move_world(visitor, gallery.pk, world, before=before)
    order = list(visible_hangings(gallery).values_list("world__slug", flat=True))
    return f"It hangs in place {order.index(world) + 1} of {len(order)} now." if world in order else "It is moved."


@changes_gallery
def choose_cover(request: HttpRequest, visitor: Visitor, gallery: Gallery) -> str:
    world = _posted(request, "world")
    galleries.choose_cover(visitor, gallery.pk, world)
    return "It is the gallery’s cover now." if world else "The first world is the gallery’s cover now."


@changes_gallery
def add_curator(request: HttpRequest, visitor: Visitor, gallery: Gallery) -> str:
    curator = galleries.add_curator(visitor, gallery.pk, _posted(request, "name"))
    return f"{curator.user.get_username()} curates {gallery.name} too now."


@changes_gallery
def remove_curator(request: HttpRequest, visitor: Visitor, gallery: Gallery) -> str:
    name = _posted(request, "name")
    galleries.remove_curator(visitor, gallery.pk, name)
    return f"{name} does not curate {gallery.name} any more."


@require_POST
def renew_address(request: HttpRequest, slug: str) -> HttpResponse:
    visitor = visitor_of(request)
    gallery = addresses.renew_gallery_address(visitor, gallery_for(visitor, slug).pk)
    message = "It has a new address. The one before opens nothing any more."
    return respond(request, message=message, back=reverse("gallery", args=[gallery.slug]))


@changes_gallery
def report_gallery(request: HttpRequest, visitor: Visitor, gallery: Gallery) -> str:
    return report_from_form(request, visitor, gallery)


def report_from_form(request: HttpRequest, visitor: Visitor, thing: Any) -> str:
    """Report a gallery or a world with the form's reason and words. An unknown reason is a 404."""
    try:
        reports.report_content(visitor, thing, reason=_posted(request, "reason"), text=_posted(request, "text"))
    except ValueError:
        raise Http404 from None
    return THANKS


def respond(request: HttpRequest, *, back: str, message: str = "", error: str = "", **more: Any) -> HttpResponse:
    """The sentence, as JSON where the client asks for that, else shown on the page ``back``."""
    if "application/json" in request.headers.get("Accept", ""):
        if error:
            return JsonResponse({"error": error}, status=409)
        return JsonResponse({"said": message, **more})
    if error:
        messages.error(request, error)
    elif message:
        messages.success(request, message)
    return redirect(back)


def _posted(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")


def _back(request: HttpRequest, gallery: Gallery) -> str:
    """The world's page, where the form was on that one; else the gallery's, as it was looked at."""
    if request.POST.get("back") == "world" and (slug := _posted(request, "world")):
        try:
            return reverse("world", args=[slug])
        except NoReverseMatch:
            raise Http404 from None
    page = request.POST.get("page", "")
    query = {"page": page} if page.isdecimal() else {}
    if "arrange" in request.POST:
        query["arrange"] = "1"
    address = reverse("gallery", args=[gallery.slug])
    return f"{address}?{urlencode(query)}" if query else address


def _neighbour(gallery: Gallery, slug: str, step: str) -> str | None:
    """The world to hang before, for a step among those that can be seen; nothing for last, none for no step at all."""
    order = list(visible_hangings(gallery).values_list("world__slug", flat=True))
    if slug not in order or step not in ("first", "earlier", "later", "last"):
        raise Http404
    here, last = order.index(slug), len(order) - 1
    to = {"first": 0, "earlier": max(0, here - 1), "later": min(last, here + 1), "last": last}[step]
    if to == here:
        return None
    before = to if to < here else to + 1
    return str(order[before]) if before <= last else ""
