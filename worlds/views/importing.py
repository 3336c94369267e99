"""The page where a world is brought in from an archive.

For accounts only: what is brought in stays, and takes room, so somebody has to stand for it. The archive comes as the one upload there
is; what it may weigh is set by LIGHTLOOM_IMPORT_MB, and 0 means that there is no such page. The server refuses a larger body before it has
come (lightloom_site/pacing.py); whatever arrives is checked again here.
"""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from worlds.access import visitor_of
from worlds.actions.importing import bring_in
from worlds.actions.limiting import Limit
from worlds.actions.recording import Refusal
from worlds.archive.unpacking import ArchiveRefused
from worlds.forms import no_controls
from worlds.models import Visibility
from worlds.refusals import sentence_of

LIMIT = Limit("bring-in", most=20, seconds=3600, code="import.too_many")
GALLERY = "Brought in"


class BringInForm(forms.Form):
    archive = forms.FileField(label="Archive", error_messages={"required": "Choose the archive of a world first."})
    gallery = forms.CharField(
        label="Gallery",
        max_length=80,
        initial=GALLERY,
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
    """The form; with an archive, the world it held."""
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
    visitor, wish = visitor_of(request), form.cleaned_data
    try:
        LIMIT.check(f"user-{request.user.pk}")
        brought = bring_in(
            visitor,
            wish["archive"].file,
            host_name=request.user.get_username()[:40],
            gallery=wish["gallery"],
            visibility=wish["visibility"] or Visibility.PRIVATE,
            most=2 * settings.LIGHTLOOM_IMPORT_BYTES,
        )
    except ArchiveRefused as refused:
        form.add_error("archive", str(refused))
        return _page(request, form, 422)
    except Refusal as refusal:
        form.add_error(None, sentence_of(refusal))
        return _page(request, form, 429 if refusal.code == LIMIT.code else 422)
    messages.success(request, "The world is here, as it was.")
    page = reverse("world", args=[brought.world.slug])
    return JsonResponse({"page": page}) if _by_script(request) else redirect(page)


def _by_script(request: HttpRequest) -> bool:
    """Whether static/js/bring_in.js asks, which shows progress and takes JSON."""
    return request.headers.get("Accept") == "application/json"


def _page(request: HttpRequest, form: BringInForm, status: int = 200) -> HttpResponse:
    """The form and what is wrong with it; to the script only what is wrong."""
    if form.errors and _by_script(request):
        return JsonResponse({"error": str(next(iter(form.errors.values()))[0])}, status=status)
    return render(
        request,
        "worlds/bring_in.html",
        {"form": form, "most": settings.LIGHTLOOM_IMPORT_BYTES},
        status=status,
    )
