"""``manage.py repair_world SLUG [--dry-run]``: find a world's missing and broken files and mend what can be;
prints one JSON object.

Exit status 0 where all is well now, 1 where something is wrong and stays so (with ``--dry-run``: where anything is
wrong at all). What has to be made again is made by the studio, beside a running service.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from worlds.actions.world.repair import repair_world
from worlds.management.finished_world import finished_world, quiet_output


class Command(BaseCommand):
    help = "Find a finished world's missing and broken files and mend what can be mended; prints one JSON object."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the end of the world's address")
        parser.add_argument("--dry-run", action="store_true", help="only look")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet_output()
        world = finished_world(options["slug"])
        repair = repair_world(world, dry_run=options["dry_run"], on_progress=self.stderr.write)
        self.stdout.write(json.dumps(repair.as_json(), ensure_ascii=False))
        if not repair.well:
            sys.exit(1)
