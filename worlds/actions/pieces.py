"""Pieces of a mural as rows: created for what was painted, in bulk for a world that comes from elsewhere, taken down.

A strip belongs at the mural's right edge. A layer belongs to the canvas of the strip that was the mural's last when it
was painted. Neighbouring canvases share no pixel that may be painted over, so a layer can be taken down at any time
while no other lies on it. What a piece means for its phrase and its room is the caller's.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from inference.contract.geometry import NEW, canvas_x, strip_width, strip_x
from inference.contract.pieces import PIECE_FILES, LayerResult, PieceResult, StripResult
from worlds.models import Layer, Phrase, Piece, Strip, World
from worlds.reading.pieces import hanging_piece

BATCH_SIZE = 500
"""Rows that are written with one SQL statement."""


def new_strip(world: World, phrase: Phrase, result: StripResult) -> Strip | None:
    """The row of a painted strip, not yet saved; None where it was painted for another place than the mural's edge.

    Raises ``ValueError`` for a width that no strip there has.
    """
    position = world.strip_count
    if phrase.over or result.x != strip_x(position):
        return None
    if result.files.width != strip_width(position):
        raise ValueError(f"a strip at {position} is {strip_width(position)} px wide, not {result.files.width}")
    return Strip(world=world, phrase=phrase, position=position, **_result_columns(result))


def new_layer(world: World, phrase: Phrase, result: LayerResult) -> Layer | None:
    """The row of a painted layer, not yet saved; None where it was painted for another place than the mural's end.

    Raises ``ValueError`` for a width or a left edge that no layer there has.
    """
    position = world.strip_count - 1
    if not phrase.over or result.position != position:
        return None
    if (result.x, result.files.width) != (canvas_x(position), NEW):
        raise ValueError(f"a layer is {NEW} px wide at {canvas_x(position)}, not {result.files.width} at {result.x}")
    order = world.layers.count() + 1
    return Layer(world=world, phrase=phrase, position=position, order=order, **_result_columns(result))


def _result_columns(result: PieceResult) -> dict[str, Any]:
    """The columns that every piece takes from the result."""
    return {
        "x": result.x,
        "width": result.files.width,
        **{name: getattr(result.files, name) for name in PIECE_FILES},
        "palette": result.palette.model_dump(mode="json"),
        "memory": result.memory,
        "engine": result.engine,
        "seconds": result.seconds,
    }


def create_painted(painted: list[tuple[Phrase, Piece]]) -> None:
    """Insert new phrases and what they painted, hundreds of rows with one statement."""
    Phrase.objects.bulk_create([phrase for phrase, _ in painted], BATCH_SIZE)
    Strip.objects.bulk_create([piece for _, piece in painted if isinstance(piece, Strip)], BATCH_SIZE)
    Layer.objects.bulk_create([piece for _, piece in painted if isinstance(piece, Layer)], BATCH_SIZE)


def take_down(world: World, phrase: Phrase) -> bool:
    """Take down what ``phrase`` painted, unless something follows it, lies over it or is being painted just now.

    Its row and its files stay. The caller changes the phrase's state. Returns whether it was taken down.
    """
    piece = hanging_piece(phrase)
    if piece is None or world.phrases.filter(state=Phrase.State.PAINTING).exists():
        return False
    top = layers_at(world, piece.position).last()
    if top is not None and top != piece:
        return False
    if isinstance(piece, Strip):
        if piece.position != world.strip_count - 1:
            return False
        world.strip_count -= 1
        world.save(update_fields=["strip_count"])
    piece.taken_down_at = timezone.now()
    piece.save(update_fields=["taken_down_at"])
    return True


def is_at_the_end(world: World, phrase: Phrase) -> bool:
    """Whether what ``phrase`` painted is the newest strip or lies over its canvas."""
    piece = hanging_piece(phrase)
    return piece is not None and piece.position == world.strip_count - 1


def layers_at(world: World, position: int) -> QuerySet[Layer]:
    """The layers over the canvas of the strip at ``position``, in the order they were laid."""
    return world.layers.hanging().filter(position=position)
