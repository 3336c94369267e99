"""What the browser journeys stand on: one Chromium for all of them, another for 3D,
and visitors whose pages may not make errors.

Everything here lives on the session's event loop, because a browser belongs to the loop it was started on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Playwright, async_playwright

from tests.browser.chromium import start_chromium
from tests.browser.visitors import PATIENCE_MS, WIDE, Visitor
from tests.narrators import host
from tests.stack import Stack

Visit = Callable[..., Awaitable[Visitor]]

STILL = """
const still = new CSSStyleSheet();
still.replaceSync("[class^='ambient'] { animation-play-state: paused !important; }");
document.adoptedStyleSheets = [still];
"""
"""Stops the landscape that drifts for as long as nothing is painted: without a graphics card each screen
it is on costs half a core."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    running = await start_chromium(playwright)
    yield running
    await running.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser_3d(playwright: Playwright) -> AsyncIterator[Browser]:
    running = await start_chromium(playwright, deep=True)
    yield running
    await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, stack: Stack) -> AsyncIterator[Visit]:
    """Somebody new with a screen: ``await visit("Ada")``.
    ``size`` is in CSS px; ``base`` another service, ``chromium`` another browser."""
    visitors: list[Visitor] = []

    async def come(
        name: str,
        size: tuple[int, int] = WIDE,
        *,
        base: str = stack.base_url,
        chromium: Browser = browser,
        **options: Any,
    ) -> Visitor:
        context = await chromium.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(STILL)
        visitor = Visitor(name, base, context, await context.new_page())
        visitors.append(visitor)
        return visitor

    yield come
    for visitor in visitors:
        await visitor.context.close()
    assert {visitor.name: visitor.troubles for visitor in visitors if visitor.troubles} == {}


TOLD = (
    "a castle on a hill at night",
    "below it a lake with three boats",
    "a forest of old pines in the snow",
    "the sun rises over the sea",
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def hung_world(stack: Stack) -> str:
    """The page of a finished world of four strips, public in the gallery "Night walks"."""
    async with host(stack.base_url, "Ada", room="Night walk") as ada:
        await ada.take_turn()
        for text in TOLD:
            phrase = await ada.say(text)
        await ada.sees_painted(phrase, patience=60)
        await ada.ask("world.finish", gallery="Night walks", visibility="public", title_hint="Night walk")
        world = await ada.sees(lambda room: room.world if room.world.state == "finished" else None, patience=60)
    assert world.page is not None
    return str(world.page)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def filmed_world(stack: Stack) -> str:
    """The page of a finished world of one strip, public in the gallery "Films"; its film is on the way."""
    async with host(stack.base_url, "Ada", room="Filmed") as ada:
        await ada.take_turn()
        await ada.sees_painted(await ada.say("a lighthouse over the sea"), patience=60)
        await ada.ask("world.finish", gallery="Films", visibility="public", title_hint="A light")
        world = await ada.sees(lambda room: room.world if room.world.state == "finished" else None, patience=60)
    assert world.page is not None
    return str(world.page)
