"""The worlds that a world was woven on from, as its page and its room show them (templates/worlds/_roots.html)."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from worlds.access import Visitor, reachable_slug
from worlds.models import World
from worlds.reading.remix_roots import join_names

SHOWN = 3


@dataclass(frozen=True)
class Root:
    title: str
    by: str
    """Who wove it, in words; empty for nobody."""
    page: str
    """Its address, where this visitor may go there; else empty."""


@dataclass(frozen=True)
class Roots:
    """The nearest first; ``more`` are not shown. Falsy where the world was not woven on from another."""

    shown: list[Root]
    more: int

    def __bool__(self) -> bool:
        return bool(self.shown)


def shown_roots(visitor: Visitor, world: World) -> Roots:
    shown = [
        Root(root["title"], join_names([str(name) for name in root["names"]]), _page(visitor, root["slug"]))
        for root in world.roots[:SHOWN]
    ]
    return Roots(shown, max(0, len(world.roots) - SHOWN))


def _page(visitor: Visitor, slug: str) -> str:
    here = reachable_slug(visitor, slug)
    return reverse("world", args=[here]) if here else ""
