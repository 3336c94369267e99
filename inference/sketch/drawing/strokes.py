"""Turns a clean underpainting into brush strokes, each art style in its own way.

Strokes are laid in passes from broad to fine, as in A. Hertzmann, "Painterly rendering with curved brush strokes of
multiple sizes" (SIGGRAPH 1998): a finer pass strokes only where the coarser ones are still far from the underpainting.
Each stroke is a bristle stamp that lies along the form under it. Its place, angle and order are hashed from its
absolute cell, so that a join that is painted twice is the same twice. It adds no things.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from inference.contract.art_styles import ART_STYLES, ArtStyle
from inference.contract.geometry import HEIGHT
from inference.sketch.drawing.buffers import FAR, GROUND, LAMP, LEAVES, PICTURE, SKY, THING, WATER, WIDTH, Buffers
from inference.sketch.drawing.noise import Floats, field, unit, waves


@dataclass(frozen=True)
class StrokePass:
    """One pass of strokes: a stroke per ``cell`` px each way, ``length`` px long,
    where the paint is off by ``miss``."""

    cell: int
    length: float
    miss: float
    opacity: float


@dataclass(frozen=True)
class StrokeStyle:
    """An art style's way: passes, stroke thickness, colour play, crispness, grain, outline, number of flat tones."""

    passes: tuple[StrokePass, ...]
    thick: float = 1.0
    play: float = 0.05
    crisp: float = 0.3
    grain: float = 0.03
    ridge: float = 0.0
    outline: float = 0.0
    tones: int = 0
    pale: float = 0.0
    rich: float = 1.0
    carve: float = 0.0

    @property
    def is_flat(self) -> bool:
        """Whether nothing but a change of all colours alike comes after the strokes."""
        return not (self.ridge or self.tones or self.carve or self.outline)

    @property
    def is_plain(self) -> bool:
        """Whether nothing comes after the strokes but the grain of the paper."""
        return self.is_flat and self.rich == 1.0 and not self.pale


STROKE_STYLES: dict[ArtStyle, StrokeStyle] = {
    "gouache": StrokeStyle(
        (StrokePass(16, 44, 0, 0.95), StrokePass(10, 26, 6, 0.92), StrokePass(6, 15, 13, 0.9)),
        play=0.045,
        crisp=0.42,
        grain=0.022,
    ),
    "oil": StrokeStyle(
        (StrokePass(18, 56, 0, 1.0), StrokePass(11, 34, 5, 0.96), StrokePass(7, 19, 12, 0.95)),
        thick=1.15,
        play=0.075,
        crisp=0.2,
        grain=0.012,
        ridge=0.5,
        rich=1.1,
    ),
    "watercolour": StrokeStyle(
        (StrokePass(26, 84, 0, 0.5), StrokePass(14, 40, 9, 0.45)),
        thick=1.5,
        play=0.035,
        crisp=0.55,
        grain=0.07,
        pale=0.16,
        rich=1.05,
    ),
    "pastel": StrokeStyle(
        (StrokePass(13, 40, 0, 0.62), StrokePass(9, 30, 3, 0.6), StrokePass(6, 17, 12, 0.7)),
        thick=0.7,
        play=0.08,
        crisp=0.25,
        grain=0.11,
        pale=0.08,
        rich=1.08,
    ),
    "ink": StrokeStyle(
        (StrokePass(24, 76, 0, 0.4), StrokePass(12, 30, 10, 0.4)),
        thick=1.2,
        play=0.03,
        crisp=0.5,
        grain=0.05,
        outline=0.85,
        pale=0.2,
        rich=0.5,
    ),
    "woodcut": StrokeStyle(
        (StrokePass(12, 46, 0, 0.9), StrokePass(8, 22, 8, 0.9)),
        thick=0.6,
        play=0.02,
        crisp=0.7,
        grain=0.03,
        outline=0.9,
        tones=5,
        rich=1.15,
        carve=0.5,
    ),
}

