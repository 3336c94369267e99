"""What the story's tests share: a folder for pictures and voices of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage


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
