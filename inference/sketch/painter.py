"""The sketch painter: from a direction to a painted canvas, by layers and brush strokes.

The canvas is painted in one continuous world: land, sky, water and light are functions of absolute mural x and the world's seed,
and ease from the look that the last strip ended with (kept in ``memory``) to the new one over the new region. So the carried
edge painted again is what was there, and the join has no step. Things that reach over the right edge are remembered and painted
again from the left. Same request, same pixels. It does not paste kept pixels back: inference/canvas.py does.
"""

from __future__ import annotations

import numpy as np

from inference.engine import Painted, Scene
from inference.geometry import CANVAS
from inference.sketch.brush import HANDS, Brushwork
from inference.sketch.director import standing_of
from inference.sketch.easel import MARGIN, Easel
from inference.sketch.look import Course, resting_look, target_look
from inference.sketch.sky import paint_sky
from inference.sketch.terrain import FOLDS, RIDGES, Terrain

MEMORY = 1
"""Version of what is remembered; memory of another version is not read."""


class SketchPainter:
    """Paints strips; holds only its brushes."""

    def __init__(self) -> None:
        self._brushwork = Brushwork()

    def paint(self, scene: Scene) -> Painted:
        """The canvas (768, 768, 3) of one strip with its relief (768, 768) and what to remember for the next."""
        memory = scene.memory if scene.memory.get("version") == MEMORY else {}
        seed = int(memory.get("seed", scene.seed))
        look = target_look(scene.direction)
        resting = resting_look(memory, look) if scene.position else None
        course = Course(resting or look, look, eased=resting is not None)
        easel = Easel(scene.canvas_x)
        terrain = Terrain(easel, course, seed)
        paint_sky(easel, course, seed)
        for index in range(RIDGES):
            terrain.paint_ridge(index)
        terrain.paint_water()
        for index in range(FOLDS):
            terrain.paint_fold(index)
        picture = self._brushwork.stroke(easel, HANDS[scene.direction.art_style], seed)
        view = slice(MARGIN, MARGIN + CANVAS)
        return Painted(
            canvas=np.ascontiguousarray(picture[:, view]),
            memory={
                "version": MEMORY,
                "seed": seed,
                "look": look,
                "direction": standing_of(scene.direction),
            },
            relief=np.ascontiguousarray(easel.relief()[:, view]),
        )
