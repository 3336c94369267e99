"""Paints twelve stories as murals and one scene in each art style: ``python -m inference.quality gallery --out DIR``.

Writes a JPEG each, at most 350 kB, as they stand in docs/pictures/murals. Stories and seeds are fixed, so the pictures
change only when the painter does.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import Any

from PIL import Image

from inference.contract.arrays import Picture
from inference.contract.art_styles import ART_STYLES, ArtStyle
from inference.quality.story import paint_story

STORIES: dict[str, tuple[ArtStyle, int, tuple[str, ...]]] = {
    "the-lighthouse": (
        "gouache",
        7,
        (
            "a fishing village by the sea at dawn",
            "three small boats sail into the bay",
            "a great red lighthouse on the cliffs",
            "a storm rolls in over the waves",
            "lightning strikes an old ruined tower",
            "the storm passes and a rainbow stands over the hills",
            "the sun sets behind a castle",
            "night falls and paper lanterns rise over the lake",
        ),
    ),
    "the-long-night": (
        "oil",
        21,
        (
            "evening in a pine forest",
            "a cottage with a lit window in the snow",
            "two wolves under a full moon",
            "the aurora over the mountains",
            "a frozen lake with a lone deer",
            "a temple with red roofs on a hill",
            "a dragon over the snowy peaks",
            "dawn breaks over the ice",
        ),
    ),
    "the-caravan": (
        "watercolour",
        33,
        (
            "a desert of golden dunes",
            "a caravan of riders crosses the sand",
            "three pyramids",
            "an oasis with palm trees",
            "a deep canyon with a river",
            "ancient ruins in the evening sun",
            "a city with towers at dusk",
            "a comet over the desert at night",
        ),
    ),
    "under-the-waves": (
        "pastel",
        45,
        (
            "a quiet bay with two sailing ships",
            "dolphins leap in the sun",
            "we dive under the sea",
            "a coral reef with many fish",
            "a whale swims through the deep sea",
            "jellyfish glow",
            "we rise to the surface at sunset",
            "the stars come out over an island with palms",
        ),
    ),
    "the-four-seasons": (
        "ink",
        58,
        (
            "cherry blossom by the river",
            "a wooden bridge over the stream",
            "a meadow full of flowers and butterflies",
            "a windmill in a field of wheat",
            "an autumn forest with three deer",
            "mist over the swamp",
            "snow falls on a village",
            "children walk home in the snow",
        ),
    ),
    "the-open-door": (
        "woodcut",
        64,
        (
            "a path into a dark forest",
            "giant mushrooms",
            "a glowing portal between the trees",
            "floating islands in a purple sky",
            "two planets over a crystal plain with tall crystals",
            "a giant walks over the hills",
            "a volcano burns in the distance",
            "hot air balloons fly home at dawn",
        ),
    ),
    "the-school-bus": (
        "gouache",
        3,
        (
            "a yellow school bus drives over the hills",
            "then a T-rex comes and chases the school bus",
            "a hedgehog with an apple sits on a stone",
            "two penguins eat a giant ice cream in the meadow",
            "a boy flies a kite, a robot watches him",
            "at night everybody sleeps in a tent by the fire",
        ),
    ),
    "the-old-kitchen": (
        "oil",
        19,
        (
            "the old farmhouse where I was born, with chickens in the yard",
            "in the old kitchen I put the kettle on",
            "the cat sleeps on the chair beside the stove",
            "my grandfather sits at the table with a newspaper",
            "outside my father drives his tractor through the wheat",
            "in the evening a steam train crosses the valley",
        ),
    ),
    "the-iron-gate": (
        "ink",
        27,
        (
            "a knight, a wizard and an elf walk to a castle at dusk",
            "we go down into the dungeon",
            "a skeleton guards a treasure chest",
            "the rogue picks the lock of the iron gate",
            "a dragon sleeps on a heap of gold in the throne room",
            "outside, the sun rises over the mountains",
        ),
    ),
    "der-igel": (
        "watercolour",
        38,
        (
            "ein Igel trägt einen Apfel durch den Herbstwald",
            "ein Fuchs und drei Mäuse unter einer alten Eiche",
            "es schneit auf das kleine Dorf",
            "zwei Kinder und ein Schneemann mit einem roten Schal",
            "in der Nacht leuchtet der Mond über dem Haus",
            "im Frühling blühen die Kirschbäume am Fluss",
        ),
    ),
    "the-space-station": (
        "pastel",
        52,
        (
            "an astronaut walks on the moon",
            "inside the spaceship the captain looks at a screen",
            "a robot with a flower in the laboratory",
            "a flying saucer over the city at night",
            "two green aliens land in the park with a red balloon",
            "a rocket flies past a ringed planet",
        ),
    ),
    "market-day": (
        "gouache",
        66,
        (
            "a street in the morning with a bakery and a blue bicycle",
            "apples, bread and cheese on a table at the market",
            "a musician plays the guitar and a girl dances",
            "children play football in the park",
            "an old woman sits on a bench and looks at the pigeons",
            "fireworks over the ferris wheel",
        ),
    ),
}
"""Name of the file to art style, seed and phrases: six of landscapes, and six as strangers tell them."""
STYLE_SCENE = "a castle above a lake with two boats at golden hour"
MOST_BYTES = 350_000
WIDTH = 2400
"""px that a mural is scaled down to."""


def save_small(picture: Picture, file: Path, width: int) -> None:
    """Write a picture as a JPEG of ``width`` px and of at most ``MOST_BYTES``.
    Raises OSError where it cannot be written."""
    image = Image.fromarray(picture)
    image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    for quality in range(88, 40, -6):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        if buffer.tell() <= MOST_BYTES:
            break
    file.write_bytes(buffer.getvalue())


def paint_gallery(folder: Path) -> list[Path]:
    """Paint all of it into ``folder``, which is made where it is missing; the files in order."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, (style, seed, phrases) in STORIES.items():
        files.append(folder / f"{name}.jpg")
        save_small(paint_story(phrases, seed=seed, style=style).picture, files[-1], WIDTH)
    for style in ART_STYLES:
        files.append(folder / f"style-{style}.jpg")
        save_small(paint_story([STYLE_SCENE], seed=12, style=style).picture, files[-1], 600)
    return files


def add_measure(measures: Any) -> None:
    command: argparse.ArgumentParser = measures.add_parser("gallery", help="paint six murals and each art style once")
    command.add_argument("--out", type=Path, required=True, metavar="DIR")
    command.set_defaults(do=lambda options: "".join(f"{file}\n" for file in paint_gallery(options.out)))
