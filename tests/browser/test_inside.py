"""Stepping inside a finished world: the 3D page shows a picture, travels, and leads back to the flat mural."""

from __future__ import annotations

import asyncio
import io
import json
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.async_api import Browser, Route, expect

from inference.contract.geometry import mural_width, strip_width, strip_x
from tests.browser.conftest import Visit
from tests.browser.visitors import Visitor
from tests.load.depths import travel_through
from tests.narrators import host
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

SMALL = (640, 400)
"""A quarter of a wide screen: here each pixel is drawn by the processor."""
LOSE_AND_RESTORE = """
async (canvas) => {
  const device = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
  const event = (name) => new Promise((done) => canvas.addEventListener(name, done, { once: true }));
  const lost = event("webglcontextlost");
  device.loseContext();
  await lost;
  const restored = event("webglcontextrestored");
  canvas.dataset.cost = "";
  setTimeout(() => device.restoreContext());
  await restored;
}
"""


async def picture(visitor: Visitor) -> np.ndarray:
    """The middle of what the canvas shows, (height, width, 3) of 0 to 255."""
    shown = Image.open(io.BytesIO(await visitor.page.screenshot())).convert("RGB")
    width, height = shown.size
    return np.asarray(shown.crop((0, height // 5, width, height * 3 // 5)), dtype=np.float32)


async def settled_picture(visitor: Visitor) -> np.ndarray:
    """The same once two in a row are equal: all is there and nothing moves any more."""
    before = await picture(visitor)
    for _ in range(60):
        await visitor.page.wait_for_timeout(250)
        now = await picture(visitor)
        if np.array_equal(now, before):
            return now
        before = now
    raise AssertionError("what is seen does not come to rest")


def colours(pixels: np.ndarray) -> int:
    return len(np.unique(pixels.reshape(-1, 3).astype(np.uint8), axis=0))


async def test_the_canvas_shows_the_world_and_one_can_travel_through_it(
    visit: Visit, browser_3d: Browser, hung_world: str
) -> None:
    ada = await visit("Ada", SMALL, chromium=browser_3d, reduced_motion="reduce")
    await ada.open(hung_world)
    await ada.page.get_by_role("link", name="Step inside").click()
    await expect(ada.page.locator("body")).to_have_class(re.compile("inside--ready"))
    canvas = ada.page.get_by_role("img", name=re.compile("in relief"))
    await expect(canvas).to_be_visible()
    where = ada.page.get_by_role("region", name="Where you are")
    await expect(where).to_contain_text("a castle on a hill at night")
    first = await picture(ada)
    assert colours(first) > 500, "a picture has many colours"
    assert first.std() > 10, "a picture has light and dark"

    await canvas.focus()
    await ada.page.keyboard.press("End")
    await expect(where).to_contain_text("the sun rises over the sea")
    await ada.page.wait_for_timeout(1000)
    last = await picture(ada)
    assert colours(last) > 500
    assert np.abs(last - first).mean() > 5, "travelling shows another part of the world"
    await ada.page.keyboard.press("ArrowLeft")
    await ada.page.wait_for_timeout(600)
    assert np.abs(await picture(ada) - last).mean() > 1, "the arrow keys travel"

    await ada.page.get_by_role("link", name="Back to the mural").click()
    await expect(ada.page).to_have_url(re.compile(re.escape(hung_world) + r"(#phrase-\d+)?$"))
    await expect(ada.page.get_by_role("region", name="The mural").get_by_role("img").first).to_be_visible()


async def test_the_world_is_there_again_after_the_device_let_go_of_it(
    visit: Visit, browser_3d: Browser, hung_world: str
) -> None:
    ada = await visit("Ada", SMALL, chromium=browser_3d, reduced_motion="reduce")
    await ada.open(f"{hung_world}/inside")
    await expect(ada.page.locator("body")).to_have_class(re.compile("inside--ready"))
    canvas = ada.page.locator("canvas")
    whole = re.compile('"coming":0')
    await expect(canvas).to_have_attribute("data-cost", whole)
    before = await picture(ada)
    await canvas.evaluate(LOSE_AND_RESTORE)
    await expect(canvas).to_have_attribute("data-cost", whole)
    assert np.abs(await picture(ada) - before).mean() < 2


async def test_a_link_to_a_phrase_steps_in_at_its_strip(visit: Visit, browser_3d: Browser, hung_world: str) -> None:
    ada = await visit("Ada", SMALL, chromium=browser_3d, reduced_motion="reduce")
    await ada.open(f"{hung_world}/inside#phrase-3")
    where = ada.page.get_by_role("region", name="Where you are")
    await expect(where).to_contain_text("a forest of old pines in the snow")


LONG = 200
"""Strips of the long world: many times what is in view."""


async def made_long(visitor: Visitor, page: str) -> None:
    """Let the world at ``page``, of four strips with their bodies, be one of ``LONG`` for this visitor:
    the last three again and again."""
    depth: dict[str, Any] = {}
    for _ in range(200):
        depth = await (await visitor.page.request.get(f"{visitor.base}{page}/depth.json")).json()
        if depth["finished"]:
            break
        await asyncio.sleep(0.1)
    assert [body["back"] for body in depth["bodies"]] == [True] * 4
    strips = (await (await visitor.page.request.get(f"{visitor.base}{page}/strips.json")).json())["strips"]
    bodies = depth["bodies"]

    def again(rows: list[dict[str, Any]], place: str) -> list[dict[str, Any]]:
        pick = [0, *(1 + at % 2 for at in range(LONG - 2)), 3]
        shift = [strip_x(at) - strip_x(one) for at, one in enumerate(pick)]
        return [rows[one] | {"position": at, place: rows[one][place] + shift[at]} for at, one in enumerate(pick)]

    async def tell(route: Route) -> None:
        path = route.request.url.split("?")[0]
        if path.endswith("/depth.json"):
            await route.fulfill(json=depth | {"bodies": again(bodies, "left")})
        elif path.endswith("/strips.json"):
            await route.fulfill(json={"height": 768, "width": mural_width(LONG), "strips": again(strips, "x")})
        elif found := re.search(r"/(\d{5})-(?:picture|back|relief)[^/]*$", path):
            at = int(found[1])
            one = 3 if at == LONG - 1 else 0 if at == 0 else 1 + (at - 1) % 2
            await route.continue_(url=path.replace(f"/{at:05d}-", f"/{one:05d}-"))
        else:
            answer = await route.fetch()
            html = await answer.text()
            told = re.search(r'(<script id="mural-data"[^>]*>)(.*?)(</script>)', html, re.S)
            assert told is not None
            mural = json.loads(told[2])
            mural["width"] = strip_x(LONG - 1) + strip_width(LONG - 1)
            mural["threads"] = [[strip_x(at), 0] for at in range(LONG)]
            html = html.replace(told[0], told[1] + json.dumps(mural) + told[3])
            html = html.replace('min="0" max="3"', f'min="0" max="{LONG - 1}"')
            await route.fulfill(response=answer, body=html)

    await visitor.page.route(
        re.compile(r"(/depth\.json|/strips\.json|/\d{5}-(picture|back|relief)[^/]*|/inside)(\?.*)?$"), tell
    )


async def test_a_long_world_costs_no_more_than_what_is_in_view(
    visit: Visit, browser_3d: Browser, hung_world: str
) -> None:
    ada = await visit("Ada", SMALL, chromium=browser_3d, reduced_motion="reduce")
    await made_long(ada, hung_world)
    await ada.open(f"{hung_world}/inside")
    await expect(ada.page.locator("body")).to_have_class(re.compile("inside--ready"))
    costs = await travel_through(ada.page, LONG, 3)
    assert all(1 <= cost["calls"] <= 60 for cost in costs), costs
    assert all(3 <= cost["bodies"] <= 48 for cost in costs), costs
    assert all(0 < cost["megabytes"] <= 300 for cost in costs), costs
    assert costs[-1]["megabytes"] < 2 * costs[1]["megabytes"], "what lies behind is let go"


async def test_the_back_layer_fills_what_a_look_from_the_side_uncovers(
    visit: Visit, browser_3d: Browser, hung_world: str
) -> None:
    seen = []
    for query in ("", "?back=off"):
        ada = await visit("Ada", SMALL, chromium=browser_3d, reduced_motion="reduce")
        await ada.open(f"{hung_world}/inside{query}#phrase-3")
        await expect(ada.page.locator("body")).to_have_class(re.compile("inside--ready"))
        canvas = ada.page.locator("canvas")
        await canvas.focus()
        for _ in range(4):
            await ada.page.keyboard.press("q")
        await expect(canvas).to_have_attribute("data-cost", re.compile(r'"bodies":[3-9].*"coming":0'))
        seen.append(await settled_picture(ada))
    apart = np.abs(seen[0] - seen[1]).max(axis=2)
    # Only beside outlines, and there by much. In five worlds two looks at this view were the same (a mean difference
    # below 0.005), and without the layer at least 0.59 % were so far apart.
    assert (apart > 24).mean() > 0.002, "beside the outlines something else is seen"
    assert np.median(apart) == 0, "and nowhere else"


async def test_a_glide_begins_at_a_button_and_stops_at_a_touch(
    visit: Visit, browser_3d: Browser, hung_world: str
) -> None:
    ada = await visit("Ada", SMALL, chromium=browser_3d)
    await ada.open(f"{hung_world}/inside")
    glide = ada.page.get_by_role("button", name="Glide along")
    await glide.click()
    await expect(glide).to_have_attribute("aria-pressed", "true")
    left = await ada.page.locator(".threadbar__view").get_attribute("style")
    moved = "(before) => document.querySelector('.threadbar__view').getAttribute('style') !== before"
    await ada.page.wait_for_function(moved, arg=left)
    await ada.page.mouse.click(400, 300)
    await expect(glide).to_have_attribute("aria-pressed", "false")


async def test_the_world_of_a_room_grows_while_one_stands_in_it(
    visit: Visit, browser_3d: Browser, stack: Stack
) -> None:
    async with host(stack.base_url, "Ada", room="Still weaving") as ada:
        await ada.take_turn()
        await ada.sees_painted(await ada.say("a castle on a hill"), patience=60)
        ben = await visit("Ben", SMALL, chromium=browser_3d, reduced_motion="reduce")
        await ben.join(f"{stack.base_url}/r/{ada.code}", "Still weaving")
        await ben.page.get_by_role("link", name="Step inside").click()
        await expect(ben.page.locator("body")).to_have_class(re.compile("inside--ready"))
        where = ben.page.get_by_role("region", name="Where you are")
        await expect(where).to_contain_text("a castle on a hill")
        await ada.sees_painted(await ada.say("a ship on the sea"), patience=60)
        slider = ben.page.get_by_role("slider", name="Where you are in the world")
        await expect(slider).to_have_attribute("max", "1")
        await ben.page.keyboard.press("End")
        await expect(where).to_contain_text("a ship on the sea")
