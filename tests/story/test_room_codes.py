"""A room's code is understood however it was written down, pasted or read aloud."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worlds.room_codes import CODE_CHARS_MAX, CODES_MAX, possible_codes


@pytest.mark.parametrize(
    "typed",
    [
        "abc234",
        " ABC 234 ",
        "abc–234",
        "“abc-234”.",
        "'ABC234',",
        "<abc234>",
        "ＡＢＣ２３４",
        "http://127.0.0.1:8000/r/ABC234",
        "https://loom.example.org/r/abc234/inside?from=mail#top",
        "https%3A%2F%2Floom.example.org%2Fr%2FABC234",
        "127.0.0.1:8000/r/ABC234.",
        "/r/abc234",
        "r/ABC234",
        "Come and join us: https://loom.example.org/r/ABC234 !",
        "The code is ABC 234.",
    ],
)
def test_a_code_is_understood(typed: str) -> None:
    assert "ABC234" in possible_codes(typed)


@pytest.mark.parametrize("typed", ["", "?", "http://127.0.0.1:8000/", "https://example.org/rooms/ABC234x/y", "日本"])
def test_what_holds_no_code_has_none(typed: str) -> None:
    assert possible_codes(typed) == []


@given(st.text(max_size=300))
def test_every_code_can_be_looked_up(typed: str) -> None:
    for code in possible_codes(typed):
        assert code.isascii() and code.isalnum() and code == code.upper() and len(code) <= CODE_CHARS_MAX


@pytest.mark.parametrize("written", ["{} ", "/r/{} "])
def test_nobody_tries_out_many_codes_with_one_text(written: str) -> None:
    codes = [f"ABC{number}" for number in range(200, 250)]
    assert possible_codes("".join(written.format(code) for code in codes)) == codes[:CODES_MAX]
