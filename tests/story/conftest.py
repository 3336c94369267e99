"""What the story's tests share: a folder for pictures and voices of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import default_storage

if TYPE_CHECKING:
    from worlds.models import Narrator


@pytest.fixture
def media(tmp_path: Path, settings: object) -> Iterator[Path]:
    """The storage in a folder that goes with the test; its path."""
    assert default_storage.location  # type: ignore[attr-defined]  # a folder, not S3
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    yield tmp_path


@pytest.fixture
def ada(media: Path) -> Narrator:
    """The host of a new room, holding the turn."""
    # this file is read before Django is set up
    from tests.story.weaving.rooms import open_room
    from worlds.actions.room import turns

    host = open_room("Ada")
    turns.take_turn(host.room_id, host.id)
    return host
