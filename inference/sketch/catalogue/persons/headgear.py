"""The head of a person, with face, hair and beard, and what is worn on it.

Sizes are parts of the head's breadth, so a child's cap is as large for it as a king's crown for him.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.persons.body import Build, Joints
from inference.sketch.catalogue.persons.costume import Costume

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

HAIRS: tuple[Rgb, ...] = (
    (0.16, 0.12, 0.1),
    (0.32, 0.2, 0.12),
    (0.52, 0.34, 0.18),
    (0.8, 0.62, 0.32),
    (0.6, 0.26, 0.12),
    (0.1, 0.09, 0.1),
)
_CUTS = ("short", "long", "curls", "bun")


def draw_head(draw: DrawContext, joints: Joints, build: Build, costume: Costume, skin: Rgb) -> None:
    """The head, looking to the right, three quarters of its face to be seen."""
    x, y = joints.head
    wide = build.head
    hair = costume.hair_colour or HAIRS[int(draw.chance(11) * len(HAIRS))]
    cut = costume.hair or ("short" if costume.hat else _CUTS[int(draw.chance(12) * len(_CUTS))])

    def at(across: float, down: float) -> tuple[float, float]:
        return x + across * wide, y + down * wide

    if cut == "long":
        draw.blob(
            [at(-0.5, -0.3), at(0.1, -0.5), at(0.3, 0.1), at(0.1, 0.85), at(-0.5, 0.9), at(-0.62, 0.3)], hair, 0.4
        )
    if cut == "tail":
        draw.blob([at(-0.4, -0.3), at(-0.8, -0.15), at(-0.9, 0.5), at(-0.62, 0.3), at(-0.45, 0.0)], hair, 0.5)
    if cut == "bun":
        draw.disc(*at(-0.42, -0.42), 0.42 * wide, 0.42 * wide, hair, 0.5)
    if cut == "wild":
        draw.blob(
            [
                at(-0.6, -0.1),
                at(-0.7, -0.45),
                at(-0.3, -0.7),
                at(0.2, -0.72),
                at(0.55, -0.4),
                at(0.3, 0.2),
                at(-0.2, 0.6),
                at(-0.75, 0.6),
            ],
            hair,
            0.45,
        )
    draw.line([(joints.neck[0], joints.neck[1] + 1), at(0, 0.25)], 0.3 * wide, skin, 0.35)
    draw.disc(x, y, wide * 0.96, wide * 1.06, skin, 0.5)
    draw.blob(
        [at(-0.47, 0.0), at(-0.3, -0.42), at(0.1, -0.5), at(0.22, -0.1), at(0.1, 0.3), at(-0.1, 0.5), at(-0.34, 0.36)],
        skin,
        0.86,
    )
    draw.blob([at(0.43, -0.02), at(0.55, 0.12), at(0.43, 0.17)], skin, 0.6)  # nose
    _face(draw, x, y, wide)
    if costume.beard:
        low = 0.95 if costume.beard == "long" else 0.6
        draw.blob(
            [
                at(-0.36, 0.12),
                at(-0.1, 0.34),
                at(0.3, 0.26),
                at(0.44, 0.22),
                at(0.4, 0.5),
                at(0.14, low),
                at(-0.26, 0.5),
            ],
            hair,
            0.62,
        )
        draw.line([at(0.12, 0.3), at(0.36, 0.3)], 0.05 * wide, (0.5, 0.2, 0.18), 0.5)
    if cut != "bald":
        draw.blob(
            [
                at(-0.5, 0.12),
                at(-0.52, -0.28),
                at(-0.2, -0.58),
                at(0.2, -0.56),
                at(0.44, -0.3),
                at(0.1, -0.3),
                at(-0.22, -0.14),
                at(-0.34, 0.16),
            ],
            hair,
            0.55,
        )
    if cut == "curls":
        for turn in range(6):
            draw.disc(
                *at(-0.52 + 0.19 * turn, -0.3 - 0.24 * (turn not in (0, 5)) - 0.05 * (turn % 2)),
                0.34 * wide,
                0.34 * wide,
                hair,
                0.5 + 0.05 * turn,
            )
        draw.disc(*at(-0.52, 0.05), 0.32 * wide, 0.36 * wide, hair, 0.5)


def _face(draw: DrawContext, x: float, y: float, wide: float) -> None:
    dark: Rgb = (0.09, 0.07, 0.09)
    for across in (0.06, 0.33):
        draw.disc(x + across * wide, y + 0.0, 0.1 * wide, 0.14 * wide, dark, 0.5)
        draw.line(
            [(x + (across - 0.08) * wide, y - 0.15 * wide), (x + (across + 0.07) * wide, y - 0.16 * wide)],
            0.05 * wide,
            dark,
            0.5,
        )
    draw.disc(x - 0.1 * wide, y + 0.17 * wide, 0.2 * wide, 0.13 * wide, (0.9, 0.45, 0.38), 0.7, 0.4)
    happy = 0.06 if draw.chance(14) < 0.8 else -0.02
    draw.line(
        [
            (x + 0.08 * wide, y + 0.25 * wide),
            (x + 0.22 * wide, y + (0.27 + happy) * wide),
            (x + 0.36 * wide, y + 0.23 * wide),
        ],
        0.055 * wide,
        (0.55, 0.2, 0.18),
        0.5,
    )


def draw_hat(draw: DrawContext, joints: Joints, build: Build, costume: Costume) -> None:
    """What is on the head, if anything is."""
    x, y = joints.head
    wide = build.head
    cloth = costume.hat_colour

    def at(across: float, down: float) -> tuple[float, float]:
        return x + across * wide, y + down * wide

    def brim(reach: float, row: float = -0.3, thick: float = 0.12) -> None:
        draw.disc(*at(0, row), 2 * reach * wide, thick * 2 * wide, cloth, 0.5)

    match costume.hat:
        case "crown" | "tiara":
            tall = 0.34 if costume.hat == "crown" else 0.2
            points = [at(-0.46, -0.34)]
            for index in range(5):
                points += [at(-0.46 + 0.22 * index, -0.42 - tall), at(-0.36 + 0.22 * index, -0.5)]
            draw.shape([*points[:-1], at(0.44, -0.34), at(0, -0.27)], cloth, 0.85)
            draw.disc(*at(0, -0.42), 0.12 * wide, 0.12 * wide, (0.8, 0.15, 0.2), 0.8)
        case "pointed" | "witch":
            draw.blob([at(-0.44, -0.3), at(-0.3, -0.8), at(-0.28, -1.35), at(0.02, -0.86), at(0.42, -0.3)], cloth, 0.6)
            draw.blob([at(-0.44, -0.3), at(-0.3, -0.8), at(-0.28, -1.35), at(-0.12, -0.7), at(-0.08, -0.3)], cloth, 0.9)
            brim(0.78 if costume.hat == "witch" else 0.58)
        case "helmet" | "kabuto":
            draw.blob(
                [
                    at(-0.54, 0.1),
                    at(-0.52, -0.36),
                    at(0, -0.64),
                    at(0.5, -0.36),
                    at(0.46, -0.16),
                    at(-0.2, -0.14),
                    at(-0.3, 0.34),
                ],
                cloth,
                0.6,
            )
            draw.blob([at(-0.54, 0.1), at(-0.52, -0.36), at(-0.1, -0.6), at(-0.2, -0.14), at(-0.36, 0.3)], cloth, 0.95)
            if costume.hat == "kabuto":
                draw.line([at(-0.1, -0.5), at(0.2, -0.95)], 0.1 * wide, (0.9, 0.74, 0.3), 0.8)
                draw.line([at(0.3, -0.46), at(0.6, -0.9)], 0.1 * wide, (0.9, 0.74, 0.3), 0.8)
            elif "armour" in costume.extras:
                draw.blob([at(-0.1, -0.6), at(-0.4, -1.0), at(-0.75, -0.9), at(-0.5, -0.6)], costume.second, 0.7)
        case "cap" | "band" | "wool" | "hard" | "fire" | "goggles" | "beret" | "peaked":
            top = {"wool": -0.86, "hard": -0.72, "fire": -0.76, "beret": -0.66, "peaked": -0.74}.get(costume.hat, -0.62)
            if costume.hat != "band":
                draw.blob(
                    [at(-0.56, -0.22), at(-0.5, -0.52), at(-0.05, top), at(0.46, -0.5), at(0.52, -0.24), at(0, -0.32)],
                    cloth,
                    0.6,
                )
                draw.blob([at(-0.56, -0.22), at(-0.5, -0.52), at(-0.05, top), at(-0.1, -0.4)], cloth, 0.92)
            else:
                draw.line([at(-0.5, -0.3), at(0, -0.36), at(0.48, -0.28)], 0.16 * wide, cloth, 0.7)
            if costume.hat in ("cap", "hard", "fire", "peaked"):
                draw.line(
                    [at(0.2, -0.28), at(0.78, -0.22)],
                    0.11 * wide,
                    cloth if costume.hat != "peaked" else (0.1, 0.1, 0.12),
                    0.4,
                )
            if costume.hat == "fire":
                draw.line([at(-0.5, -0.26), at(-0.86, -0.08)], 0.12 * wide, cloth, 0.5)
            if costume.hat == "wool":
                draw.disc(*at(-0.05, -0.94), 0.26 * wide, 0.26 * wide, (0.95, 0.94, 0.9), 0.8)
            if costume.hat == "goggles":
                for across in (0.06, 0.36):
                    draw.disc(*at(across, -0.3), 0.28 * wide, 0.26 * wide, (0.55, 0.75, 0.8), 0.8)
        case "toque":
            draw.blob(
                [at(-0.44, -0.3), at(-0.66, -0.82), at(-0.2, -1.12), at(0.3, -1.08), at(0.62, -0.78), at(0.44, -0.3)],
                cloth,
                0.72,
            )
            draw.box(*at(-0.44, -0.24), 0.9 * wide, 0.24 * wide, cloth, 0.55)
        case "tricorn" | "cowboy" | "straw" | "top" | "bowler" | "mortar" | "plume":
            tall = {"top": 1.2, "cowboy": 0.86, "mortar": 0.56, "plume": 0.66}.get(costume.hat, 0.74)
            draw.blob([at(-0.44, -0.28), at(-0.4, -tall), at(0.36, -tall), at(0.42, -0.28)], cloth, 0.6)
            draw.blob([at(-0.44, -0.28), at(-0.4, -tall), at(-0.08, -tall), at(-0.1, -0.28)], cloth, 0.9)
            if costume.hat == "mortar":
                draw.shape([at(-0.72, -0.56), at(0, -0.8), at(0.72, -0.58), at(0.02, -0.38)], cloth, 0.75)
            else:
                brim({"straw": 0.86, "cowboy": 0.88, "tricorn": 0.74}.get(costume.hat, 0.62), -0.3, 0.09)
            if costume.hat == "tricorn":
                draw.disc(*at(0.12, -0.52), 0.2 * wide, 0.24 * wide, (0.95, 0.94, 0.9), 0.9)
            if costume.hat == "plume":
                draw.line([at(-0.2, -0.5), at(-0.6, -0.9), at(-0.85, -0.85)], 0.12 * wide, (0.85, 0.25, 0.2), 0.8)
        case "hood" | "veil" | "turban" | "mask":
            draw.blob(
                [
                    at(-0.6, 0.5),
                    at(-0.66, -0.2),
                    at(-0.3, -0.64),
                    at(0.2, -0.64),
                    at(0.5, -0.34),
                    at(0.2, -0.3),
                    at(-0.18, -0.1),
                    at(-0.22, 0.5),
                ],
                cloth,
                0.5,
            )
            draw.blob([at(-0.6, 0.5), at(-0.66, -0.2), at(-0.3, -0.64), at(-0.34, -0.1), at(-0.4, 0.5)], cloth, 0.85)
            if costume.hat == "veil":
                draw.blob([at(-0.5, 0.1), at(-0.8, 1.3), at(-0.2, 1.2), at(-0.28, 0.2)], cloth, 0.8)
            if costume.hat == "mask":
                draw.blob([at(-0.3, 0.12), at(0.54, 0.1), at(0.4, 0.5), at(-0.2, 0.54)], cloth, 0.55)
            if costume.hat == "turban":
                draw.blob([at(-0.6, -0.2), at(-0.5, -0.7), at(0.1, -0.86), at(0.56, -0.5), at(0.5, -0.22)], cloth, 0.7)
        case "mitre":
            draw.shape([at(-0.42, -0.28), at(-0.4, -0.8), at(0, -1.2), at(0.4, -0.8), at(0.42, -0.28)], cloth, 0.75)
            draw.line([at(0, -1.0), at(0, -0.3)], 0.12 * wide, (0.92, 0.74, 0.28), 0.8)
        case "halo":
            draw.lamp_line(
                [at(-0.5, -0.86), at(0, -0.98), at(0.5, -0.86), at(0, -0.76), at(-0.5, -0.86)], 0.1 * wide, cloth
            )
        case "horns":
            for side in (-1, 1):
                draw.blob(
                    [at(side * 0.3, -0.4), at(side * 0.62, -0.6), at(side * 0.7, -1.0), at(side * 0.46, -0.6)],
                    cloth,
                    0.7,
                )
        case "bubble":
            draw.disc(x, y, 1.5 * wide, 1.5 * wide, (0.8, 0.9, 1.0), 0.9, 0.3)
            draw.line([at(-0.5, -0.45), at(-0.62, 0), at(-0.48, 0.42)], 0.08 * wide, (1.0, 1.0, 1.0), 1.0)
            draw.line([at(-0.66, 0.62), at(0, 0.76), at(0.66, 0.62)], 0.2 * wide, cloth, 0.7)
        case _:
            pass
