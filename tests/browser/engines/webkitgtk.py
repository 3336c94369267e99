"""WebKitGTK as Debian has it: its MiniBrowser, driven by WebKitWebDriver through Selenium.

Its microphone is WebKit's own for tests, which beeps; there is no question before it listens.
"""

from __future__ import annotations

import os
import shutil
from typing import Any

from selenium.webdriver import Remote
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.engines.window import Action, Window, outcome, script

ARGUMENTS = ("--automation", "--enable-media-stream=true", "--enable-mock-capture-devices=true")


class WebKitGTK:
    """Each window is a browser of its own, with its driver: a driver knows one at a time."""

    name = "WebKitGTK"

    def __init__(self, environ: dict[str, str]) -> None:
        self._environ = environ

    def window(self) -> Window:
        return _Window(self._environ)

    def close(self) -> None:
        """Nothing runs beside the windows."""


class _Window:
    def __init__(self, environ: dict[str, str]) -> None:
        options = Options()
        for argument in ARGUMENTS:
            options.add_argument(argument)
        self._driver_program = Service(shutil.which("WebKitWebDriver"), env=os.environ | environ)
        self._driver_program.start()
        address = ClientConfig(remote_server_addr=self._driver_program.service_url)
        self._browser = Remote(RemoteConnection(client_config=address), options=options)

    def go(self, address: str) -> None:
        self._browser.get(address)

    def call(self, function: str, *arguments: Any) -> Any:
        return outcome(self._browser.execute_async_script(f"({script(function, arguments)})().then(arguments[0])"))

    def act(self, *sources: Action) -> None:
        self._browser.execute(Command.W3C_ACTIONS, {"actions": sources})

    def resize(self, width: int, height: int) -> None:
        """By what is around the page: of the window only the outer size can be said."""
        self._browser.set_window_size(width, height)
        inner = self.call("() => [innerWidth, innerHeight]")
        self._browser.set_window_size(2 * width - inner[0], 2 * height - inner[1])

    def picture(self) -> bytes:
        return self._browser.get_screenshot_as_png()

    def troubles(self) -> list[str]:
        return []

    def close(self) -> None:
        self._browser.quit()
        self._driver_program.stop()
