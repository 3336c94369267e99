"""The wire protocol at its edge: what fits comes through typed, what does not gets a stable code."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worlds.consumers.command_registry import handles, handles_all
from worlds.consumers.room import RoomConsumer
from worlds.wire import docs, protocol, typescript
from worlds.wire.events import EVENTS
from worlds.wire.protocol import ERRORS, ProtocolError, SayPhrase, parse_command


def refused(message: Any) -> str:
    with pytest.raises(ProtocolError) as error:
        parse_command(message if isinstance(message, str) else json.dumps(message))
    return error.value.code


def test_a_phrase_comes_through_without_the_blanks_around_it() -> None:
    command = parse_command('{"id": "a1", "kind": "phrase.say", "text": "  a red moon rises \\n"}')
    assert command == SayPhrase(id="a1", kind="phrase.say", text="a red moon rises")


@pytest.mark.parametrize("apart", ["\n", "\r\n", "\r\r", "\n\n7\n", "\u2028", "\u2029", "\x85", "\t", " \n "])
def test_a_phrase_is_one_line(apart: str) -> None:
    command = parse_command(json.dumps({"id": "a1", "kind": "phrase.say", "text": f"a red moon{apart}rises"}))
    assert isinstance(command, SayPhrase)
    assert command.text == ("a red moon 7 rises" if "7" in apart else "a red moon rises")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("", "protocol.not_json"),
        ("{", "protocol.not_json"),
        ("[]", "protocol.not_json"),
        ("null", "protocol.not_json"),
        ('"hello"', "protocol.not_json"),
        ("[" * 100_000, "protocol.too_large"),
        ("[" * 9_000, "protocol.not_json"),
        ('{"id": "a", "kind": "hello", "version": NaN}', "protocol.not_json"),
        ({}, "protocol.unknown"),
        ({"id": "a", "kind": "world.destroy"}, "protocol.unknown"),
        ({"id": "a", "kind": 7}, "protocol.unknown"),
        ({"id": "a", "kind": "turn.take", "really": True}, "protocol.invalid"),
        ({"kind": "turn.take"}, "protocol.invalid"),
        ({"id": "", "kind": "turn.take"}, "protocol.invalid"),
        ({"id": "x" * 65, "kind": "turn.take"}, "protocol.invalid"),
        ({"id": 5, "kind": "turn.take"}, "protocol.invalid"),
        ({"id": "a", "kind": "hello", "version": "1"}, "protocol.invalid"),
        ({"id": "a", "kind": "hello", "version": 1.5}, "protocol.invalid"),
        ({"id": "a", "kind": "hello", "version": 1, "last_seq": -1}, "protocol.invalid"),
        ({"id": "a", "kind": "phrase.say", "text": ""}, "phrase.empty"),
        ({"id": "a", "kind": "phrase.say", "text": "   "}, "phrase.empty"),
        ({"id": "a", "kind": "phrase.say", "text": "x" * 401}, "phrase.too_long"),
        ({"id": "a", "kind": "phrase.say", "text": "nul \x00 here"}, "protocol.invalid"),
        ({"id": "a", "kind": "phrase.say", "text": ["a"]}, "protocol.invalid"),
        ('{"id": "a", "kind": "phrase.say", "text": "\\ud800"}', "protocol.invalid"),
        ({"id": "a", "kind": "turn.give", "narrator": "ada"}, "protocol.invalid"),
        ({"id": "a", "kind": "narrator.change", "name": "Ada", "colour": 12}, "protocol.invalid"),
        ({"id": "a", "kind": "narrator.change", "name": " ", "colour": 1}, "protocol.invalid"),
        ({"id": "a", "kind": "room.change", "turn_seconds": 5}, "protocol.invalid"),
        ({"id": "a", "kind": "room.change", "art_style": "crayon"}, "protocol.invalid"),
        ({"id": "a", "kind": "world.finish", "gallery": "", "visibility": "public"}, "gallery.empty_name"),
        ({"id": "a", "kind": "world.finish", "gallery": "G", "visibility": "everyone"}, "protocol.invalid"),
        ({"id": "a", "kind": "speech.start", "rate": 44100}, "protocol.invalid"),
    ],
)
def test_what_does_not_fit_gets_a_stable_code(message: Any, code: str) -> None:
    assert refused(message) == code
    assert code in ERRORS


def test_four_hundred_characters_of_any_script_fit() -> None:
    text = "пурпурная луна " * 26
    command = parse_command(json.dumps({"id": "a", "kind": "phrase.say", "text": text[:400]}))
    assert isinstance(command, SayPhrase) and len(command.text) == len(text.strip())


def test_the_answer_to_a_bad_command_names_it() -> None:
    with pytest.raises(ProtocolError) as error:
        parse_command('{"id": "c7", "kind": "phrase.say", "text": ""}')
    assert error.value.command_id == "c7"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
kinds = [get_args(cls.model_fields["kind"].annotation)[0] for cls in get_args(get_args(protocol.AnyCommand)[0])]


@given(st.text() | json_values.map(lambda value: json.dumps(value)))
def test_nothing_but_a_protocol_error_comes_out_of_any_text(message: str) -> None:
    try:
        parse_command(message)
    except ProtocolError as error:
        assert error.code in ERRORS


@given(st.sampled_from(kinds), st.dictionaries(st.sampled_from(["text", "narrator", "name", "version"]), json_values))
def test_nothing_but_a_protocol_error_comes_out_of_any_command(kind: str, fields: dict[str, Any]) -> None:
    try:
        command = parse_command(json.dumps({"id": "a", "kind": kind, **fields}))
    except ProtocolError as error:
        assert error.code in ERRORS
    else:
        assert command.id == "a"


def test_a_command_without_a_handler_and_one_with_two_fail_at_import() -> None:
    with pytest.raises(TypeError, match="does not handle TakeTurn"):

        @handles_all((protocol.TakeTurn,))
        class Deaf:
            pass

    with pytest.raises(TypeError, match="handles TakeTurn twice"):

        @handles_all((protocol.TakeTurn,))
        class Torn:
            @handles(protocol.TakeTurn)
            async def one(self, command: protocol.TakeTurn) -> None: ...

            @handles(protocol.TakeTurn)
            async def other(self, command: protocol.TakeTurn) -> None: ...

    assert len(RoomConsumer.handlers) == len(kinds)


def test_the_docs_are_what_the_classes_say(pytestconfig: pytest.Config) -> None:
    page = (pytestconfig.rootpath / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert page == docs.render_page()
    for kind in kinds:
        assert f"### `{kind}`" in page


def test_the_browsers_types_and_constants_are_what_the_classes_say(pytestconfig: pytest.Config) -> None:
    scripts = pytestconfig.rootpath / "static" / "js"
    types = (scripts / "protocol.d.ts").read_text(encoding="utf-8")
    assert types == typescript.render_types()
    assert (scripts / "constants.js").read_text(encoding="utf-8") == typescript.render_constants()
    for name in (*kinds, *EVENTS):
        assert f'  "{name}": ' in types
    assert "any" not in re.findall(r"\w+", re.sub(r"/\*\*.*?\*/", "", types, flags=re.DOTALL))
