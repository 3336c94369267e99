"""Renders the wire protocol as a page for people: every message, field, bound, event and error code. Pure."""

from __future__ import annotations

import inspect
from typing import Any, get_args

from pydantic import BaseModel

from inference.contract.speech.audio import SAMPLE_RATE
from worlds.wire import events, protocol


def render_page() -> str:
    """The whole of ``docs/protocol.md``."""
    commands = get_args(get_args(protocol.AnyCommand)[0])
    lines = [
        "# The room's protocol",
        "",
        "Written by `manage.py protocol_docs` from `worlds/wire/protocol.py` and `worlds/wire/events.py`; "
        "do not edit it by hand.",
        "",
        f"Version {protocol.PROTOCOL_VERSION}. "
        "WebSocket at `/ws/rooms/<code>`, for a browser with a seat in the room. JSON in text",
        "frames, told apart by `kind`; unknown fields are refused. "
        "A command carries an `id` of the client's own and is answered",
        "with `ok` or `error` under it; sent again with the same id it has no second effect.",
        "",
        f"Binary frames are sound: PCM16, little-endian, mono, {SAMPLE_RATE} Hz, "
        f"at most {protocol.FRAME_BYTES_MAX} bytes each,",
        "between `speech.start` and `speech.stop`.",
        "",
        f"A JSON command has at most {protocol.MESSAGE_BYTES_MAX} bytes. "
        "Close codes: 4401 no seat here (any more), 1008 abuse,",
        "1011 trouble on the server; anything else: come back and say `hello` with the last `seq` you have.",
        "",
        "## From the client",
        "",
    ]
    for command in commands:
        lines += _section(command, command.model_fields["kind"].annotation)
    lines += ["## From the server", ""]
    for message in protocol.SERVER_MESSAGES:
        lines += _section(message, message.model_fields["kind"].annotation)
    lines += ["## Events", "", "`name` and `payload` of an `event`, gap-free by `seq` in each room.", ""]
    for name, event in events.EVENTS.items():
        lines += [f"### `{name}`", "", _doc(event), "", *_fields(event)]
    lines += ["## Parts", "", "What payloads and the snapshot are made of.", ""]
    for part in _parts():
        lines += [f"### {part.__name__}", "", *([_doc(part), ""] if _doc(part) else []), *_fields(part)]
    lines += ["## Error codes", "", "| code | sentence |", "|---|---|"]
    lines += [f"| `{code}` | {sentence} |" for code, sentence in protocol.ERRORS.items()]
    return "\n".join(lines).rstrip() + "\n"


def _section(message: type[BaseModel], kind: Any) -> list[str]:
    doc = _doc(message)
    return [f"### `{get_args(kind)[0]}`", "", *([doc, ""] if doc else []), *_fields(message)]


def _fields(message: type[BaseModel]) -> list[str]:
    schema = message.model_json_schema()
    properties = {name: rule for name, rule in schema.get("properties", {}).items() if name not in ("kind",)}
    if not properties:
        return []
    required = set(schema.get("required", ()))
    rows = ["| field | type | |", "|---|---|---|"]
    for name, rule in properties.items():
        note = rule.get("description", "")
        if name not in required and "default" in rule:
            note = f"{note} (default `{rule['default']}`)".strip() if rule["default"] not in ("", None, []) else note
            note = note or "optional"
        rows.append(f"| `{name}` | {_type(rule)} | {note} |")
    return [*rows, ""]


def _type(rule: dict[str, Any]) -> str:
    if "$ref" in rule:
        return str(rule["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in rule:
        return " or ".join(_type(option) for option in rule["anyOf"])
    if "enum" in rule:
        return ", ".join(f"`{value}`" for value in rule["enum"])
    if "const" in rule:
        return f"`{rule['const']}`"
    if rule.get("type") == "array":
        return f"list of {_type(rule['items'])}"
    text = str(rule.get("type", "any"))
    bounds = [
        f"{word} {rule[key]}"
        for key, word in (("minLength", "≥"), ("maxLength", "≤"), ("minimum", "≥"), ("maximum", "≤"))
        if key in rule
    ]
    unit = " characters" if "maxLength" in rule else ""
    return f"{text} {' and '.join(bounds)}{unit}".strip() if bounds else text


def _parts() -> list[type[BaseModel]]:
    return [
        cls
        for _, cls in inspect.getmembers(events, inspect.isclass)
        if issubclass(cls, events.Part) and not issubclass(cls, events.EventPayload) and cls is not events.Part
    ]


def _doc(cls: type) -> str:
    return (
        ""
        if cls.__doc__ is None or cls.__doc__ == BaseModel.__doc__
        else " ".join(inspect.cleandoc(cls.__doc__).split())
    )
