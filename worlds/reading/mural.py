"""A world's mural as it is shown: its strips, the layers over them, and the narration that they make.

Read here and nowhere else, so that pages, files, the frame on other sites and the HTTP API say the same. Reads only.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from worlds.models import Strip, World
from worlds.reading.media import media_url


@dataclass(frozen=True)
class WovenLayer:
    """What a second voice painted over a strip's canvas, as pages and the HTTP API show it;
    a later ``order`` lies over an earlier one."""

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
    """A strip as pages and the HTTP API show it, with the phrase it was painted from and who spoke it."""

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
    """The strips that are part of the mural with their phrases, left to right,
    without what only the engine remembers."""
    hanging = Strip.objects.filter(world=world, taken_down_at=None).select_related("phrase").order_by("position")
    return hanging.defer("memory", "seconds")


def woven_strips(world: World, rows: Iterable[Strip] | None = None) -> list[WovenStrip]:
    """The strips, or those of them in ``rows``, with the layers over them;
    names and colours as they were when the world was finished."""
    # Their JSON is most of what a thousand rows weigh, and the score alone is made of it.
    strips = list(hanging_strips(world).defer("palette", "phrase__direction") if rows is None else rows)
    if not strips:
        return []
    who = {credit["id"]: credit for credit in world.credits}
    over: dict[int, list[WovenLayer]] = defaultdict(list)
    between = {"position__gte": strips[0].position, "position__lte": strips[-1].position}
    layers = world.layers.filter(taken_down_at=None, **between).select_related("phrase").order_by("order")
    for layer in layers.defer("memory", "seconds", "palette", "phrase__direction"):
        credit = who.get(layer.phrase.narrator_id.hex)
        if credit is None:
            continue  # of a world that is being woven: laid since its credits were read, and there with the next look
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


def version_of(world: World, what: str) -> str:
    """A name for what is shown of a finished world, another one once a file of it was mended.
    ``what`` tells kinds of answers apart."""
    return hashlib.sha256(f"{world.pk} {world.finished_at} {world.mended} {what}".encode()).hexdigest()[:16]
