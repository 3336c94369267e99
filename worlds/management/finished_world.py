"""What the commands about a finished world share: finding it, and keeping standard output for their one JSON object."""

from __future__ import annotations

import logging
import sys

from django.core.management.base import CommandError

from worlds.models import World


def finished_world(slug: str) -> World:
    """The finished world whose address ends with ``slug``. Raises ``CommandError``."""
    world = None
    if "\0" not in slug:
        world = World.objects.filter(slug=slug, state=World.State.FINISHED).first()
    if world is None:
        raise CommandError(f"There is no finished world at /worlds/{slug}.")
    return world


def log_to_stderr() -> None:
    """Send the log to standard error."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stdout:
            handler.setStream(sys.stderr)
