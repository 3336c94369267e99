"""``/health``: HTML for people, JSON for programs; 200 when ready, 503 with the reasons when not.

``/health/warmth`` is how far the engine is, or what stands in its way: rooms ask for it while the engine warms up.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from worlds.valkey.health import check_health, room_readiness


@never_cache
@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    found = check_health()
    status = 200 if found.ready else 503
    if request.GET.get("format") == "json" or not request.accepts("text/html"):
        return JsonResponse(found.to_json(), status=status)
    return render(request, "health.html", {"health": found, "version": settings.LIGHTLOOM_VERSION}, status=status)


@never_cache
@require_safe
def warmup(request: HttpRequest) -> HttpResponse:
    """``inference.engine.protocols.WarmupStatus`` of the engine that paints, or null while no worker reports one.

    On a full disk it is not ready, and ``stopped`` says why.
    """
    return JsonResponse(room_readiness(), safe=False)
