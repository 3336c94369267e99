"""Where Chromium is and how the tests start it: no window, no graphics card, nothing fetched in the background.

Drawing in 3D is done in software, and only where it is asked for: it makes every page of that browser dearer. A
microphone can be given as a sound file; it plays once from the moment a page opens it,
and permission is granted by itself.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-background-networking")
FLAT = ("--disable-gpu",)
DEEP = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


def find_chromium() -> str:
    """The path of an installed Chromium. Raises ``FileNotFoundError`` when there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise FileNotFoundError(f"The browser journeys need one of {', '.join(NAMES)} on the PATH.")


async def start_chromium(playwright: Playwright, *, deep: bool = False, microphone: Path | None = None) -> Browser:
    """A running Chromium; ``deep`` draws in 3D, ``microphone`` is a 16-bit mono WAV that its fake microphone hears."""
    flags = [*FLAGS, *(DEEP if deep else FLAT)]
    if microphone is not None:
        flags += [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={microphone}%noloop",
        ]
    return await playwright.chromium.launch(executable_path=find_chromium(), args=flags)
