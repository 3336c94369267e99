"""Hats, helmets, crowns and masks, each drawn in the units of the head that wears it (head.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from inference.sketch.catalogue.people.costumes import PALETTE

if TYPE_CHECKING:
    from inference.sketch.catalogue.people.body import Dressed
    from inference.sketch.catalogue.people.head import Head
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import Points

    Hat = Callable[["Dressed", "Head"], None]

GOLD, STEEL, WHITE, DARK = PALETTE["gold"], PALETTE["steel"], PALETTE["white"], PALETTE["dark"]
_DOME: Points = [(-0.92, -0.35), (-0.8, -1.0), (0.0, -1.3), (0.75, -1.0), (0.92, -0.4), (0.0, -0.5)]


def _crowned(colour: str, crown: Points, brim: Points, band: str = "") -> Hat:
    """A hat of a crown and a brim; without a colour it has that of the dress."""

    def draw(one: Dressed, head: Head) -> None:
        cloth: Rgb = PALETTE[colour] if colour else one.main
        head.blob(crown, cloth, 0.55)
        left = min(u for u, _ in crown)
        head.blob([(max(u * 0.95, left) if u < 0 else u * 0.1, v * 0.97) for u, v in crown], cloth, 0.85, 0.8)
        if band:
            head.line([(-0.78, -0.62), (0.0, -0.7), (0.8, -0.62)], 0.2, PALETTE[band], 0.7)
        if brim:
            head.blob(brim, cloth, 0.72)

    return draw


def _brim(left: float, right: float, v: float = -0.5) -> Points:
    return [(left, v), (0, v - 0.16), (right, v), (0.0, v + 0.16)]


def _pointed(one: Dressed, head: Head) -> None:
    head.shape([(-0.85, -0.5), (-0.5, -1.5), (-0.75, -2.5), (0.15, -1.6), (0.85, -0.5)], one.main, 0.5)
    head.shape([(-0.82, -0.5), (-0.5, -1.5), (-0.75, -2.5), (-0.2, -1.5), (-0.1, -0.55)], one.main, 0.9)
    head.line([(-0.8, -0.68), (0.0, -0.76), (0.8, -0.68)], 0.22, one.trim, 0.8)
    head.blob(_brim(-1.5, 1.55), one.main, 0.65)


def _crown(one: Dressed, head: Head) -> None:
    head.shape([(-0.78, -0.55), (-0.95, -1.45), (-0.45, -1.0), (0.02, -1.6), (0.45, -1.0), (0.95, -1.45), (0.8, -0.55),
                (0, -0.48)], GOLD, 0.85)  # fmt: skip
    for u, v in ((-0.95, -1.45), (0.02, -1.6), (0.95, -1.45), (0.02, -0.8)):
        head.disc(u, v, 0.24, PALETTE["red"], 0.9)


def _tiara(one: Dressed, head: Head) -> None:
    head.shape([(-0.5, -0.75), (-0.3, -1.1), (-0.05, -1.0), (0.2, -1.5), (0.45, -1.0), (0.7, -1.1), (0.75, -0.65)],
               GOLD, 0.9)  # fmt: skip
    head.disc(0.2, -1.1, 0.2, PALETTE["sky"], 1.0)


def _circlet(one: Dressed, head: Head) -> None:
    head.line([(-0.75, -0.5), (0.1, -0.62), (0.8, -0.5)], 0.16, GOLD, 0.9)
    head.disc(0.35, -0.6, 0.2, PALETTE["red"], 0.9)


def _helm(one: Dressed, head: Head) -> None:
    head.blob([(-0.95, 0.5), (-0.95, -0.6), (0.0, -1.25), (0.8, -0.8), (0.85, -0.35), (0.0, -0.3), (-0.3, -0.1),
               (-0.3, 0.85)], STEEL, 0.75)  # fmt: skip
    head.line([(-0.7, -0.5), (-0.3, -0.95), (0.2, -1.05)], 0.16, STEEL, 1.0)
    head.blob([(0.1, -1.1), (-0.2, -1.8), (-1.2, -1.9), (-1.6, -1.1), (-1.0, -1.3), (-0.3, -1.2)], one.trim, 0.7)


def _kabuto(one: Dressed, head: Head) -> None:
    head.blob([(-1.25, 0.35), (-0.95, -0.6), (0.0, -1.25), (0.85, -0.75), (1.1, -0.35), (0.0, -0.4), (-0.5, 0.2)],
              one.main, 0.6)  # fmt: skip
    head.line([(-0.4, -1.9), (0.1, -1.1), (0.45, -0.85), (0.75, -1.1), (1.1, -1.9)], 0.16, GOLD, 0.95)


def _viking(one: Dressed, head: Head) -> None:
    for side in (-1, 1):
        head.blob([(side * 0.8, -0.6), (side * 1.35, -0.85), (side * 1.45, -1.6), (side * 1.7, -0.9),
                   (side * 1.3, -0.4)], PALETTE["cream"], 0.8)  # fmt: skip
    head.blob(_DOME, STEEL, 0.7)
    head.line([(-0.85, -0.48), (0.0, -0.58), (0.88, -0.48)], 0.2, PALETTE["brown"], 0.6)


def _ninja(one: Dressed, head: Head) -> None:
    head.blob([(-0.9, 0.0), (-0.7, -0.95), (0.1, -1.15), (0.8, -0.85), (0.9, -0.28), (0.0, -0.32), (-0.45, -0.1),
               (-0.4, 0.2), (0.2, 0.28), (0.88, 0.22), (0.75, 0.8), (0.2, 1.1), (-0.5, 0.9)],
              one.main, 0.55)  # fmt: skip
    head.line([(-0.8, -0.4), (0.1, -0.5), (0.85, -0.42)], 0.18, one.trim, 0.8)


def _wrapped(one: Dressed, head: Head) -> None:
    head.blob([(-0.9, 0.0), (-0.7, -0.95), (0.1, -1.12), (0.8, -0.85), (0.88, -0.25), (0.0, -0.25), (-0.3, 0.0),
               (0.0, 0.2), (0.86, 0.2), (0.7, 0.8), (0.2, 1.05), (-0.5, 0.9)], one.main, 0.65)  # fmt: skip
    for v in (-0.8, -0.5, 0.45, 0.75):
        head.line([(-0.7, v), (0.1, v + 0.1), (0.72, v)], 0.06, one.trim, 0.2)


def _halo(one: Dressed, head: Head) -> None:
    ring: Points = [(-0.7, -1.5), (0, -1.66), (0.7, -1.5), (0, -1.34), (-0.7, -1.5)]
    head.draw.lamp_line([head.at(*point) for point in ring], head.size * 0.14, (1.0, 0.86, 0.45))
    head.draw.glow(*head.at(0, -1.2), head.size * 4, (1.0, 0.86, 0.5), 0.25)


def _horns(one: Dressed, head: Head) -> None:
    for side in (-1, 1):
        head.shape([(side * 0.2, -0.9), (side * 0.75, -1.75), (side * 0.72, -0.75)], one.trim, 0.5)


def _mask(one: Dressed, head: Head) -> None:
    for u in (0.08, 0.6):
        ring: Points = [(u - 0.2, 0.0), (u, -0.18), (u + 0.22, 0.0), (u, 0.18), (u - 0.2, 0.0)]
        head.line(ring, 0.16, PALETTE["black"], 0.4)
    head.line([(-0.12, 0), (-0.75, -0.1)], 0.14, PALETTE["black"], 0.4)


def _bubble(one: Dressed, head: Head) -> None:
    head.blob([(-1.25, 0.0), (-0.9, -0.95), (0, -1.35), (0.95, -0.95), (1.25, 0), (0.9, 0.9), (0, 1.2), (-0.9, 0.9)],
              PALETTE["sky"], 0.9, 0.28)  # fmt: skip
    head.line([(-0.95, 0.85), (-1.25, 0.0), (-0.9, -0.95), (0, -1.35), (0.95, -0.95), (1.25, 0), (0.95, 0.85)], 0.16,
              WHITE, 0.8)  # fmt: skip
    head.line([(-0.85, -0.3), (-0.55, -0.85)], 0.12, WHITE, 1.0)


def _clown(one: Dressed, head: Head) -> None:
    for u, v in ((-0.85, -0.1), (-0.85, -0.6), (0.85, -0.5), (-0.6, -0.9)):
        head.disc(u, v, 0.7, PALETTE["orange"], 0.7)
    head.disc(0.5, 0.2, 0.34, PALETTE["red"], 0.9)
    head.shape([(-0.35, -0.85), (0.2, -1.9), (0.6, -0.85)], one.legs, 0.7)
    head.disc(0.2, -1.9, 0.3, one.main, 0.9)


def _wig(one: Dressed, head: Head) -> None:
    for v in (-0.7, -0.3, 0.1, 0.5, 0.9):
        head.disc(-0.72, v, 0.6, WHITE, 0.75)
    head.blob([(-0.9, -0.4), (-0.4, -1.15), (0.4, -1.15), (0.85, -0.55), (0.1, -0.6), (-0.5, -0.2)], WHITE, 0.85)


def _turban(one: Dressed, head: Head) -> None:
    head.blob([(-1.0, -0.4), (-0.85, -1.1), (0.0, -1.4), (0.85, -1.05), (0.95, -0.42), (0.0, -0.5)], one.trim, 0.6)
    for lift in (0.0, 0.3):
        head.line([(-0.9, -0.55 - lift), (0.0, -0.95 - lift), (0.85, -0.6 - lift)], 0.08, one.trim, 0.2)
    head.blob([(-0.85, 0.3), (-0.3, 0.6), (0.4, 0.7), (0.7, 1.0), (-0.5, 1.3), (-1.0, 0.9)], one.trim, 0.55)


def _headband(one: Dressed, head: Head) -> None:
    head.line([(-0.82, -0.4), (0.1, -0.52), (0.84, -0.42)], 0.2, PALETTE["red"], 0.8)


def _feather(one: Dressed, head: Head) -> None:
    head.blob([(-0.95, -0.4), (-0.7, -1.15), (0.2, -1.2), (1.4, -0.35), (0.0, -0.45)], one.main, 0.65)
    head.line([(-0.3, -0.9), (-0.9, -1.5), (-1.5, -1.6)], 0.15, PALETTE["red"], 0.8)


def _elf_cap(one: Dressed, head: Head) -> None:
    head.blob([(-0.92, -0.35), (-0.8, -1.0), (-1.1, -1.9), (0.1, -1.35), (0.85, -0.45), (0.0, -0.55)], one.main, 0.65)
    head.disc(-1.1, -1.9, 0.3, one.trim, 0.9)


def _nightcap(one: Dressed, head: Head) -> None:
    head.blob([(-0.9, -0.4), (-0.7, -1.1), (0.2, -1.3), (0.9, -0.5), (0, -0.5)], one.main, 0.65)
    head.blob([(-0.5, -1.1), (-1.3, -0.9), (-1.5, -0.1), (-0.9, -0.5)], one.main, 0.5)
    head.line([(-0.85, -0.5), (0.0, -0.6), (0.88, -0.5)], 0.32, WHITE, 0.85)
    head.disc(-1.45, 0.0, 0.4, WHITE, 0.9)


def _nurse(one: Dressed, head: Head) -> None:
    head.shape([(-0.55, -0.8), (-0.6, -1.3), (0.6, -1.35), (0.6, -0.85)], WHITE, 0.85)
    head.shape([(-0.05, -0.95), (-0.05, -1.25), (0.1, -1.25), (0.1, -0.95)], PALETTE["red"], 0.8)


def _mitre(one: Dressed, head: Head) -> None:
    head.blob([(-0.75, -0.5), (-0.8, -1.3), (0.05, -2.2), (0.85, -1.3), (0.78, -0.5), (0, -0.55)], WHITE, 0.75)
    head.line([(0.05, -2.0), (0.08, -0.65)], 0.18, GOLD, 0.8)


HATS: dict[str, Hat] = {
    "pointed": _pointed, "crown": _crown, "tiara": _tiara, "circlet": _circlet, "helm": _helm, "kabuto": _kabuto,
    "viking": _viking, "ninja": _ninja, "wrapped": _wrapped, "halo": _halo, "horns": _horns, "mask": _mask,
    "bubble": _bubble, "clown": _clown, "wig": _wig, "turban": _turban, "headband": _headband, "feather": _feather,
    "elf_cap": _elf_cap, "nightcap": _nightcap, "nurse": _nurse, "mitre": _mitre, "bonnet": _nurse,
    "hat": _crowned("brown", _DOME, _brim(-1.3, 1.35), "dark"),
    "straw": _crowned("yellow", _DOME, _brim(-1.55, 1.6), "red"),
    "cowboy": _crowned("brown", _DOME, [(-1.6, -0.85), (-0.8, -0.5), (0.8, -0.5), (1.65, -0.85), (0.9, -0.3),
                                         (-0.9, -0.3)], "dark"),
    "tricorn": _crowned("black", [(-1.3, -0.75), (-0.5, -1.5), (0.1, -1.25), (0.7, -1.5), (1.4, -0.75), (0, -0.45)],
                        [], "gold"),
    "souwester": _crowned("yellow", _DOME, [(-1.4, 0.0), (-0.8, -0.6), (1.0, -0.6), (1.2, -0.4), (-0.5, -0.3)]),
    "sailor": _crowned("white", [(-0.8, -0.6), (-1.05, -1.2), (0, -1.35), (1.05, -1.2), (0.8, -0.6)], [], "navy"),
    "peaked": _crowned("white", [(-0.8, -0.6), (-1.1, -1.15), (0, -1.4), (1.1, -1.15), (0.85, -0.6)],
                       [(0.2, -0.6), (0.9, -0.6), (1.25, -0.35), (0.5, -0.45)], "navy"),
    "police": _crowned("navy", [(-0.8, -0.6), (-1.05, -1.15), (0, -1.45), (1.05, -1.15), (0.85, -0.6)],
                       [(0.2, -0.6), (0.9, -0.6), (1.25, -0.35), (0.5, -0.45)], "gold"),
    "cap": _crowned("", _DOME, [(0.2, -0.62), (0.9, -0.6), (1.45, -0.42), (0.5, -0.42)]),
    "flying": _crowned("brown", [(-0.92, 0.6), (-0.92, -0.6), (0.0, -1.2), (0.8, -0.8), (0.85, -0.4), (-0.2, -0.45),
                                 (-0.4, 0.5)], [], "steel"),
    "hardhat": _crowned("yellow", _DOME, [(-0.9, -0.5), (0.9, -0.55), (1.35, -0.4), (0.0, -0.38)]),
    "fire": _crowned("red", _DOME, [(-1.4, -0.25), (-0.7, -0.6), (1.0, -0.58), (1.2, -0.42), (0.0, -0.4)], "yellow"),
    "combat": _crowned("moss", [(-1.0, -0.2), (-0.85, -1.0), (0.0, -1.3), (0.8, -1.0), (0.98, -0.4), (0.0, -0.42)], []),
    "bearskin": _crowned("black", [(-0.9, -0.3), (-0.95, -1.6), (0.0, -2.2), (0.95, -1.6), (0.9, -0.35)], []),
    "deerstalker": _crowned("sand", _DOME, [(0.2, -0.62), (0.9, -0.6), (1.4, -0.4), (0.5, -0.42)], "brown"),
    "chef": _crowned("white", [(-0.75, -0.5), (-1.15, -1.4), (-0.5, -1.95), (0.3, -2.0), (1.1, -1.5), (0.78, -0.5)],
                     []),
    "top": _crowned("black", [(-0.7, -0.6), (-0.72, -1.8), (0.0, -1.95), (0.75, -1.8), (0.72, -0.6)],
                    _brim(-1.2, 1.25), "grey"),
    "beret": _crowned("navy", [(-0.7, -0.5), (-1.35, -0.85), (-0.8, -1.3), (0.4, -1.2), (0.85, -0.6)], []),
}  # fmt: skip
"""What a costume calls it to what draws it."""
