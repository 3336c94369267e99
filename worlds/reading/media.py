"""Where pictures are on the web: below ``/media/``, at the address of the world in which they are shown.

The address says to whom a file is shown, and goes with the world's: where that is withdrawn, so are those of all its
pictures. A file that several worlds share has an address in each.
"""

from __future__ import annotations

import uuid
from urllib.parse import quote

from worlds.models import World

MEDIA_PREFIX = "/media/"


def media_url(world: World, key: str) -> str:
    """The URL of a stored file of ``world``, for whoever may see the world."""
    return f"{MEDIA_PREFIX}{world.slug or world.pk.hex}/{quote(key)}"


def cover_url(world: World) -> str:
    """The URL of a world's cover; empty where it has none."""
    return media_url(world, world.cover) if world.cover else ""


def room_media_url(world_id: uuid.UUID, key: str) -> str:
    """The URL of a stored file in the room of its world, for its people; finishing the world does not change it."""
    return f"{MEDIA_PREFIX}{world_id.hex}/{quote(key)}"
