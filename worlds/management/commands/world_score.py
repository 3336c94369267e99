"""``manage.py world_score SLUG``: print a finished world as ``python -m inference sound`` reads it.

Its strips' directions and palettes, and how much of each is seen; see docs/sound.md. Changes nothing.
"""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import pairwise
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inference.contract.direction import Direction, Palette
from inference.contract.geometry import mural_width
from inference.contract.sound.score import sound_seed
from inference.sound.world import SoundStrip, SoundWorld
from worlds.models import World


class Command(BaseCommand):
    help = "Print a finished world as JSON, for python -m inference sound."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the last part of the world's address")

    def handle(self, *args: Any, **options: Any) -> None:
        world = World.objects.filter(slug=options["slug"], state=World.State.FINISHED).first()
        if world is None:
            raise CommandError(f"There is no finished world at {options['slug']!r}.")
        self.stdout.write(sound_world(world).model_dump_json(indent=1, exclude_none=True))


def sound_world(world: World) -> SoundWorld:
    """The world's strips, left to right, with the width that is seen of each."""
    strips = list(world.strips.hanging().select_related("phrase"))
    edges = [*(strip.x for strip in strips), mural_width(world.strip_count)]
    return SoundWorld(
        world=sound_seed(world.seed),
        title=world.title,
        strips=[
            SoundStrip(
                position=strip.position,
                direction=Direction.model_validate(strip.phrase.direction),
                palette=Palette.model_validate(strip.palette),
                width=end - start,
            )
            for strip, (start, end) in zip(strips, pairwise(edges), strict=True)
        ],
    )
