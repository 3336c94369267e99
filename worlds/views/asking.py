"""The world page's part called ``ask``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from worlds.access import Visitor
from worlds.models import World


def ask_panel(request: HttpRequest, visitor: Visitor, world: World) -> dict[str, Any]:
    """What ``templates/worlds/_ask.html`` needs."""
    return {}
