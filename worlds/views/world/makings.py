"""What is made from a world, for its pages: progress, asking for one kind, and stopping it.

Everybody who sees the world sees its makings; asking for more is for those who took part, since it costs minutes of
work.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from inference.contract.makings.kinds import MAKING_KINDS
from worlds.access import own_world_for, visitor_of, world_for
from worlds.actions.world.makings import ask_making, cancel_making, remake
from worlds.models import World
from worlds.reading.makings import making_as_json
from worlds.refusal_messages import refusal_message
from worlds.wire.refusal import Refusal


@require_safe
def world_makings(request: HttpRequest, slug: str) -> HttpResponse:
    """``{kind: {state, stage, done, of, why, files: [{name, url, type, bytes, about}]}}``, of all kinds asked for."""
    world = world_for(visitor_of(request), slug)
    return _makings_json(world)


@require_POST
def world_make(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Ask for one kind; with ``again`` in the form, anew though it is there."""
    world = _own_world(request, slug, kind)
    try:
        remake(world, kind) if request.POST.get("again") else ask_making(world, kind)  # type: ignore[arg-type]
    except Refusal as refusal:
        return JsonResponse({"error": refusal_message(refusal)}, status=409)
    return _makings_json(world, status=202)


@require_POST
def world_make_cancel(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Stop making one kind."""
    world = _own_world(request, slug, kind)
    cancel_making(world, kind)  # type: ignore[arg-type]
    return _makings_json(world)


def _own_world(request: HttpRequest, slug: str, kind: str) -> World:
    if kind not in MAKING_KINDS:
        raise Http404
    return own_world_for(visitor_of(request), slug)


def _makings_json(world: World, status: int = 200) -> JsonResponse:
    makings = world.makings.order_by("kind")
    response = JsonResponse({making.kind: making_as_json(making) for making in makings}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
