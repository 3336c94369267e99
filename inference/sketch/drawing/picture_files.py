"""The pictures that things are painted after: SVG out of the picture sets that npm has installed.

A picture is called by its set and its name there, "noto:elephant". The sets are one large JSON file each; a picture is
looked up in the file itself, which stays on the disk, so a process holds only what it has painted. A set that is not
installed has no pictures, and the engine draws with its own hands alone.
"""

from __future__ import annotations

import json
import mmap
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "node_modules" / "@iconify-json"
SETS = {"noto": ("Apache-2.0", 128), "fluent-emoji-flat": ("MIT", 32), "fxemoji": ("Apache-2.0", 512)}
"""Set to its licence and the side of its square pictures, in the pictures' own units."""


def is_installed(picture_set: str) -> bool:
    return (FOLDER / picture_set / "icons.json").is_file()


@lru_cache(maxsize=len(SETS))
def _file(picture_set: str) -> mmap.mmap:
    with (FOLDER / picture_set / "icons.json").open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def picture_svg(name: str) -> bytes:
    """The picture ``set:name`` as an SVG document. Raises KeyError where there is none."""
    picture_set, _, plain = name.partition(":")
    if picture_set not in SETS or not is_installed(picture_set):
        raise KeyError(name)
    data = _file(picture_set)
    at = data.find(f'"{plain}": {{'.encode())  # no body holds this: its own quotes are escaped
    if at < 0:
        raise KeyError(name)
    start = data.find(b'"body": ', at) + 8
    body = json.loads(data[start : data.find(b"\n", start)].rstrip(b",\r"))
    side = SETS[picture_set][1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{side}" '
        f'height="{side}" viewBox="0 0 {side} {side}">{body.replace(" href=", " xlink:href=")}</svg>'
    ).encode()
