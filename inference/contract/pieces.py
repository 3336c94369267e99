"""A piece of a mural: a strip that extends it, or a layer that a second voice laid over its end.

For both of them: the files, the job that paints one, what came of the job, and the note by which it is read once it
hangs. What only a strip or only a layer has stands in a subclass. Where a piece belongs on the mural is
``geometry.py``'s. Messages in queues and stored plans have these field names, so none changes its meaning.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from inference.contract.art_styles import DEFAULT_ART_STYLE, ArtStyle
from inference.contract.jobs import Border, Direction, Key, Palette, Reply

PieceFolder = Literal["strips", "layers"]
"""Where the files of each kind of piece lie, below their world's folder."""
PIECE_FILES = ("picture", "view", "relief", "relief_view")
"""The names of a piece's four files, everywhere."""


class PieceFiles(Border):
    """Where a piece's pixels went.

    ``picture`` is lossless: a strip's is what the next strip carries on, a layer's knows by its alpha how far it covers
    what is below. ``view`` and ``relief_view`` are what screens load.
    """

    picture: Key
    view: Key
    relief: Key
    relief_view: Key
    width: int = Field(ge=1, description="px; the height is always 768")


class PieceJob(Border):
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

    carried: Key | None = Field(default=None, description="picture of the strip to the left; none for the first")
    carried_relief: Key | None = None
    anchor: Key | None = Field(default=None, description="picture of the mural's first strip; none while there is none")


class LaidLayer(Border):
    """A layer that lies on the window already, so that it is seen and painted over in its turn."""

    picture: Key
    relief: Key


class LayerJob(PieceJob):
    """A phrase of the second voice, painted over the window that ends with the mural: the canvas of its last strip."""

    picture: Key = Field(description="picture of the last strip")
    relief: Key
    before_picture: Key | None = Field(default=None, description="of the strip to its left; none where there is none")
    before_relief: Key | None = None
    layers: list[LaidLayer] = Field(
        default_factory=list, description="what lies on the window, in the order it was laid"
    )


class PieceResult(Border):
    """What came of a job: the direction, the stored files, and what to remember for the next piece."""

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


class PieceNote(Border):
    """A piece that hangs, as whoever finishes, shows or films its world needs it."""

    x: int
    width: int
    picture: Key
    relief: Key
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


class Skipped(Border):
    """A piece of a mural that could not be read, and is filled in or left out."""

    position: int
    layer: bool = Field(default=False, description="what was painted over that strip, not the strip itself")
    reason: str = Field(max_length=200)
