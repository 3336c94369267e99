"""`make dev`: what is edited is served, whether it is a page, a static file or Python, and an error is survived."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from tests.stack import Stack, copy_checkout

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("postgres", "valkey")]

NEW_PAGE = """
from django.http import HttpResponse
from django.urls import path

urlpatterns += [path("edited/", lambda request: HttpResponse("edited"))]
"""


def developing(tmp_path: Path, processes: str) -> Stack:
    """A service that reloads, from a copy of this checkout, on the database and the broker of the test run."""
    services = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    project = copy_checkout(tmp_path / "checkout")
    return Stack(tmp_path / "data", None, project, ("--reload",), LIGHTLOOM_PROCESSES=processes, **services)


def served(stack: Stack, path: str) -> str:
    """What comes from there, once somebody answers."""
    for _ in range(300):
        try:
            return httpx.get(stack.base_url + path).text
        except httpx.TransportError:
            stack.pause()
    raise AssertionError(stack.output)


def test_what_is_edited_is_served(tmp_path: Path) -> None:
    stack, checkout = developing(tmp_path, "web,tend"), tmp_path / "checkout"
    try:
        assert "<title>" in served(stack, "/")
        page, style, script = (
            checkout / name for name in ("templates/base.html", "static/css/base.css", "static/js/dom.js")
        )
        page.write_text(page.read_text().replace("<title>", "<title>Edited: "))
        assert "<title>Edited: " in served(stack, "/")
        for file in (style, script):
            assert f"/static/{file.relative_to(checkout / 'static')}" in served(stack, "/") or file is script
            file.write_text(file.read_text() + "\n/* edited */\n")
            answer = httpx.get(f"{stack.base_url}/static/{file.relative_to(checkout / 'static')}")
            assert answer.text.endswith("/* edited */\n")
            assert "max-age=0" in answer.headers["Cache-Control"], "asked for again at the next load"
        assert not (tmp_path / "data" / "static").exists(), "nothing was collected"

        before, application = stack.pids, checkout / "lightloom_site" / "asgi.py"
        good = application.read_text()
        application.write_text(good + "def (:\n")
        stack.wait_for_line("SyntaxError: ")
        stack.wait_for_line("what ran before goes on")
        assert "<title>Edited: " in served(stack, "/")
        assert stack.pids == before

        application.write_text(good + "raise RuntimeError('a mistake')\n")
        stack.wait_for_line("RuntimeError: a mistake")
        stack.wait_for_line("web ended with code 1; the next change starts it again")

        application.write_text(good)
        with (checkout / "lightloom_site" / "urls.py").open("a") as urls:
            urls.write(NEW_PAGE)
        assert served(stack, "/edited/") == "edited"
        assert {name for name in before if stack.pids[name] != before[name]} == {"web", "tend"}
    finally:
        stack.close()


def test_where_the_code_of_up_itself_changes_everything_starts_again(tmp_path: Path) -> None:
    stack = developing(tmp_path, "tend")
    try:
        stack.wait_for_line("Lightloom runs here")
        supervisor = tmp_path / "checkout" / "lightloom_site" / "services" / "supervisor.py"
        good = supervisor.read_text()
        supervisor.write_text(good + "\nno_such_name\n")
        stack.wait_for_line("NameError: ")
        supervisor.write_text(good.replace('f"{name:<8} | {line}', 'f"edited   | {line}'))
        stack.wait_for_line("supervisor.py changed: everything starts again")
        stack.wait_for_line("edited   | Lightloom runs here")
    finally:
        stack.close()
