"""What a room's dialogs offer to choose from, and how long the text in their fields may be.

Values and bounds are those of the protocol and of the rules of turns; only the words beside them are here.
"""

from __future__ import annotations

from typing import Any, get_args

from pydantic import StringConstraints

from inference.contract.art_styles import art_style_choices
from worlds.actions.world.questions import QUESTION_CHARS_MAX
from worlds.models import Visibility
from worlds.speech.languages import language_choices
from worlds.turns import MODES, TURN_SECONDS_MAX, TURN_SECONDS_MIN
from worlds.wire import protocol

VISIBILITIES = {
    Visibility.PRIVATE: "Only us",
    Visibility.LINK: "Anyone with the link",
    Visibility.PUBLIC: "Everybody",
}


def room_options() -> dict[str, Any]:
    """Choices as pairs of value and words, bounds as numbers, lengths in characters."""
    return {
        "modes": [(mode.name, mode.label) for mode in MODES.values()],
        "mode_rules": " ".join(mode.rule for mode in MODES.values()),
        "art_styles": art_style_choices(),
        "languages": language_choices(),
        "correct_seconds": [
            (seconds, f"{seconds} seconds" if seconds else "Not at all") for seconds in _correct_seconds()
        ],
        "visibilities": list(VISIBILITIES.items()),
        "turn_seconds": {"least": TURN_SECONDS_MIN, "most": TURN_SECONDS_MAX},
        "longest": {
            "name": _max_length(protocol.Name),
            "title": _max_length(protocol.Title),
            "hint": _max_length(protocol.Hint),
            "phrase": protocol.PHRASE_CHARS_MAX,
            "question": QUESTION_CHARS_MAX,
        },
    }


def _correct_seconds() -> tuple[int, ...]:
    """How long spoken words may wait for paint, seconds."""
    literal, _none = get_args(protocol.ChangeRoom.model_fields["correct_seconds"].annotation)
    waits: tuple[int, ...] = get_args(literal)
    return waits


def _max_length(text: Any) -> int:
    """Most characters of a constrained string of the protocol."""
    return next(
        int(rule.max_length) for rule in get_args(text)[1:] if isinstance(rule, StringConstraints) and rule.max_length
    )
