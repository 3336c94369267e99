"""The 3D view: what it loads, for a finished world and for the one that a room is weaving.

Bodies come as far as the depth is made; the page shows strips without one flat. A room's world is for whoever sits in
the room and grows meanwhile: its page polls the strips, which costs almost nothing while nothing changed.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from inference.contract.geometry import HEIGHT, mural_width
from inference.contract.makings.depth_sheet import MANIFEST
from worlds.access import NotFound, room_world_for, visitor_of, world_for
from worlds.actions.world.finishing import credits_of
from worlds.models import Making, World
from worlds.reading.media import media_url
from worlds.reading.mural import hanging_strips, strips_as_json


@gzip_page
@require_safe
def world_depth(request: HttpRequest, slug: str) -> HttpResponse:
    """The bodies of a world's strips that are made:
    ``{base, state, finished, bodies: [{position, left, width, back}], skipped}``.

    A body's files lie below the URL ``base`` under the names of ``inference.contract.makings.depth_sheet.Body``;
    ``state`` is that of the making, or ``none``. Lengths are px of the mural.
    """
    world = world_for(visitor_of(request), slug)
    return _json_or_not_modified(request, _depth(world))


@gzip_page
@require_safe
def room_inside(request: HttpRequest, code: str) -> HttpResponse:
    """The world that the room is weaving, in 3D; the room's own page for whoever may not see that."""
    try:
        room, world = room_world_for(visitor_of(request), code)
    except NotFound:
        return redirect("room", code=code)
    if world.state == World.State.FINISHED:
        return redirect("inside", slug=world.slug)
    strips = _strips(world)
    mural = {
        "title": world.title or room.name,
        "height": HEIGHT,
        "width": strips["width"],
        "strips": reverse("room_strips", args=[room.code]),
        "threads": [[strip["x"], strip["colour"]] for strip in strips["strips"]],
        "over": [
            [layer["x"], layer["width"], layer["colour"]] for strip in strips["strips"] for layer in strip["layers"]
        ],
        "colours": strips["colours"],
    }
    return render(request, "worlds/inside.html", {"world": world, "room": room, "mural": mural})


@gzip_page
@require_safe
def room_strips(request: HttpRequest, code: str) -> HttpResponse:
    """The strips of the world that the room is weaving, as ``world_strips`` gives them, with the ``world`` they are of.

    ``page`` is the address of its 3D page once it is finished.
    """
    return _json_or_not_modified(request, _strips(room_world_for(visitor_of(request), code)[1]))


@gzip_page
@require_safe
def room_depth(request: HttpRequest, code: str) -> HttpResponse:
    """As ``world_depth``, of the world that the room is weaving."""
    return _json_or_not_modified(request, _depth(room_world_for(visitor_of(request), code)[1]))


def _strips(world: World) -> dict[str, Any]:
    rows = list(hanging_strips(world))
    if world.state != World.State.FINISHED:
        # Names and colours as they are now; they are stored with the world when it is finished.
        world.credits = credits_of(world)
    return {
        "world": world.id.hex,
        "page": reverse("inside", args=[world.slug]) if world.state == World.State.FINISHED else "",
        "height": HEIGHT,
        "width": mural_width(len(rows)),
        "colours": rows[-1].palette.get("colours", []) if rows else [],
        "strips": strips_as_json(world, rows),
    }


def _depth(world: World) -> dict[str, Any]:
    making = Making.objects.filter(world=world, kind="depth").first()
    state = "none" if making is None else making.state
    nothing = {"base": "", "state": state, "finished": False, "bodies": [], "skipped": []}
    files = making.files if making is not None and state in (Making.State.MADE, Making.State.MAKING) else []
    key = next((file["key"] for file in files if file["name"] == MANIFEST), None)
    if key is None:
        return nothing
    try:
        with default_storage.open(key) as stored:
            sheet = json.load(stored)
    except FileNotFoundError:
        # just written anew under another name, or lost: the page asks again, an operator can repair it
        return nothing
    bodies = [{name: body[name] for name in ("position", "left", "width", "back")} for body in sheet["bodies"]]
    base = media_url(world, key.rpartition("/")[0])
    return {"base": base, "state": state} | {
        "finished": sheet["finished"],
        "bodies": bodies,
        "skipped": sheet["skipped"],
    }


def _json_or_not_modified(request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
    """``data`` as JSON for this visitor alone, or a 304 response where the browser has it already."""
    response = JsonResponse(data)
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:16]}"'
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
