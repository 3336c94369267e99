"""What somebody holds in the far hand because it belongs to the costume: a sword, a ladle, a book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inference.sketch.catalogue.people.costumes import PALETTE

if TYPE_CHECKING:
    from inference.sketch.catalogue.people.body import Dressed
    from inference.sketch.catalogue.people.poses import Joint
    from inference.sketch.drawing.buffers import Rgb

WOOD, STEEL, GOLD, DARK = PALETTE["brown"], PALETTE["steel"], PALETTE["gold"], PALETTE["dark"]
_SHAFTS: dict[str, tuple[float, float, Rgb]] = {
    "staff": (40, 50, WOOD), "cane": (2, 50, WOOD), "fork": (32, 46, WOOD), "rod": (52, 4, WOOD),
    "orb_staff": (42, 50, WOOD), "broom": (36, 30, WOOD), "crook": (40, 50, WOOD), "trident": (38, 48, DARK),
    "spear": (58, 50, WOOD), "axe": (24, 12, WOOD), "hammer": (20, 8, WOOD), "club": (24, 4, WOOD),
    "sword": (36, 5, STEEL), "cutlass": (28, 5, STEEL), "katana": (34, 8, STEEL), "wand": (18, 2, WOOD),
    "sceptre": (20, 8, GOLD), "ladle": (15, 4, STEEL), "wrench": (14, 4, STEEL), "brush": (13, 4, WOOD),
    "gavel": (10, 4, WOOD), "mike": (9, 3, DARK), "hose": (6, 6, STEEL),
}  # fmt: skip
"""Long things: how far they reach above and below the hand, in units, and their colour."""


def draw_prop(one: Dressed, hand: Joint) -> None:
    """The costume's own thing. Who lies, swims or holds another thing has put it away."""
    name = one.costume.hand
    if not name or one.draw.empty_handed or one.draw.doing in ("lying", "swimming"):
        return
    draw, (x, y) = one.draw, hand
    lean = 0.55 if one.draw.doing == "fighting" or name in ("rod", "hose", "mike") else 0.08
    if name in _SHAFTS:
        up, down, colour = _SHAFTS[name]
        down = min(down, max(3.0, -y - 1)) if one.draw.doing != "riding" else min(down, 8)
        top = (x + up * lean, y - up)
        draw.line([(x - down * lean, y + down), top], 3.4 if name == "club" else 2.2, colour, 0.7)
        _draw_top(one, name, *top, hand)
    elif name == "book":
        draw.shape([(x - 5, y + 6), (x - 4, y - 8), (x + 8, y - 9), (x + 9, y + 4)], PALETTE["wine"], 0.7)
        draw.line([(x - 3, y + 6), (x + 9, y + 4.4)], 1.4, PALETTE["white"], 0.9)
    elif name == "bow":
        draw.line([(x - 4, y - 26), (x + 6, y - 14), (x + 8, y), (x + 6, y + 14), (x - 4, y + 26)], 2.2, WOOD, 0.7)
        draw.line([(x - 4, y - 26), (x - 4, y + 26)], 0.7, PALETTE["cream"], 0.8)
    elif name == "case":
        draw.box(x - 8, y + 16, 17, 12, WOOD, 0.6)
        draw.line([(x - 3, y + 4), (x, y + 1), (x + 3, y + 4)], 1.4, DARK)
    elif name == "sack":
        draw.blob([(x, y - 2), (x + 12, y + 8), (x + 14, y + 22), (x - 2, y + 25), (x - 8, y + 14)], PALETTE["sand"],
                  0.6)  # fmt: skip
    elif name == "tray":
        draw.disc(x + 5, y - 4, 24, 4, STEEL, 0.9)
        draw.box(x + 3, y - 5, 5, 9, PALETTE["wine"], 0.7)
    elif name == "flask":
        draw.blob([(x - 1, y - 12), (x + 3, y - 12), (x + 4, y - 6), (x + 8, y + 2), (x - 6, y + 2), (x - 2, y - 6)],
                  PALETTE["green"], 0.95)  # fmt: skip
    elif name == "ball":
        ball_x, ball_y = x + 9, min(-5.5, one.joints.near_leg[2][1] - 2.5)
        draw.disc(ball_x, ball_y, 11, 11, PALETTE["white"], 0.85)
        draw.disc(ball_x + 1, ball_y, 4, 4, DARK, 0.5)
    elif name == "lute":
        draw.line([(x - 14, y + 4), (x + 14, y - 14)], 2.4, WOOD, 0.5)
        draw.disc(x - 12, y + 4, 17, 15, PALETTE["orange"], 0.6)
        draw.disc(x - 11, y + 3, 5, 5, DARK, 0.4)
    elif name == "lens":
        draw.line([(x, y), (x + 4, y - 7)], 2, WOOD)
        draw.disc(x + 7, y - 12, 11, 11, DARK, 0.5)
        draw.disc(x + 7, y - 12, 8, 8, PALETTE["sky"], 1.0)
    elif name == "telescope":
        draw.line([(x - 5, y + 1), (x + 13, y - 6)], 4, GOLD, 0.7)
    elif name == "lasso":
        draw.line([(x, y), (x + 10, y + 10), (x + 4, y + 22), (x - 5, y + 12), (x, y)], 1.6, PALETTE["sand"], 0.8)
    elif name == "bouquet":
        for right, up, flower in ((-3, 5, "pink"), (3, 7, "red"), (7, 3, "yellow"), (1, 2, "white")):
            draw.disc(x + right, y - up, 6, 6, PALETTE[flower], 0.9)


