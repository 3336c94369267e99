"""The manifest of a mural's tiles: how the deep-zoom pyramid is laid out, and the names of its tiles as a DZI. Pure.

Every level is one row of tiles: level 0 is the mural as it is, each level above is half as large in both directions,
the last is one pixel. The tiles are cut in ``inference.studio.tiles``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from inference.contract.geometry import HEIGHT
from inference.contract.jobs import StrictModel
from inference.contract.pieces import Skipped

TILE_SIZE = 768
"""px: the width of a tile, and the height of level 0."""
TILE_FORMAT = "webp"
"""42 % smaller than JPEG at equal quality; it takes 20 ms a tile instead of 4, for which nobody waits."""
MANIFEST = "tiles.json"


class TileSheet(StrictModel):
    """``tiles.json``: what a screen must know to show the tiles that lie beside it."""

    version: Literal[1] = 1
    width: int = Field(ge=1, description="px of level 0")
    height: int = Field(default=HEIGHT, ge=1)
    size: int = Field(default=TILE_SIZE, ge=1, description="px a tile is wide; the last of a level may be narrower")
    levels: int = Field(ge=1, description="how many; each is half the one before, rounded up")
    pattern: str = Field(default=f"{{level}}/{{column}}.{TILE_FORMAT}", description="of a tile's name beside this file")
    skipped: list[Skipped] = Field(default_factory=list)

    def tile(self, level: int, column: int) -> str:
        """The name of a tile beside the manifest."""
        return self.pattern.format(level=level, column=column)


@dataclass(frozen=True)
class DziLevel:
    """A level as DZI counts them: 0 is one pixel, the highest is the mural as it is."""

    number: int
    width: int
    height: int
    tiles: tuple[tuple[str, str], ...]
    """Each tile's name among the files of a DZI, ``11/4_0.webp``, and its name beside the manifest."""


def sheet_for_width(width: int, skipped: Iterable[Skipped] = ()) -> TileSheet:
    """The sheet of a mural ``width`` px wide."""
    return TileSheet(width=width, levels=(max(width, HEIGHT) - 1).bit_length() + 1, skipped=list(skipped))


def level_size(sheet: TileSheet, level: int) -> tuple[int, int]:
    """px of ``level``, width and height."""
    return -(-sheet.width >> level), -(-sheet.height >> level)


def level_columns(sheet: TileSheet, level: int) -> int:
    """Tiles of ``level``."""
    return -(-level_size(sheet, level)[0] // sheet.size)


def dzi_levels(sheet: TileSheet) -> list[DziLevel]:
    """Every level of the sheet as a DZI has it, the smallest first."""
    levels = []
    for number in range(sheet.levels):
        level = sheet.levels - 1 - number
        names = (
            (f"{number}/{column}_0.{TILE_FORMAT}", sheet.tile(level, column))
            for column in range(level_columns(sheet, level))
        )
        levels.append(DziLevel(number, *level_size(sheet, level), tuple(names)))
    return levels


def dzi_descriptor(sheet: TileSheet) -> str:
    """The ``.dzi`` file of the sheet."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="{TILE_FORMAT}" Overlap="0" '
        f'TileSize="{sheet.size}">'
        f'<Size Width="{sheet.width}" Height="{sheet.height}"/></Image>\n'
    )
