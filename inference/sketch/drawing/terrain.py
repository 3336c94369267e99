"""The land and the water: ridges, folds of ground, cliffs, dunes, snow and reflections, as functions of absolute place.

Land is seven curves from far to near; a lake or a sea is a level plane that shows wherever the near curves sink under
it, so a coast comes about by itself when one look eases into another. Depth follows the plane's perspective: what lies
lower in the picture is nearer. Plants and things are drawn between the curves by the painter. Edges are true to the
pixel; the colours between them are made on every second pixel each way, since strokes are laid over them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inference.contract.geometry import HEIGHT
from inference.sketch.drawing.buffers import FAR, GROUND, WATER, WIDTH, Buffers
from inference.sketch.drawing.look_track import LookTrack
from inference.sketch.drawing.noise import Floats, field, ridges, waves
from inference.sketch.drawing.surfaces import surfaced

RIDGES = 3
FOLDS = 4
FAR_DEPTHS = (7000.0, 12500.0, 18000.0)
PLANE_FAR, PLANE_NEAR = 20000.0, 62000.0
_FOLD_TINTS = ((0.96, 1.0, 1.1), (1.0, 1.02, 1.0), (1.06, 1.0, 0.9), (0.92, 0.9, 0.82))
"""Far ground is cooler, near ground warmer, the nearest deeper."""
SHORE = 18
"""px from the horizon down to where the water plane begins."""


class Terrain:
    """The curves of one view (each (WIDTH,), px from the top) and how they are painted."""

    def __init__(self, buffers: Buffers, looks: LookTrack, seed: int) -> None:
        self.buffers, self.looks, self.seed = buffers, looks, seed
        self.horizon = looks["horizon"]
        self.shore: Floats = (self.horizon + SHORE).astype(np.float32)
        self.ridges = [self._ridge(index) for index in range(RIDGES)]
        self.folds = [self._fold(index) for index in range(FOLDS)]
        # The coarse grid is the mural's even columns, wherever the view begins: two views must meet in it.
        odd = buffers.x0 % 2
        self._picks = np.clip(np.arange(0, WIDTH + odd, 2) - odd, 0, WIDTH - 1)
        self._spread = (np.arange(WIDTH) + odd) // 2
        self._sampled: dict[str, Floats] = {}
        self.grain = field(buffers.columns[self._picks], buffers.rows[::2], seed, 91, 46, 13, 3)

    def _look(self, name: str) -> Floats:
        """A number or colour of the look on the coarse grid's columns."""
        if name not in self._sampled:
            self._sampled[name] = self.looks[name][self._picks]
        return self._sampled[name]

    def _cover(
        self, band: tuple[slice, Floats, NDArray[np.bool_]], colour: Floats, depth: Floats, material: int
    ) -> None:
        """Fill a band with colours (h, w, 3) and depths (h, w) of its part of the coarse grid."""
        rows, _, where = band
        pick = np.arange(rows.start, rows.stop) // 2 - rows.start // 2
        self.buffers.cover(rows, where, colour, depth, material, (pick, self._spread))

    def _ridge(self, index: int) -> Floats:
        x, seed, looks = self.buffers.columns, self.seed, self.looks
        mount, hill, sea, under = (looks[name] for name in ("mount", "hill", "sea", "under"))
        sharp = ridges(x, seed, 21 + index, (560, 380, 300)[index])
        broad = waves(x, seed, 26 + index, (900, 640, 460)[index], 2)
        round_ = waves(x, seed, 31 + index, (420, 330, 260)[index], 4)
        tall = 0.5 + 0.5 * np.clip(2.2 * broad - 0.6, 0, 1)
        peak = (400, 270, 130)[index] * mount * tall * np.clip(1.5 * sharp - 0.08, 0.05, 1.1) * (0.15 + 0.85 * mount)
        swell = (60, 105, 150)[index] * np.maximum(hill, 0) ** 1.5 * round_
        cliff = looks["cliff"]
        if cliff.any():
            steps = waves(x, seed, 36 + index, (260, 210, 170)[index], 2)
            mesa = np.clip((steps - 0.42) * 9, 0, 1) * (0.75 + 0.5 * waves(x, seed, 37 + index, 70, 3))
            peak = peak * (1 - cliff) + cliff * (180, 190, 130)[index] * mesa
        dune = looks["dune"]
        if dune.any():
            wind = _dune(x, seed, 38 + index, (620, 430, 330)[index])
            swell = swell * (1 - dune) + dune * (50, 75, 80)[index] * wind
            peak = peak * (1 - 0.75 * dune)
        lift = (6, 4, 4)[index] - (24, 34, 46)[index] * np.clip(sea - 0.9 * mount, 0, 1)
        height = peak + swell + lift
        height = height * (1 - under) + under * (70, 60, 60)[index] * sharp
        return np.asarray(self.horizon + (6, 10, 16)[index] - height, np.float32)

    def _fold(self, index: int) -> Floats:
        x, seed, looks = self.buffers.columns, self.seed, self.looks
        water, sea, hill, dune = (looks[name] for name in ("water", "sea", "hill", "dune"))
        room = HEIGHT - self.horizon
        base = self.horizon + room * (0.045, 0.22, 0.47, 0.76)[index]
        soft = waves(x, seed, 81 + index, (330, 410, 480, 560)[index], 3)
        rise = (24, 40, 56, 70)[index] * (0.55 + 0.6 * hill) * (soft - 0.35)
        rise = rise * (1 - self.looks["flat"])
        if dune.any():
            rise = rise * (1 - dune) + dune * (34, 60, 80, 90)[index] * (_dune(x, seed, 85 + index, 520) - 0.4)
        sink = water * (150, 190, 150, 22)[index] * (0.86 + 0.4 * (soft - 0.5)) + sea * (190, 160, 120, 150)[index]
        if index >= 2:
            sink = sink * (1 - 0.9 * self.looks["coast"])
        if index == 3:
            sink = sink - sea * 620 * np.clip(waves(x, seed, 89, 700, 2) - 0.62, 0, 0.5)
        if index < 2:
            rise = np.maximum(rise, -4.0)
        return np.asarray(base - rise + sink, np.float32)

    def plane_depth(self, row: Floats, column: NDArray[np.int64] | slice = slice(None)) -> Floats:
        """Depth of level ground that is seen at a row of a column."""
        shore = self.shore[column]
        part = np.clip((row - shore) / (HEIGHT - shore), 0, 1)
        return np.asarray(PLANE_FAR + (PLANE_NEAR - PLANE_FAR) * part**0.75, np.float32)

    def depth_at(self, row: float, column: float) -> float:
        index = np.array([min(WIDTH - 1, max(0, int(column)))])
        return float(self.plane_depth(np.array([row], np.float32), index)[0])

    def foot_scale(self, row: float, column: float) -> float:
        """How large things stand at a row: 1 at the bottom of the picture, less towards the horizon."""
        shore = float(self.shore[min(WIDTH - 1, max(0, int(column)))])
        return float(0.16 + 0.84 * min(1.0, max(0.0, (row - shore) / (HEIGHT - shore))) ** 0.9)

    def paint_ridge(self, index: int) -> None:
        """One far ridge, in the haze of its distance, with sunlit slopes, snow above its line and trees as texture."""
        edge = self.ridges[index]
        nearer = np.minimum.reduce([*self.ridges[index + 1 :], self.shore])
        band = _band(edge, nearer + 3)
        if band is None:
            return
        _, y, _ = band
        top, look = edge[self._picks], self._look
        below = (y - top) / 120
        rock, ground, mount = look("rock"), look("ground"), look("mount")
        green = np.clip(1.1 - 1.1 * mount + below * 0.6, 0, 1) * (0.25, 0.5, 0.8)[index]
        plants = np.clip(look("broadleaf") + look("conifer") + look("autumn"), 0, 1)[:, None]
        wooded = ground * (1 - 0.35 * plants) * np.float32(0.85)
        bare = rock * np.float32(0.62) + ground * np.float32(0.38)
        local = bare + (wooded - bare) * green[..., None]
        craggy = self._crag(y, index)
        facing = -np.gradient(np.convolve(np.pad(edge, 5, mode="edge"), np.full(11, 1 / 11), mode="valid"))
        aside = self._picks + (craggy - 0.5) * 110 * np.clip(below, 0, 1.5)
        slope = facing.astype(np.float32)[np.clip(aside, 0, WIDTH - 1).astype(np.int32)]
        slope = slope * np.exp(-0.9 * below)
        light = 0.5 + 0.3 * np.tanh(slope * 1.1) + (craggy - 0.5) * 1.7 * mount - 0.1 * below
        light = np.clip(light, 0, 1.15)
        if self.looks.most("cliff") > 0:
            local = local * (1 + look("cliff") * (np.sin(y * 0.33 + craggy * 5) * 0.09))[..., None]
        line = look("snowline")
        if line.any() or self.looks.most("snow") > 0:
            high = np.clip((self.horizon[self._picks] - y) / 170, 0, 2)
            snow = np.clip((high * 1.5 + line * 1.3 - 1.75 + (craggy - 0.5) * 1.5) * 4, 0, 1) * (line > 0)
            snow = np.maximum(snow, look("snow") * np.clip(0.55 + craggy * 0.6, 0, 1))
            snow = snow * ((1 - look("under")) * (1 - look("dune")))
            local = local + (np.float32(0.94) - local) * snow[..., None]
            light = light + 0.12 * snow
        lit = self._lit(local, light)
        far = (0.66, 0.46, 0.3)[index] * look("haze_much") / 0.62
        sunk = np.clip((y - top) / 150, 0, 1) * 0.25
        colour = self._hazed(lit, np.clip(far + sunk, 0, 0.97))
        depth = np.asarray(FAR_DEPTHS[index] + np.clip(below, 0, 1) * 3000, np.float32)
        self._cover(band, colour, depth, FAR)

    def _crag(self, y: Floats, index: int) -> Floats:
        if not hasattr(self, "_crags"):
            columns = self.buffers.columns[self._picks]
            self._crags = field(columns, self.buffers.rows[::2], self.seed, 95, 54, 40, 4)
        rows = np.clip((y[:, 0].astype(np.int64) + 37 * index) // 2, 0, len(self._crags) - 1)
        return np.asarray(self._crags[rows], np.float32)

    def paint_water(self) -> None:
        """The level plane, mirroring all that was painted behind it, broken by ripples that widen towards the eye."""
        buffers, look = self.buffers, self._look
        shown = np.minimum(np.minimum(self.folds[0], self.folds[1]), np.minimum(self.folds[2], self.folds[3]))
        band = _band(self.shore, shown + 2)
        if band is None or not (shown > self.shore + 1).any():
            return
        _, y, _ = band
        shore = self.shore[self._picks]
        down = y - shore
        part = np.clip(down / (HEIGHT - shore), 0, 1)
        pick = (y * 0.5 / (0.35 + part)).astype(np.int32) % HEIGHT // 2
        ripple = self.grain[pick, np.arange(len(self._picks))] - 0.5
        mirror = np.clip(shore - 1 - down * 1.05 + ripple * (4 + 60 * part), 0, HEIGHT - 1).astype(np.int32)
        sideways = np.clip(self._picks + (ripple * 26 * part).astype(np.int32), 0, WIDTH - 1)
        image = buffers.colour.view(np.uint32)[mirror, sideways, 0].view(np.uint8).reshape(*mirror.shape, 4)
        image = image[..., :3].astype(np.float32) * np.float32(1 / 255)
        tint = look("water_tint") * (look("shade") * 0.55 + look("key") * 0.6) * look("gain")[:, None]
        bright = np.clip((image.min(axis=-1) - 0.8) * 4, 0, 0.4)
        mirrored = (np.clip(0.74 - 0.42 * part + bright, 0, 1) * (1 - look("frost")))[..., None]
        colour = tint + (image - tint) * mirrored
        rough = look("sea") * (0.35 + 0.65 * look("wind"))
        crest = np.clip((ripple - 0.2 + 0.08 * rough) * 5, 0, 1) * (0.08 + 0.5 * rough) * (0.3 + part)
        trough = np.clip((-ripple - 0.12) * 4, 0, 1) * (0.35 * rough)
        colour *= (1 - trough)[..., None]
        colour += (look("low") * 0.5 + 0.4 * look("key") - colour) * crest[..., None]
        edge = np.clip(1 - down / 7, 0, 1) * 0.3
        colour[:10] += (look("haze") - colour[:10]) * edge[:10, :, None]
        if self.looks.most("under") > 0:
            colour *= 1 - 0.12 * look("under")[:, None]
        self._cover(band, colour, self._plane_depth(y), WATER)

    def paint_fold(self, index: int) -> None:
        """One fold of near ground: lit crest, mottled, hazier the farther it is."""
        edge, look = self.folds[index], self._look
        nearer = np.minimum.reduce([*self.folds[index + 1 :], np.full(WIDTH, HEIGHT, np.float32)])
        band = _band(np.maximum(edge, 0), nearer + 3)
        if band is None:
            return
        _, y, _ = band
        top = edge[self._picks]
        below = (y - top) / (60 + 50 * index)
        grain = self.grain[y[:, 0].astype(np.int64) // 2] - 0.5
        local = (look("ground") * np.array(_FOLD_TINTS[index], np.float32)) * (1 + grain * 0.75)[..., None]
        local += np.array([0.14, 0.05, -0.05], np.float32) * (grain * 1.4 + 0.05)[..., None]
        local = surfaced(local, y, self.buffers.columns[self._picks], self.shore[self._picks], look)
        if self.looks.most("water") > 0.2:
            beach = np.clip(1 - (y - top) / (10 + 9 * index), 0, 1) * np.clip(look("water") * 1.4 - 0.3, 0, 1)
            local += (np.array([0.86, 0.76, 0.56], np.float32) - local) * (beach * 0.85)[..., None]
        if self.looks.most("snow") > 0:
            snow = look("snow") * np.clip(0.9 + grain * 0.5, 0, 1)
            local += (np.array([0.93, 0.95, 0.99], np.float32) - local) * snow[..., None]
        slope = -np.gradient(edge)[self._picks]
        near_crest = np.exp(-1.9 * np.clip(below, 0, 9))
        light = 0.66 + 0.3 * np.tanh(slope * 1.6) * near_crest - 0.36 * np.clip(below, 0, 1.2) + grain * 0.26
        light += 0.16 * np.exp(-5.0 * np.clip(below, -0.2, 9))
        light = np.clip(light, 0.05, 1.05)
        light -= 0.32 * (look("dune") * np.clip(-slope * 2.5, 0, 1)) * near_crest
        colour = self._lit(local, light)
        far = np.clip((0.34, 0.2, 0.08, 0.0)[index] * look("haze_much") / 0.62 + 0.15 * look("fog"), 0, 0.9)
        colour = self._hazed(colour, far)
        if self.looks.most("under") > 0:
            sunk = look("under")[:, None] * (0.55, 0.4, 0.25, 0.12)[index]
            colour += (np.array([0.05, 0.3, 0.42], np.float32) * look("gain")[:, None] - colour) * sunk
        crest = self._plane_depth(np.maximum(top, self.shore[self._picks]))
        self._cover(band, colour, crest + 0.6 * (self._plane_depth(y) - crest), GROUND)

    def _plane_depth(self, row: Floats) -> Floats:
        """``plane_depth`` of the coarse grid's columns."""
        return self.plane_depth(row, self._picks)

    def _lit(self, local: Floats, light: Floats) -> Floats:
        """Local colour (h, w, 3) of the coarse grid under the sky's shade and the key light, ``light`` (h, w)
        from 0 (in shadow) to 1."""
        gain = self._look("gain")[:, None] * np.float32(1.12)
        shade = self._look("shade") * np.float32(0.95) * gain
        key = self._look("key") * np.float32(0.98) * gain
        return np.asarray(local * (shade + (key - shade) * light[..., None]), np.float32)

    def _hazed(self, colour: Floats, much: Floats) -> Floats:
        """Colour of the coarse grid through air: ``much`` from 0 (near) to 1 (nothing but haze), (w,) or (h, w)."""
        under = self._look("under")[:, None]
        deep = np.array([0.07, 0.36, 0.47], np.float32) * self._look("gain")[:, None]
        haze = self._look("haze") * (1 - under) + deep * under
        return np.asarray(colour + (haze - colour) * much[..., None], np.float32)


def _band(top: Floats, foot: Floats) -> tuple[slice, Floats, NDArray[np.bool_]] | None:
    """The rows from ``top`` to ``foot`` (each (WIDTH,), px): their slice, the numbers of the coarse grid's among them
    (h, 1), and where the band is in them."""
    first, last = max(0, int(np.floor(top.min()))), min(HEIGHT, int(np.ceil(foot.max())))
    if first >= last:
        return None
    y = np.arange(first, last, dtype=np.float32)[:, None]
    coarse = np.arange(first // 2 * 2, last, 2, dtype=np.float32)[:, None]
    return slice(first, last), coarse, (y >= top) & (y < foot)


def _dune(x: NDArray[np.float64], seed: int, salt: int, length: float) -> Floats:
    """Dunes: long windward rises and short lee falls; in [0, 1]."""
    bent = x + 90 * waves(x, seed, salt + 7, length * 0.8, 2)
    place = bent / length
    part = (place - np.floor(place)).astype(np.float32)
    tall = 0.45 + 0.55 * waves(x, seed, salt, length, 2)
    wave = np.where(part < 0.72, part / 0.72, (1 - part) / 0.28)
    return np.asarray(tall * (wave * wave * (3 - 2 * wave)), np.float32)
