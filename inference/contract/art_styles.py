"""The art styles: one record for each, from which lists, choices and prompts are derived.

To add one, add its record here and how the sketch painter strokes it (``STROKE_STYLES`` in
inference/sketch/drawing/strokes.py, which names a style that is missing). Pages, the HTTP API, the socket, both
directors and the painter's prompt take it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

ArtStyle = Literal["ink", "watercolour", "oil", "gouache", "woodcut", "pastel"]


@dataclass(frozen=True)
class ArtStyleRecord:
    """One art style."""

    name: ArtStyle
    prompt: str
    """Its part of the prompt for the painter's model: an English noun phrase."""

    @property
    def label(self) -> str:
        """What people read in a list."""
        return self.name.capitalize()


_RECORDS = (
    ArtStyleRecord("ink", "an ink wash painting, loose black brush lines and diluted washes on warm white paper"),
    ArtStyleRecord(
        "watercolour", "a watercolour painting, wet transparent washes and soft edges on cold-pressed paper"
    ),
    ArtStyleRecord("oil", "an oil painting, visible bristle strokes and thick paint on canvas"),
    ArtStyleRecord("gouache", "a gouache painting, flat matte layers and crisp dry brush strokes"),
    ArtStyleRecord("woodcut", "a colour woodcut print, bold carved lines and a few flat inks"),
    ArtStyleRecord("pastel", "a soft pastel drawing, chalky strokes and blended tones on toned paper"),
)
ART_STYLES: dict[ArtStyle, ArtStyleRecord] = {record.name: record for record in _RECORDS}
"""By name, in the order in which they are offered."""
DEFAULT_ART_STYLE: ArtStyle = "gouache"
"""For a room whose host chose none."""

assert tuple(ART_STYLES) == get_args(ArtStyle), "Every art style has one record, in the order of the type."


def art_style_choices() -> list[tuple[str, str]]:
    """``(name, label)`` of each, as forms and Django's fields want it."""
    return [(record.name, record.label) for record in ART_STYLES.values()]
