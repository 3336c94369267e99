"""A world's mural as it is shown: its strips, the layers over them, and the narration that they make.

Read here and nowhere else, so that pages, files, the frame on other sites and the HTTP API say the same. Reads only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from worlds.models import Piece, Strip, World
from worlds.reading.media import media_url
from worlds.reading.pieces import layers_by_strip


@dataclass(frozen=True)
class WovenPiece:
    """A piece as pages and the HTTP API show it, with the phrase it was painted from and who spoke it."""

    x: int
    width: int
    view: str
    relief: str
    text: str
    narrator: str
    colour: int


@dataclass(frozen=True)
class WovenLayer(WovenPiece):
    """What a second voice painted over a strip's canvas; a later ``order`` lies over an earlier one."""

    order: int


@dataclass(frozen=True)
class WovenStrip(WovenPiece):
    """A strip with the layers over it; ``caption`` says what is painted, for those who do not see it."""

    position: int
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
    return world.strips.hanging().select_related("phrase").defer("memory", "seconds")


def woven_strips(world: World, rows: Iterable[Strip] | None = None) -> list[WovenStrip]:
    """The strips, or those of them in ``rows``, with the layers over them;
    names and colours as they were when the world was finished."""
    # Their JSON is most of what a thousand rows weigh, and the score alone is made of it.
    strips = list(hanging_strips(world).defer("palette", "phrase__direction") if rows is None else rows)
    if not strips:
        return []
    who = {credit["id"]: credit for credit in world.credits}
    layers = world.layers.hanging().filter(position__gte=strips[0].position, position__lte=strips[-1].position)
    layers = layers.select_related("phrase").defer("memory", "seconds", "palette", "phrase__direction")
    # of a world that is being woven one may be laid since its credits were read: it is there with the next look
    over = layers_by_strip(layer for layer in layers if layer.phrase.narrator_id.hex in who)
    return [
        WovenStrip(
            **_woven(strip, who),
            position=strip.position,
            caption=world.captions.get(str(strip.position), strip.phrase.text),
            layers=tuple(WovenLayer(**_woven(layer, who), order=layer.order) for layer in over[strip.position]),
        )
        for strip in strips
    ]


def _woven(piece: Piece, who: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What is shown of every piece; ``who`` is credited by the narrator's id."""
    credit = who[piece.phrase.narrator_id.hex]
    return {
        "x": piece.x,
        "width": piece.width,
        "view": media_url(piece.view),
        "relief": media_url(piece.relief_view),
        "text": piece.phrase.text,
        "narrator": credit["name"],
        "colour": credit["colour"],
    }


def telling(strips: Iterable[WovenStrip]) -> list[Line]:
    """The narration: every strip's phrase from left to right, and after it what was painted over it."""
    lines: list[Line] = []
    for strip in strips:
        for one in (strip, *strip.layers):
            before = lines[-1] if lines else None
            named = before is None or (before.narrator, before.colour) != (one.narrator, one.colour)
            lines.append(Line(strip.position, one.text, one.narrator, one.colour, one is not strip, named))
    return lines


def version_of(world: World, what: str) -> str:
    """A name for what is shown of a finished world, another one once a file of it was mended.
    ``what`` tells kinds of answers apart."""
    return hashlib.sha256(f"{world.pk} {world.finished_at} {world.mended} {what}".encode()).hexdigest()[:16]
