"""The context of every page that shows a world's mural, and what its scripts read. No views."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from inference.contract.geometry import HEIGHT, mural_width
from worlds.models import World
from worlds.reading.makings import final_making
from worlds.reading.media import cover_url, media_url
from worlds.reading.mural import MuralStrip, content_version
from worlds.views.addresses import absolute_url

STRIPS_SHAPE = 4
"""Raised when the shape of ``strips.json`` changes, so that no browser uses a cached copy of the old shape."""
FIRST_STRIPS = 4
"""Strips that are in the HTML itself; scripts bring the others as they come near the view."""


def mural_context(request: HttpRequest, world: World, strips: list[MuralStrip]) -> dict[str, Any]:
    """The context of every page that shows a world's mural."""
    page = reverse("world", args=[world.slug])
    return {
        "world": world,
        "first_strips": strips[:FIRST_STRIPS],
        "height": HEIGHT,
        "width": mural_width(world.strip_count),
        "page_url": absolute_url(request, page),
        "cover_url": absolute_url(request, cover_url(world)) if world.cover else "",
        "mural": {
            "title": world.title,
            "page": page,
            "height": HEIGHT,
            "width": mural_width(world.strip_count),
            "strips": f"{reverse('world_strips', args=[world.slug])}?v={strips_version(world)}",
            "threads": [[strip.x, strip.colour] for strip in strips],
            "over": [[layer.x, layer.width, layer.colour] for strip in strips for layer in strip.layers],
            "colours": world.palette.get("colours", []),
            "tiles": _tiles(world),
        },
    }


def _tiles(world: World) -> dict[str, Any] | None:
    """What the deep zoom needs, as static/js/mural/deep_zoom.js reads it; none while the tiles are not all there."""
    making = final_making(world, "tiles")
    for file in making.files if making else ():
        return dict(file["about"]) | {"url": media_url(world, file["key"])}
    return None


def strips_version(world: World) -> str:
    return content_version(world, f"strips.json {STRIPS_SHAPE}")
