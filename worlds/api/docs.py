"""The page at ``/api/docs``: the schema as people read it, rendered here,
since a strict content policy loads nothing from elsewhere.

``reference`` turns the OpenAPI document into chapters (one a tag) and shapes, all plain text;
the template lays them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from worlds.api import api

Schema = dict[str, Any]
FORM = "multipart/form-data"


@dataclass(frozen=True)
class Entry:
    """A parameter or a field. ``shape`` names the shape it is made of, where it has one."""

    name: str
    type: str
    shape: str
    about: str
    required: bool


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    anchor: str
    summary: str
    about: str
    parameters: tuple[Entry, ...]
    body: str
    """The shape that is sent, or nothing."""
    status: str
    """Of success, in words."""
    answer: str
    """The shape that comes back, or nothing."""
    public: bool
    """Something of it is there for everybody."""


@dataclass(frozen=True)
class Chapter:
    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Shape:
    name: str
    about: str
    entries: tuple[Entry, ...]


@gzip_page
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    chapters, shapes = reference(schema)
    about = schema["info"]["description"].strip().split("\n\n")
    return render(request, "api_docs.html", {"chapters": chapters, "shapes": shapes, "about": about})


def reference(schema: Schema) -> tuple[list[Chapter], list[Shape]]:
    """Chapters in the order in which their tags first come, shapes by name."""
    chapters: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            chapters.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    shapes = [
        Shape(name, " ".join(rule.get("description", "").split()), tuple(_fields(rule)))
        for name, rule in sorted(schema["components"]["schemas"].items())
        if rule.get("properties")
    ]
    return [Chapter(name, tuple(operations)) for name, operations in chapters.items()], shapes


def _operation(path: str, method: str, operation: Schema) -> Operation:
    status = next(code for code in operation["responses"] if int(code) < HTTPStatus.BAD_REQUEST)
    return Operation(
        method=method.upper(),
        path=path,
        anchor=operation["operationId"],
        summary=operation["summary"],
        about=" ".join(operation.get("description", "").split()),
        parameters=tuple(
            _entry(parameter["name"], parameter["schema"] | {"description": _about(parameter)}, parameter["required"])
            for parameter in operation.get("parameters", [])
        )
        + tuple(_fields(_content(operation.get("requestBody", {}), FORM))),
        body=_shape(_content(operation.get("requestBody", {}))),
        status=f"{status} {HTTPStatus(int(status)).phrase}",
        answer=_shape(_content(operation["responses"][status])),
        public={} in operation.get("security", []),
    )


def _content(message: Schema, kind: str = "application/json") -> Schema:
    found: Schema = message.get("content", {}).get(kind, {}).get("schema", {})
    return found


def _fields(rule: Schema) -> list[Entry]:
    required = set(rule.get("required", ()))
    return [_entry(name, field, name in required) for name, field in rule.get("properties", {}).items()]


def _entry(name: str, rule: Schema, required: bool) -> Entry:
    return Entry(name=name, type=_type(rule), shape=_shape(rule), about=_about(rule), required=required)


def _about(rule: Schema) -> str:
    about = str(rule.get("description") or rule.get("schema", {}).get("description") or "")
    default = rule.get("default")
    return f"{about} (default {default})".strip() if default not in (None, "", [], {}) else about


def _shape(rule: Schema) -> str:
    """The name of the shape that a value has, or its items."""
    for inner in (rule, rule.get("items", {}), *rule.get("anyOf", ())):
        if "$ref" in inner:
            return str(inner["$ref"]).rsplit("/", 1)[-1]
    return ""


def _type(rule: Schema) -> str:
    """In words: ``list of Line``, ``whole number, 1 to 100``, ``open, circle or duet``."""
    if "$ref" in rule:
        return str(rule["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in rule:
        return " or ".join(_type(option) for option in rule["anyOf"])
    if "enum" in rule:
        return ", ".join(str(value) for value in rule["enum"])
    if "const" in rule:
        return str(rule["const"])
    if rule.get("format") == "binary":
        return "file of a form"
    if rule.get("type") == "array":
        return f"list of {_type(rule.get('items', {}))}"
    words = {"integer": "whole number", "string": "text", "boolean": "true or false", "null": "nothing"}
    kind = str(rule.get("type", "anything"))
    name = words.get(kind, kind)
    if "minimum" in rule and "maximum" in rule:
        return f"{name}, {rule['minimum']} to {rule['maximum']}"
    return f"{name}, at most {rule['maxLength']} characters" if "maxLength" in rule else name
