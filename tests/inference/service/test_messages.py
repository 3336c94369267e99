"""Messages in queues and stored plans from before a change of their classes are still read correctly."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from inference.contract.pieces import LayerJob, LayerNote, LayerResult, StripJob, StripNote, StripResult
from tests.inference.mural.plain_murals import DIRECTION

REPLY = {"done": "done", "failed": "failed", "progress": None, "directed": None, "queue": "story"}
FILES = {"picture": "a.png", "view": "a.webp", "relief": "b.png", "relief_view": "c.png", "width": 596}
PALETTE = {"colours": ["#203040"], "hue": 30.0, "warmth": 0.2, "brightness": 0.5, "variance": 0.3}
ASKED = {
    "about": "phrase",
    "attempt": 2,
    "world": "w",
    "text": "a quiet sea",
    "seed": 7,
    "position": 3,
    "x": 1880,
    "art_style": "ink",
    "memory": {"sky": "night"},
    "before": ["a hill"],
    "reply": REPLY,
}
ANSWERED = {
    "about": "phrase",
    "attempt": 2,
    "engine": "sketch",
    "direction": DIRECTION.model_dump(mode="json"),
    "files": FILES,
    "x": 1880,
    "palette": PALETTE,
    "memory": {"sky": "night"},
    "seconds": {"paint": 0.2},
}
NOTED = {
    "x": 1324,
    "width": 556,
    "picture": "a.png",
    "relief": "b.png",
    "text": "a quiet sea",
    "narrator": "Ada",
    "direction": DIRECTION.model_dump(mode="json"),
    "palette": PALETTE,
}


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (StripJob, ASKED | {"carried": "a.png", "carried_relief": "b.png", "anchor": "c.png"}),
        (
            LayerJob,
            ASKED
            | {"picture": "a.png", "relief": "b.png", "before_picture": "c.png", "before_relief": "d.png"}
            | {"layers": [{"picture": "e.png", "relief": "f.png"}]},
        ),
        (StripResult, ANSWERED),
        (LayerResult, ANSWERED | {"position": 3}),
        (LayerNote, NOTED),
        (StripNote, NOTED | {"position": 3, "layers": [NOTED]}),
    ],
)
def test_a_message_is_read_and_written_field_by_field_as_it_always_was(
    kind: type[BaseModel], message: dict[str, Any]
) -> None:
    assert kind.model_validate(message).model_dump(mode="json") == message
