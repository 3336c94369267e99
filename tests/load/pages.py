"""What a page costs on the wire: the page and every stylesheet, module and font it names,
compressed as a browser asks."""

from __future__ import annotations

import re
from typing import Any

import httpx


async def page_weight(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """Kilobytes of the HTML and of its static files at a first visit, pictures of murals left out."""
    html = await _bytes(client, path)
    seen: set[str] = set()
    sizes: dict[str, int] = {}
    page = (await client.get(path)).text
    waiting = re.findall(r'"(/static/[^"]+)"', page)
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        sizes[url] = await _bytes(client, url)
        if url.endswith((".js", ".css")):
            text = (await client.get(url)).text
            folder = url.rsplit("/", 1)[0]
            named = re.findall(r"""(?:from\s*|import\s*|url\()["']?(\.{1,2}/[^"')]+)""", text)
            # browsers fetch the letters beyond Latin-1 only for pages that have some
            waiting += [_resolve(folder, name) for name in named if "latin-ext" not in name]
    return {
        "page": path.split("?")[0],
        "html_kb": round(html / 1000, 1),
        "static_kb": round(sum(sizes.values()) / 1000, 1),
        "files": len(sizes),
    }


async def _bytes(client: httpx.AsyncClient, url: str) -> int:
    """Bytes of the body as they came over the wire."""
    async with client.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
        answer.raise_for_status()
        return sum([len(chunk) async for chunk in answer.aiter_raw()])


def _resolve(folder: str, name: str) -> str:
    parts = folder.split("/")
    for step in name.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)
