"""A piece of a mural: a strip that extends it, or a layer that a second voice laid over its end.

For both: the files, the job that paints one, the result of that job, and the note by which a piece is read once it
hangs. What only a strip or only a layer has stands in a subclass. Places on the mural are computed in ``geometry.py``.
Messages in queues and stored plans have these field names, so none changes its meaning.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from inference.contract.art_styles import DEFAULT_ART_STYLE, ArtStyle
from inference.contract.direction import Direction, Palette
from inference.contract.jobs import Reply, StorageKey, StrictModel

PieceFolder = Literal["strips", "layers"]
"""Where the files of each kind of piece lie, below their world's folder."""
PIECE_FILES = ("picture", "view", "relief", "relief_view")
"""The names of a piece's four files, everywhere."""


class PieceFiles(StrictModel):
    """Where a piece's pixels are stored.

    ``picture`` is lossless: the next strip carries on a strip's, and the alpha of a layer's says how far it covers what
    is below. ``view`` and ``relief_view`` are what screens load.
    """

    picture: StorageKey
    view: StorageKey
    relief: StorageKey
    relief_view: StorageKey
    width: int = Field(ge=1, description="px; the height is always 768")


class PieceJob(StrictModel):
    """Direct one phrase, paint it and measure its relief: a piece at ``x`` of the mural of ``world``."""

    about: str
    attempt: int = Field(ge=1)
    world: str = Field(max_length=64, description="prefix of the storage keys that are written")
    text: str = Field(min_length=1, max_length=400)
    seed: int = Field(ge=0, lt=2**63)
    position: int = Field(ge=0, description="index in the mural of the strip; of the last strip for a layer over it")
    x: int = Field(ge=0, description="left edge of the piece's picture on the mural, px")
    art_style: ArtStyle = DEFAULT_ART_STYLE
    memory: dict[str, Any] = Field(
        default_factory=dict,
        description="what the engine said to remember with the last strip; for a layer with the newest layer there, "
        "or the strip",
    )
    before: list[str] = Field(default_factory=list, max_length=8, description="the last phrases, oldest first")
    reply: Reply


class StripJob(PieceJob):
    """The new strip at the mural's right edge; at ``position`` 0 it is the whole first canvas."""

    carried: StorageKey | None = Field(default=None, description="picture of the strip to the left; none for the first")
    carried_relief: StorageKey | None = None
    anchor: StorageKey | None = Field(
        default=None, description="picture of the mural's first strip; none while there is none"
    )


class LaidLayer(StrictModel):
    """A layer that lies on the window already, so that it is seen and painted over in its turn."""

    picture: StorageKey
    relief: StorageKey


class LayerJob(PieceJob):
    """A phrase of the second voice, painted over the window that ends with the mural: the canvas of its last strip."""

    picture: StorageKey = Field(description="picture of the last strip")
    relief: StorageKey
    before_picture: StorageKey | None = Field(
        default=None, description="of the strip to its left; none where there is none"
    )
    before_relief: StorageKey | None = None
    layers: list[LaidLayer] = Field(
        default_factory=list, description="what lies on the window, in the order it was laid"
    )


class PieceResult(StrictModel):
    """The result of a job: the direction, the stored files, and what to remember for the next piece."""

    about: str
    attempt: int
    engine: str
    direction: Direction
    files: PieceFiles
    x: int
    palette: Palette
    memory: dict[str, Any]
    seconds: dict[str, float] = Field(description="per stage: direct, paint, relief, store")


class StripResult(PieceResult):
    """A strip for the mural's right edge."""


class LayerResult(PieceResult):
    """A layer for the canvas of the strip at ``position``."""

    position: int


class PieceNote(StrictModel):
    """A piece that hangs, with all that finishing, showing or filming its world needs."""

    x: int
    width: int
    picture: StorageKey
    relief: StorageKey
    text: str
    narrator: str
    direction: Direction
    palette: Palette


class LayerNote(PieceNote):
    """A layer, noted with the strip whose canvas it lies on."""


class StripNote(PieceNote):
    """A strip with the layers over it."""

    position: int
    layers: list[LayerNote] = Field(
        default_factory=list, description="painted over the canvas it was painted on, in the order they were laid"
    )


class Skipped(StrictModel):
    """A piece of a mural that could not be read, and is filled in or left out."""

    position: int
    layer: bool = Field(default=False, description="what was painted over that strip, not the strip itself")
    reason: str = Field(max_length=200)
