"""Who speaks or writes near the end of their turn asks for more of it: not before, and not with every frame."""

from __future__ import annotations

import time
import uuid

import pytest

from worlds.actions.room import turns
from worlds.consumers import speech
from worlds.consumers.speech import KEEP_TURN_SECONDS, SpeechCommands


class Seat(SpeechCommands):
    """As much of a seat as asking for more needs."""

    def __init__(self, left: float | None) -> None:
        self.room_id, self.narrator = uuid.uuid4(), uuid.uuid4()
        self.turn_ends_at = None if left is None else time.time() + left


@pytest.mark.parametrize(
    ("left", "asked"), [(KEEP_TURN_SECONDS - 1, 1), (1.0, 1), (KEEP_TURN_SECONDS + 5, 0), (None, 0)]
)
async def test_only_near_its_end_more_is_asked_for_and_once(
    left: float | None, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking: list[tuple[object, object]] = []
    monkeypatch.setattr(turns, "speak_on", lambda room, narrator: asking.append((room, narrator)))
    monkeypatch.setattr(speech, "in_thread", lambda action: _at_once(action))
    seat = Seat(left)
    for _ in range(5):
        await seat.keep_turn()
    assert asking == [(seat.room_id, seat.narrator)] * asked


def _at_once(action: object) -> object:
    async def run(*args: object) -> None:
        action(*args)  # type: ignore[operator]

    return run
