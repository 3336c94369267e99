"""``manage.py protocol_docs``: write everything that is made of the protocol's classes.

That is ``docs/protocol.md`` for people, and ``static/js/protocol.d.ts`` and ``static/js/constants.js`` for the
browser's modules. ``--check`` writes nothing and says what is out of date.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from worlds.wire import docs, typescript

GENERATED_FILES = {
    "docs/protocol.md": docs.render_page,
    "static/js/protocol.d.ts": typescript.render_types,
    "static/js/constants.js": typescript.render_constants,
}


class Command(BaseCommand):
    help = "Write docs/protocol.md and the browser's types and constants from the protocol's classes."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail when a file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        texts = {settings.BASE_DIR / name: render() for name, render in GENERATED_FILES.items()}
        if not options["check"]:
            for path, text in texts.items():
                path.write_text(text, encoding="utf-8")
            return
        old = [path for path, text in texts.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        if old:
            names = " and ".join(str(path.relative_to(settings.BASE_DIR)) for path in old)
            raise CommandError(f"Out of date: {names}. Run manage.py protocol_docs.")
