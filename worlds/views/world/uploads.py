"""The pages where a world is brought in from an archive: the form, and how far one is that was sent.

For accounts only: what is brought in stays, and takes room, so somebody has to stand for it. The archive comes as the
one upload there is; what it may weigh is set by LIGHTLOOM_IMPORT_MB, and 0 means that there is no such page. The server
refuses a larger body before it has come (lightloom_site/pacing.py); whatever arrives is checked again by what brings it
in. That takes its time elsewhere (``worlds.actions.world.imports``): without scripts the second page reloads itself
until it is done.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from worlds.access import NotFound, import_for, imports_of, visitor_of
from worlds.actions.limits import RateLimited
from worlds.actions.transaction import Refusal
from worlds.actions.world.imports import DEFAULT_GALLERY, accept_upload, cancel_import
from worlds.archive.unpack import ArchiveRefused
from worlds.forms import no_controls
from worlds.models import Bringing, Visibility
from worlds.reading.imports import import_progress
from worlds.wire.refusal_messages import refusal_message

LOOKED_AGAIN = 2
"""Seconds after which the page of an archive reloads itself where no script asks."""


class BringInForm(forms.Form):
    archive = forms.FileField(label="Archive", error_messages={"required": "Choose the archive of a world first."})
    gallery = forms.CharField(
        label="Gallery",
        max_length=80,
        initial=DEFAULT_GALLERY,
        error_messages={"required": "A gallery needs a name."},
    )
    visibility = forms.ChoiceField(
        label="Who may see it",
        choices=Visibility.choices,
        initial=Visibility.PRIVATE,
        widget=forms.RadioSelect,
        required=False,
    )

    def clean_gallery(self) -> str:
        return no_controls(self.cleaned_data["gallery"])


@require_http_methods(["GET", "HEAD", "POST"])
def bring_world_in(request: HttpRequest) -> HttpResponse:
    """The form; with an archive, the way to the page that says how far it is."""
    if not settings.LIGHTLOOM_IMPORT_BYTES:
        raise Http404
    if not request.user.is_authenticated:
        return _page(request, BringInForm())
    return _for_account(request)


@login_required
def _for_account(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, BringInForm())
    form = BringInForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    wish = form.cleaned_data
    try:
        archive = accept_upload(
            visitor_of(request),
            wish["archive"],
            gallery=wish["gallery"],
            visibility=wish["visibility"] or Visibility.PRIVATE,
        )
    except ArchiveRefused as refused:
        form.add_error("archive", str(refused))
        return _page(request, form, 422)
    except Refusal as refusal:
        form.add_error(None, refusal_message(refusal))
        return _page(request, form, 429 if isinstance(refusal, RateLimited) else 409)
    page = reverse("bringing", args=[archive.pk])
    return JsonResponse({"page": page}) if _by_script(request) else redirect(page)


@never_cache
@require_safe
def bringing(request: HttpRequest, bringing_id: uuid.UUID) -> HttpResponse:
    """How far an archive is, and then its world. To the script ``{id, state, stage, done, of, why, world, page}``."""
    way = import_progress(_found(request, bringing_id))
    if _by_script(request):
        return JsonResponse(asdict(way))
    if way.page:
        messages.success(request, way.stage)
        return redirect(way.page)
    return render(request, "imports/progress.html", {"way": way, "again": LOOKED_AGAIN})


@require_POST
def cancel(request: HttpRequest, bringing_id: uuid.UUID) -> HttpResponse:
    """Bring it in no longer; back to the form, or to what it came to meanwhile."""
    found = _found(request, bringing_id)
    if not cancel_import(visitor_of(request), found.pk):
        return redirect("bringing", bringing_id)
    messages.success(request, "It is cancelled. Nothing of it was kept.")
    return redirect("bring_in")


def _found(request: HttpRequest, bringing_id: uuid.UUID) -> Bringing:
    try:
        return import_for(visitor_of(request), bringing_id)
    except NotFound:
        raise Http404 from None


def _by_script(request: HttpRequest) -> bool:
    """Whether a script of these pages asks, which takes JSON."""
    return request.headers.get("Accept") == "application/json"


def _page(request: HttpRequest, form: BringInForm, status: int = 200) -> HttpResponse:
    """The form and what is wrong with it; to the script only what is wrong."""
    if form.errors and _by_script(request):
        return JsonResponse({"error": str(next(iter(form.errors.values()))[0])}, status=status)
    way = imports_of(visitor_of(request)).filter(state__in=Bringing.OPEN)
    return render(
        request,
        "imports/form.html",
        {"form": form, "most": settings.LIGHTLOOM_IMPORT_BYTES, "on_their_way": [import_progress(one) for one in way]},
        status=status,
    )
