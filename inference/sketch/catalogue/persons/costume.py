"""What persons wear, as data: a costume for each role, made of the same few garments.

persons.py says by which words people name a role, dressing.py draws the garments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rgb = tuple[float, float, float]
Skirt = Literal["knee", "ankle", "tail"]
Hat = Literal[
    "crown",
    "tiara",
    "pointed",
    "witch",
    "helmet",
    "kabuto",
    "cap",
    "peaked",
    "fire",
    "hard",
    "toque",
    "tricorn",
    "cowboy",
    "hood",
    "turban",
    "top",
    "straw",
    "veil",
    "mitre",
    "halo",
    "horns",
    "mask",
    "bubble",
    "beret",
    "bowler",
    "band",
    "mortar",
    "plume",
    "wool",
    "goggles",
]
Prop = Literal[
    "staff",
    "crook",
    "sword",
    "cutlass",
    "spear",
    "bow",
    "wand",
    "book",
    "ladle",
    "tray",
    "fork",
    "axe",
    "hammer",
    "brush",
    "case",
    "microphone",
    "rod",
    "bag",
    "stick",
    "flowers",
    "sceptre",
    "broom",
    "lens",
    "flag",
    "pistol",
    "shield",
    "scythe",
    "letter",
]
Extra = Literal[
    "wings",
    "bat_wings",
    "cape",
    "apron",
    "coat",
    "sash",
    "armour",
    "bandages",
    "stripes",
    "spots",
    "tie",
    "cross",
    "belt",
    "gloves",
    "star",
    "scales",
    "collar",
]


@dataclass(frozen=True)
class Costume:
    """Garments and their colours; None is left to chance, or not worn."""

    top: Rgb | None = None
    legs: Rgb | None = None
    skirt: Skirt | None = None
    hat: Hat | None = None
    hat_colour: Rgb = (0.3, 0.22, 0.16)
    hair: Literal["short", "long", "bun", "curls", "bald", "tail", "wild"] | None = None
    hair_colour: Rgb | None = None
    beard: Literal["short", "long"] | None = None
    prop: Prop | None = None
    extras: tuple[Extra, ...] = ()
    second: Rgb = (0.9, 0.88, 0.82)
    """The colour of what is over it: cape, apron, coat, sash."""
    skin: Rgb | None = None


RED: Rgb = (0.72, 0.18, 0.16)
DEEP: Rgb = (0.2, 0.16, 0.2)
BLUE: Rgb = (0.2, 0.34, 0.6)
NAVY: Rgb = (0.14, 0.19, 0.34)
GREEN: Rgb = (0.24, 0.42, 0.24)
BROWN: Rgb = (0.42, 0.28, 0.17)
TAN: Rgb = (0.72, 0.58, 0.38)
WHITE: Rgb = (0.94, 0.93, 0.9)
GREY: Rgb = (0.5, 0.51, 0.54)
STEEL: Rgb = (0.66, 0.69, 0.74)
GOLD: Rgb = (0.92, 0.74, 0.28)
PURPLE: Rgb = (0.44, 0.24, 0.55)
ORANGE: Rgb = (0.92, 0.5, 0.16)
PINK: Rgb = (0.93, 0.6, 0.7)
YELLOW: Rgb = (0.93, 0.8, 0.3)

COSTUMES: dict[str, Costume] = {
    "man": Costume(hair="short"),
    "woman": Costume(hair="long", skirt="knee"),
    "boy": Costume(hair="short"),
    "girl": Costume(hair="tail", skirt="knee"),
    "baby": Costume((0.75, 0.85, 0.95), (0.75, 0.85, 0.95), hair="bald"),
    "grandmother": Costume(
        (0.55, 0.4, 0.56), skirt="ankle", hair="bun", hair_colour=(0.88, 0.87, 0.86), prop="stick", extras=("apron",)
    ),
    "grandfather": Costume(
        (0.45, 0.36, 0.26), GREY, hat="cap", hair="short", hair_colour=(0.9, 0.89, 0.88), beard="short", prop="stick"
    ),
    "farmer": Costume(RED, BLUE, hat="straw", hat_colour=GOLD, prop="fork", extras=("apron",), second=BLUE),
    "fisherman": Costume(YELLOW, NAVY, hat="wool", hat_colour=NAVY, beard="short", prop="rod"),
    "sailor": Costume(WHITE, NAVY, hat="beret", hat_colour=WHITE, extras=("collar",), second=NAVY),
    "captain": Costume(NAVY, NAVY, hat="peaked", hat_colour=WHITE, beard="short", extras=("belt",), second=GOLD),
    "pirate": Costume(
        RED,
        DEEP,
        hat="tricorn",
        hat_colour=DEEP,
        beard="long",
        hair="wild",
        prop="cutlass",
        extras=("coat", "sash"),
        second=(0.3, 0.16, 0.13),
    ),
    "knight": Costume(
        STEEL, STEEL, hat="helmet", hat_colour=STEEL, prop="sword", extras=("armour", "cape"), second=RED
    ),
    "samurai": Costume(
        (0.5, 0.14, 0.14),
        DEEP,
        skirt="knee",
        hat="kabuto",
        hat_colour=DEEP,
        prop="sword",
        extras=("armour",),
        second=GOLD,
    ),
    "ninja": Costume(DEEP, DEEP, hat="mask", hat_colour=DEEP, prop="sword", extras=("belt",), second=RED),
    "archer": Costume(
        GREEN, BROWN, hat="plume", hat_colour=GREEN, hair="short", prop="bow", extras=("belt",), second=BROWN
    ),
    "viking": Costume(
        BROWN,
        (0.3, 0.26, 0.2),
        hat="horns",
        hat_colour=STEEL,
        beard="long",
        hair_colour=(0.78, 0.5, 0.22),
        hair="long",
        prop="axe",
        extras=("cape",),
        second=(0.5, 0.42, 0.3),
    ),
    "soldier": Costume(
        (0.34, 0.38, 0.24),
        (0.34, 0.38, 0.24),
        hat="helmet",
        hat_colour=(0.3, 0.34, 0.22),
        extras=("belt",),
        second=BROWN,
    ),
    "guard": Costume(RED, DEEP, hat="wool", hat_colour=DEEP, prop="spear", extras=("belt",), second=WHITE),
    "king": Costume(
        PURPLE,
        DEEP,
        skirt="ankle",
        hat="crown",
        hat_colour=GOLD,
        beard="long",
        hair="long",
        prop="sceptre",
        extras=("cape",),
        second=RED,
    ),
    "queen": Costume(
        (0.3, 0.2, 0.5),
        skirt="ankle",
        hat="crown",
        hat_colour=GOLD,
        hair="long",
        prop="sceptre",
        extras=("cape",),
        second=RED,
    ),
    "prince": Costume(
        BLUE, WHITE, hat="crown", hat_colour=GOLD, hair="short", prop="sword", extras=("cape", "belt"), second=RED
    ),
    "princess": Costume(PINK, skirt="ankle", hat="tiara", hat_colour=GOLD, hair="long", hair_colour=(0.88, 0.7, 0.36)),
    "wizard": Costume(
        BLUE,
        skirt="ankle",
        hat="pointed",
        hat_colour=BLUE,
        beard="long",
        hair_colour=(0.9, 0.9, 0.92),
        hair="long",
        prop="staff",
        extras=("star", "belt"),
        second=GOLD,
    ),
    "witch": Costume(
        DEEP,
        skirt="ankle",
        hat="witch",
        hat_colour=DEEP,
        hair="wild",
        hair_colour=(0.5, 0.3, 0.14),
        prop="broom",
        extras=("belt",),
        second=PURPLE,
    ),
    "elf": Costume(
        GREEN,
        (0.3, 0.24, 0.16),
        hair="long",
        hair_colour=(0.9, 0.82, 0.58),
        prop="bow",
        extras=("cape",),
        second=(0.28, 0.36, 0.26),
    ),
    "dwarf": Costume(
        RED,
        BROWN,
        hat="wool",
        hat_colour=RED,
        beard="long",
        hair_colour=(0.6, 0.36, 0.18),
        prop="axe",
        extras=("belt",),
        second=BROWN,
    ),
    "monk": Costume(BROWN, skirt="ankle", hair="bald", extras=("belt",), second=TAN, prop="book"),
    "nun": Costume(DEEP, skirt="ankle", hat="veil", hat_colour=DEEP, extras=("collar", "cross"), second=WHITE),
    "priest": Costume(
        WHITE, skirt="ankle", hat="mitre", hat_colour=WHITE, prop="crook", extras=("cape", "cross"), second=GOLD
    ),
    "angel": Costume(
        WHITE, skirt="ankle", hat="halo", hat_colour=GOLD, hair="curls", hair_colour=(0.9, 0.76, 0.4), extras=("wings",)
    ),
    "devil": Costume(
        RED, RED, hat="horns", hat_colour=DEEP, prop="fork", extras=("bat_wings",), second=DEEP, skin=(0.8, 0.24, 0.18)
    ),
    "vampire": Costume(
        DEEP, DEEP, hair="short", hair_colour=DEEP, extras=("cape", "tie"), second=RED, skin=(0.86, 0.86, 0.88)
    ),
    "zombie": Costume(
        (0.42, 0.44, 0.36),
        (0.3, 0.3, 0.34),
        hair="wild",
        skin=(0.5, 0.64, 0.42),
        extras=("spots",),
        second=(0.3, 0.24, 0.2),
    ),
    "mummy": Costume(
        (0.86, 0.82, 0.68),
        (0.86, 0.82, 0.68),
        hair="bald",
        extras=("bandages",),
        second=(0.66, 0.6, 0.46),
        skin=(0.84, 0.8, 0.66),
    ),
    "astronaut": Costume(WHITE, WHITE, hat="bubble", hat_colour=WHITE, extras=("belt", "gloves"), second=ORANGE),
    "pilot": Costume(BROWN, TAN, hat="goggles", hat_colour=BROWN, extras=("sash",), second=WHITE),
    "doctor": Costume((0.5, 0.7, 0.78), NAVY, hair="short", prop="case", extras=("coat", "cross"), second=WHITE),
    "nurse": Costume(
        (0.55, 0.76, 0.8),
        skirt="knee",
        hat="band",
        hat_colour=WHITE,
        hair="bun",
        extras=("apron", "cross"),
        second=WHITE,
    ),
    "scientist": Costume(
        GREEN,
        DEEP,
        hair="wild",
        hair_colour=(0.85, 0.85, 0.85),
        hat="goggles",
        prop="book",
        extras=("coat",),
        second=WHITE,
    ),
    "teacher": Costume((0.5, 0.24, 0.2), BROWN, hair="bun", prop="book", extras=("collar",)),
    "student": Costume((0.26, 0.36, 0.56), DEEP, hair="short", hat="mortar", hat_colour=DEEP, prop="book"),
    "police_officer": Costume(NAVY, NAVY, hat="peaked", hat_colour=NAVY, extras=("belt", "star"), second=GOLD),
    "firefighter": Costume(
        (0.8, 0.6, 0.14), (0.26, 0.24, 0.22), hat="fire", hat_colour=RED, prop="axe", extras=("belt",), second=WHITE
    ),
    "detective": Costume(TAN, BROWN, hat="bowler", hat_colour=BROWN, prop="lens", extras=("coat", "tie"), second=TAN),
    "cook": Costume(WHITE, GREY, hat="toque", hat_colour=WHITE, prop="ladle", extras=("apron",), second=WHITE),
    "waiter": Costume(WHITE, DEEP, hair="short", prop="tray", extras=("coat", "tie"), second=DEEP),
    "clown": Costume(
        YELLOW,
        (0.3, 0.5, 0.8),
        hair="curls",
        hair_colour=(0.9, 0.3, 0.14),
        hat="bowler",
        hat_colour=GREEN,
        extras=("spots", "collar"),
        second=RED,
    ),
    "dancer": Costume(PINK, skirt="knee", hair="bun", extras=("sash",), second=WHITE),
    "singer": Costume((0.6, 0.16, 0.36), skirt="ankle", hair="long", prop="microphone"),
    "musician": Costume(DEEP, DEEP, hair="curls", extras=("tie",), second=RED),
    "painter": Costume(
        WHITE,
        BLUE,
        hat="beret",
        hat_colour=RED,
        hair="short",
        prop="brush",
        extras=("apron", "spots"),
        second=(0.62, 0.68, 0.8),
    ),
    "footballer": Costume(RED, WHITE, hair="short", extras=("stripes",), second=WHITE),
    "boxer": Costume((0.8, 0.6, 0.48), RED, hair="short", extras=("gloves",), second=RED),
    "cowboy": Costume(TAN, BLUE, hat="cowboy", hat_colour=BROWN, extras=("sash", "belt"), second=RED),
    "superhero": Costume(
        BLUE, BLUE, hair="short", hat="band", hat_colour=RED, extras=("cape", "belt", "star"), second=RED
    ),
    "judge": Costume(
        DEEP, skirt="ankle", hair="curls", hair_colour=(0.92, 0.92, 0.9), prop="hammer", extras=("collar",)
    ),
    "businessman": Costume(
        (0.24, 0.26, 0.34), (0.24, 0.26, 0.34), hair="short", prop="case", extras=("tie",), second=RED
    ),
    "worker": Costume(ORANGE, BLUE, hat="hard", hat_colour=YELLOW, prop="hammer", extras=("stripes",), second=YELLOW),
    "shepherd": Costume((0.62, 0.54, 0.4), skirt="knee", hat="hood", hat_colour=(0.62, 0.54, 0.4), prop="crook"),
    "hunter": Costume(GREEN, BROWN, hat="plume", hat_colour=BROWN, prop="bow", extras=("belt",), second=DEEP),
    "thief": Costume(
        (0.3, 0.28, 0.3),
        DEEP,
        hat="hood",
        hat_colour=(0.26, 0.24, 0.28),
        prop="bag",
        extras=("cape",),
        second=(0.26, 0.24, 0.28),
    ),
    "bride": Costume(WHITE, skirt="ankle", hat="veil", hat_colour=WHITE, hair="long", prop="flowers"),
    "groom": Costume(DEEP, DEEP, hair="short", hat="top", hat_colour=DEEP, extras=("tie",), second=WHITE),
    "mermaid": Costume(
        (0.56, 0.38, 0.6),
        skirt="tail",
        hair="long",
        hair_colour=(0.74, 0.3, 0.18),
        extras=("scales",),
        second=(0.16, 0.56, 0.52),
    ),
    "caveman": Costume(
        (0.55, 0.38, 0.2),
        skirt="knee",
        hair="wild",
        beard="long",
        prop="hammer",
        extras=("spots",),
        second=(0.3, 0.2, 0.12),
    ),
    "prisoner": Costume(
        (0.84, 0.84, 0.82),
        (0.84, 0.84, 0.82),
        hat="cap",
        hat_colour=(0.84, 0.84, 0.82),
        extras=("stripes",),
        second=DEEP,
    ),
    "nomad": Costume(
        (0.86, 0.82, 0.72),
        skirt="ankle",
        hat="turban",
        hat_colour=(0.3, 0.4, 0.62),
        prop="staff",
        extras=("sash",),
        second=(0.3, 0.4, 0.62),
    ),
    "traveller": Costume(
        (0.45, 0.3, 0.24),
        BROWN,
        hat="hood",
        hat_colour=(0.36, 0.4, 0.3),
        prop="staff",
        extras=("cape",),
        second=(0.36, 0.4, 0.3),
    ),
    "swimmer": Costume((0.16, 0.46, 0.66), hair="short", hat="band", hat_colour=(0.16, 0.46, 0.66)),
    "death": Costume(DEEP, skirt="ankle", hat="hood", hat_colour=DEEP, prop="scythe", skin=(0.9, 0.88, 0.8)),
    "santa": Costume(
        RED,
        RED,
        hat="wool",
        hat_colour=RED,
        beard="long",
        hair_colour=(0.95, 0.95, 0.95),
        prop="bag",
        extras=("belt", "collar"),
        second=WHITE,
    ),
    "magician": Costume(DEEP, DEEP, hat="top", hat_colour=DEEP, prop="wand", extras=("cape", "tie"), second=RED),
    "jester": Costume(RED, (0.24, 0.5, 0.4), hat="horns", hat_colour=GOLD, extras=("collar", "spots"), second=GOLD),
}
