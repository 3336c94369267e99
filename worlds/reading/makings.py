"""What is made from a world, as pages and the HTTP API tell it: how far it is, why it failed, which files there are."""

from __future__ import annotations

from typing import Any

from worlds.models import Making
from worlds.reading.media import media_url

WHY = {
    "make.stuck": "It stood still for too long.",
    "storage.missing": "A file of this world is missing. An operator can repair it.",
    "finish.nothing": "None of the world’s strips can be read. An operator can repair it.",
}
"""What a person reads for a reason; others share one sentence."""
FAILED = "Something went wrong while it was made."


def making_told(making: Making) -> dict[str, Any]:
    """``{state, stage, done, of, why, files: [{name, url, type, bytes, about}]}``."""
    return {
        "state": making.state,
        "stage": making.stage,
        "done": making.done,
        "of": making.of,
        "why": WHY.get(making.reason, FAILED) if making.state == Making.State.FAILED else "",
        "files": [
            {name: file[name] for name in ("name", "type", "bytes", "about")} | {"url": media_url(file["key"])}
            for file in making.files
        ],
    }
