"""The page at ``/api/docs``: the OpenAPI document, laid out by a template of ours.

The pages that django-ninja brings do not pass the accessibility tests of every page (docs/api.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
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
    about: SafeString
    required: bool


@dataclass(frozen=True)
class Operation:
    """``body`` and ``answer`` name the shapes sent and received, if any. ``public``: it has something for everybody."""

    method: str
    path: str
    anchor: str
    summary: str
    about: SafeString
    parameters: list[Entry]
    body: str
    status: str
    answer: str
    public: bool


@gzip_page
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    chapters: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            chapters.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    shapes = [
        (name, _prose(rule), _fields(rule))
        for name, rule in sorted(schema["components"]["schemas"].items())
        if rule.get("properties")
    ]
    about = [_prose({"description": part}) for part in schema["info"]["description"].split("\n\n")]
    return render(request, "api_docs.html", {"chapters": chapters, "shapes": shapes, "about": about})


def _operation(path: str, method: str, operation: Schema) -> Operation:
    status = next(code for code in operation["responses"] if int(code) < HTTPStatus.BAD_REQUEST)
    sent = operation.get("requestBody", {})
    return Operation(
        method=method.upper(),
        path=path,
        anchor=operation["operationId"],
        summary=operation["summary"],
        about=_prose(operation),
        parameters=[
            _entry(parameter["name"], parameter["schema"] | parameter, parameter["required"])
            for parameter in operation.get("parameters", [])
        ]
        + _fields(_content(sent, FORM)),
        body=_shape(_content(sent)),
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
    return Entry(name=name, type=_type(rule), shape=_shape(rule), about=_prose(rule), required=required)


def _prose(rule: Schema) -> SafeString:
    """What ``rule`` says about itself, escaped; what stands between backticks is code."""
    about = " ".join(rule.get("description", "").split())
    if (default := rule.get("default")) not in (None, "", [], {}):
        about = f"{about} (default {default})".strip()
    pieces = enumerate(re.split(r"`([^`]*)`", about))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", part) if odd % 2 else part,) for odd, part in pieces)
    )


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
