"""The pieces of a mural as rows, and as the notes of them that the inference service reads. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from inference.contract.pieces import LayerNote, PieceNote, StripNote
from worlds.models import Layer, Phrase, Piece, World
from worlds.speech.phrasing import as_sentence
from worlds.wire.text_patterns import one_line


def hanging_piece(phrase: Phrase) -> Piece | None:
    """What ``phrase`` painted that is part of the mural, if anything is: a layer of the second voice, else a strip."""
    painted: Iterable[Piece] = phrase.layers.all() if phrase.over else phrase.strips.all()
    return next((piece for piece in painted if piece.taken_down_at is None), None)


def painted_phrases(world: World, strips: int | None = None) -> list[tuple[Phrase, Piece]]:
    """The phrases of the mural in the order they were said, each with what it painted.

    With ``strips`` only those of its first so many strips, and of the layers over them.
    """
    within = {} if strips is None else {"position__lt": strips}
    pieces: dict[object, Piece] = {}
    for painted in (world.strips, world.layers):
        pieces |= {piece.phrase_id: piece for piece in painted.hanging().filter(**within)}
    phrases = world.phrases.filter(state=Phrase.State.PAINTED).order_by("ordinal")
    return [(phrase, pieces[phrase.pk]) for phrase in phrases if phrase.pk in pieces]


def layers_by_strip(layers: Iterable[Layer]) -> dict[int, list[Layer]]:
    """``layers`` by the position of the strip whose canvas they lie on, each place's in the order they came."""
    over: dict[int, list[Layer]] = defaultdict(list)
    for layer in layers:
        over[layer.position].append(layer)
    return over


def strip_notes(world: World) -> list[StripNote]:
    """The mural as the inference service reads it: its strips, left to right, with the layers over their canvases."""
    strips = world.strips.hanging().select_related("phrase__narrator")
    over = layers_by_strip(world.layers.hanging().select_related("phrase__narrator"))
    return [
        StripNote(
            **dict(piece_note(strip)),
            position=strip.position,
            layers=[LayerNote(**dict(piece_note(layer))) for layer in over[strip.position]],
        )
        for strip in strips
    ]


def told(text: str, source: str, language: str) -> str:
    """A phrase as it is read once its world hangs, on one line: spoken words as a sentence, typed ones as typed."""
    return as_sentence(one_line(text), language) if source == "spoken" else one_line(text)


def told_phrase(phrase: Phrase) -> str:
    """What ``told`` makes of ``phrase``."""
    return told(phrase.text, phrase.source, phrase.language)


def piece_note(piece: Piece) -> PieceNote:
    return PieceNote(
        x=piece.x,
        width=piece.width,
        picture=piece.picture,
        relief=piece.relief,
        text=told_phrase(piece.phrase),
        narrator=piece.phrase.narrator.name,
        direction=piece.phrase.direction,
        palette=piece.palette,
    )
