"""``manage.py import_world FILE.zip``: import a world from an archive; prints one JSON object.

The world hangs in a gallery of the account or guest that it is imported for; without either it belongs to a new guest,
whose id is printed, and is seen where its gallery lets people in. A bad archive is refused with one sentence and leaves
nothing.
"""

from __future__ import annotations

import json
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from pydantic import TypeAdapter, ValidationError

from worlds.access import Visitor
from worlds.actions.world.imports import DEFAULT_GALLERY, import_file
from worlds.archive.unpack import ArchiveRefused
from worlds.management.finished_world import log_to_stderr
from worlds.models import Visibility
from worlds.wire import protocol

MAX_BYTES = 64 * 2**30
"""Bytes an archive may unpack to: an operator's own disk is theirs to fill."""


class Command(BaseCommand):
    help = "Bring a world in from an archive; prints one JSON object."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--gallery", default=DEFAULT_GALLERY, help="name of the gallery it hangs in, made if it is new"
        )
        parser.add_argument("--visibility", choices=Visibility.values, default="link", help="who may see it")
        parser.add_argument("--user", default="", help="name of the account that it will belong to")
        parser.add_argument("--guest", type=uuid.UUID, default=None, help="the browser that it will belong to")

    def handle(self, *args: Any, **options: Any) -> None:
        log_to_stderr()
        try:
            gallery = TypeAdapter(protocol.Title).validate_python(options["gallery"])
        except ValidationError:
            raise CommandError("--gallery has to be 1 to 80 characters.") from None
        user = get_user_model().objects.filter(username=options["user"]).first() if options["user"] else None
        if options["user"] and user is None:
            raise CommandError(f"There is no account called {options['user']}.")
        visitor = Visitor(guest=options["guest"] or uuid.uuid4(), user=user)
        try:
            with options["file"].open("rb") as file:
                imported = import_file(
                    visitor,
                    file,
                    host_name=user.get_username()[:40] if user else "Archivist",
                    gallery=gallery,
                    visibility=options["visibility"],
                    max_bytes=MAX_BYTES,
                )
        except OSError as error:
            raise CommandError(f"{options['file']} could not be read: {error.strerror}.") from None
        except ArchiveRefused as refused:
            raise CommandError(f"{options['file']} was not brought in. {refused}") from None
        world = imported.world
        assert world.finish_gallery is not None
        self.stdout.write(
            json.dumps(
                {
                    "slug": world.slug,
                    "title": world.title,
                    "content_hash": imported.content_hash,
                    "strips": world.strip_count,
                    "files": imported.files,
                    "gallery": {"name": world.finish_gallery.name, "slug": world.finish_gallery.slug},
                    "guest": None if user else visitor.guest.hex,
                    "page": reverse("world", args=[world.slug]),
                },
                ensure_ascii=False,
            )
        )
