"""Static files are cached for ever under hashed names, pages are asked for anew, and so a deploy is seen at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.test import Client

from inference.contract import geometry
from tests.stack import PROJECT, Stack, copy_checkout, free_port

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
IMPORTED = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["']([./][^"']+)["']""")
TYPES = re.compile(r"/\*\* @import [^*]+ \*/")


def imported(text: str) -> list[str]:
    """What a module imports when it runs; types are imported by comments."""
    return IMPORTED.findall(TYPES.sub("", text))


def served_names() -> dict[str, str]:
    """Hashed name by plain name."""
    assert isinstance(staticfiles_storage, ManifestStaticFilesStorage)
    return staticfiles_storage.hashed_files


def modules() -> Iterator[tuple[str, str]]:
    """Name and text of every module as it is served."""
    for name, hashed in served_names().items():
        if name.endswith(".js") and name.startswith(("js/", "npm/")):
            yield hashed, Path(staticfiles_storage.path(hashed)).read_text()


@pytest.mark.usefixtures("postgres")  # its folder is where the files were collected
def test_every_import_names_a_file_by_its_hash() -> None:
    served = set(served_names().values())
    imports = [(name, urljoin(name, target)) for name, text in modules() for target in imported(text)]
    assert any(name.startswith("npm/three/three.module") for name, _ in imports), "three.module.js imports its core"
    assert [(name, target) for name, target in imports if target not in served] == []


def test_the_style_sheets_count_by_the_murals_geometry() -> None:
    tokens = (PROJECT / "static" / "css" / "tokens.css").read_text()
    assert {name: int(px) for name, px in re.findall(r"--(\w+)-px: (\d+);", tokens)} == {
        "mural": geometry.HEIGHT,
        "added": geometry.NEW,
        "carried": geometry.CARRIED,
        "join": geometry.JOIN,
        "strip": geometry.STRIP,
    }
    assert geometry.CANVAS == geometry.HEIGHT


@pytest.mark.django_db
def test_a_hashed_file_may_be_kept_for_ever() -> None:
    url = staticfiles_storage.url("npm/three/three.module.js")
    assert HASHED.search(url)
    answer = Client().get(url)
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    assert "javascript" in answer["Content-Type"]
    answer.close()


@pytest.mark.django_db
def test_a_page_is_asked_for_anew_and_says_what_may_run_in_it() -> None:
    answer = Client().get("/")
    assert answer.status_code == 200
    assert "no-cache" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


class Screen:
    """A browser as far as caching goes: keeps what is immutable, asks again for the rest, follows module imports."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.kept: dict[str, str] = {}

    def load(self, path: str) -> dict[str, str]:
        """Open a page; the text of every module it runs, by address."""
        page = httpx.get(self.base_url + path)
        assert page.status_code == 200
        assert "no-cache" in page.headers["Cache-Control"]
        addresses = re.findall(r"""["'](/static/[^"']+\.js)["']""", page.text)
        assert addresses, "the page runs at least one module"
        found: dict[str, str] = {}
        while addresses:
            address = addresses.pop()
            if address not in found:
                found[address] = self._get(address)
                addresses += [urljoin(address, target) for target in imported(found[address])]
        return found

    def _get(self, address: str) -> str:
        if address not in self.kept:
            answer = httpx.get(self.base_url + address)
            assert answer.status_code == 200, address
            assert "immutable" in answer.headers["Cache-Control"], f"{address} is not named by its content"
            self.kept[address] = answer.text
        return self.kept[address]


def deployed(project: Path, data: Path, port: int) -> Stack:
    """The web process alone, on the database and broker of the test run."""
    services = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    stack = Stack(data, port, project, LIGHTLOOM_PROCESSES="web", **services)
    with httpx.Client() as client:
        for _ in range(300):
            try:
                client.get(stack.base_url + "/health")
                return stack
            except httpx.TransportError:
                stack.pause()
    stack.close()
    raise AssertionError(stack.output)


@pytest.mark.stack
@pytest.mark.usefixtures("postgres", "valkey")
def test_a_deploy_reaches_every_screen_at_the_next_load(tmp_path: Path) -> None:
    project, data, port = copy_checkout(tmp_path / "checkout"), tmp_path / "data", free_port()
    screen = Screen(f"http://127.0.0.1:{port}")

    stack = deployed(project, data, port)
    try:
        before = screen.load("/")
    finally:
        stack.close()
    targets = {urljoin(name, target) for name, text in before.items() for target in imported(text)}
    deepest = next(
        (name for name in sorted(targets) if "/js/" in name and not imported(before[name])),
        next(name for name in sorted(before) if "/js/" in name),
    )
    source = project / "static" / re.sub(r"\.[0-9a-f]{12}(\.js)$", r"\1", deepest.removeprefix("/static/"))
    source.write_text(source.read_text() + "\n// the new release\n")

    stack = deployed(project, data, port)
    try:
        after = screen.load("/")
        assert httpx.get(screen.base_url + deepest).status_code == 200, "a page from before still finds its module"
    finally:
        stack.close()
    assert any("// the new release" in text for text in after.values())
    assert deepest not in after
