"""The sketch engine: all five jobs on a CPU, without weights.

``sketch_engine`` is the only entry. It is ready within a few seconds and is what a newcomer sees first;
docs/sketch-engine.md says how it works and how a thing is added.
"""

from __future__ import annotations

from inference.contract.ledger import LedgerLine
from inference.engine.protocols import Engine

_OURS = "Apache-2.0"


_LEDGER = (
    LedgerLine("ears", "pocketsphinx en-us", 0, "BSD-2-Clause", "cpu", True, "with our own language model"),
    LedgerLine("director", "lightloom lexicon and rules", 0, _OURS, "cpu", True),
    LedgerLine("painter", "lightloom layers and strokes", 0, _OURS, "cpu", True),
    LedgerLine("relief", "lightloom layers", 0, _OURS, "cpu", True, "exact, from the painted layers"),
    LedgerLine("art director", "lightloom templates", 0, _OURS, "cpu", False),
)


def sketch_engine() -> Engine:
    """A fresh sketch engine, ready to work."""
    # Here, so that one job of it, such as naming worlds for the models engine, brings no other's libraries.
    from inference.sketch.art_director.art_director import SketchArtDirector
    from inference.sketch.director.director import SketchDirector
    from inference.sketch.ears.pocketsphinx.recognizer import PocketsphinxEars
    from inference.sketch.painter.painter import SketchPainter
    from inference.sketch.painter.relief import SketchRelief

    return Engine(
        name="sketch",
        ears=PocketsphinxEars(),
        director=SketchDirector(),
        painter=SketchPainter(),
        relief=SketchRelief(),
        art_director=SketchArtDirector(),
        read_ledger=lambda: _LEDGER,
    )
