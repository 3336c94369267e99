"""What is made from a world, as pages and the HTTP API show it: progress, reason of a failure, files."""

from __future__ import annotations

from typing import Any

from worlds.models import Making, World
from worlds.reading.media import media_url

FAILURES = {
    "make.stuck": "It stood still for too long.",
    "storage.missing": "A file of this world is missing. An operator can repair it.",
    "finish.nothing": "None of the world’s strips can be read. An operator can repair it.",
}
"""Sentences by code; all other codes share one."""
DEFAULT_FAILURE = "Something went wrong while it was made."


def final_making(world: World, kind: str) -> Making | None:
    """The making of this kind of the finished world; None while it is not made, or only of a part."""
    return world.makings.filter(kind=kind, state=Making.State.MADE, final=True).first()


def making_as_json(making: Making) -> dict[str, Any]:
    """``{state, stage, done, of, why, files: [{name, url, type, bytes, about}]}``."""
    return {
        "state": making.state,
        "stage": making.stage,
        "done": making.done,
        "of": making.of,
        "why": FAILURES.get(making.reason, DEFAULT_FAILURE) if making.state == Making.State.FAILED else "",
        "files": [
            {name: file[name] for name in ("name", "type", "bytes", "about")}
            | {"url": media_url(making.world, file["key"])}
            for file in making.files
        ],
    }
