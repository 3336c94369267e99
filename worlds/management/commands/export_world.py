"""``manage.py export_world SLUG FILE.zip``: pack a finished world into an archive; prints one JSON object.

Exit status 0 also where a file of the world was missing or broken: it is listed under ``left_out`` and the rest is
packed.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from worlds.archive.pack import Archive, read_rows
from worlds.archive.stored_zip import EntryChanged
from worlds.management.finished_world import finished_world, log_to_stderr
from worlds.refusal_messages import refusal_message
from worlds.wire.refusal import Refusal


class Command(BaseCommand):
    help = "Pack a finished world into an archive that another Lightloom brings in; prints one JSON object."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the end of the world's address")
        parser.add_argument("file", type=Path, help="the archive to write; one that is there is replaced")
        parser.add_argument("--voices", action="store_true", help="pack the kept voices too")

    def handle(self, *args: Any, **options: Any) -> None:
        log_to_stderr()
        path: Path = options["file"]
        try:
            archive = Archive(read_rows(finished_world(options["slug"])), voices=options["voices"])
        except Refusal as refusal:
            raise CommandError(refusal_message(refusal)) from None
        except ValidationError as error:
            raise CommandError(f"This world fits into no archive: {error.errors()[0]['msg']}.") from None
        unfinished = path.with_name(f".{path.name}.part")
        try:
            with unfinished.open("wb") as file:
                for chunk in archive:
                    file.write(chunk)
            unfinished.replace(path)
        except OSError as error:
            raise CommandError(f"{path} could not be written: {error.strerror}.") from None
        except EntryChanged as changed:
            raise CommandError(f"{changed} was changed meanwhile; try again.") from None
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(
            json.dumps(
                {
                    "slug": options["slug"],
                    "file": str(path),
                    "content_hash": archive.content_hash,
                    "bytes": archive.zip.length,
                    "files": archive.files,
                    "left_out": archive.left_out,
                },
                ensure_ascii=False,
            )
        )
