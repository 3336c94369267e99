"""The land and the water: ridges, folds of ground, cliffs, dunes, snow and reflections, as functions of absolute place.

Land is seven curves from far to near; a lake or a sea is a level plane that shows wherever the near curves sink under it, so a
coast comes about by itself when one look eases into another. Depth follows the plane's perspective: what lies lower in the
picture is nearer. Plants and things are drawn between the curves by the painter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inference.geometry import HEIGHT
from inference.sketch.course import Course
from inference.sketch.easel import FAR, GROUND, WATER, WIDTH, Easel
from inference.sketch.noise import Floats, field, ridges, waves

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

    def __init__(self, easel: Easel, course: Course, seed: int) -> None:
        self.easel, self.course, self.seed = easel, course, seed
        self.horizon = course["horizon"]
        self.shore: Floats = (self.horizon + SHORE).astype(np.float32)
        self.ridges = [self._ridge(index) for index in range(RIDGES)]
        self.folds = [self._fold(index) for index in range(FOLDS)]
        self.grain = field(easel.columns, easel.rows, seed, 91, 46, 13, 3)

    def _ridge(self, index: int) -> Floats:
        x, seed, course = self.easel.columns, self.seed, self.course
        mount, hill, sea, under = (course[name] for name in ("mount", "hill", "sea", "under"))
        sharp = ridges(x, seed, 21 + index, (560, 380, 300)[index])
        broad = waves(x, seed, 26 + index, (900, 640, 460)[index], 2)
        round_ = waves(x, seed, 31 + index, (420, 330, 260)[index], 4)
        tall = 0.5 + 0.5 * np.clip(2.2 * broad - 0.6, 0, 1)
        peak = (400, 270, 130)[index] * mount * tall * np.clip(1.5 * sharp - 0.08, 0.05, 1.1) * (0.15 + 0.85 * mount)
        swell = (60, 105, 150)[index] * hill**1.5 * round_
        cliff = course["cliff"]
        if cliff.any():
            steps = waves(x, seed, 36 + index, (260, 210, 170)[index], 2)
            mesa = np.clip((steps - 0.42) * 9, 0, 1) * (0.75 + 0.5 * waves(x, seed, 37 + index, 70, 3))
            peak = peak * (1 - cliff) + cliff * (180, 190, 130)[index] * mesa
        dune = course["dune"]
        if dune.any():
            wind = _dune(x, seed, 38 + index, (620, 430, 330)[index])
            swell = swell * (1 - dune) + dune * (50, 75, 80)[index] * wind
            peak = peak * (1 - 0.75 * dune)
        lift = (6, 4, 4)[index] - (24, 34, 46)[index] * np.clip(sea - 0.9 * mount, 0, 1)
        height = peak + swell + lift
        height = height * (1 - under) + under * (70, 60, 60)[index] * sharp
        return np.asarray(self.horizon + (6, 10, 16)[index] - height, np.float32)

    def _fold(self, index: int) -> Floats:
        x, seed, course = self.easel.columns, self.seed, self.course
        water, sea, hill, dune = (course[name] for name in ("water", "sea", "hill", "dune"))
        room = HEIGHT - self.horizon
        base = self.horizon + room * (0.045, 0.22, 0.47, 0.76)[index]
        soft = waves(x, seed, 81 + index, (330, 410, 480, 560)[index], 3)
        rise = (24, 40, 56, 70)[index] * (0.55 + 0.6 * hill) * (soft - 0.35)
        if dune.any():
            rise = rise * (1 - dune) + dune * (34, 60, 80, 90)[index] * (_dune(x, seed, 85 + index, 520) - 0.4)
        sink = water * (150, 190, 150, 22)[index] * (0.86 + 0.4 * (soft - 0.5)) + sea * (190, 160, 120, 150)[index]
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
        top, course = self.ridges[index], self.course
        rows = np.arange(HEIGHT, dtype=np.float32)[:, None]
        nearer = np.minimum.reduce([*self.ridges[index + 1 :], self.shore])
        where = (rows >= top[None, :]) & (rows < nearer[None, :] + 3)
        y, x = np.nonzero(where)
        below = (y - top[x]) / 120
        local = course["rock"][x] * np.float32(0.62) + course["ground"][x] * np.float32(0.38)
        green = np.clip(1.1 - 1.1 * course["mount"][x] + below * 0.6, 0, 1)[:, None] * (0.25, 0.5, 0.8)[index]
        plants = np.clip(course["broadleaf"] + course["conifer"] + course["autumn"], 0, 1)[x][:, None]
        wooded = course["ground"][x] * (1 - 0.35 * plants) * np.float32(0.85)
        local = local + (wooded - local) * green
        craggy = self._crag(y, x, index)
        facing = -np.gradient(np.convolve(np.pad(top, 5, mode="edge"), np.full(11, 1 / 11), mode="valid"))
        slope = facing[np.clip(x + (craggy - 0.5) * 110 * np.clip(below, 0, 1.5), 0, WIDTH - 1).astype(int)]
        slope = slope * np.exp(-0.9 * below)
        light = 0.5 + 0.3 * np.tanh(slope * 1.1) + (craggy - 0.5) * 1.7 * course["mount"][x] - 0.1 * below
        light = np.clip(light, 0, 1.15)
        strata = course["cliff"][x] * (np.sin(y * 0.33 + craggy * 5) * 0.09)
        local = local * (1 + strata)[:, None]
        high = np.clip((self.horizon[x] - y) / 170, 0, 2)
        snow = np.clip((high * 1.5 + course["snowline"][x] * 1.3 - 1.75 + (craggy - 0.5) * 1.5) * 4, 0, 1)
        snow = np.maximum(snow * (course["snowline"][x] > 0), course["snow"][x] * np.clip(0.55 + craggy * 0.6, 0, 1))
        snow = snow * (1 - course["under"][x]) * (1 - course["dune"][x])
        local = local + (np.float32(0.94) - local) * snow[:, None]
        lit = self.lit(local, light + 0.12 * snow, x)
        far = (0.66, 0.46, 0.3)[index] * course["haze_much"][x] / 0.62
        sunk = np.clip((y - top[x]) / 150, 0, 1) * 0.25
        colour = self.hazed(lit, np.clip(far + sunk, 0, 0.97), x)
        depth = (FAR_DEPTHS[index] + np.clip(below, 0, 1) * 3000).astype(np.float32)
        self.easel.cover(where, colour, depth, FAR)

    def _crag(self, y: NDArray[np.int64], x: NDArray[np.int64], index: int) -> Floats:
        if not hasattr(self, "_crags"):
            columns, rows = self.easel.columns[::2], self.easel.rows[::2]
            leaning = field(columns, rows, self.seed, 95, 54, 40, 4)
            self._crags = np.repeat(np.repeat(leaning, 2, axis=0), 2, axis=1)
        return self._crags[np.clip(y + 37 * index, 0, HEIGHT - 1), x]

    def paint_water(self) -> None:
        """The level plane, mirroring all that was painted behind it, broken by ripples that widen towards the eye."""
        easel, course = self.easel, self.course
        shown = np.minimum(np.minimum(self.folds[0], self.folds[1]), np.minimum(self.folds[2], self.folds[3]))
        if not (shown > self.shore + 1).any():
            return
        rows = np.arange(HEIGHT, dtype=np.float32)[:, None]
        where = (rows >= self.shore[None, :]) & (rows < shown[None, :] + 2)
        y, x = np.nonzero(where)
        down = y - self.shore[x]
        part = down / (HEIGHT - self.shore[x])
        ripple = self.grain[np.clip((y * 1.0 / (0.35 + part) * 0.5).astype(int) % HEIGHT, 0, HEIGHT - 1), x] - 0.5
        shift = ripple * (4 + 60 * part)
        mirror = np.clip(self.shore[x] - 1 - down * 1.05 + shift, 0, HEIGHT - 1).astype(int)
        sideways = np.clip(x + (ripple * 26 * part).astype(int), 0, WIDTH - 1)
        image = easel.colour[mirror, sideways, :3].astype(np.float32) / 255
        tint = (
            course["water_tint"][x] * (course["shade"][x] * 0.55 + course["key"][x] * 0.6) * course["gain"][x][:, None]
        )
        bright = np.clip((image.min(axis=1) - 0.8) * 4, 0, 0.4)
        mirrored = np.clip(0.74 - 0.42 * part + bright, 0, 1)[:, None]
        colour = tint + (image - tint) * mirrored
        rough = course["sea"][x] * (0.35 + 0.65 * course["wind"][x])
        crest = np.clip((ripple - 0.2 + 0.08 * rough) * 5, 0, 1) * (0.08 + 0.5 * rough) * (0.3 + part)
        trough = np.clip((-ripple - 0.12) * 4, 0, 1) * 0.35 * rough
        colour = colour * (1 - trough)[:, None]
        colour = colour + (course["low"][x] * 0.5 + 0.4 * course["key"][x] - colour) * crest[:, None]
        edge = np.clip(1 - down / 7, 0, 1) * 0.3
        colour = colour + (course["haze"][x] - colour) * edge[:, None]
        colour = colour * (1 - 0.12 * course["under"][x][:, None])
        easel.cover(where, colour, self.plane_depth(y.astype(np.float32), x), WATER)

    def paint_fold(self, index: int) -> None:
        """One fold of near ground: lit crest, mottled, hazier the farther it is."""
        top, course = self.folds[index], self.course
        if top.min() >= HEIGHT:
            return
        rows = np.arange(HEIGHT, dtype=np.float32)[:, None]
        nearer = np.minimum.reduce([*self.folds[index + 1 :], np.full(WIDTH, HEIGHT, np.float32)])
        where = (rows >= np.maximum(top, 0)[None, :]) & (rows < nearer[None, :] + 3)
        y, x = np.nonzero(where)
        below = (y - top[x]) / (60 + 50 * index)
        grain = self.grain[y, x] - 0.5
        local = course["ground"][x] * (1 + grain * 0.75)[:, None] * np.array(_FOLD_TINTS[index], np.float32)
        dry = np.array([0.14, 0.05, -0.05], np.float32)
        local = local + dry * (grain * 1.4 + 0.05)[:, None]
        beach = np.clip(1 - (y - top[x]) / (10 + 9 * index), 0, 1) * np.clip(course["water"][x] * 1.4 - 0.3, 0, 1)
        local = local + (np.array([0.86, 0.76, 0.56], np.float32) - local) * (beach * 0.85)[:, None]
        snow = course["snow"][x] * np.clip(0.9 + grain * 0.5, 0, 1)
        local = local + (np.array([0.93, 0.95, 0.99], np.float32) - local) * snow[:, None]
        slope = -np.gradient(top)[x]
        near_crest = np.exp(-1.9 * np.clip(below, 0, 9))
        light = 0.66 + 0.3 * np.tanh(slope * 1.6) * near_crest - 0.36 * np.clip(below, 0, 1.2) + grain * 0.26
        light = light + 0.16 * np.exp(-5.0 * below)
        light = np.clip(light, 0.05, 1.05)
        steep = course["dune"][x] * np.clip(-slope * 2.5, 0, 1) * near_crest
        light = light - 0.32 * steep
        colour = self.lit(local, light, x)
        far = np.clip((0.34, 0.2, 0.08, 0.0)[index] * course["haze_much"][x] / 0.62 + 0.15 * course["fog"][x], 0, 0.9)
        colour = self.hazed(colour, far, x)
        sunk = course["under"][x][:, None] * (0.55, 0.4, 0.25, 0.12)[index]
        colour = colour + (np.array([0.05, 0.3, 0.42], np.float32) * course["gain"][x][:, None] - colour) * sunk
        crest = self.plane_depth(np.maximum(top, self.shore), slice(None))[x]
        here = self.plane_depth(y.astype(np.float32), x)
        easel = self.easel
        easel.cover(where, colour, crest + 0.6 * (here - crest), GROUND)

    def lit(self, local: Floats, light: Floats, x: NDArray[np.int64]) -> Floats:
        """Local colour under the sky's shade and the key light, ``light`` from 0 (in shadow) to 1."""
        course = self.course
        shade, key = course["shade"][x] * np.float32(0.95), course["key"][x] * np.float32(0.98)
        lamp = shade + (key - shade) * light[:, None]
        return np.asarray(local * lamp * course["gain"][x][:, None] * np.float32(1.12), np.float32)

    def hazed(self, colour: Floats, much: Floats, x: NDArray[np.int64]) -> Floats:
        """Colour seen through air: ``much`` from 0 (near) to 1 (nothing but haze)."""
        under = self.course["under"][x][:, None]
        haze = (
            self.course["haze"][x] * (1 - under)
            + np.array([0.07, 0.36, 0.47], np.float32) * under * self.course["gain"][x][:, None]
        )
        return np.asarray(colour + (haze - colour) * much[:, None], np.float32)


def _dune(x: NDArray[np.float64], seed: int, salt: int, length: float) -> Floats:
    """Dunes: long windward rises and short lee falls; in [0, 1]."""
    bent = x + 90 * waves(x, seed, salt + 7, length * 0.8, 2)
    place = bent / length
    part = (place - np.floor(place)).astype(np.float32)
    tall = 0.45 + 0.55 * waves(x, seed, salt, length, 2)
    wave = np.where(part < 0.72, part / 0.72, (1 - part) / 0.28)
    return np.asarray(tall * (wave * wave * (3 - 2 * wave)), np.float32)
