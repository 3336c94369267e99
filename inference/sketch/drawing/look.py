"""A look: every number that land, sky, water, plants and weather are painted with at one place of the mural.

Colours are (r, g, b) in 0..1, lengths are px of the mural. ``painter/target_look.py`` makes one of a direction,
``look_track.py`` gives one for every column.
"""

from __future__ import annotations

from inference.sketch.drawing.buffers import Rgb

Look = dict[str, float | list[float]]


def rgb(value: str) -> Rgb:
    """CSS hex to (r, g, b) in 0..1."""
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
