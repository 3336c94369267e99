"""What stepping into a world of 20 and of 200 strips costs: the first image, draw calls, and memory on the device.

In Chromium with 3D drawn in software (SwiftShader), over loopback, 1280 by 800, without motion: the page is opened,
then travelled from end to end strip by strip; what the view says of its last picture (``data-cost`` of its canvas) is
read at every strip. Bytes are reckoned from the pictures and corners that are on the device. The first image is drawn
``data-first-ms`` after the navigation began.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from playwright.async_api import Page, async_playwright

from tests.browser.chromium import start_chromium
from tests.stack import Stack

PATIENCE_S = 900.0
STAND_S = 30.0
STOPS = 24
"""Places along the world where the cost is read."""


async def inside_of(stack: Stack, slug: str) -> dict[str, Any]:
    """Costs of the 3D view of a finished world; its depth is waited for,
    and how long that took since it was asked for is told."""
    made = await asyncio.to_thread(_depth_made, slug)
    async with async_playwright() as playwright:
        browser = await start_chromium(playwright, deep=True)
        context = await browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        page = await context.new_page()
        firsts = [await _first_image(page, f"{stack.base_url}/worlds/{slug}/inside") for _ in range(3)]
        costs = await travel_through(page, made["strips"], STOPS)
        await browser.close()
    return made | {
        "first_image_ms": sorted(firsts)[1],
        "draw_calls": max(cost["calls"] for cost in costs),
        "bodies": max(cost["bodies"] for cost in costs),
        "device_mb": max(cost["megabytes"] for cost in costs),
    }


async def travel_through(page: Page, strips: int, stops: int) -> list[dict[str, Any]]:
    """Travel along the open 3D page; what its view costs at every stop, once the bodies there stand."""
    costs = []
    for index in sorted({round(stop * (strips - 1) / max(1, stops - 1)) for stop in range(stops)}):
        await page.get_by_role("slider", name="Where you are in the world").fill(str(index))
        costs.append(await _settled(page))
    return costs


async def _first_image(page: Page, address: str) -> int:
    await page.goto(address)
    await page.wait_for_selector("body.inside--ready", timeout=60_000)
    return int(await page.locator("canvas").get_attribute("data-first-ms") or 0)


async def _settled(page: Page) -> dict[str, Any]:
    """The cost once all bodies that are wanted stand and nothing has changed for half a second."""
    same, before = 0, ""
    cost: dict[str, Any] = {}
    end = time.monotonic() + STAND_S
    while same < 5 or cost["coming"] or not cost["bodies"]:
        if time.monotonic() > end:
            raise TimeoutError(f"The bodies of the 3D view did not come in {STAND_S:.0f} s: {before}")
        await page.wait_for_timeout(100)
        now = await page.locator("canvas").get_attribute("data-cost") or "{}"
        same, before, cost = (same + 1 if now == before else 0), now, json.loads(now)
    return cost


def _depth_made(slug: str) -> dict[str, Any]:
    from worlds.models import Making, World

    world = World.objects.get(slug=slug)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        making = Making.objects.filter(world=world, kind="depth").first()
        busy = Making.objects.filter(state=Making.State.MAKING).exists()  # films take their share of the machine
        if making is not None and making.state == Making.State.MADE and making.made_at is not None and not busy:
            about = making.files[0]["about"]
            seconds = (making.made_at - (world.finished_at or making.asked_at)).total_seconds()
            return {"strips": about["strips"], "made_s": round(seconds, 1), "stored_mb": round(about["bytes"] / 1e6, 1)}
        time.sleep(0.2)
    raise SystemExit(f"the depth of {slug} was not made in {PATIENCE_S:.0f} s")


def table(rows: list[dict[str, Any]]) -> list[str]:
    """The figures as a Markdown table."""
    return [
        "| stepping into | depth made | stored | first image | draw calls | bodies | on the device |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {row['strips']} strips | {row['made_s']} s | {row['stored_mb']} MB | {row['first_image_ms']} ms "
            f"| {row['draw_calls']} | {row['bodies']} | {row['device_mb']} MB |"
            for row in rows
        ),
    ]
