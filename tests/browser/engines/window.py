"""What the journeys ask of a browser that Playwright does not drive: a handful of things that every engine's protocol
has.

``Window`` is one person's: its cookies are its own. It is kept this small so that everything a person does is written
once, in person.py, and every engine does it the same way: by a pointer at a place, and by keys.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

Action = dict[str, Any]
"""A source of actions as WebDriver spells it, with its steps: a pointer or a keyboard."""


class PageError(Exception):
    """A function that was called in a page threw; the text is what it threw."""


class Window(Protocol):
    def go(self, address: str) -> None:
        """Open an address and wait until it has loaded."""

    def call(self, function: str, *arguments: Any) -> Any:
        """What a JavaScript function gives for arguments, all of it JSON. A promise is awaited.
        Raises ``PageError``."""

    def act(self, *sources: Action) -> None:
        """Do what a hand does, at places in CSS px of the page's window."""

    def resize(self, width: int, height: int) -> None:
        """Make the page's window this large, in CSS px."""

    def picture(self) -> bytes:
        """What is seen, as a PNG."""

    def troubles(self) -> list[str]:
        """What the page threw or wrote to the console as an error, where the protocol tells."""

    def close(self) -> None: ...


class Engine(Protocol):
    name: str

    def window(self) -> Window:
        """A new window without any cookies."""

    def close(self) -> None: ...


def script(function: str, arguments: Sequence[Any]) -> str:
    """A function that calls ``function`` and gives what became of it as text, which every protocol carries alike;
    ``outcome`` reads it."""
    return f"""async () => {{
      try {{ return JSON.stringify({{ value: (await ({function})(...{json.dumps(arguments)})) ?? null }}); }}
      catch (error) {{ return JSON.stringify({{ error: String(error) }}); }}
    }}"""


def outcome(text: str) -> Any:
    told = json.loads(text)
    if "error" in told:
        raise PageError(told["error"])
    return told["value"]
