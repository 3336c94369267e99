"""The pages where an archive is imported: the form, and the progress of an import.

For accounts only, since an imported world stays and takes room. LIGHTLOOM_IMPORT_MB bounds the upload, and 0 means that
there is no such page; the server refuses a larger body before it has come (lightloom_site/web/backpressure.py). The
import runs elsewhere (``worlds.actions.world.imports``): without scripts the second page reloads itself until it ends.
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

from worlds.access import import_for, imports_of, visitor_of
from worlds.actions.limits import RateLimited
from worlds.actions.world.imports import DEFAULT_GALLERY, accept_upload, cancel_import
from worlds.archive.unpack import ArchiveRefused
from worlds.forms import VisibleCharField
from worlds.models import Bringing, Visibility
from worlds.reading.imports import import_progress
from worlds.refusal_messages import refusal_message
from worlds.wire.refusal import Refusal

RELOAD_SECONDS = 2
"""Seconds after which the page of an import reloads itself without scripts."""


class ImportForm(forms.Form):
    archive = forms.FileField(label="Archive", error_messages={"required": "Choose the archive of a world first."})
    gallery = VisibleCharField(
        label="Gallery",
        max_length=80,
        initial=DEFAULT_GALLERY,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": "A gallery needs a name."},
    )
    visibility = forms.ChoiceField(
        label="Who may see it",
        choices=Visibility.choices,
        initial=Visibility.PRIVATE,
        widget=forms.RadioSelect,
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """The form; posted with an archive, a redirect to the page of its import."""
    if not settings.LIGHTLOOM_IMPORT_BYTES:
        raise Http404
    if not request.user.is_authenticated:
        return _form_page(request, ImportForm())
    return _upload(request)


@login_required
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, form, 422)
    cleaned = form.cleaned_data
    try:
        archive = accept_upload(
            visitor_of(request),
            cleaned["archive"],
            gallery=cleaned["gallery"],
            visibility=cleaned["visibility"] or Visibility.PRIVATE,
        )
    except ArchiveRefused as refused:
        form.add_error("archive", str(refused))
        return _form_page(request, form, 422)
    except Refusal as refusal:
        form.add_error(None, refusal_message(refusal))
        return _form_page(request, form, 429 if isinstance(refusal, RateLimited) else 409)
    page = reverse("bringing", args=[archive.pk])
    return JsonResponse({"page": page}) if _wants_json(request) else redirect(page)


@never_cache
@require_safe
def import_page(request: HttpRequest, bringing_id: uuid.UUID) -> HttpResponse:
    """The progress of an import, then its world. For scripts ``{id, state, stage, done, of, why, world, page}``."""
    progress = import_progress(import_for(visitor_of(request), bringing_id))
    if _wants_json(request):
        return JsonResponse(asdict(progress))
    if progress.page:
        messages.success(request, progress.stage)
        return redirect(progress.page)
    return render(request, "imports/progress.html", {"progress": progress, "reload_seconds": RELOAD_SECONDS})


@require_POST
def cancel(request: HttpRequest, bringing_id: uuid.UUID) -> HttpResponse:
    """Cancel an import; back to the form, or to its page if it ended meanwhile."""
    if not cancel_import(visitor_of(request), bringing_id):
        return redirect("bringing", bringing_id)
    messages.success(request, "It is cancelled. Nothing of it was kept.")
    return redirect("bring_in")


def _wants_json(request: HttpRequest) -> bool:
    """Whether the request is of a script of these pages."""
    return request.headers.get("Accept") == "application/json"


def _form_page(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    """The form with its errors; for scripts the first error only."""
    if form.errors and _wants_json(request):
        return JsonResponse({"error": str(next(iter(form.errors.values()))[0])}, status=status)
    open_imports = imports_of(visitor_of(request)).filter(state__in=Bringing.OPEN)
    return render(
        request,
        "imports/form.html",
        {
            "form": form,
            "most": settings.LIGHTLOOM_IMPORT_BYTES,
            "open_imports": [import_progress(row) for row in open_imports],
        },
        status=status,
    )
