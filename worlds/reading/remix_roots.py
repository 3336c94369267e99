"""Where a world comes from, in words: the worlds that it was woven on from, as ``World.roots`` keeps them. Pure."""

from __future__ import annotations

from typing import Any

NAMES_MAX = 6


def describe_root(root: dict[str, Any]) -> str:
    """``“Stone and Water”, by Ada, Ben and Cy``."""
    by = join_names([str(name) for name in root["names"]])
    return f"“{root['title']}”" + (f", by {by}" if by else "")


def join_names(names: list[str]) -> str:
    """``Ada, Ben and Cy``; of many, how many more there are. Empty for nobody."""
    if len(names) > NAMES_MAX:
        names = [*names[: NAMES_MAX - 1], f"{len(names) - NAMES_MAX + 1} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
