"""The sketch engine: all five jobs on a CPU, without weights.

``sketch_engine`` is the only entry. It is ready within a few seconds and is what a newcomer sees first;
docs/sketch-engine.md says how it works and how a thing is added.
"""

from __future__ import annotations

from inference.contract.ledger import LedgerLine
from inference.engine.protocols import Engine
from inference.sketch.ears.options import EarsOptions

_OURS = "Apache-2.0"

_LEDGER = (
    LedgerLine("director", "lightloom lexicon and rules", 0, _OURS, "cpu", True),
    LedgerLine("relief", "lightloom layers", 0, _OURS, "cpu", True, "exact, from the painted layers"),
    LedgerLine("art director", "lightloom templates", 0, _OURS, "cpu", False),
)


def _painter_ledger() -> tuple[LedgerLine, ...]:
    """The painter, and each picture set that it paints after."""
    from inference.sketch.catalogue import KINDS
    from inference.sketch.drawing.picture_files import SETS, is_installed, version

    installed = [name for name in SETS if is_installed(name)]
    missing = [name for name in SETS if name not in installed]
    note = f"not installed, so without its pictures: {', '.join(missing)} (npm ci brings them)" if missing else ""
    used = [str(kind.picture).partition(":")[0] for kind in KINDS.values() if kind.picture]
    return (
        LedgerLine("painter", "lightloom layers and strokes", 0, _OURS, "cpu", True, note),
        *(
            LedgerLine(
                job="painter",
                id=f"@iconify-json/{name}",
                parameters=0,
                licence=SETS[name].licence,
                device="cpu",
                live=True,
                note=f"pictures by {SETS[name].by}; {used.count(name)} kinds of things are painted after them",
                revision=version(name),
            )
            for name in installed
        ),
    )


def sketch_engine(options: EarsOptions | None = None, *, hears: bool = True) -> Engine:
    """A fresh sketch engine, ready to work. Without ``hears`` its ears are loaded only if they are needed after all.

    Raises ``EngineUnavailable`` where the ears of ``options`` cannot run here.
    """
    # Here, so that one job of it, such as naming worlds for the models engine, brings no other's libraries.
    from inference.sketch.art_director.art_director import SketchArtDirector
    from inference.sketch.director.director import SketchDirector
    from inference.sketch.ears.choice import choose_ears
    from inference.sketch.ears.on_demand import EarsOnDemand
    from inference.sketch.painter.painter import SketchPainter
    from inference.sketch.painter.relief import SketchRelief

    options = options or EarsOptions()
    ears = choose_ears(options.ears, options)
    return Engine(
        name="sketch",
        ears=ears.load() if hears else EarsOnDemand(ears.languages, ears.load),
        director=SketchDirector(),
        painter=SketchPainter(),
        relief=SketchRelief(),
        art_director=SketchArtDirector(),
        read_ledger=lambda: (ears.ledger, _LEDGER[0], *_painter_ledger(), *_LEDGER[1:]),
    )
