"""Where a world comes from, in words: the worlds that it was woven on from, as ``World.roots`` keeps them.

Pure; whether a visitor may follow such a root to its page is for ``access.py`` to say.
"""

from __future__ import annotations

from typing import Any

NAMES_SHOWN = 6


def root_words(root: dict[str, Any]) -> str:
    """``“Stone and Water”, by Ada, Ben and Cy``."""
    by = names_words([str(name) for name in root["names"]])
    return f"“{root['title']}”" + (f", by {by}" if by else "")


def names_words(names: list[str]) -> str:
    """``Ada, Ben and Cy``; of many, how many more there are. Empty for nobody."""
    if len(names) > NAMES_SHOWN:
        names = [*names[: NAMES_SHOWN - 1], f"{len(names) - NAMES_SHOWN + 1} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
