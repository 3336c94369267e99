"""The kinds of making: what can be made from a world beside its weaving, one record for each.

To add a kind, add its record here and its maker in ``MAKERS`` of inference/studio/runner.py, which names a kind that
has none. Rows, pages, the HTTP API and the studio's worker take it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

MakingKind = Literal["tiles", "depth", "film", "film_tall", "png", "glb"]


@dataclass(frozen=True)
class MakingKindRecord:
    """One kind of making."""

    kind: MakingKind
    label: str
    """What people read."""
    use: str = ""
    """What it is good for, in a few words, where people are offered it."""
    grows: bool = False
    """Whether it is begun while the world is still woven, and made to its end when that is finished."""
    film_cut: bool = False
    """Whether it is a cut of the film."""

    @property
    def is_download(self) -> bool:
        """Whether its files are for people to save; else only our own pages load them."""
        return self.film_cut or self.on_request

    @property
    def on_request(self) -> bool:
        """Whether "Take it with you" offers to make it."""
        return bool(self.use)


_RECORDS = (
    MakingKindRecord("tiles", "Deep zoom", grows=True),
    MakingKindRecord("depth", "In 3D", grows=True),
    MakingKindRecord("film", "Wide, for screens", film_cut=True),
    MakingKindRecord("film_tall", "Upright, for phones", film_cut=True),
    MakingKindRecord("png", "Panorama without loss", use="To print it, or to work on it"),
    MakingKindRecord("glb", "In relief", use="A textured model for 3D programs: glTF"),
)
MAKING_KINDS: dict[MakingKind, MakingKindRecord] = {record.kind: record for record in _RECORDS}

assert tuple(MAKING_KINDS) == get_args(MakingKind), "Every kind of making has one record, in the order of the type."


def making_kind_choices() -> list[tuple[str, str]]:
    """``(kind, kind)`` of each, as Django's fields want it."""
    return [(kind, kind) for kind in MAKING_KINDS]
