"""``/health``: HTML for people, JSON for programs; 200 when ready, 503 with the reasons when not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from worlds.health import health


@never_cache
@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    found = health()
    status = 200 if found.ready else 503
    if request.GET.get("format") == "json" or not request.accepts("text/html"):
        return JsonResponse(found.to_json(), status=status)
    return render(request, "health.html", {"health": found, "told": found.to_json()}, status=status)
