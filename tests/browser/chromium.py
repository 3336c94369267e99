"""Where Chromium is and how the tests start it: no window, software WebGL, nothing fetched in the background.

A microphone can be given as a sound file; it plays once from the moment a page opens it, and permission is granted by itself.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)


def find_chromium() -> str:
    """The path of an installed Chromium. Raises ``FileNotFoundError`` when there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise FileNotFoundError(f"The browser journeys need one of {', '.join(NAMES)} on the PATH.")


async def start_chromium(playwright: Playwright, microphone: Path | None = None) -> Browser:
    """A running Chromium; ``microphone`` is a 16-bit mono WAV that its fake microphone hears."""
    flags = [*FLAGS]
    if microphone is not None:
        flags += [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={microphone}%noloop",
        ]
    return await playwright.chromium.launch(executable_path=find_chromium(), args=flags)
