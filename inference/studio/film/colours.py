"""The colours of the pages, read from their design tokens, so that threads have the same colours in films and rooms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOKENS = Path(__file__).resolve().parents[3] / "static" / "css" / "tokens.css"

Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class Colours:
    night: Rgb
    paper: Rgb
    quiet: Rgb
    threads: tuple[Rgb, ...]

    def thread(self, index: int | None) -> Rgb:
        """The colour of a narrator's thread; quiet where there is no narrator."""
        return self.quiet if index is None else self.threads[index % len(self.threads)]


@cache
def page_colours(path: Path = TOKENS) -> Colours:
    """The tokens of the CSS file at ``path``. Raises ValueError where one is missing."""
    written = dict(
        re.findall(r"^\s*--([a-z0-9-]+):\s*#([0-9a-f]{6})\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    )

    def token(name: str) -> Rgb:
        if name not in written:
            raise ValueError(f"{path.name} has no colour --{name}.")
        value = bytes.fromhex(written[name])
        return value[0], value[1], value[2]

    count = sum(bool(re.fullmatch(r"thread-\d+", name)) for name in written)
    threads = tuple(token(f"thread-{index}") for index in range(count))
    return Colours(token("night-0"), token("paper"), token("paper-soft"), threads)
