"""The things of a phrase: which kinds there are, how each stands, and how one is drawn.

``CATALOGUE`` says of every kind its hand, its plane, its height and its breadth; ``draw`` paints one placed thing with
its island and its mirror image where it stands in water; ``remember`` and ``recall`` carry those that reach over the
right edge to the next strip. Where things stand is placing.py's business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import skia

from inference.contract.geometry import CANVAS, JOIN
from inference.sketch.catalogue import beasts, buildings, creatures, figures, heavens, sights, vessels, wonders
from inference.sketch.drawing.easel import WIDTH, Rgb, curve
from inference.sketch.drawing.look import rgb
from inference.sketch.drawing.pencil import Pencil, Stand
from inference.sketch.drawing.terrain import PLANE_FAR, PLANE_NEAR
from inference.sketch.vocabulary import GROUP_OF, HEX

HEAVEN, FAR, WATER, FIRST_FOLD, AIR = 0, 1, 2, 3, 7
"""Layers, back to front: behind the land, on the far hills, on the water, on fold 0 to 3 (3 to 6), in the air."""

Draw = Callable[[Pencil, Rgb | None], None]


@dataclass(frozen=True)
class Kind:
    """How one kind stands: plane, height in px where it is nearest, breadth as a part of its height, most at a time."""

    draw: Draw
    plane: str
    tall: float
    broad: float
    most: int = 5
    spread: float = 0.0
    """px over which several of them gather; 0 where each finds its own place."""
    reach: float = 0.0
    """Part of its height that its light reaches beyond it."""


CATALOGUE: dict[str, Kind] = {
    "sun": Kind(heavens.sun, "heaven", 84, 1.0, 2, reach=2.4),
    "moon": Kind(heavens.moon, "heaven", 92, 1.0, 4, reach=2.2),
    "planet": Kind(heavens.planet, "heaven", 170, 2.1, 4, reach=0.3),
    "comet": Kind(heavens.comet, "heaven", 60, 1.2, 6, reach=4.4),
    "lightning": Kind(heavens.lightning, "bolt", 400, 0.7, 4, reach=0.5),
    "rainbow": Kind(heavens.rainbow, "bow", 330, 2.1, 2),
    "castle": Kind(buildings.castle, "hill", 250, 1.1, 4),
    "house": Kind(buildings.house, "ground", 150, 1.25, 8),
    "village": Kind(buildings.village, "hill", 120, 3.4, 2),
    "city": Kind(buildings.city, "hill", 215, 2.6, 2),
    "tower": Kind(buildings.tower, "hill", 250, 0.32, 9),
    "lighthouse": Kind(buildings.lighthouse, "coast", 250, 0.7, 4, reach=1.4),
    "bridge": Kind(buildings.bridge, "span", 100, 4.4, 2),
    "ruins": Kind(buildings.ruins, "ground", 170, 2.1, 3),
    "temple": Kind(buildings.temple, "hill", 210, 1.0, 4),
    "windmill": Kind(buildings.windmill, "hill", 190, 0.9, 6),
    "pyramid": Kind(buildings.pyramid, "hill", 190, 1.9, 5),
    "ship": Kind(vessels.ship, "water", 205, 1.5, 7),
    "boat": Kind(vessels.boat, "water", 110, 0.9, 12),
    "balloon": Kind(vessels.balloon, "air", 150, 0.75, 9),
    "train": Kind(vessels.train, "hill", 112, 3.5, 2),
    "birds": Kind(creatures.bird, "air", 34, 1.4, 44, spread=250),
    "butterflies": Kind(beasts.butterfly, "low", 26, 1.2, 24, spread=250),
    "fish": Kind(creatures.fish, "swim", 34, 1.7, 30, spread=210),
    "whale": Kind(creatures.whale, "swim", 150, 3.1, 3),
    "dolphin": Kind(beasts.dolphin, "water", 80, 1.9, 5, spread=190),
    "jellyfish": Kind(beasts.jellyfish, "swim", 84, 0.8, 9, spread=230),
    "swan": Kind(beasts.swan, "water", 66, 1.6, 9, spread=190),
    "deer": Kind(creatures.deer, "ground", 176, 1.0, 9, spread=150),
    "wolf": Kind(creatures.wolf, "ground", 150, 1.5, 9, spread=160),
    "fox": Kind(beasts.fox, "ground", 118, 1.7, 6, spread=150),
    "bear": Kind(beasts.bear, "ground", 150, 1.6, 5, spread=180),
    "cat": Kind(beasts.cat, "ground", 112, 1.5, 6, spread=150),
    "elephant": Kind(beasts.elephant, "ground", 200, 1.6, 6, spread=220),
    "rabbit": Kind(beasts.rabbit, "ground", 84, 1.0, 9, spread=170),
    "horse": Kind(creatures.horse, "ground", 178, 1.25, 9, spread=180),
    "rider": Kind(figures.rider, "ground", 230, 1.15, 7, spread=230),
    "cow": Kind(beasts.cow, "ground", 150, 1.35, 9, spread=220),
    "sheep": Kind(creatures.sheep, "ground", 92, 1.3, 16, spread=210),
    "dragon": Kind(creatures.dragon, "air", 175, 3.3, 4),
    "people": Kind(creatures.person, "ground", 136, 0.6, 24, spread=170),
    "giant": Kind(figures.giant, "hill", 430, 0.75, 3),
    "ghost": Kind(figures.ghost, "ground", 150, 0.6, 7, spread=170, reach=1.2),
    "ruined_tower": Kind(sights.ruined_tower, "hill", 250, 0.85, 4),
    "graves": Kind(sights.grave, "ground", 84, 0.75, 16, spread=230),
    "statue": Kind(figures.statue, "hill", 210, 0.6, 4),
    "tent": Kind(sights.tent, "ground", 130, 1.5, 7, spread=200),
    "canyon": Kind(sights.canyon, "hill", 290, 1.9, 1),
    "waves": Kind(sights.wave, "water", 190, 2.6, 3),
    "island": Kind(sights.island, "water", 150, 3.0, 5),
    "road": Kind(sights.road, "road", 300, 0.9, 1),
    "smoke": Kind(sights.smoke, "hill", 230, 1.0, 3),
    "iceberg": Kind(sights.iceberg, "water", 170, 2.0, 5),
    "giant_mushrooms": Kind(sights.giant_mushroom, "ground", 260, 1.2, 6, reach=0.9),
    "rocket": Kind(sights.rocket, "air", 190, 0.5, 4, reach=1.2),
    "lanterns": Kind(wonders.lantern, "air", 34, 0.7, 30, spread=270, reach=2.2),
    "fireflies": Kind(wonders.firefly, "low", 8, 1.0, 40, spread=300, reach=3.4),
    "fire": Kind(wonders.fire, "ground", 84, 1.0, 5, reach=3.3),
    "floating_island": Kind(wonders.floating_island, "air", 190, 1.85, 5),
    "crystals": Kind(wonders.crystals, "ground", 128, 1.0, 9, spread=260, reach=1.2),
    "portal": Kind(wonders.portal, "ground", 260, 1.1, 3, reach=1.6),
    "waterfall": Kind(wonders.waterfall, "hill", 270, 1.55, 3),
    "volcano": Kind(wonders.volcano, "far", 300, 2.8, 2, reach=0.5),
    "cave": Kind(wonders.cave, "hill", 200, 2.4, 2),
    "great_tree": Kind(wonders.great_tree, "ground", 330, 1.15, 3),
}


@dataclass(frozen=True)
class Placed:
    """One thing on the mural: ``x`` is absolute, ``y`` its foot's row, both px;
    ``right`` is how far its paint reaches."""

    kind: str
    x: float
    y: float
    tall: float
    layer: int
    depth: float
    seed: int
    flip: bool
    colour: str | None
    island: bool
    right: float
    left: float = -1e9
    """Mural column that its light does not cross."""
    first: bool = False
    """Whether it is the first of its kind in its strip, the one that is remembered."""

    def half(self) -> float:
        return self.tall * CATALOGUE[self.kind].broad / 2


def haze_of(placed: Placed, pencil: Pencil) -> float:
    near = min(1.0, max(0.0, (placed.depth - PLANE_FAR) / (PLANE_NEAR - PLANE_FAR)))
    much = pencil.course.at("haze_much", placed.x - pencil.easel.x0)
    return (1 - near) ** 2.2 * 0.3 * much if placed.layer != HEAVEN else 0.0


def draw(pencil: Pencil, placed: Placed) -> Placed:
    """Paint one thing, with its island and its mirror image where it stands in water;
    returned as far as its light reaches."""
    pencil.reached = 0.0
    pencil.lift = 0.75 if GROUP_OF[placed.kind] == "creature" else 0.0
    kind = CATALOGUE[placed.kind]
    colour = rgb(HEX[placed.colour]) if placed.colour in HEX else None
    column = placed.x - pencil.easel.x0
    here = Stand(column, placed.y, placed.tall, placed.depth, haze_of(placed, pencil), placed.seed, placed.flip,
                 placed.left - pencil.easel.x0)  # fmt: skip
    if placed.layer == WATER:
        _mirror(pencil, kind, colour, here)
    if placed.island:
        with pencil.stand(Stand(column, placed.y, placed.half() * 1.5, placed.depth - 60, here.haze, placed.seed)):
            rock = pencil.course.colour("rock", column)
            green = pencil.course.colour("ground", column)
            pencil.blob(
                [(-112, 16), (-82, -8), (-40, -18), (30, -19), (84, -9), (114, 16), (40, 20), (-50, 20)], rock, 0.35
            )
            pencil.blob([(-106, 10), (-82, -8), (-40, -18), (0, -18), (-30, 0), (-70, 8)], rock, 0.8)
            pencil.blob([(-84, -8), (-40, -20), (30, -21), (86, -9), (40, -11), (-30, -10)], green, 0.75)
    clipped = placed.kind == "whale" and placed.layer == WATER
    if clipped:
        pencil.easel.pen.save()
        pencil.easel.deep_pen.save()
        edge = skia.Rect.MakeLTRB(0, 0, WIDTH, placed.y)
        pencil.easel.pen.clipRect(edge)
        pencil.easel.deep_pen.clipRect(edge)
    with pencil.stand(here):
        if clipped:
            for pen in (pencil.easel.pen, pencil.easel.deep_pen):
                pen.rotate(-38)
                pen.translate(20, 40)
        if pencil.night > 0.3 and placed.layer >= FIRST_FOLD and GROUP_OF[placed.kind] == "creature":
            pencil.halo(0, -45, 120, pencil.course.colour("key", column), 0.42 * pencil.night)
        kind.draw(pencil, colour)
    if clipped:
        pencil.easel.pen.restore()
        pencil.easel.deep_pen.restore()
        _splash(pencil, placed, here)
    pencil.lift = 0.0
    return replace(placed, right=round(max(placed.right, pencil.easel.x0 + pencil.reached), 1))


def _mirror(pencil: Pencil, kind: Kind, colour: Rgb | None, here: Stand) -> None:
    """A dim image upside down; it leaves the depth of the water as it is."""
    glows = list(pencil.easel.glows)
    pencil.easel.pen.saveLayerAlpha(None, 74)
    pencil.easel.deep_pen.save()
    pencil.easel.deep_pen.clipRect(skia.Rect.MakeEmpty())
    pencil.easel.pen.translate(0, 2 * here.y)
    pencil.easel.pen.scale(1, -1)
    pencil.easel.pen.translate(0, here.y * 0.28)
    pencil.easel.pen.scale(1, 0.72)
    with pencil.stand(here):
        kind.draw(pencil, colour)
    pencil.easel.pen.restore()
    pencil.easel.deep_pen.restore()
    pencil.easel.glows = glows


def _splash(pencil: Pencil, placed: Placed, here: Stand) -> None:
    with pencil.stand(here):
        for drop in range(16):
            x = -70 + 130 * pencil.chance(80 + drop)
            y = -24 * pencil.chance(120 + drop) ** 2
            pencil.disc(x, y, 16 + 12 * pencil.chance(160 + drop), 9, (0.93, 0.97, 1.0), 0.9, 0.7)
        path = curve([(-90, 2), (-30, -5), (40, -4), (92, 2), (20, 7), (-40, 7)])
        pencil.body(path, (0.9, 0.95, 1.0), 0.8, 0.6)


_CLEARING = 110.0
"""px beyond a thing where the crown of a tree may have made way for it."""


def remember(placed: Sequence[Placed], canvas_x: int) -> list[dict[str, Any]]:
    """Things whose paint, or whose clearing in the woods, reaches into the next canvas's join, as JSON; at most 40."""
    edge = canvas_x + CANVAS - JOIN
    return [asdict(one) for one in placed if one.right + _CLEARING * (WATER <= one.layer < AIR) > edge][:40]


def recall(told: Any) -> list[Placed]:
    """Things remembered from the last strip; what does not read as a thing is left out."""
    placed = []
    for one in told if isinstance(told, list) else []:
        if isinstance(one, dict) and one.keys() == Placed.__dataclass_fields__.keys() and one["kind"] in CATALOGUE:
            placed.append(Placed(**one))
    return placed
