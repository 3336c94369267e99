"""Who has been told so far: the seed and the colour that each kind was first painted with, so that it stays who it was.

It is kept in the painter's memory as JSON and read with suspicion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inference.engine.lexicon import HEX
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.painter.placed import Placed, is_drawn

Cast = Mapping[str, tuple[int, str | None]]
"""Kind to the seed and the colour that it was first painted with."""


def remember_cast(cast: Cast, placed: Sequence[Placed]) -> dict[str, list[int | str | None]]:
    """Who has been told so far, as JSON: the first of each kind, the last told last, at most 24."""
    kinds = dict(cast)
    for one in placed:
        if GROUP_OF[one.kind] not in ("sky", "weather", "trees") and one.first:
            kinds.pop(one.kind, None)
            kinds[one.kind] = (one.seed, one.colour)
    return {kind: [seed, colour] for kind, (seed, colour) in list(kinds.items())[-24:]}


def recall_cast(kept: Any) -> Cast:
    """The cast that was remembered; what does not read as one is left out."""
    cast = {}
    for kind, one in kept.items() if isinstance(kept, dict) else ():
        if is_drawn(kind) and isinstance(one, list) and len(one) == 2 and isinstance(one[0], int):
            cast[kind] = (one[0], one[1] if one[1] in HEX else None)
    return cast
