"""Sun, moon, planets, comets and rainbows, and the weather.

Stars, clouds, rain and fog have no drawing here: they belong to the look of the strip (drawing/sky.py, weather.py).
What shines spreads its light in two ways: a halo under the brush strokes, which turn around it, and a glow over them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inference.sketch.catalogue.kind import Kind, Placement, Plural, define, draws

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext, Points


define(
    Kind("sky", "sky", words="sky heaven firmament horizon", noun_phrase="", titles=()),
    Kind(
        "stars",
        "sky",
        words="star starlight constellation milky-way galaxy starry cosmos starfield nebula universe",
        mood="wondrous",
        light="night",
        noun_phrase="the stars",
        titles=(Plural("Stars"),),
    ),
    Kind(
        "aurora",
        "sky",
        words="aurora northern-light polar-light southern-light borealis",
        mood="wondrous",
        light="night",
        noun_phrase="the northern lights",
        titles=(Plural("Northern Lights"),),
    ),
    Kind("clouds", "sky", words="cloud cloudy cloudbank thundercloud cumulus", noun_phrase="clouds", titles=()),
    Kind(
        "rain",
        "weather",
        words="rain drizzle shower downpour raindrop rainy raining monsoon pour",
        irregular={"rained": "rain"},
        mood="sad",
        noun_phrase="rain",
    ),
    Kind(
        "snow",
        "weather",
        words="snow snowfall snowflake blizzard flurry snowing sleet snowstorm",
        irregular={"snowed": "snow"},
        noun_phrase="falling snow",
        titles=("Snowfall",),
    ),
    Kind(
        "storm",
        "weather",
        words="storm thunderstorm tempest hurricane cyclone gale squall typhoon stormy",
        mood="fierce",
        light="storm",
        noun_phrase="a storm",
    ),
    Kind(
        "fog",
        "weather",
        words="fog mist haze misty foggy smog vapour vapor hazy",
        mood="eerie",
        noun_phrase="mist",
        titles=("Mist",),
    ),
    Kind("wind", "weather", words="wind breeze gust windy", noun_phrase="wind"),
)


def _round(size: float, sides: int = 12) -> Points:
    return [(size * math.cos(k * 2 * math.pi / sides), size * math.sin(k * 2 * math.pi / sides)) for k in range(sides)]


@draws(
    Kind("sun", "sky", words="sun burning-sun sunshine sunlight sunbeam sunray daystar", noun_phrase="the sun"),
    Placement("sky", height=84, breadth=1, most=2, glow=2.4),
)
def sun(draw: DrawContext, colour: Rgb | None) -> None:
    key = draw.looks.colour("key", draw.here.x)
    light: Rgb = colour or (min(1.0, key[0] + 0.1), min(1.0, key[1] + 0.06), key[2] * 0.92)
    draw.halo(0, 0, 520, light, 0.75)
    draw.halo(0, 0, 190, light, 0.8)
    draw.lamp_blob(_round(50), light)
    core: Rgb = (min(1, light[0] + 0.1), min(1, light[1] + 0.16), min(1, light[2] + 0.25))
    draw.lamp_blob(_round(40), core)
    draw.glow(0, 0, 230, light, 0.55)


@draws(
    Kind(
        "moon",
        "sky",
        words="moon moonlight moonbeam crescent full-moon half-moon new-moon moonrise",
        mood="calm",
        light="night",
        noun_phrase="the moon",
    ),
    Placement("sky", height=92, breadth=1, most=4, glow=2.2),
)
def moon(draw: DrawContext, colour: Rgb | None) -> None:
    """A full moon with its seas, or a crescent now and then."""
    light: Rgb = colour or (0.97, 0.95, 0.86)
    shine = light if colour is not None else (0.68, 0.76, 0.98)
    draw.halo(0, 0, 430, shine, 0.5)
    draw.halo(0, 0, 160, shine, 0.6)
    draw.lamp_blob(_round(50), light)
    draw.lamp_blob(
        [(x * 0.9 - 4, y * 0.9 - 4) for x, y in _round(50)],
        (min(1, light[0] * 1.06), min(1, light[1] * 1.06), light[2]),
    )
    for x, y, size in ((-14, -14, 17), (-2, -2, 13), (14, -18, 10), (18, 8, 13), (-4, 22, 9), (-27, 6, 8), (6, 6, 11)):
        shade: Rgb = (light[0] * 0.88, light[1] * 0.88, light[2] * 0.92)
        draw.lamp_blob([(x + a * size / 50, y + b * size / 60) for a, b in _round(50, 8)], shade, 0.75)
    draw.glow(0, 0, 200, shine, 0.4)


@draws(
    Kind("planet", "sky", words="planet saturn jupiter mars ringed-planet alien-world", several=2, mood="wondrous"),
    Placement("sky", height=170, breadth=2.1, most=4, glow=0.3),
)
def planet(draw: DrawContext, colour: Rgb | None) -> None:
    """A banded planet in the daylight or the night, ringed now and then."""
    tint = colour or ((0.86, 0.62, 0.45), (0.5, 0.62, 0.82), (0.72, 0.5, 0.66))[int(draw.chance(1) * 3)]
    ringed = draw.chance(2) < 0.65
    if ringed:
        _ring(draw, back=True)
    draw.halo(0, 0, 120, tint, 0.4)
    draw.disc(0, 0, 100, 100, tint, 0.75)
    with draw.inside_disc(0, 0, 100):
        for band in range(5):
            row = -36 + 17 * band
            half = 50.0
            dark: Rgb = (tint[0] * (0.8 + 0.1 * (band % 2)), tint[1] * 0.84, tint[2] * 0.86)
            draw.blob(
                [
                    (-half, row),
                    (0, row + 5),
                    (half, row),
                    (half * 0.98, row + 7),
                    (0, row + 12),
                    (-half * 0.98, row + 7),
                ],
                dark,
                0.75,
            )
        night: Points = [(50 * math.cos(a), 50 * math.sin(a)) for a in [-1.1 + 0.22 * k for k in range(13)]]
        night += [(30 * math.cos(a) - 2, 50 * math.sin(a)) for a in [1.5 - 0.25 * k for k in range(13)]]
        draw.blob(night, (tint[0] * 0.4, tint[1] * 0.4, tint[2] * 0.5), 0.25, 0.6)
    if ringed:
        _ring(draw, back=False)


def _ring(draw: DrawContext, *, back: bool) -> None:
    start, end = (math.pi, 2 * math.pi) if back else (0.0, math.pi)
    for size, wide in ((84, 6), (95, 9), (106, 3)):
        points = []
        for step in range(15):
            turn = start + (end - start) * step / 14
            x, y = size * math.cos(turn), size * 0.24 * math.sin(turn)
            points.append((x * 0.95 - y * 0.3, x * 0.3 + y * 0.95))
        draw.line(points, wide, (0.93, 0.84, 0.68), 0.8, 0.75)


@draws(
    Kind("black_hole", "sky", words="black-hole event-horizon quasar", mood="eerie", light="night"),
    Placement("sky", height=150, breadth=2.1, most=2, glow=0.6),
)
def black_hole(draw: DrawContext, colour: Rgb | None) -> None:
    """A disc without light, and the glowing matter that winds into it."""
    light = colour or (1.0, 0.66, 0.3)
    draw.halo(0, 0, 130, light, 0.5)
    for turn, wide in enumerate((9.0, 6.0, 4.0)):
        reach = 62.0 - 9 * turn
        ring = [(reach * math.cos(a / 20), reach * math.sin(a / 20)) for a in range(0, 139, 6)]
        draw.lamp_line(ring, wide, (light[0], light[1] * (0.8 + 0.2 * turn), light[2] * (0.7 + 0.5 * turn)))
    draw.disc(0, 0, 86, 86, (0.01, 0.01, 0.02), 0.2)
    sweep = [(105 * math.cos(a / 20), 17 * math.sin(a / 20) + 4) for a in range(0, 64, 4)]
    draw.lamp_blob([*sweep, *((0.8 * x, 0.35 * y + 2) for x, y in reversed(sweep))], light, 0.95)
    draw.lamp_line(sweep, 2.5, (1.0, 0.94, 0.8))


@draws(
    Kind(
        "comet",
        "sky",
        words="comet meteor shooting-star falling-star meteorite asteroid",
        mood="wondrous",
        light="night",
        titles=("Comet", "Falling Star"),
    ),
    Placement("sky", height=60, breadth=1.2, most=6, glow=4.4),
)
def comet(draw: DrawContext, colour: Rgb | None) -> None:
    light = colour or (0.85, 0.95, 1.0)
    tail = 420.0
    draw.fading([(8, -8), (-tail, -tail * 0.5), (-6, 10)], (0, 0), (-tail, -tail * 0.5), light, 0.85)
    draw.lamp_blob(_round(12), (1.0, 1.0, 0.98))
    draw.glow(0, 0, 90, light, 0.8)


@draws(
    Kind("rainbow", "sky", words="rainbow", mood="joyful"),
    Placement("bow", height=330, breadth=2.1, most=2, flips=False),
)
def rainbow(draw: DrawContext, colour: Rgb | None) -> None:
    """A bow, translucent, its middle at the horizon and its top 100 units above."""
    bands: tuple[Rgb, ...] = (
        (0.9, 0.3, 0.28),
        (0.95, 0.6, 0.25),
        (0.97, 0.88, 0.4),
        (0.42, 0.78, 0.45),
        (0.32, 0.55, 0.9),
        (0.55, 0.38, 0.8),
    )
    for index, band in enumerate(bands):
        draw.arch(100 - 3.6 * index, 4.6, band, 0.42)


@draws(
    Kind(
        "lightning",
        "weather",
        words="lightning thunder thunderbolt lightning-bolt bolt",
        mood="fierce",
        light="storm",
        noun_phrase="lightning",
        stays_as="",
    ),
    Placement("bolt", height=400, breadth=0.7, most=4, glow=0.5),
)
def lightning(draw: DrawContext, colour: Rgb | None) -> None:
    """A forked bolt from (0, -100) to the ground at (0, 0)."""
    light = colour or (0.93, 0.94, 1.0)
    draw.halo(0, -60, 160, (0.62, 0.66, 0.95), 0.6)
    _bolt(draw, (4.0, -100.0), (0.0, 0.0), 1.5, light, 9, 10)
    _bolt(draw, (9.0, -62.0), (34.0, -22.0), 0.8, light, 5, 40)
    _bolt(draw, (-4.0, -46.0), (-26.0, -14.0), 0.7, light, 5, 60)
    draw.glow(0, -70, 90, (0.7, 0.74, 1.0), 0.7)


def _bolt(
    draw: DrawContext,
    start: tuple[float, float],
    end: tuple[float, float],
    wide: float,
    light: Rgb,
    joints: int,
    salt: int,
) -> None:
    points = []
    for joint in range(joints + 1):
        part = joint / joints
        jitter = 0.0 if joint in (0, joints) else (draw.chance(salt + joint) - 0.5) * 15
        points.append((start[0] + (end[0] - start[0]) * part + jitter, start[1] + (end[1] - start[1]) * part))
    draw.lamp_line(points, wide, light, smooth=False)