assert STROKE_STYLES.keys() == ART_STYLES.keys(), (
    f"The brush has no strokes for {set(ART_STYLES) ^ set(STROKE_STYLES)}."
)

_LONG, _ROWS = 96, 26
_STAMPS = 6


def _stamps() -> skia.Image:
    """Bristle stamps, white on clear, one above the other: streaks along the stroke, dry at its end."""
    sheet = np.zeros((_ROWS * _STAMPS, _LONG, 4), np.uint8)
    along = np.linspace(0, 1, _LONG, dtype=np.float32)[None, :]
    across = np.linspace(-1, 1, _ROWS, dtype=np.float32)[:, None]
    for stamp in range(_STAMPS):
        streak = waves(np.arange(_ROWS, dtype=np.float64), 5, 300 + stamp, 2.6, 2)[:, None]
        wander = 0.1 * np.sin(along * 5 + stamp)
        body = np.clip((1 - np.abs(across * 1.12 + wander)) * 4.2, 0, 1)
        start = np.clip(along * 9, 0, 1)
        dry = np.clip((1.02 - along - 0.34 * streak) * 5, 0, 1)
        alpha = body * start * dry * (0.72 + 0.28 * streak)
        light = 0.88 + 0.12 * streak + 0 * along
        cell = sheet[stamp * _ROWS : (stamp + 1) * _ROWS]
        cell[..., 3] = (alpha * 255).astype(np.uint8)
        cell[..., :3] = (light * 255).astype(np.uint8)[..., None]
    return skia.Image.fromarray(sheet, colorType=skia.kRGBA_8888_ColorType)


