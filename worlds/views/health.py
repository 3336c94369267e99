"""``/health``: HTML for people, JSON for programs; 200 when ready, 503 with the reasons when not.

``/health/warmth`` is how far the engine is and nothing else: rooms ask for it while it wakes.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from worlds.valkey.health import engine_warmth, health


@never_cache
@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    found = health()
    status = 200 if found.ready else 503
    if request.GET.get("format") == "json" or not request.accepts("text/html"):
        return JsonResponse(found.to_json(), status=status)
    return render(request, "health.html", {"health": found, "told": found.to_json()}, status=status)


@never_cache
@require_safe
def warmth(request: HttpRequest) -> HttpResponse:
    """``inference.engine.protocols.WarmupStatus`` of the engine that paints,
    or null while none says anything of itself."""
    return JsonResponse(engine_warmth(), safe=False)
