"""``manage.py repair_world SLUG [--dry-run]``: repair a world's missing and broken files; prints one JSON object.

Exit status 0 where nothing is wrong any more, 1 where something is (with ``--dry-run``: where anything was wrong).
Makings that are requested again are made by the studio of a running service.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from worlds.actions.world.repair import repair_world
from worlds.management.finished_world import finished_world, log_to_stderr


class Command(BaseCommand):
    help = "Find a finished world's missing and broken files and mend what can be mended; prints one JSON object."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the end of the world's address")
        parser.add_argument("--dry-run", action="store_true", help="only look")

    def handle(self, *args: Any, **options: Any) -> None:
        log_to_stderr()
        world = finished_world(options["slug"])
        repair = repair_world(world, dry_run=options["dry_run"], on_progress=self.stderr.write)
        self.stdout.write(json.dumps(repair.as_json(), ensure_ascii=False))
        if not repair.is_intact:
            sys.exit(1)
