"""The sketch engine's relief: exact, because the painter knows how far away everything is that it paints.

Sky is 0, the ground at one's feet is near 62000. It is one surface along the mural because the painted layers are. It
never guesses depth from a picture.
"""

from __future__ import annotations

from inference.contract.arrays import Relief
from inference.contract.errors import EngineError
from inference.engine.protocols import LayerRequest, Painted, StripRequest
from inference.mural.canvas import blend_over, paste_kept


class SketchRelief:
    """Takes the depth of the painted layers; holds no state."""

    def measure(self, painted: Painted, scene: StripRequest) -> Relief:
        """(768, 768) uint16 relief of the canvas, joined to ``scene.carried_relief`` as the
        picture is to its carried edge.

        Raises EngineError ``relief.missing`` for a canvas that came without the depth of its layers.
        """
        relief = _of_layers(painted)
        return relief if scene.carried_relief is None else paste_kept(relief, scene.carried_relief)

    def remeasure(self, painted: Painted, stretch: LayerRequest) -> Relief:
        """(768, 768) uint16 relief of a window that was painted over, laid over what was there as the picture is.

        Raises EngineError ``relief.missing`` for a window that came without the depth of its layers.
        """
        return blend_over(_of_layers(painted), stretch.below_relief, stretch.mask)


def _of_layers(painted: Painted) -> Relief:
    if painted.relief is None:
        raise EngineError("relief.missing", "The canvas came without the depth of its layers.", again=False)
    return painted.relief
