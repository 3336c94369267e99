"""Where the view is at a moment of a scene: pure functions of how much of it has passed.

A view is what of the mural is seen, as if it were flat; the stage adds the depth. It never leaves the mural, but for
glides and the reveal, which see it from afar as a ribbon in the dark. Motions begin and end softly and never quite
stand still.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin

from inference.contract.geometry import HEIGHT
from inference.studio.film.shapes import FPS, Shape
from inference.studio.film.timing import Scene

PUSH = 1.34
"""How much nearer a push comes."""
HOLD = 1.07
PAN_NEAR = 1.07
"""How much nearer than the full height a pan is, so that it has room above and below."""
PAN = 0.6
"""Of the shot's width, how far a pan travels."""
GLIDE_PACE = 0.55
"""Views a second that a glide may travel on average: as far back as it must for that."""
FURTHEST = 6500.0
"""px of the mural that a ribbon shows at most: of more nobody could make anything out."""


@dataclass(frozen=True)
class View:
    """The middle of what is seen and how wide it is, px of the mural."""

    x: float
    y: float
    width: float


def eased(share: float) -> float:
    """0 to 1 as ``share`` goes from 0 to 1: half even, half softly begun and ended."""
    return 0.5 * share + 0.5 * share * share * (3 - 2 * share)


def stage_view(scene: Scene, shape: Shape, mural: float, focus: float, share: float) -> View:
    """The view of a title or a shot when ``share`` of it has passed; ``focus`` is the row that matters,
    px from the mural's top."""
    full, middle, along = shape.view_width(mural), scene.middle, eased(share)
    if scene.kind == "title":
        return fitted(View(middle, focus, full / (1 + (HOLD - 1) * along)), shape, mural)
    if scene.move == "pan":
        return fitted(View(middle + PAN * scene.width * (along - 0.5), focus, full / PAN_NEAR), shape, mural)
    nearest = HOLD if scene.move == "hold" else PUSH
    along = 1 - along if scene.move == "pull" else along
    # The middle is approached as the view narrows, so that a push goes to its aim and not past it.
    return fitted(View(middle, focus, full / nearest**along), shape, mural)


def ribbon_view(scene: Scene, shape: Shape, mural: float, share: float) -> View:
    """The view of a glide or of the reveal, which may be wider than the mural is tall."""
    full = shape.view_width(mural)
    if scene.kind == "glide":
        soft = share * share * share * (share * (6 * share - 15) + 10)
        far = min(FURTHEST / full, max(1.3, abs(scene.to - scene.middle) / (GLIDE_PACE * full * scene.frames / FPS)))
        width = full * far ** (sin(pi * share) ** 1.5)
        first, last = (fitted(View(at, HEIGHT / 2, full), shape, mural).x for at in (scene.middle, scene.to))
        return View(first + (last - first) * soft, HEIGHT / 2, width)
    # From the mural's end back to the whole of it, or to as much as can still be made out.
    soft = share * share * (3 - 2 * share)
    width = full * max(1.0, min(FURTHEST, 1.06 * mural) / full) ** soft
    return View(max(mural / 2, mural - width / 2.12), HEIGHT / 2, width)


def fitted(view: View, shape: Shape, mural: float) -> View:
    """``view`` moved so that it lies within a mural ``mural`` px wide."""
    across, down = view.width / 2, view.width / shape.aspect / 2
    x = min(max(view.x, across), mural - across)
    y = min(max(view.y, down), HEIGHT - down)
    return View(x, y, view.width)
