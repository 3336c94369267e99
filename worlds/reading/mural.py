"""A world's mural as it is shown: its strips, the layers over them, and the narration. Reads only.

Pages, files, the frame on other sites and the HTTP API all read it here, so that they show the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import QuerySet

from worlds.models import Piece, Strip, World
from worlds.reading.media import media_url
from worlds.reading.pieces import layers_by_strip, told_phrase
from worlds.reading.room import strip_score


@dataclass(frozen=True)
class MuralPiece:
    """A piece as pages and the HTTP API show it, with the phrase it was painted from and who spoke it."""

    x: int
    width: int
    view: str
    relief: str
    text: str
    language: str
    narrator: str
    colour: int


@dataclass(frozen=True)
class MuralLayer(MuralPiece):
    """What a second voice painted over a strip's canvas; a later ``order`` lies over an earlier one."""

    order: int


@dataclass(frozen=True)
class MuralStrip(MuralPiece):
    """A strip with the layers over it; ``caption`` says what is painted, for those who do not see it."""

    position: int
    caption: str
    layers: tuple[MuralLayer, ...]


@dataclass(frozen=True)
class NarrationLine:
    """A phrase of the narration; ``new_speaker`` where another narrator speaks than in the line before."""

    position: int
    text: str
    language: str
    narrator: str
    colour: int
    over: bool
    new_speaker: bool


def hanging_strips(world: World) -> QuerySet[Strip]:
    """The strips that are part of the mural with their phrases, left to right, without what only the engine reads."""
    return world.strips.hanging().select_related("phrase").defer("memory", "seconds")


def mural_strips(world: World, rows: Iterable[Strip] | None = None) -> list[MuralStrip]:
    """The strips, or those of them in ``rows``, with the layers over them; names and colours as in the credits."""
    # Their JSON is most of the size of a thousand rows, and only the score needs it.
    strips = list(hanging_strips(world).defer("palette", "phrase__direction") if rows is None else rows)
    if not strips:
        return []
    credits = {credit["id"]: credit for credit in world.credits}
    layers = world.layers.hanging().filter(position__gte=strips[0].position, position__lte=strips[-1].position)
    layers = layers.select_related("phrase").defer("memory", "seconds", "palette", "phrase__direction")
    # while a world is being woven a layer may be laid after its credits were read: it is shown with the next request
    over = layers_by_strip(layer for layer in layers if layer.phrase.narrator_id.hex in credits)
    return [
        MuralStrip(
            **_piece_fields(world, strip, credits),
            position=strip.position,
            caption=world.captions.get(str(strip.position), told_phrase(strip.phrase)),
            layers=tuple(
                MuralLayer(**_piece_fields(world, layer, credits), order=layer.order) for layer in over[strip.position]
            ),
        )
        for strip in strips
    ]


def strips_as_json(world: World, rows: list[Strip]) -> list[dict[str, Any]]:
    """``rows`` with the layers over them and their scores, as scripts and the HTTP API read them."""
    return [
        asdict(strip) | {"score": strip_score(row, row.phrase.direction, world.seed).model_dump(mode="json")}
        for row, strip in zip(rows, mural_strips(world, rows), strict=True)
    ]


def _piece_fields(world: World, piece: Piece, credits: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What is shown of every piece; ``credits`` by narrator id."""
    credit = credits[piece.phrase.narrator_id.hex]
    return {
        "x": piece.x,
        "width": piece.width,
        "view": media_url(world, piece.view),
        "relief": media_url(world, piece.relief_view),
        "text": told_phrase(piece.phrase),
        "language": piece.phrase.language,
        "narrator": credit["name"],
        "colour": credit["colour"],
    }


def narration_lines(strips: Iterable[MuralStrip]) -> list[NarrationLine]:
    """The narration: every strip's phrase from left to right, and after it what was painted over it."""
    lines: list[NarrationLine] = []
    for strip in strips:
        for piece in (strip, *strip.layers):
            previous = lines[-1] if lines else None
            new_speaker = previous is None or (previous.narrator, previous.colour) != (piece.narrator, piece.colour)
            lines.append(
                NarrationLine(
                    position=strip.position,
                    text=piece.text,
                    language=piece.language,
                    narrator=piece.narrator,
                    colour=piece.colour,
                    over=piece is not strip,
                    new_speaker=new_speaker,
                )
            )
    return lines


def content_version(world: World, what: str) -> str:
    """A version tag of a finished world's content, which changes with its address and when a file of it was repaired.

    ``what`` distinguishes kinds of answers.
    """
    version = f"{world.pk} {world.slug} {world.finished_at} {world.mended} {what}"
    return hashlib.sha256(version.encode()).hexdigest()[:16]
