"""Stepping inside: what the 3D view loads, for a finished world and for the one a room is weaving.

A world's depth is told as far as it is made; strips without a body yet are shown flat by the page. A room's world is
for whoever sits in the room and grows while it is looked at: its page asks for the strips again and again, which costs
nothing while nothing changed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from inference.contract.depth_sheet import MANIFEST
from inference.contract.geometry import HEIGHT, mural_width
from worlds.access import NotFound, room_for, visitor_of, world_for
from worlds.actions.world.finishing import credits_of
from worlds.models import Making, Room, World
from worlds.reading.media import media_url
from worlds.reading.mural import hanging_strips, mural_strips
from worlds.reading.room import current_world, strip_score


@gzip_page
@require_safe
def world_depth(request: HttpRequest, slug: str) -> HttpResponse:
    """The bodies of a world's strips that are made:
    ``{base, state, finished, bodies: [{position, left, width, back}], skipped}``.

    A body's files lie below the URL ``base`` under the names that ``inference.contract.depth_sheet.Body`` tells;
    ``state`` is that of the making, or ``none``. Lengths are px of the mural.
    """
    try:
        world = world_for(visitor_of(request), slug)
    except NotFound:
        raise Http404 from None
    return _told(request, _depth(world))


@gzip_page
@require_safe
def room_inside(request: HttpRequest, code: str) -> HttpResponse:
    """The world that the room is weaving, in 3D; the way into the room for who does not sit in it."""
    try:
        room = room_for(visitor_of(request), code)
    except NotFound:
        return redirect("room", code=code)
    world = current_world(room)
    if world.state == World.State.FINISHED:
        return redirect("inside", slug=world.slug)
    told = _strips(room, world)
    mural = {
        "title": world.title or room.name,
        "height": HEIGHT,
        "width": told["width"],
        "strips": reverse("room_strips", args=[room.code]),
        "threads": [[strip["x"], strip["colour"]] for strip in told["strips"]],
        "over": [[one["x"], one["width"], one["colour"]] for strip in told["strips"] for one in strip["layers"]],
        "colours": told["colours"],
    }
    return render(request, "worlds/inside.html", {"world": world, "room": room, "mural": mural})


@gzip_page
@require_safe
def room_strips(request: HttpRequest, code: str) -> HttpResponse:
    """The strips of the world that the room is weaving, as ``world_strips`` tells them, with the ``world`` they are of.

    ``page`` is the address of its 3D page once it is finished.
    """
    room = _room(request, code)
    return _told(request, _strips(room, current_world(room)))


@gzip_page
@require_safe
def room_depth(request: HttpRequest, code: str) -> HttpResponse:
    """As ``world_depth``, of the world that the room is weaving."""
    return _told(request, _depth(current_world(_room(request, code))))


def _room(request: HttpRequest, code: str) -> Room:
    try:
        return room_for(visitor_of(request), code)
    except NotFound:
        raise Http404 from None


def _strips(room: Room, world: World) -> dict[str, Any]:
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
        "strips": [
            asdict(woven) | {"score": strip_score(row, row.phrase.direction, world.seed).model_dump(mode="json")}
            for row, woven in zip(rows, mural_strips(world, rows), strict=True)
        ],
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
        # Just written anew under another name, or lost: the page asks again, an operator can repair it.
        return nothing
    bodies = [{name: body[name] for name in ("position", "left", "width", "back")} for body in sheet["bodies"]]
    base = media_url(key.rpartition("/")[0])
    return {"base": base, "state": state} | {
        "finished": sheet["finished"],
        "bodies": bodies,
        "skipped": sheet["skipped"],
    }


def _told(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    """As JSON for this visitor alone, or that it is as it was."""
    response: HttpResponse = JsonResponse(told)
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response = HttpResponseNotModified()
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response
