"""The pictures that things are painted after: SVG out of the picture sets that npm has installed.

A picture is called by its set and its name there, "noto:elephant". The sets are one large JSON file each; a picture is
looked up in the file itself, which stays on the disk, so a process holds only what it has painted. A set that is not
installed has no pictures, and the engine draws with its own hands alone.
"""

from __future__ import annotations

import json
import mmap
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "node_modules" / "@iconify-json"


@dataclass(frozen=True)
class PictureSet:
    """A set's licence, who drew it, and the side of its square pictures in the pictures' own units."""

    licence: str
    by: str
    side: float


SETS = {
    "noto": PictureSet("Apache-2.0", "Google", 128),
    "fluent-emoji-flat": PictureSet("MIT", "Microsoft", 32),
    "fxemoji": PictureSet("Apache-2.0", "Mozilla", 512),
}

_NOT_DRAWN = re.compile(
    r"<(?:animate|filter|foreignObject|image|marker|mask|pattern|script|style|switch|symbol|text)\b"
    r'|\s(?:class|filter|mask|marker-\w+|style)="'
    r'|"transparent"|"hsla?\(|"#(?:[0-9a-fA-F]{4}|[0-9a-fA-F]{8})"'
)
"""What Skia leaves out in silence or paints black."""


def is_installed(picture_set: str) -> bool:
    return (FOLDER / picture_set / "icons.json").is_file()


@cache
def version(picture_set: str) -> str:
    """The version of an installed set. Raises OSError where it is not installed."""
    return str(json.loads((FOLDER / picture_set / "package.json").read_text())["version"])


@lru_cache(maxsize=len(SETS))
def _file(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _entry(picture_set: str, plain: str) -> dict[str, Any] | None:
    """What the set's file says of a picture: an object with a ``body``, or with the ``parent`` that it is a name of."""
    data = _file(FOLDER / picture_set / "icons.json")
    key = f'"{plain}": '.encode()
    at = data.find(key + b"{")  # no body holds this: its own quotes are escaped
    if at < 0:
        return None
    # A picture's object holds no other object, but its body may hold braces: it ends where its own indent comes back.
    start = at + len(key)
    entry: dict[str, Any] = json.loads(data[start : data.find(b"\n\t\t}", start) + 4])
    return entry


def picture_svg(name: str) -> bytes:
    """The picture ``set:name`` as an SVG document.

    Raises KeyError where there is none, ValueError where it is made with what would not be painted as it was meant.
    """
    picture_set, _, plain = name.partition(":")
    if picture_set not in SETS or not is_installed(picture_set):
        raise KeyError(name)
    entry = _entry(picture_set, plain)
    if entry is not None and entry.keys() == {"parent"}:
        entry = _entry(picture_set, entry["parent"])
    if entry is None or "body" not in entry:
        raise KeyError(name)
    body = entry["body"]
    if strange := _NOT_DRAWN.search(body):
        raise ValueError(f"The picture {name} is made with {strange[0].strip()}, which is not painted.")
    side = SETS[picture_set].side
    left, top, wide, high = (
        entry.get(key, usual) for key, usual in (("left", 0), ("top", 0), ("width", side), ("height", side))
    )
    # Skia follows xlink:href alone.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{wide}" '
        f'height="{high}" viewBox="{left} {top} {wide} {high}">{body.replace(" href=", " xlink:href=")}</svg>'
    ).encode()
