"""The page of a finished world: travelled and looked at closely, read along, shared, framed;
and what is left where something is missing."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Locator, Route, expect

from tests.browser.conftest import TOLD, Visit
from tests.browser.test_for_everyone import AXE, RUN_AXE
from tests.browser.visitors import PAINTED, PHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

TILES = "**/made/tiles-*/**"
CUTTING_MS = 60_000
"""Until tiles are cut: the studio may have to end a step of another world's film first."""


def hanging(ada: Visitor) -> Locator:
    return ada.page.get_by_role("region", name="The mural")


async def close_up(ada: Visitor) -> Locator:
    """The mural once it is shown from tiles."""
    deep = hanging(ada).get_by_role("group", name=re.compile("plus and minus"))
    await expect(deep).to_be_visible(timeout=CUTTING_MS)
    return deep


async def is_at(ada: Visitor, strip: int) -> None:
    """The strip (1 for the first) is the one in view: on the mural, on the line of threads and in the narration."""
    await expect(hanging(ada).locator(".viewer__sentence")).to_have_text(TOLD[strip - 1])
    await expect(hanging(ada).get_by_role("slider")).to_have_value(str(strip - 1))
    lit = ada.page.get_by_role("region", name="The narration").locator("li[aria-current]")
    await expect(lit).to_contain_text(TOLD[strip - 1])


async def test_a_world_is_travelled_by_words_keys_wheel_and_hand(visit: Visit, hung_world: str) -> None:
    ada = await visit("Ada")
    await ada.open(hung_world + "#phrase-2")
    deep = await close_up(ada)
    await is_at(ada, 2)
    await ada.page.get_by_role("region", name="The narration").get_by_role("link", name=TOLD[2]).click()
    await is_at(ada, 3)
    assert ada.page.url.endswith("#phrase-3")

    await deep.focus()
    for key, strip in (("Home", 1), ("ArrowRight", 2), ("End", 4), ("ArrowRight", 4), ("PageUp", 1)):
        await ada.page.keyboard.press(key)
        await is_at(ada, strip)
    box = await deep.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(12):
        await ada.page.keyboard.press("+")
    await expect(ada.page.get_by_role("button", name="Come nearer")).to_have_attribute("aria-disabled", "true")
    # However one pulls, the mural stays in the window.
    for x, y in ((900, 500), (900, 500), (900, 500), (900, 500)):
        await ada.page.mouse.move(*middle)
        await ada.page.mouse.down()
        await ada.page.mouse.move(middle[0] + x, middle[1] + y, steps=3)
        await ada.page.mouse.up()
    await is_at(ada, 1)
    await ada.page.keyboard.press("0")
    await expect(ada.page.get_by_role("button", name="The whole height")).to_have_attribute("aria-disabled", "true")

    await ada.page.mouse.move(*middle)
    before = await ada.page.evaluate("scrollY")
    await ada.page.mouse.wheel(0, 90)
    await ada.page.wait_for_function("(before) => scrollY === before + 90", arg=before)
    await is_at(ada, 1)  # up and down the wheel is the page's
    for turned in ((500, 30), (500, 0), (500, 0), (500, 0), (500, 0), (500, 0)):
        await ada.page.mouse.wheel(*turned)
    await is_at(ada, 4)
    await ada.page.keyboard.down("Shift")
    for _ in range(6):
        await ada.page.mouse.wheel(0, -500)
    await ada.page.keyboard.up("Shift")
    await is_at(ada, 1)
    assert await ada.page.evaluate("scrollY") == before + 90, "sideways it is the mural's"
    await ada.page.keyboard.press("End")
    await is_at(ada, 4)
    caption = deep.get_by_role("img")
    await expect(caption).to_have_accessible_name(re.compile("sun"))

    await ada.page.get_by_role("link", name="Skip the narration").press("Enter")
    await ada.page.keyboard.press("Tab")
    await expect(ada.page.locator("summary", has_text="The mural in words")).to_be_focused()


async def test_the_page_changes_over_by_itself_when_the_tiles_are_cut(visit: Visit, hung_world: str) -> None:
    ada = await visit("Ada")
    asked = 0

    async def without_tiles(route: Route) -> None:
        answer = await route.fetch()
        text = await answer.text()
        await route.fulfill(response=answer, body=re.sub(r'"tiles": \{.*?\.json"\}', '"tiles": null', text))

    async def half_made_first(route: Route) -> None:
        nonlocal asked
        asked += 1
        answer = await route.fetch()
        told = json.loads(await answer.text())
        if asked == 1:
            told["tiles"] |= {"state": "making", "done": 2, "of": 5, "files": []}
        await route.fulfill(response=answer, json=told)

    await ada.page.route(f"**{hung_world}", without_tiles)
    await ada.page.route("**/makings.json", half_made_first)
    await ada.open(hung_world)
    await expect(hanging(ada).get_by_role("status")).to_have_text("A closer look is being prepared: 40 %")
    await expect(hanging(ada).get_by_role("button", name="Come nearer")).to_be_hidden()
    first = hanging(ada).get_by_role("img").first
    assert await first.evaluate(PAINTED)
    await close_up(ada)
    await expect(hanging(ada).get_by_role("status")).to_be_hidden()
    await expect(hanging(ada).get_by_role("button", name="Come nearer")).to_be_visible()
    assert asked >= 2


