"""What the director makes of a phrase, and the palette that is measured on what was painted.

Both are the same for every engine. They are stored with each piece and sent to browsers, so no field changes its
meaning.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from inference.contract.art_styles import DEFAULT_ART_STYLE, ArtStyle
from inference.contract.jobs import StrictModel

Shot = Literal["wide", "medium", "close", "aerial", "low", "underwater"]
Light = Literal["dawn", "day", "golden", "dusk", "night", "storm", "overcast", "glow"]
Mood = Literal["calm", "joyful", "wondrous", "eerie", "tense", "sad", "fierce", "lonely"]
Doing = Literal[
    "standing", "walking", "running", "jumping", "sitting", "kneeling", "riding", "fighting", "lying", "dancing",
    "flying", "swimming", "waving",
]  # fmt: skip
Relation = Literal[
    "on", "under", "in", "beside", "behind", "before", "between", "held_by", "rides", "chases", "eats", "looks_at"
]
"""How one element stands to another: "held_by" is in its hand, mouth or arms, "before" is nearer to the eye."""


def _is_unset(value: object) -> bool:
    """What older readers do not know is written only where it says something."""
    return value is None or value == []


class Element(StrictModel):
    """One thing the director asks for: what, how many, how large, which colour, where."""

    kind: str = Field(max_length=40)
    count: int = Field(default=1, ge=1, le=60)
    size: Literal["tiny", "small", "medium", "large", "huge"] = "medium"
    colour: str | None = Field(default=None, max_length=20)
    place: Literal["left", "centre", "right", "anywhere"] = "anywhere"
    doing: Doing | None = Field(default=None, exclude_if=_is_unset)
    relation: Relation | None = Field(default=None, exclude_if=_is_unset)
    to: int | None = Field(
        default=None,
        ge=0,
        le=15,
        exclude_if=_is_unset,
        description="which of the direction's elements it is related to",
    )


class Direction(StrictModel):
    """What the director makes of a phrase; the same for every engine."""

    shot: Shot
    art_style: ArtStyle
    scene: str = Field(max_length=600)
    light: Light
    mood: Mood
    palette: list[str] = Field(min_length=3, max_length=6, description="CSS hex colours, dominant first")
    elements: list[Element] = Field(default_factory=list, max_length=16)
    understood: str = Field(default="", max_length=200, description="what was understood, in plain words")
    unknown: list[str] = Field(
        default_factory=list,
        max_length=24,
        exclude_if=_is_unset,
        description="nouns of the phrase that are not painted, not known or without room, as they were said",
    )
    goes_on: list[Literal["light", "mood", "weather"]] = Field(
        default_factory=list,
        max_length=3,
        exclude_if=_is_unset,
        description="what this phrase left as it was with the phrase before",
    )


class Palette(StrictModel):
    """The colours of a strip as measured on its pixels; the data that sound and accent are made from."""

    colours: list[str] = Field(min_length=1, max_length=6, description="CSS hex, dominant first")
    hue: float = Field(ge=0, lt=360, description="degrees")
    warmth: float = Field(ge=-1, le=1, description="-1 cold to 1 warm")
    brightness: float = Field(ge=0, le=1)
    variance: float = Field(ge=0, le=1)


class DirectAheadJob(StrictModel):
    """Direct a phrase before it has ended, from words that no longer change; the answer waits for the paint job.

    A paint job with the same text, style, ``before`` and ``memory`` uses it; any other throws it away.
    """

    text: str = Field(min_length=1, max_length=400)
    art_style: ArtStyle = DEFAULT_ART_STYLE
    memory: dict[str, Any] = Field(default_factory=dict)
    before: list[str] = Field(default_factory=list, max_length=8)


class Directed(StrictModel):
    """The direction of a phrase that is being painted: screens show a wash of its colours until there is paint."""

    about: str
    attempt: int
    direction: Direction
