"""The geometry of the mural in pixels, and the arithmetic of strips. Pure: no pictures here.

The canvas is 768 x 768: 212 px of carried edge on the left, 556 px new. The join (40 px) belongs to the new strip, so
its picture is 596 px wide and lies over the end of its neighbour; the first strip is the whole canvas.
"""

from __future__ import annotations

HEIGHT = 768
CANVAS = 768
CARRIED = 212
NEW = CANVAS - CARRIED
JOIN = 40
STRIP = NEW + JOIN
"""Width of every strip but the first."""
COVER = (1200, 630)
"""Width and height of a world's cover: the size that link previews show."""


def strip_width(position: int) -> int:
    """Width in px of the picture of the strip at ``position`` (0-based)."""
    return CANVAS if position == 0 else STRIP


def strip_x(position: int) -> int:
    """Left edge on the mural, in px, of the strip's picture."""
    return 0 if position == 0 else CANVAS + NEW * (position - 1) - JOIN


def mural_width(strips: int) -> int:
    """Width in px of a mural of ``strips`` strips; 0 for none."""
    return 0 if strips == 0 else CANVAS + NEW * (strips - 1)


def canvas_x(position: int) -> int:
    """Left edge on the mural of the canvas that the strip at ``position`` is painted on."""
    return 0 if position == 0 else mural_width(position) - CARRIED
