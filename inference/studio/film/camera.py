"""Where the camera is at a moment of a scene: pure functions of how much of the scene has passed.

A view is the part of the mural that is seen, as if it were flat; the parallax is added later. It stays within the
mural, except in glides and the reveal, which show it from afar in the dark. Movements start and end softly and never
quite stop.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin

from inference.contract.geometry import HEIGHT
from inference.studio.film.formats import FPS, FilmFormat
from inference.studio.film.timeline import Scene

PUSH_ZOOM = 1.34
"""Zoom at the end of a push."""
HOLD_ZOOM = 1.07
"""Zoom at the end of a hold."""
PAN_ZOOM = 1.07
"""Zoom of a pan, so that it has room above and below."""
PAN_TRAVEL = 0.6
"""How far a pan travels, in widths of the shot."""
GLIDE_SPEED = 0.55
"""Widths of the view a second that a glide may travel on average; it draws back until it keeps to that."""
MAX_OVERVIEW_WIDTH = 6500.0
"""Maximum px of the mural that are seen at once: of more, nobody could see anything."""


@dataclass(frozen=True)
class View:
    """The centre and the width of what is seen, px of the mural."""

    x: float
    y: float
    width: float


def ease(share: float) -> float:
    """0 to 1 as ``share`` goes from 0 to 1: the mean of a linear and a smoothstep ease."""
    return 0.5 * share + 0.5 * share * share * (3 - 2 * share)


def parallax_view(scene: Scene, film_format: FilmFormat, mural: float, focus: float, share: float) -> View:
    """The view of a title or a shot when ``share`` (0 to 1) of it has passed; ``focus`` is the row of interest, px."""
    full, middle, along = film_format.view_width(mural), scene.middle, ease(share)
    if scene.kind == "title":
        return clamp_view(View(middle, focus, full / (1 + (HOLD_ZOOM - 1) * along)), film_format, mural)
    if scene.move == "pan":
        return clamp_view(
            View(middle + PAN_TRAVEL * scene.width * (along - 0.5), focus, full / PAN_ZOOM), film_format, mural
        )
    nearest = HOLD_ZOOM if scene.move == "hold" else PUSH_ZOOM
    along = 1 - along if scene.move == "pull" else along
    # The centre moves as the view narrows, so that a push goes to its target and not past it.
    return clamp_view(View(middle, focus, full / nearest**along), film_format, mural)


def overview_view(scene: Scene, film_format: FilmFormat, mural: float, share: float) -> View:
    """The view of a glide or of the reveal, which may show more than the mural's height."""
    full = film_format.view_width(mural)
    if scene.kind == "glide":
        soft = share * share * share * (share * (6 * share - 15) + 10)
        far = min(
            MAX_OVERVIEW_WIDTH / full,
            max(1.3, abs(scene.to - scene.middle) / (GLIDE_SPEED * full * scene.frames / FPS)),
        )
        width = full * far ** (sin(pi * share) ** 1.5)
        first, last = (clamp_view(View(at, HEIGHT / 2, full), film_format, mural).x for at in (scene.middle, scene.to))
        return View(first + (last - first) * soft, HEIGHT / 2, width)
    # From the mural's end back to the whole of it, or to ``MAX_OVERVIEW_WIDTH``.
    soft = share * share * (3 - 2 * share)
    width = full * max(1.0, min(MAX_OVERVIEW_WIDTH, 1.06 * mural) / full) ** soft
    return View(max(mural / 2, mural - width / 2.12), HEIGHT / 2, width)


def clamp_view(view: View, film_format: FilmFormat, mural: float) -> View:
    """``view`` moved so that it lies within a mural ``mural`` px wide."""
    across, down = view.width / 2, view.width / film_format.aspect / 2
    x = min(max(view.x, across), mural - across)
    y = min(max(view.y, down), HEIGHT - down)
    return View(x, y, view.width)
