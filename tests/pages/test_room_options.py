"""What the room's dialogs offer is what the protocol takes."""

from __future__ import annotations

from typing import get_args

from inference.contract.art_styles import ART_STYLES
from worlds.views.room_options import room_options
from worlds.wire.events import FloorPart
from worlds.wire.protocol import PHRASE_CHARS_MAX, ChangeRoom, FinishWorld, VisibilityChoice


def test_every_choice_is_one_that_the_protocol_takes() -> None:
    options = room_options()
    assert {value for value, _ in options["modes"]} == set(get_args(FloorPart.model_fields["mode"].annotation))
    assert {value for value, _ in options["visibilities"]} == set(get_args(VisibilityChoice))
    assert [value for value, _ in options["art_styles"]] == list(ART_STYLES)
    for field, offered in (("mode", "modes"), ("art_style", "art_styles"), ("correct_seconds", "correct_seconds")):
        for value, _ in options[offered]:
            ChangeRoom.model_validate({"id": "a", "kind": "room.change", field: value})


def test_what_is_typed_may_be_as_long_as_the_protocol_takes_it() -> None:
    longest = room_options()["longest"]
    assert longest == {"name": 40, "title": 80, "hint": 120, "phrase": PHRASE_CHARS_MAX, "question": 300}
    FinishWorld(id="a", kind="world.finish", gallery="x" * 80, visibility="link", title_hint="x" * 120)
