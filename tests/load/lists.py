"""What lists and the search cost at ten thousand worlds, beside the same at a hundred:
whole answers of the running service.

The worlds come from ``tests.load.many_worlds``. Each page is asked for in turn,
so that a busy moment of the machine meets all of them.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

import httpx
from asgiref.sync import sync_to_async

from tests.load.many_worlds import ManyWorlds, hang_many

PAGES = {
    "all galleries": "/galleries",
    "page 10 of them": "/galleries?page=10",
    "a large gallery": "/galleries/{large}",
    "a common word": "/galleries?q=castle",
    "two common words": "/galleries?q=castle+sea",
    "a less common word": "/galleries?q=zolin",
    "two letters": "/galleries/found?q=ca",
    "a misspelt word": "/galleries?q=caslte",
    "a word of nobody": "/galleries?q=xqwzvy",
    "the feed": "/feed.rss",
    "home": "/",
}


async def lists_at(base: str, counts: tuple[int, int], times: int) -> dict[str, Any]:
    """Medians in ms of every page at the first and at the second count of worlds."""
    few, many = counts
    worlds = await sync_to_async(hang_many)(few, seed=1)
    before = await _medians(base, worlds, times)
    began = time.monotonic()
    worlds = await sync_to_async(hang_many)(many - few, seed=2)
    built = time.monotonic() - began
    after = await _medians(base, worlds, times)
    rows = [{"page": page, "few_ms": before[page], "many_ms": after[page]} for page in PAGES]
    return {"few": few, "many": many, "build_s": round(built, 1), "rows": rows}


async def _medians(base: str, worlds: ManyWorlds, times: int) -> dict[str, float]:
    await sync_to_async(_analyse)()
    taken: dict[str, list[float]] = {page: [] for page in PAGES}
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        for turn in range(times + 1):
            for page, path in PAGES.items():
                began = time.perf_counter()
                answer = await client.get(path.format(large=worlds.large.slug))
                answer.raise_for_status()
                if turn:  # the first warms what stays warm
                    taken[page].append((time.perf_counter() - began) * 1000)
    return {page: round(statistics.median(all_), 1) for page, all_ in taken.items()}


def _analyse() -> None:
    """What PostgreSQL does by itself within a minute of so many new rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
