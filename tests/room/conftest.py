"""What tests of the whole service share beside it: a world that everybody may see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.stack import Stack


@pytest.fixture(scope="session")
def public_world(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Card of the newest one, woven now where no test has woven any: ``slug``, ``gallery``, ``panorama`` (its path)."""
    if not httpx.get(f"{stack.base_url}/api/worlds").json()["items"]:
        story: Path = tmp_path_factory.mktemp("story") / "story.txt"
        story.write_text("a castle on a hill at night\n")
        told = stack.manage("weave", "--gallery", "Winter", "--visibility", "public", str(story))
        assert told.returncode == 0, told.stderr
    slug = httpx.get(f"{stack.base_url}/api/worlds").json()["items"][0]["slug"]
    exports = httpx.get(f"{stack.base_url}/api/worlds/{slug}/exports").json()["items"]
    gallery = httpx.get(f"{stack.base_url}/api/galleries").json()["items"][0]["slug"]
    panorama = next(file["url"] for file in exports if file["kind"] == "panorama")
    return {"slug": slug, "gallery": gallery, "panorama": panorama}
