"""What a costume has in its hand by itself: a knight his sword, a cook her ladle. What a phrase puts there is a thing
of its own, and the hand is then empty for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.persons.costume import Prop

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

_WOOD: Rgb = (0.42, 0.29, 0.17)
_STEEL: Rgb = (0.78, 0.81, 0.86)
_GOLD: Rgb = (0.92, 0.74, 0.28)


def draw_prop(draw: DrawContext, hand: tuple[float, float], prop: Prop) -> None:
    """A prop held at a place, in units of the person."""
    x, y = hand

    def line(points: list[tuple[float, float]], thick: float, colour: Rgb, light: float = 0.6) -> None:
        draw.line([(x + across, y + down) for across, down in points], thick, colour, light)

    def shape(points: list[tuple[float, float]], colour: Rgb, light: float = 0.7) -> None:
        draw.shape([(x + across, y + down) for across, down in points], colour, light)

    match prop:
        case "staff" | "crook" | "spear" | "fork" | "broom" | "rod" | "scythe" | "flag":
            down = min(-y, 60.0)
            tall = -52.0 if prop != "rod" else -46.0
            lean = 10.0 if prop != "rod" else 46.0
            line([(-lean * 0.4, down), (lean, tall)], 2.6, _WOOD)
            match prop:
                case "staff":
                    draw.disc(x + lean, y + tall, 7, 7, (0.5, 0.8, 0.95), 0.95)
                case "crook":
                    line([(lean, tall), (lean + 4, tall - 8), (lean + 11, tall - 5), (lean + 9, tall + 2)], 2.4, _WOOD)
                case "spear":
                    shape([(lean - 3, tall), (lean + 2, tall - 13), (lean + 4, tall)], _STEEL)
                case "fork":
                    for aside in (-4, 0, 4):
                        line([(lean + aside, tall), (lean + aside + 1, tall - 11)], 1.5, _STEEL)
                case "broom":
                    shape(
                        [
                            (-lean * 0.4 - 5, down - 8),
                            (-lean * 0.4 + 6, down - 9),
                            (-lean * 0.4 + 8, down + 3),
                            (-lean * 0.4 - 9, down + 3),
                        ],
                        (0.8, 0.62, 0.28),
                    )
                case "rod":
                    line([(lean, tall), (lean + 4, tall + 30)], 0.8, (0.9, 0.9, 0.9))
                case "scythe":
                    shape([(lean, tall), (lean + 26, tall - 2), (lean + 32, tall + 10), (lean + 20, tall + 4)], _STEEL)
                case _:
                    shape([(lean, tall), (lean + 24, tall + 4), (lean, tall + 14)], (0.8, 0.2, 0.2))
        case "sword" | "cutlass":
            bend = 5.0 if prop == "cutlass" else 0.0
            line([(-1, 4), (12, -22), (20 + bend, -40)], 3.0, _STEEL, 0.85)
            line([(-3, -7), (9, -1)], 2.4, _GOLD)
        case "bow":
            line([(2, -28), (12, -12), (12, 8), (2, 24)], 2.2, _WOOD)
            line([(2, -28), (0, -2), (2, 24)], 0.7, (0.9, 0.9, 0.86))
        case "wand" | "sceptre":
            line([(-2, 3), (9, -17)], 2.2, _GOLD if prop == "sceptre" else (0.16, 0.13, 0.14))
            draw.disc(x + 10, y - 19, 6, 6, (0.95, 0.86, 0.5), 0.95)
        case "book" | "letter":
            shape([(-3, -7), (9, -10), (10, 3), (-2, 6)], (0.55, 0.2, 0.18) if prop == "book" else (0.95, 0.93, 0.86))
            line([(-2, 5), (10, 2)], 1.6, (0.95, 0.93, 0.86))
        case "ladle":
            line([(0, 2), (6, -20)], 2.0, _STEEL)
            draw.disc(x + 7, y - 22, 8, 6, _STEEL, 0.7)
        case "tray":
            draw.disc(x + 4, y - 4, 24, 5, _STEEL, 0.85)
            shape([(0, -6), (2, -16), (7, -16), (9, -6)], (0.75, 0.3, 0.25))
        case "axe" | "hammer":
            line([(-3, 8), (8, -22)], 2.6, _WOOD)
            shape(
                [(4, -28), (16, -30), (18, -17), (9, -19)]
                if prop == "axe"
                else [(1, -28), (15, -24), (13, -17), (0, -21)],
                _STEEL,
            )
        case "brush" | "microphone" | "lens":
            line([(-1, 4), (6, -10)], 2.2, _WOOD if prop == "brush" else (0.2, 0.2, 0.22))
            colour = {"brush": (0.85, 0.3, 0.25), "microphone": (0.45, 0.46, 0.5), "lens": (0.7, 0.86, 0.95)}[prop]
            draw.disc(x + 7, y - 12, 9 if prop == "lens" else 6, 9 if prop == "lens" else 6, colour, 0.85)
        case "case":
            shape([(-10, 2), (10, 2), (10, 17), (-10, 17)], (0.4, 0.26, 0.16))
        case "bag":
            draw.blob(
                [(x - 12, y - 12), (x - 2, y - 22), (x + 8, y - 12), (x + 8, y + 6), (x - 12, y + 6)],
                (0.6, 0.5, 0.36),
                0.6,
            )
        case "stick":
            line([(0, -2), (3, min(-y, 44.0))], 2.4, _WOOD)
        case "flowers":
            for index, colour in enumerate(((0.92, 0.4, 0.5), (0.95, 0.85, 0.6), (0.85, 0.3, 0.45))):
                draw.disc(x + 3 + 5 * index, y - 7 - 2 * (index % 2), 7, 7, colour, 0.8)
        case "shield":
            draw.blob(
                [(x - 8, y - 12), (x + 10, y - 12), (x + 8, y + 6), (x + 1, y + 14), (x - 7, y + 6)],
                (0.7, 0.2, 0.2),
                0.7,
            )
        case _:
            line([(0, 0), (12, -4)], 3, (0.2, 0.2, 0.22))