class StrokeRenderer:
    """Strokes one view; made once per engine (the stamps), used for every strip."""

    def __init__(self) -> None:
        self._stamp_sheet = _stamps()
        self._papers = {style.grain: _paper(style.grain) for style in STROKE_STYLES.values()}
        self._cells = [skia.Rect.MakeXYWH(0, index * _ROWS, _LONG, _ROWS) for index in range(_STAMPS)]

    def stroke(self, buffers: Buffers, style: StrokeStyle, seed: int) -> NDArray[np.uint8]:
        """The view as painted by ``style``: (768, WIDTH, 4) uint8, opaque."""
        clean = buffers.colour
        material = np.ascontiguousarray(buffers.material())
        angles = _angles(buffers, clean[::4, ::4, :3].astype(np.float32), material[::4, ::4], seed)
        layer = np.empty((HEIGHT, WIDTH, 4), np.uint8)
        surface = skia.Surface(layer, colorType=skia.kRGBA_8888_ColorType)
        pen = surface.getCanvas()
        _lay_ground(pen, clean)
        detailed = np.flatnonzero(material == PICTURE)
        layer.view(np.uint32).reshape(-1)[detailed] = clean.view(np.uint32).reshape(-1)[detailed]
        for number, step in enumerate(style.passes):
            self._lay(pen, buffers, style, step, number, layer, clean, material, angles, seed)
        _bring_through(layer, style, clean, material, detailed)
        if not style.is_flat:
            layer[..., :3] = _worked(buffers, style, layer)
        elif not style.is_plain:
            pen.drawImage(surface.makeImageSnapshot(), 0, 0, paint=_toned(style))
        # The paper lies where the mural lies, whatever view of it is painted.
        paper = self._papers[style.grain].makeShader(
            skia.TileMode.kRepeat,
            skia.TileMode.kRepeat,
            skia.SamplingOptions(),
            skia.Matrix.Translate(-(buffers.x0 % _PAPER), 0),
        )
        pen.drawPaint(skia.Paint(Shader=paper, BlendMode=skia.BlendMode.kModulate))
        return layer

    def _lay(
        self,
        pen: skia.Canvas,
        buffers: Buffers,
        style: StrokeStyle,
        step: StrokePass,
        number: int,
        layer: NDArray[np.uint8],
        clean: NDArray[np.uint8],
        material: NDArray[np.uint8],
        angles: Floats,
        seed: int,
    ) -> None:
        cell, salt = step.cell, 500 + 40 * number
        columns = np.arange(int(buffers.columns[0] // cell), int(buffers.columns[-1] // cell) + 1)[None, :]
        rows = np.arange(0, HEIGHT // cell + 1)[:, None]
        x = ((columns + unit(seed, salt, columns, rows)) * cell - buffers.x0).ravel()
        y = ((rows + unit(seed, salt + 1, columns, rows)) * cell).ravel().astype(np.float64)
        column, row = np.clip(x, 0, WIDTH - 1).astype(int), np.clip(y, 0, HEIGHT - 1).astype(int)
        stuff = material[row, column]
        near = clean[row, column, :3].astype(np.int16)
        wanted = step.miss
        keep = np.ones(len(x), bool)
        if wanted:
            off = np.abs(near - layer[row, column, :3]).max(axis=1)
            # Leaves and things take strokes sooner, since they are made of smaller ones.
            keep = (off > wanted) | ((stuff >= LEAVES) & (off > 0.5 * wanted))
        if number == 0:
            keep &= (stuff != THING) & (stuff != PICTURE)
        keep &= (x >= 0) & (x < WIDTH) & (stuff != LAMP)
        order = np.argsort(unit(seed, salt + 2, columns, rows).ravel()[keep], kind="stable")
        pick = np.flatnonzero(keep)[order]
        chance = [unit(seed, salt + 3 + index, columns, rows).ravel()[pick] for index in range(5)]
        x, y, column, row, stuff = x[pick], y[pick], column[pick], row[pick], stuff[pick]
        turn = angles[row, column] + (chance[0] - 0.5) * _WANDER[stuff]
        scale = step.length / _LONG * _REACH[stuff] * (0.75 + 0.5 * chance[1])
        play = 1 + (chance[2] - 0.5) * 2 * style.play * _PLAY[stuff]
        warm = (chance[3] - 0.5) * 60 * style.play
        colour = clean[row, column, :3].astype(np.float32) * play[:, None]
        colour[:, 0] += warm
        colour[:, 2] -= warm
        colour = np.clip(colour * 1.07, 0, 255).astype(np.int64)
        alpha = np.int64(step.opacity * 255)
        inks = ((alpha << 24) | (colour[:, 0] << 16) | (colour[:, 1] << 8) | colour[:, 2]).tolist()
        cosine, sine = np.cos(turn) * scale, np.sin(turn) * scale
        left = x - cosine * _LONG / 2 + sine * _ROWS / 2
        top = y - sine * _LONG / 2 - cosine * _ROWS / 2
        stamps = np.minimum((chance[4] * _STAMPS).astype(int), _STAMPS - 1).tolist()
        pen.drawAtlas(
            self._stamp_sheet,
            [
                skia.RSXform(*four)
                for four in zip(cosine.tolist(), sine.tolist(), left.tolist(), top.tolist(), strict=True)
            ],
            [self._cells[index] for index in stamps],
            inks,
            skia.BlendMode.kModulate,
            skia.SamplingOptions(skia.FilterMode.kLinear),
        )


_WANDER = np.zeros(8, np.float32)
_WANDER[[SKY, FAR, WATER, GROUND, LEAVES, THING, LAMP, PICTURE]] = [0.5, 0.5, 0.14, 0.6, 1.6, 0.3, 0.2, 0.7]
_PLAY = np.ones(8, np.float32)
_PLAY[[GROUND, LEAVES, THING, PICTURE]] = [1.7, 3.4, 0.8, 2.2]
_REACH = np.zeros(8, np.float32)
_REACH[[SKY, FAR, WATER, GROUND, LEAVES, THING, LAMP, PICTURE]] = [1.1, 0.8, 1.15, 0.85, 0.62, 0.5, 0.4, 0.66]


def _angles(buffers: Buffers, clean: Floats, stuff: NDArray[np.uint8], seed: int) -> Floats:
    """Which way strokes lie: along the contours of light where there are any, else as the material lies. Radians.
    Colours and materials are those of every fourth pixel each way."""
    luma = (clean @ np.array([0.3, 0.59, 0.11], np.float32)) / 255
    soft = luma
    for _ in range(2):
        soft = (np.roll(soft, 1, 0) + soft + np.roll(soft, -1, 0)) / 3
        soft = (np.roll(soft, 1, 1) + soft + np.roll(soft, -1, 1)) / 3
    down, right = np.gradient(soft)
    across = np.arctan2(down, right) + np.pi / 2
    strength = np.clip(np.hypot(down, right) * 22, 0, 1)
    flow = (field(buffers.columns[::4], buffers.rows[::4], seed, 97, 260, 150, 2) - 0.5) * 1.5
    base = np.where(stuff == LEAVES, np.pi / 2 + flow, flow)
    base = np.where(stuff == WATER, 0.0, base)
    base = np.where(stuff == GROUND, flow * 0.4, base)
    strength = np.where(stuff == WATER, strength * 0.15, strength)
    cosine = np.cos(2 * base) * (1 - strength) + np.cos(2 * across) * strength
    sine = np.sin(2 * base) * (1 - strength) + np.sin(2 * across) * strength
    return np.repeat(np.repeat((np.arctan2(sine, cosine) / 2).astype(np.float32), 4, axis=0), 4, axis=1)


def _lay_ground(pen: skia.Canvas, colour: NDArray[np.uint8]) -> None:
    """The soft ground under the strokes: means of four by four pixels of (h, w, 4), eased into each other."""
    rows = colour.reshape(HEIGHT // 4, 4, WIDTH, 4).astype(np.uint16)
    rows = rows[:, 0] + rows[:, 1] + rows[:, 2] + rows[:, 3]
    blocks = rows.reshape(HEIGHT // 4, WIDTH // 4, 4, 4)
    small = ((blocks[:, :, 0] + blocks[:, :, 1] + blocks[:, :, 2] + blocks[:, :, 3]) // 16).astype(np.uint8)
    pen.save()
    pen.scale(4, 4)
    shader = skia.Image.fromarray(small, colorType=skia.kRGBA_8888_ColorType).makeShader(
        skia.TileMode.kClamp, skia.TileMode.kClamp, skia.SamplingOptions(skia.FilterMode.kLinear)
    )
    pen.drawPaint(skia.Paint(Shader=shader))
    pen.restore()


_CRISPNESS = np.array([0.0, 0.0, 0.0, 0.0, 0.35, 1.25, 1.6, 0.4], np.float32)
"""How far each material comes through the strokes."""


def _bring_through(
    layer: NDArray[np.uint8],
    style: StrokeStyle,
    clean: NDArray[np.uint8],
    material: NDArray[np.uint8],
    detailed: NDArray[np.int64],
) -> None:
    """Let fine things come through crisp, and what the strokes have lost of a picture, such as its eyes."""
    fine = np.flatnonzero(material >= LEAVES)
    painted, wanted = layer.reshape(-1, 4), clean.reshape(-1, 4)  # views
    crisp = np.clip(_CRISPNESS * style.crisp, 0, 1).astype(np.float32)[material.reshape(-1)[fine]]
    there = painted[fine, :3].astype(np.float32)
    painted[fine, :3] = (there + (wanted[fine, :3] - there) * crisp[:, None]).astype(np.uint8)
    there = painted[detailed, :3].astype(np.float32)
    lost = wanted[detailed, :3] - there
    much = np.clip((np.maximum.reduce(np.abs(lost).T) - 24) / 56, 0, 0.85)
    painted[detailed, :3] = (there + lost * much[:, None]).astype(np.uint8)


_LUMA = np.array([0.3, 0.59, 0.11], np.float32)
_PALE = np.array([250, 244, 230], np.float32)


def _toned(style: StrokeStyle) -> skia.Paint:
    """A paint that makes all colours richer and paler as the style wants, and takes back what the paper darkens."""
    rich, pale = style.rich, style.pale
    bright = 1 + style.grain / 2
    rows = []
    for channel in range(3):
        mixed = (1 - rich) * _LUMA + rich * np.eye(3, dtype=np.float32)[channel]
        rows += [*((1 - pale) * bright * mixed).tolist(), 0.0, float(pale * bright * _PALE[channel] / 255)]
    return skia.Paint(ColorFilter=skia.ColorFilters.Matrix([*rows, 0, 0, 0, 1, 0]))


_PAPER = 256
"""px after which the grain of the paper comes again."""


def _paper(grain: float) -> skia.Image:
    """The grain of the paper, which darkens by up to ``grain``."""
    lattice = np.arange(_PAPER)
    tooth = unit(5, 900, lattice[None, :], lattice[:, None])
    right, down = np.roll(tooth, 1, 1), np.roll(tooth, 1, 0)
    weave = (tooth + right + down + np.roll(right, 1, 0)) / 4
    sheet = np.full((_PAPER, _PAPER, 4), 255, np.uint8)
    sheet[..., :3] = ((1 - grain * weave) * 255 + 0.5).astype(np.uint8)[..., None]
    return skia.Image.fromarray(sheet, colorType=skia.kRGBA_8888_ColorType)


def _worked(buffers: Buffers, style: StrokeStyle, layer: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strokes (h, w, 4) with the relief of the paint, tones, carving and outline of the style: (h, w, 3)."""
    picture = layer[..., :3].astype(np.float32)
    luma = np.asarray(picture @ _LUMA, np.float32)
    if style.ridge:
        lean = np.zeros_like(luma)
        lean[1:, 1:] = luma[1:, 1:] - luma[:-1, :-1]
        picture += (np.clip(lean, -26, 26) * np.float32(style.ridge * 0.55))[..., None]
    if style.rich != 1.0:
        picture = luma[..., None] + (picture - luma[..., None]) * np.float32(style.rich)
    if style.tones:
        step = np.float32(255 / style.tones)
        flat = (np.floor(luma / step) + 0.5) * step
        picture *= (flat / np.maximum(luma, 1))[..., None]
    if style.carve:
        lines = np.sin((buffers.rows[:, None] + 9 * np.sin(buffers.columns[None, :] / 37)) * 1.05).astype(np.float32)
        picture *= (1 - style.carve * 0.5 * np.clip(lines - luma / 150 + 0.15, 0, 1))[..., None]
    if style.pale:
        picture += (_PALE - picture) * np.float32(style.pale)
    if style.outline:
        picture *= (1 - style.outline * _edges(buffers, luma))[..., None]
    return np.asarray(np.clip(picture * np.float32(1 + style.grain / 2), 0, 255), np.uint8)


def _edges(buffers: Buffers, luma: Floats) -> Floats:
    """Where a pen would draw: at steps of depth, and a little at steps of light. In [0, 1]."""
    depth = buffers.relief().astype(np.float32)
    edge = np.zeros_like(luma)
    down, right = np.abs(np.diff(depth, axis=0)), np.abs(np.diff(depth, axis=1))
    edge[1:] = np.maximum(edge[1:], np.clip((down - 900) / 1800, 0, 1))
    edge[:, 1:] = np.maximum(edge[:, 1:], np.clip((right - 900) / 1800, 0, 1))
    light = np.zeros_like(luma)
    light[1:] = np.abs(np.diff(luma, axis=0))
    edge = np.maximum(edge, np.clip((light - 26) / 60, 0, 0.6))
    wide = edge.copy()
    wide[:-1] = np.maximum(wide[:-1], edge[1:])
    wide[:, :-1] = np.maximum(wide[:, :-1], edge[:, 1:])
    return wide
