"""A world's mural as its pages show it: strips, layers and the narration, and what the pages' scripts are told with them.

Read here and nowhere else, so that the world page, the 3D page, the frame on other sites and the files say the same. No views.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from inference.geometry import HEIGHT, mural_width
from worlds.media import media_url
from worlds.models import Making, Strip, World
from worlds.views.addresses import absolute

STRIPS_SHAPE = 3
"""Counts up when ``strips.json`` changes its shape, so that a browser's cached copy is not taken for the new one."""
FIRST_STRIPS = 4
"""Strips that are in the HTML itself; scripts bring the others as they come near the view."""


@dataclass(frozen=True)
class WovenLayer:
    """What a second voice painted over a strip's canvas, as the pages show it; a later ``order`` lies over an earlier one."""

    order: int
    x: int
    width: int
    view: str
    relief: str
    text: str
    narrator: str
    colour: int


@dataclass(frozen=True)
class WovenStrip:
    """A strip as the pages show it, with the phrase it was painted from and who spoke it."""

    position: int
    x: int
    width: int
    view: str
    relief: str
    text: str
    narrator: str
    colour: int
    caption: str
    layers: tuple[WovenLayer, ...]


@dataclass(frozen=True)
class Line:
    """A phrase of the narration; ``named`` where another narrator speaks than in the line before."""

    position: int
    text: str
    narrator: str
    colour: int
    over: bool
    named: bool


def hanging_strips(world: World) -> QuerySet[Strip]:
    """The strips that are part of the mural with their phrases, left to right, without what only the engine remembers."""
    hanging = Strip.objects.filter(world=world, taken_down_at=None).select_related("phrase").order_by("position")
    return hanging.defer("memory", "seconds")


def woven_strips(world: World, rows: Iterable[Strip] | None = None) -> list[WovenStrip]:
    """The strips as the pages show them; names and colours as they were when the world was finished."""
    who = {credit["id"]: credit for credit in world.credits}
    over: dict[int, list[WovenLayer]] = defaultdict(list)
    layers = world.layers.filter(taken_down_at=None).select_related("phrase").order_by("order")
    for layer in layers.defer("memory", "seconds", "palette", "phrase__direction"):
        credit = who[layer.phrase.narrator_id.hex]
        over[layer.position].append(
            WovenLayer(
                order=layer.order,
                x=layer.x,
                width=layer.width,
                view=media_url(layer.view),
                relief=media_url(layer.relief_view),
                text=layer.phrase.text,
                narrator=credit["name"],
                colour=credit["colour"],
            )
        )
    # Their JSON is most of what a thousand rows weigh, and the score alone is made of it.
    strips = hanging_strips(world).defer("palette", "phrase__direction") if rows is None else rows
    return [
        WovenStrip(
            position=strip.position,
            x=strip.x,
            width=strip.width,
            view=media_url(strip.view),
            relief=media_url(strip.relief_view),
            text=strip.phrase.text,
            narrator=who[strip.phrase.narrator_id.hex]["name"],
            colour=who[strip.phrase.narrator_id.hex]["colour"],
            caption=world.captions.get(str(strip.position), strip.phrase.text),
            layers=tuple(over[strip.position]),
        )
        for strip in strips
    ]


def telling(strips: Iterable[WovenStrip]) -> list[Line]:
    """The narration: every strip's phrase from left to right, and after it what was painted over it."""
    lines: list[Line] = []
    for strip in strips:
        told: tuple[WovenStrip | WovenLayer, ...] = (strip, *strip.layers)
        for one in told:
            before = lines[-1] if lines else None
            named = before is None or (before.narrator, before.colour) != (one.narrator, one.colour)
            lines.append(Line(strip.position, one.text, one.narrator, one.colour, one is not strip, named))
    return lines


def mural_context(request: HttpRequest, world: World, strips: list[WovenStrip]) -> dict[str, Any]:
    """What every page that shows a world's mural needs."""
    page = reverse("world", args=[world.slug])
    return {
        "world": world,
        "first_strips": strips[:FIRST_STRIPS],
        "height": HEIGHT,
        "width": mural_width(world.strip_count),
        "page_url": absolute(request, page),
        "cover_url": absolute(request, media_url(world.cover)) if world.cover else "",
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
    """What the deep zoom needs, as static/js/world/deep.js reads it; none while the tiles are not all there."""
    making = world.makings.filter(kind="tiles", state=Making.State.MADE, final=True).first()
    for file in making.files if making else ():
        return dict(file["about"]) | {"url": media_url(file["key"])}
    return None


def strips_version(world: World) -> str:
    return hashlib.sha256(f"{STRIPS_SHAPE} {world.pk} {world.finished_at}".encode()).hexdigest()[:16]
