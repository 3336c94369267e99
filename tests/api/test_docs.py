"""The commands of docs/api.md, run one after the other against a whole service by an account
that has just made a token."""

from __future__ import annotations

import re
import secrets
import shlex
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.stack import PROJECT, Stack

pytestmark = pytest.mark.stack

COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", (PROJECT / "docs" / "api.md").read_text(), re.DOTALL)
    for line in block.strip().splitlines()
]


def run_curl(command: str, known: dict[str, str], folder: Path) -> httpx.Response:
    """What ``curl`` would send for ``command``, whose ``$NAMES`` are ``known``; its files are in ``folder``."""
    method, url, headers, body, query, saved, tries = "", "", {}, None, [], "", 1
    form: dict[str, str] = {}
    files: dict[str, bytes] = {}
    words = iter(shlex.split(re.sub(r"\$([A-Z]+)", lambda name: known[name[1]], command))[1:])
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = next(words)
        elif word == "--json":
            body, headers["Content-Type"] = next(words), "application/json"
        elif word == "-o":
            saved = next(words)
        elif word == "-F":
            name, _, value = next(words).partition("=")
            if value.startswith("@"):
                files[name] = (folder / value[1:]).read_bytes()
            else:
                form[name] = value
        elif word == "--data-urlencode":
            query.append(next(words).split("=", 1))
        elif word == "--retry":
            tries += int(next(words))
        elif word == "-C":
            assert next(words) == "-", "this test saves nothing twice"
        elif word not in ("-G", "--fail"):
            assert not word.startswith("-"), f"this test does not know curl's {word}"
            url = word
    method = method or ("POST" if body is not None or files else "GET")
    if query:
        url = str(httpx.URL(url, params=dict(query)))
    sent: dict[str, Any] = {"data": form, "files": files} if files else {"content": body}
    answer = httpx.request(method, url, headers=headers, timeout=20, **sent)
    while answer.status_code in (429, 503) and (tries := tries - 1):
        time.sleep(int(answer.headers["Retry-After"]))
        answer = httpx.request(method, url, headers=headers, timeout=20, **sent)
    if saved:
        (folder / saved).write_bytes(answer.content)
    return answer


def make_account_and_token(base: str) -> str:
    """Sign up, make a token on its page, and read it there."""
    with httpx.Client(base_url=base, follow_redirects=True, headers={"Referer": base}) as browser:

        def post(page: str, **fields: str) -> str:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(page).text)
            assert token is not None
            return browser.post(page, data={"csrfmiddlewaretoken": token[1], **fields}).text

        password = secrets.token_urlsafe(12)
        post("/accounts/signup/", username=f"ada-{secrets.token_hex(4)}", password1=password, password2=password)
        made = re.search(r'value="(ll_[^"]+)"', post("/tokens", name="docs", may_write="1", days="30"))
        assert made is not None
        return made[1]


def until_painted(base: str, known: dict[str, str]) -> None:
    """The world has a strip, so that it can be finished."""
    _poll(base, known, lambda world: world["strips"] == 1)


def until_finished(base: str, known: dict[str, str]) -> str:
    page: str = _poll(base, known, lambda world: world["state"] == "finished")["page"]
    return page.rsplit("/", 1)[-1]


def _poll(base: str, known: dict[str, str], enough: Any) -> Any:
    for _ in range(400):
        answer = httpx.get(f"{base}/api/rooms/{known['CODE']}", headers={"Authorization": f"Bearer {known['TOKEN']}"})
        world = answer.json()["snapshot"]["world"]
        if enough(world):
            return world
        time.sleep(0.1)
    raise AssertionError(f"it did not come to that: {world}")


def until_brought(base: str, known: dict[str, str]) -> dict[str, Any]:
    """The archive is in, so that a page about it can say where its world is."""
    for _ in range(400):
        answer = httpx.get(
            f"{base}/api/archives/{known['ARCHIVE']}", headers={"Authorization": f"Bearer {known['TOKEN']}"}
        )
        told: dict[str, Any] = answer.json()
        if told["state"] not in ("receiving", "waiting", "bringing"):
            return told
        time.sleep(0.1)
    raise AssertionError(f"it did not come in: {told}")


def test_the_commands_of_the_page_about_the_api_do_what_it_says(stack: Stack, tmp_path: Path) -> None:
    known = {"BASE": stack.base_url, "TOKEN": make_account_and_token(stack.base_url)}
    assert len(COMMANDS) > 15
    for command in COMMANDS:
        if command.endswith("/finish"):
            until_painted(stack.base_url, known)
        answer = run_curl(command, known, tmp_path)
        assert answer.is_success, f"{command}\n{answer.status_code} {answer.text[:500]}"
        told = answer.json() if answer.content[:1] == b"{" else {}
        if command.endswith("/api/rooms") and "--json" in command:
            known["CODE"] = told["code"]
        elif command.endswith("/finish"):
            known["WORLD"] = until_finished(stack.base_url, known)
        elif "-F" in command:
            known["ARCHIVE"] = told["id"]
            brought = until_brought(stack.base_url, known)
            assert (brought["state"], brought["why"]) == ("brought", "") and brought["world"] != known["WORLD"]
            assert httpx.get(f"{stack.base_url}{brought['page']}").status_code == 404, "private"
        elif command.endswith("/api/galleries"):
            known["GALLERY"] = told["slug"]
    assert [world["slug"] for world in told["items"]] == [known["WORLD"]], "the last command lists what was hung"
