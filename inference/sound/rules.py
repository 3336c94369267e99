"""How each word of a score sounds: ``shared/rules.json``, read and checked once.

The browser plays from the same file, so there is no second copy of a scale, a timbre or a texture. Levels are
amplitudes with full scale 1, frequencies Hz, times seconds; noise has a mean square of 1 before its filter.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from inference.contract.jobs import StrictModel

RULES_FILE = Path(__file__).parent / "shared" / "rules.json"
Noise = Literal["white", "pink", "brown"]
FilterKind = Literal["lowpass", "highpass", "bandpass"]
Range = tuple[float, float]


class Envelope(StrictModel):
    """An ADSR envelope: linear attack, exponential decay to ``sustain``, exponential release."""

    attack: float
    decay: float
    sustain: float
    release: float


class Pad(Envelope):
    overlap: float = Field(description="for how long a chord goes on under the next")
    level: float
    bass_level: float
    spread: float = Field(description="how far apart the chord's notes are placed, 0 to 1")


class Timbre(StrictModel):
    """Amplitudes of the partials, fundamental first, of a chord's note and of a melody's."""

    pad: list[float]
    note: list[float]
    envelope: Envelope
    level: float


class Swell(StrictModel):
    """A slow sine on the amplitude: ``rate`` Hz, ``depth`` 0 to 1, ``phase`` in cycles."""

    rate: float
    depth: float
    phase: float = 0.0


class NoiseBed(StrictModel):
    """Continuous filtered noise. ``q`` is in decibels, but not for the bandpass, as in the Web Audio API."""

    make: Literal["bed"]
    noise: Noise
    filter: FilterKind
    frequency: float
    q: float
    swells: list[Swell]
    level: float


class TextureEvent(StrictModel):
    """A short sound: ``rate`` times a second at full level, each time ``repeat`` in a row, ``gap`` apart."""

    attack: float
    seconds: Range
    rate: float
    repeat: tuple[int, int]
    gap: Range
    level: float


class Tone(TextureEvent):
    """A struck or chirped tone whose pitch glides by the factor ``glide``.

    With ``tuned`` its pitch is of the chord, that many semitones above the melody's lowest.
    """

    make: Literal["tone"]
    frequency: Range = (0.0, 0.0)
    tuned: int | None = None
    glide: Range
    partials: list[tuple[float, float]] = Field(default=[(1.0, 1.0)], description="ratio to the pitch, and amplitude")


class Burst(TextureEvent):
    """A burst of filtered noise."""

    make: Literal["burst"]
    noise: Noise
    filter: FilterKind
    frequency: Range
    q: float


Layer = NoiseBed | Tone | Burst


class Master(StrictModel):
    level: float
    knee: float = Field(description="amplitude from which on peaks are rounded off, below 1")
    low_hz: float = Field(description="highpass of the whole: what is lower only moves the loudspeaker")


class Reverb(StrictModel):
    seconds: float = Field(description="until it has faded by 60 dB")
    level: float
    dark_hz: float = Field(description="lowpass of the echo")


class Rules(StrictModel):
    version: Literal[1]
    step_seconds: float
    chord_steps: int
    fade_seconds: float = Field(description="of a crossfade from strip to strip")
    noise_seconds: float = Field(description="of the browser's loops of noise")
    master: Master
    reverb: Reverb
    modes: dict[str, list[int]]
    pad: Pad
    timbres: dict[str, Timbre]
    textures: dict[str, list[Layer]]


@cache
def read_rules() -> Rules:
    """The rules of this version of Lightloom."""
    return Rules.model_validate_json(RULES_FILE.read_bytes())