async def test_those_who_wove_a_world_have_its_tiles_cut_again(visit: Visit, hung_world: str) -> None:
    ada = await visit("Ada", PHONE)
    again = False

    async def woven_by_ada(route: Route) -> None:
        answer = await route.fetch()
        text = re.sub(r'"tiles": \{.*?\.json"\}', '"tiles": null', await answer.text())
        await route.fulfill(response=answer, body=text.replace("data-closer", "data-closer data-owned"))

    async def failed(route: Route) -> None:
        answer = await route.fetch(url=f"{ada.base}{hung_world}/makings.json", method="GET")
        told = json.loads(await answer.text())
        if not again:
            told["tiles"] |= {"state": "failed", "why": "It stood still for too long.", "files": []}
        await route.fulfill(response=answer, json=told)

    async def asked_for(route: Route) -> None:
        nonlocal again
        again = route.request.method == "POST"
        await failed(route)

    await ada.page.route(f"**{hung_world}", woven_by_ada)
    await ada.page.route("**/makings.json", failed)
    await ada.page.route("**/make/tiles", asked_for)
    await ada.open(hung_world)
    await expect(hanging(ada).get_by_role("status")).to_have_text("A closer look could not be prepared.")
    await hanging(ada).get_by_role("button", name="Try again").click()
    await close_up(ada)
    assert again
    await expect(hanging(ada).get_by_role("status")).to_be_hidden()


async def test_without_its_tiles_a_world_is_shown_strip_by_strip(visit: Visit, hung_world: str) -> None:
    ada = await visit("Ada")
    ada.forgives("404|failed to load")
    await ada.page.route(TILES, lambda route: route.fulfill(status=404))
    await ada.open(hung_world + "#phrase-4")
    await is_at(ada, 4)
    last = hanging(ada).get_by_role("img").last
    await expect(last).to_be_in_viewport()
    assert await last.evaluate(PAINTED)
    # No strip lies over the buttons.
    await hanging(ada).get_by_role("button", name="Full screen").click(trial=True)
    await expect(hanging(ada).get_by_role("status")).to_be_hidden()
    await ada.page.route("**/strips/00001-*", lambda route: route.fulfill(status=404))
    await ada.page.reload()
    await expect(hanging(ada).get_by_role("status")).to_contain_text("Part of the mural could not be loaded.")


async def test_without_scripts_there_are_the_mural_and_every_word(visit: Visit, hung_world: str) -> None:
    ada = await visit("Ada", java_script_enabled=False)
    await ada.open(hung_world)
    await expect(hanging(ada).get_by_role("img")).to_have_count(len(TOLD))
    narration = ada.page.get_by_role("region", name="The narration")
    for text in TOLD:
        await expect(narration.get_by_role("link", name=text)).to_be_visible()
    await ada.page.get_by_text("The mural in words").click()
    await expect(ada.page.locator(".in-words").get_by_role("listitem")).to_have_count(len(TOLD))
    await expect(ada.page.get_by_role("button", name="Share")).to_be_hidden()


async def test_a_world_is_shared_by_link_code_and_frame(visit: Visit, hung_world: str) -> None:
    ada = await visit("Ada", PHONE, permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    await ada.open(hung_world)
    await ada.press("Share")
    dialog = ada.page.get_by_role("dialog", name="Share this world")
    field = await dialog.get_by_role("textbox", name="Link").bounding_box()
    assert field is not None
    await ada.page.mouse.move(field["x"] + 20, field["y"] + 10)
    await ada.page.mouse.down()
    await ada.page.mouse.move(1, 1)
    await ada.page.mouse.up()
    await expect(dialog).to_be_visible()  # marking words beyond the edge of a dialog does not close it
    assert await dialog.get_by_role("img", name="QR code").evaluate(PAINTED)
    await ada.page.evaluate(AXE)
    assert await ada.page.evaluate(RUN_AXE) == []
    assert await ada.overflow() == 0
    await dialog.get_by_role("button", name="Copy", exact=True).click()
    await expect(dialog.get_by_role("status")).to_have_text("Copied.")
    assert await ada.page.evaluate("navigator.clipboard.readText()") == ada.base + hung_world
    await dialog.get_by_role("button", name="Copy the code").click()
    code = await ada.page.evaluate("navigator.clipboard.readText()")
    assert code.startswith("<iframe ")

    # On a page of somebody else's: another origin, which has none of our cookies.
    site = await visit("Somebody")
    async with served(code) as address:
        await site.open(address)
        frame = site.page.frame_locator("iframe")
        await expect(frame.get_by_role("group", name=re.compile("plus and minus"))).to_be_visible()
        await frame.get_by_role("slider").focus()
        await site.page.keyboard.press("End")
        await expect(frame.locator(".viewer__sentence")).to_have_text(TOLD[-1])
        async with site.context.expect_page() as opened:
            await frame.get_by_role("heading", level=1).get_by_role("link").click()
        page = await opened.value
        await expect(page.get_by_role("region", name="The narration")).to_be_visible()
        assert page.url == ada.base + hung_world


@asynccontextmanager
async def served(body: str) -> AsyncIterator[str]:
    """The address of a site of its own with one page."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        page = f"<!doctype html><link rel=icon href=data:,>{body}".encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + page)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}/"
