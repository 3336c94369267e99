"""Renders what the browser's modules know of the wire: TypeScript types of every message, and shared constants. Pure.

``manage.py protocol_docs`` writes them to ``static/js/protocol.d.ts`` and ``static/js/constants.js``. The types say
which types a field has, not its bounds (lengths, patterns): the server checks those. A JSON schema that this module has
no TypeScript for is an error; it never becomes ``any``.
"""

from __future__ import annotations

import inspect
import json
import textwrap
from typing import Any, get_args

from pydantic import BaseModel

from inference.contract import geometry
from inference.contract.makings.kinds import MAKING_KINDS
from inference.contract.speech.audio import SAMPLE_RATE
from worlds.wire import events, protocol

GENERATED_NOTICE = "// Written by `manage.py protocol_docs`; do not edit it by hand.\n"
LINE_LENGTH = 120

# Fields whose Python type says less than what is known to be in them.
TYPE_OVERRIDES = {("Welcome", "snapshot"): "Snapshot | null", ("Welcome", "events"): "RoomEvent[]"}

HELPERS = """\
export type CommandKind = keyof CommandFields;

/** What is sent with a command of a kind: nothing need be where all its fields may be left out. */
export type CommandArguments<Kind extends CommandKind> =
  {} extends CommandFields[Kind] ? [fields?: CommandFields[Kind]] : [fields: CommandFields[Kind]];

export type ServerMessage = ServerMessages[keyof ServerMessages];

/** One durable event of the room; `seq` has no gaps. Told apart by `name`. */
export type RoomEvent = {
  [Name in keyof EventPayloads]: { kind: "event"; seq: number; name: Name; at: number; payload: EventPayloads[Name] };
}[keyof EventPayloads];
"""


def render_types() -> str:
    """The whole of ``static/js/protocol.d.ts``."""
    commands: tuple[type[BaseModel], ...] = get_args(get_args(protocol.AnyCommand)[0])
    messages = {_kind(message): message for message in protocol.SERVER_MESSAGES}
    interfaces: dict[str, str] = {}
    models: list[type[BaseModel]] = [*protocol.SERVER_MESSAGES, events.Snapshot, *events.EVENTS.values()]
    for model in models:
        _add(interfaces, model)
    del interfaces[protocol.Event.__name__]  # said more exactly, as ``RoomEvent``
    return "\n".join(
        [
            GENERATED_NOTICE,
            "/** What each command carries beside `id` and `kind`, by its kind. */",
            "export interface CommandFields {",
            *(
                f"{_comment(_doc(command), '  ')}  {_quoted(_kind(command))}: {_fields(command)};"
                for command in commands
            ),
            "}\n",
            "/** What the room says, by its kind. */",
            "export interface ServerMessages {",
            *(
                f"  {_quoted(kind)}: {'RoomEvent' if message is protocol.Event else message.__name__};"
                for kind, message in messages.items()
            ),
            "}\n",
            "/** What each durable event carries, by its name. */",
            "export interface EventPayloads {",
            *(f"  {_quoted(name)}: {payload.__name__};" for name, payload in events.EVENTS.items()),
            "}\n",
            HELPERS,
            f"export type MakingKind = {_union(MAKING_KINDS)};\n",
            *interfaces.values(),
        ]
    )


def render_constants() -> str:
    """The whole of ``static/js/constants.js``."""
    constants = {
        "MURAL_HEIGHT": (geometry.HEIGHT, "px that the mural is tall"),
        "CANVAS_WIDTH": (geometry.CANVAS, "px of the canvas that a strip is painted on; the first strip is all of it"),
        "ADDED_WIDTH": (geometry.NEW, "px that each later strip adds"),
        "JOIN_WIDTH": (geometry.JOIN, "px of a later strip's picture that lie over its neighbour"),
        "SNAPSHOT_PHRASES": (events.SNAPSHOT_PHRASES, "newest phrases that a snapshot carries"),
        "SAMPLE_RATE": (SAMPLE_RATE, "Hz of the sound that a microphone sends"),
        "FRAME_BYTES_MAX": (protocol.FRAME_BYTES_MAX, "largest frame of that sound"),
    }
    lines = [f"/** {about}. */\nexport const {name} = {value};" for name, (value, about) in constants.items()]
    return "\n".join([GENERATED_NOTICE, *lines]) + "\n"


def _add(interfaces: dict[str, str], model: type[BaseModel]) -> None:
    """Add the interface of what the server sends, and those of everything in it."""
    schema = model.model_json_schema(mode="serialization", ref_template="{model}")
    for name, rule in {**schema.get("$defs", {}), model.__name__: schema}.items():
        doc = _comment(_doc(model) if name == model.__name__ else rule.get("description", ""))
        body = "\n".join(_properties(name, rule, "  ", always=True))
        interfaces[name] = f"{doc}export interface {name} {{\n{body}\n}}\n"


def _fields(command: type[BaseModel]) -> str:
    schema = command.model_json_schema(mode="validation", ref_template="{model}")
    lines = _properties(command.__name__, schema, "    ", without=("id", "kind"))
    return "{\n" + "\n".join(lines) + "\n  }" if lines else "Record<string, never>"


def _properties(
    owner: str, schema: dict[str, Any], indent: str, *, always: bool = False, without: tuple[str, ...] = ()
) -> list[str]:
    """A line for each field; ``always`` where those with a default are there too, as in all that the server writes."""
    required = schema.get("required", ())
    lines = []
    for name, rule in schema.get("properties", {}).items():
        if name in without:
            continue
        start = f"{indent}{name}{'' if always or name in required else '?'}:"
        line = f"{start} {TYPE_OVERRIDES.get((owner, name)) or _type(rule)};"
        if len(line) > LINE_LENGTH:
            line = start + "".join(f"\n{indent}  | {option}" for option in _type(rule).split(" | ")) + ";"
        lines.append(_comment(rule.get("description", ""), indent) + line)
    return lines


def _type(rule: dict[str, Any]) -> str:
    match rule:
        case {"$ref": str(name)}:
            return name
        case {"const": value}:
            return _quoted(value)
        case {"enum": values}:
            return _union(values)
        case {"anyOf": options}:
            return " | ".join(_type(option) for option in options)
        case {"type": "array", "items": items}:
            inner = _type(items)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case {"type": "object", "additionalProperties": True}:
            return "Record<string, unknown>"
        case {"type": "integer" | "number"}:
            return "number"
        case {"type": "string" | "boolean" | "null" as plain}:
            return str(plain)
    raise TypeError(f"there is no TypeScript for {rule}")


def _kind(message: type[BaseModel]) -> str:
    return str(get_args(message.model_fields["kind"].annotation)[0])


def _union(values: Any) -> str:
    return " | ".join(_quoted(value) for value in values)


def _quoted(value: Any) -> str:
    return json.dumps(value)


def _doc(model: type[BaseModel]) -> str:
    return inspect.cleandoc(model.__dict__.get("__doc__") or "")


def _comment(text: str, indent: str = "") -> str:
    words = " ".join(text.replace("``", "`").split())
    if len(indent) + len(words) + len("/**  */") <= LINE_LENGTH:
        return f"{indent}/** {words} */\n" if words else ""
    lines = textwrap.wrap(words, LINE_LENGTH, initial_indent=f"{indent} * ", subsequent_indent=f"{indent} * ")
    return "\n".join([f"{indent}/**", *lines, f"{indent} */"]) + "\n"
