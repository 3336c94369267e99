"""Somebody in front of Firefox or WebKitGTK: ``ada.press("Take the turn")``, ``ada.writes("What do you see?", "…")``.

A person finds things by their words, clicks where they are seen, on top, and types with keys. What is looked for may
take a moment to come.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.browser.engines.window import PageError, Window

PATIENCE_S = 60.0
PAUSE_S = 0.05
WIDE = (1280, 800)
ENTER = "\ue007"

FIND = """
const spoken = (element) => (element.getAttribute("aria-label")
  ?? document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.innerText
  ?? element.alt ?? element.innerText).replace(/\\s+/g, " ").trim();
const KINDS = {
  button: "button, a[href], summary, [role=button]",
  field: "input, textarea, select",
  picture: "img, [role=img]",
};
const named = (kind, name) => [...document.querySelectorAll(KINDS[kind])].filter((element) =>
  element.checkVisibility({ visibilityProperty: true })
  && [spoken(element), ...[...(element.labels ?? [])].map((label) => label.innerText.trim())].includes(name));
"""
"""``named(kind, name)``: what is seen of that kind and called so, as a screen reader would say."""
PLACE = (
    """(kind, name) => {"""
    + FIND
    + """
  const [element] = named(kind, name);
  if (!element || element.disabled) return null;
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const box = element.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(x, y);
  const hit = top && (element.contains(top) || [...(element.labels ?? [])].some((label) => label.contains(top)));
  return hit ? [Math.round(x), Math.round(y)] : null;
}"""
)
"""Where its middle is once it is in view; nothing while it cannot be pressed or something lies over it."""


class Person:
    """``window`` is theirs alone; ``base`` is the service's address."""

    def __init__(self, name: str, base: str, window: Window) -> None:
        self.name = name
        self.base = base
        self.window = window
        window.resize(*WIDE)

    # Doing.

    def opens(self, path: str) -> None:
        """Go to an address, in full or on this service."""
        self.window.go(path if path.startswith("http") else self.base + path)

    def press(self, name: str, kind: str = "button") -> None:
        x, y = self.finds(name, kind)
        self.window.act(_pointer(_move(x, y), DOWN, UP))

    def holds(self, name: str) -> None:
        """Press a button and keep it pressed until ``lets_go``."""
        x, y = self.finds(name)
        self.window.act(_pointer(_move(x, y), DOWN))

    def lets_go(self) -> None:
        self.window.act(_pointer(UP))

    def keys(self, *keys: str) -> None:
        steps = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.window.act({"type": "key", "id": "keyboard", "actions": steps})

    def writes(self, field: str, text: str) -> None:
        """Click into a field, empty it, and type."""
        self.press(field, "field")
        self.window.call("() => document.activeElement.select?.()")
        self.keys(*text)

    def says(self, text: str) -> None:
        self.writes("What do you see?", text)
        self.keys(ENTER)

    def opens_room(self, room: str) -> str:
        """Open a room from the home page; its link."""
        self.opens("/")
        self.writes("What is it called?", room)
        self.writes("Your name", self.name)
        self.press("Open the room")
        return self.is_in(room)

    def joins(self, link: str, room: str) -> None:
        self.opens(link)
        self.writes("Your name", self.name)
        self.press("Come in and narrate")
        self.is_in(room)

    # Seeing.

    def until(self, function: str, *arguments: Any) -> Any:
        """What the function gives in the page, once that is true. A page that is just being left has no answer."""
        end = time.monotonic() + PATIENCE_S
        last: Any = None
        while time.monotonic() < end:
            try:
                if last := self.window.call(function, *arguments):
                    return last
            except PageError as error:
                last = error
            time.sleep(PAUSE_S)
        raise AssertionError(f"{self.name}: not in {PATIENCE_S:.0f} s: {arguments} {function[:300]} ({last!r})")

    def finds(self, name: str, kind: str = "button") -> tuple[int, int]:
        """Where it is, once it is there and nothing lies over it."""
        x, y = self.until(PLACE, kind, name)
        return x, y

    def reads(self, text: str) -> None:
        self.until("(text) => document.body.innerText.includes(text)", text)

    def is_in(self, room: str) -> str:
        """The room's page is there and its socket is open; its address."""
        return str(
            self.until(
                """(room) => document.querySelector("h1")?.innerText.includes(room)
                && document.body.dataset.connection === "open" && location.href""",
                room,
            )
        )

    def sees_painted(self, text: str) -> None:
        """The phrase's strip hangs in the mural with its picture drawn."""
        self.until(
            """(text) => [...document.images].some((image) => image.alt === text && image.checkVisibility()
              && image.complete && image.naturalWidth > 0)""",
            text,
        )

    def overflow(self) -> int:
        """By how many CSS px the page is wider than its window."""
        root = "document.documentElement"
        return int(self.window.call(f"() => {root}.scrollWidth - {root}.clientWidth"))

    def keeps_picture(self, path: Path) -> None:
        path.write_bytes(self.window.picture())


DOWN = {"type": "pointerDown", "button": 0}
UP = {"type": "pointerUp", "button": 0}


def _move(x: int, y: int) -> dict[str, Any]:
    return {"type": "pointerMove", "x": x, "y": y}


def _pointer(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"type": "pointer", "id": "hand", "parameters": {"pointerType": "mouse"}, "actions": list(steps)}
