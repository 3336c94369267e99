"""Whose a world is and what it shows, as the files say that people save of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Attribution:
    title: str
    description: str
    names: Sequence[str]
    """Its narrators, as credited."""
    roots: Sequence[str] = ()
    """Worlds that it was woven on from, in words."""

    @property
    def credit_line(self) -> str:
        names = ", ".join(self.names)
        said = f"“{self.title}”, woven by {names} with Lightloom" if names else f"“{self.title}”, woven with Lightloom"
        return "; ".join([said, *(f"woven on from {root}" for root in self.roots)])
