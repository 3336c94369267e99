"""Every error below ``/api/`` is ``{code, message}``, whoever says it; and what answers GET answers HEAD."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from worlds.api import api

pytestmark = pytest.mark.django_db

PATHS = [re.sub(r"\{\w*id\}", str(uuid.UUID(int=1)), path) for path in api.get_openapi_schema()["paths"]]
PATHS = [re.sub(r"\{\w+\}", "none", path) for path in PATHS]
MORE = ("/api/docs", "/api/openapi.json", "/api/", "/api/none", "/api/rooms/")


def error(answer: Any) -> str:
    """The code of an answer that is an error in the API's shape."""
    assert set(answer.json()) == {"code", "message"} and answer.json()["message"].endswith(".")
    return str(answer.json()["code"])


def test_every_error_has_one_shape_and_head_is_get() -> None:
    browser = Client()
    for path in (*PATHS, *MORE):
        got, head, traced = browser.get(path), browser.head(path), browser.trace(path)
        assert (head.status_code, head["Content-Length"]) == (got.status_code, got["Content-Length"]), path
        assert head.content == b""
        for answer in (got, traced):
            if answer.status_code >= 400:
                assert (error(answer) == "api.method") == (answer.status_code == 405), path
            if answer.status_code == 405:
                assert "TRACE" not in answer["Allow"]
                assert ("HEAD" in answer["Allow"]) == ("GET" in answer["Allow"]), path


def test_the_schema_knows_of_no_head() -> None:
    assert not any("head" in path for path in api.get_openapi_schema()["paths"].values())


def test_what_is_too_large_and_what_is_nothing(settings: Any) -> None:
    browser = Client(raise_request_exception=False)
    large = browser.post("/api/rooms", "x" * 300_000, content_type="application/json")
    assert large.status_code == 413 and error(large) == "api.too_large"
    assert error(browser.get("/api/nowhere/at/all")) == "api.not_found"
    assert error(browser.get("/api/")) == "api.not_found"
