"""``manage.py protocol_docs``: write ``docs/protocol.md`` from ``worlds/wire/protocol.py``;
``--check`` says whether it is in sync."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from worlds.wire.docs import render


class Command(BaseCommand):
    help = "Write docs/protocol.md from the protocol's classes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail when the page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        page = settings.BASE_DIR / "docs" / "protocol.md"
        text = render()
        if not options["check"]:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            raise CommandError("docs/protocol.md is out of date: run manage.py protocol_docs.")