def _draw_top(one: Dressed, name: str, x: float, y: float, hand: Joint) -> None:
    draw = one.draw
    if name in ("sword", "cutlass", "katana"):
        draw.line([(hand[0] - 5, hand[1] - 4), (hand[0] + 5, hand[1] - 6)], 2.4, GOLD, 0.7)
    elif name == "orb_staff":
        draw.disc(x, y, 9, 9, PALETTE["sky"], 1.0)
        draw.glow(x, y, 26, (0.6, 0.8, 1.0), 0.25 + 0.3 * draw.night)
    elif name == "wand":
        draw.disc(x, y, 5, 5, GOLD, 1.0)
        draw.glow(x, y, 22, (1.0, 0.9, 0.6), 0.3 + 0.3 * draw.night)
    elif name == "crook":
        draw.line([(x, y), (x + 1, y - 8), (x + 8, y - 9), (x + 9, y - 2)], 2.2, WOOD, 0.7)
    elif name in ("trident", "fork"):
        for aside in (-5, 0, 5):
            draw.line([(x, y + 2), (x + aside, y - 3), (x + aside, y - 12)], 1.6, DARK, 0.6)
    elif name == "spear":
        draw.shape([(x - 3, y), (x, y - 12), (x + 3, y)], STEEL, 0.9)
    elif name == "axe":
        draw.blob([(x - 1, y + 2), (x + 11, y - 4), (x + 13, y + 6), (x + 9, y + 15), (x - 1, y + 9)], STEEL, 0.85)
    elif name in ("hammer", "gavel"):
        size = 1.0 if name == "hammer" else 0.5
        draw.box(x - 8 * size, y + 5 * size, 16 * size, 9 * size, STEEL if size == 1 else WOOD, 0.7)
    elif name == "club":
        draw.blob([(x - 6, y - 4), (x + 1, y - 8), (x + 6, y - 2), (hand[0] + 2, hand[1] - 3), (hand[0] - 2, hand[1])],
                  WOOD, 0.6)  # fmt: skip
    elif name == "broom":
        draw.shape([(x - 1, y + 2), (x - 8, y - 17), (x + 8, y - 17)], PALETTE["sand"], 0.75)
    elif name in ("sceptre", "mike", "ladle", "wrench"):
        draw.disc(x, y, 7 if name == "ladle" else 6, 5.5, GOLD if name == "sceptre" else STEEL, 0.9)
    elif name == "brush":
        draw.line([(x, y), (x + 0.5, y - 4)], 3.4, PALETTE["red"], 0.9)
    elif name == "hose":
        draw.line([(x, y), (x + 3, y - 3)], 4, PALETTE["red"], 0.8)
