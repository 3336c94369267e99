"""Firefox as Debian has it, spoken to in its own protocol, WebDriver BiDi: Debian has no driver program for it, and
Playwright 1.65 begins with a command that this Firefox does not know (emulation.setMediaFeaturesOverride).

Its microphone is Firefox's own for tests, which hums; there is no question before it listens.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from tests.browser.engines.window import Action, PageError, Window, outcome, script

ANNOUNCED = "WebDriver BiDi listening on "
PATIENCE_S = 60
ANSWER_S = 20
"""Seconds after which a function that was called in a page is not waited for any more."""
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "messaging-system.rsexperimentloader.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "webgl.force-enabled": True,
}
"""Nothing fetched in the background, a microphone that needs no device, and 3D drawn by the processor."""


class Firefox:
    """One process; each window has cookies of its own."""

    name = "Firefox"

    def __init__(self, environ: dict[str, str]) -> None:
        self._profile = Path(tempfile.mkdtemp(prefix="lightloom-firefox-"))
        (self._profile / "user.js").write_text("".join(map(_preference, PREFERENCES.items())))
        command = ["firefox-esr", "--no-remote", "--remote-debugging-port", "0", "--profile", str(self._profile)]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | environ)
        self._opened = ExitStack()
        address = f"{self._address()}/session"
        self._socket = self._opened.enter_context(connect(address, max_size=None, open_timeout=PATIENCE_S))
        self._ids = itertools.count(1)
        self._errors: dict[str, list[str]] = {}
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])

    def window(self) -> Window:
        return _Window(self._ask, self._errors)

    def close(self) -> None:
        self._process.kill()
        self._opened.close()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _ask(self, command: str, *, patience: float = PATIENCE_S, **parameters: Any) -> dict[str, Any]:
        asked = next(self._ids)
        self._socket.send(json.dumps({"id": asked, "method": command, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv(patience))
            if told.get("method") == "log.entryAdded":
                self._hear(told["params"])
            if told.get("id") != asked:
                continue
            if told["type"] == "error":
                raise RuntimeError(f"{command}: {told['error']}: {told['message']}")
            result: dict[str, Any] = told["result"]
            return result

    def _hear(self, entry: dict[str, Any]) -> None:
        if entry["level"] == "error":
            self._errors.setdefault(entry["source"]["context"], []).append(entry["text"])

    def _address(self) -> str:
        assert self._process.stderr is not None
        said = ""
        for line in self._process.stderr:
            said += line
            if line.startswith(ANNOUNCED):
                # What it says later nobody wants, and a full pipe would stop it.
                reading = threading.Thread(target=self._process.communicate)
                reading.start()
                self._opened.callback(reading.join)
                return line.removeprefix(ANNOUNCED).strip()
        raise RuntimeError(f"Firefox did not start: {said}")


def _preference(pair: tuple[str, bool]) -> str:
    name, value = map(json.dumps, pair)
    return f"user_pref({name}, {value});\n"


class _Window:
    def __init__(self, ask: Callable[..., dict[str, Any]], errors: dict[str, list[str]]) -> None:
        self._ask = ask
        self._errors = errors
        self._person = ask("browser.createUserContext")["userContext"]
        self._page = ask("browsingContext.create", type="tab", userContext=self._person)["context"]

    def go(self, address: str) -> None:
        self._ask("browsingContext.navigate", context=self._page, url=address, wait="complete")

    def call(self, function: str, *arguments: Any) -> Any:
        try:
            told = self._ask(
                "script.callFunction",
                patience=ANSWER_S,
                functionDeclaration=script(function, arguments),
                target={"context": self._page},
                awaitPromise=True,
            )
        except TimeoutError:
            # Firefox loses a call that comes while a page begins to draw in software; asked again it answers.
            raise PageError(f"no answer within {ANSWER_S} s") from None
        return outcome(told["result"]["value"])

    def act(self, *sources: Action) -> None:
        self._ask("input.performActions", context=self._page, actions=sources)

    def resize(self, width: int, height: int) -> None:
        self._ask("browsingContext.setViewport", context=self._page, viewport={"width": width, "height": height})

    def picture(self) -> bytes:
        return base64.b64decode(self._ask("browsingContext.captureScreenshot", context=self._page)["data"])

    def troubles(self) -> list[str]:
        return self._errors.get(self._page, [])

    def close(self) -> None:
        self._ask("browser.removeUserContext", userContext=self._person)
