"""Galleries in a browser: found as one types, made, hung, put in order by mouse and keyboard, liked and reported."""

from __future__ import annotations

import asyncio
import re

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.test_for_everyone import AXE, RUN_AXE, check
from tests.browser.visitors import PHONE, Visitor
from tests.narrators import host
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

TOLD = {
    "Harbour": "a harbour with seven cranes at dawn",
    "Orchard": "an orchard of pear trees in the mist",
    "Volcano": "a volcano glows behind the village",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def worlds(stack: Stack) -> list[str]:
    """The pages of three public worlds, of one strip each."""

    async def weave(name: str, text: str) -> str:
        async with host(stack.base_url, "Ada", room=name) as ada:
            await ada.take_turn()
            await ada.sees_painted(await ada.say(text), patience=60)
            await ada.ask("world.finish", gallery="Three walls", visibility="public", title_hint=name)
            world = await ada.sees(lambda room: room.world if room.world.state == "finished" else None, patience=60)
        assert world.page is not None
        return str(world.page)

    return await asyncio.gather(*(weave(name, text) for name, text in TOLD.items()))


async def no_violation(visitor: Visitor) -> None:
    await visitor.page.evaluate(AXE)
    assert await visitor.page.evaluate(RUN_AXE) == [], visitor.page.url
    assert await visitor.overflow() == 0, visitor.page.url


async def names(visitor: Visitor) -> list[str]:
    return await visitor.page.locator(".tile__title a").all_inner_texts()


async def test_the_search_answers_as_one_types_and_the_history_is_right(visit: Visit, worlds: list[str]) -> None:
    ben = await visit("Ben", reduced_motion="reduce")
    await ben.open("/galleries")
    field, found = ben.page.get_by_role("searchbox"), ben.page.locator(".tile__excerpt mark")
    await field.press_sequentially("orch")
    await expect(found.first).to_have_text("orchard")
    await expect(ben.page).to_have_url(re.compile(r"\?q=orch$"))
    await expect(ben.page.get_by_role("status")).to_contain_text("for “orch”")
    await field.fill("volkano")
    await expect(ben.page.locator("[data-results]")).to_contain_text("Nobody told of “volkano”, but of volcano")
    await check(ben)
    await ben.page.go_back()
    await expect(field).to_have_value("")
    await expect(ben.page.get_by_role("link", name="Three walls").first).to_be_visible()
    await ben.page.go_forward()
    await expect(field).to_have_value("volkano")
    await expect(found.first).to_have_text("volcano")
    await ben.page.locator(".tile__title a").first.click()
    await expect(ben.page).to_have_url(re.compile("/worlds/"))
    await ben.page.go_back()
    await expect(field).to_have_value("volkano")
    await expect(found.first).to_have_text("volcano")


async def drag(visitor: Visitor, grip: Locator, to: Locator) -> None:
    start, end = await grip.bounding_box(), await to.bounding_box()
    assert start and end
    mouse = visitor.page.mouse
    await mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    await mouse.down()
    await mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=6)
    await visitor.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await mouse.up()


async def test_a_gallery_is_made_hung_and_put_in_order(visit: Visit, worlds: list[str]) -> None:
    cleo = await visit("Cleo", reduced_motion="reduce")
    page = cleo.page
    await cleo.open("/galleries/new")
    await no_violation(cleo)
    await page.get_by_label("Name").fill("Мои стены")
    await page.get_by_role("radio", name="Private").check(force=True)
    await cleo.press("Make the gallery")
    await expect(page.get_by_role("heading", name="Мои стены")).to_be_visible()
    await check(cleo)
    wall = page.url
    for world in worlds:
        await cleo.open(world)
        await cleo.press("Hang")
        dialog = page.get_by_role("dialog", name="Hang it in")
        await dialog.get_by_role("button", name="Hang", exact=True).click()
        await expect(dialog.get_by_role("status")).to_have_text("It hangs in Мои стены now.")
        await expect(dialog.get_by_role("button", name="Take down")).to_be_visible()
        await no_violation(cleo)

    await cleo.open(wall)
    hung = await names(cleo)
    assert len(hung) == 3
    await page.get_by_role("link", name="Arrange").click()
    await expect(page.get_by_role("link", name="Done")).to_be_visible()
    await check(cleo)
    await page.set_viewport_size({"width": 1280, "height": 800})
    said = page.locator("[data-arranged]")
    grips = page.locator("[data-grip]")
    await grips.nth(2).focus()
    await page.keyboard.press("ArrowLeft")
    await expect(said).to_have_text("It hangs in place 2 of 3 now.")
    await page.keyboard.press("ArrowUp")
    await expect(said).to_have_text("It hangs in place 1 of 3 now.")
    await expect(grips.nth(0)).to_be_focused()
    moved = [hung[2], hung[0], hung[1]]
    assert await names(cleo) == moved
    await page.reload()
    assert await names(cleo) == moved
    await drag(cleo, grips.nth(0), page.locator(".tile").nth(2))
    await expect(said).to_have_text("It hangs in place 3 of 3 now.")
    assert await names(cleo) == hung
    await page.reload()
    assert await names(cleo) == hung
    await page.get_by_role("button", name=re.compile("^Take down ")).first.click()
    await expect(page.get_by_text("It does not hang in Мои стены any more.")).to_be_visible()
    assert await names(cleo) == hung[1:]

    await page.get_by_role("link", name="Done").click()
    for button in ("Hang a world", "Curators", "Change gallery", "Report this gallery"):
        opener = page.get_by_role("button", name=button)
        await opener.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await no_violation(cleo)
        await page.keyboard.press("Escape")
        await expect(opener).to_be_focused()


async def test_a_finger_drags_a_world(visit: Visit, worlds: list[str], stack: Stack) -> None:
    dora = await visit("Dora", PHONE, reduced_motion="reduce", has_touch=True)
    page = dora.page
    await dora.open("/galleries/new")
    await page.get_by_label("Name").fill("By hand")
    await dora.press("Make the gallery")
    wall = page.url
    for world in worlds[:2]:
        await dora.open(world)
        await dora.press("Hang")
        await page.get_by_role("dialog", name="Hang it in").get_by_role("button", name="Hang", exact=True).click()
        await expect(page.get_by_role("button", name="Take down")).to_be_visible()
    await dora.open(f"{wall}?arrange=1")
    hung = await names(dora)
    grip = page.locator("[data-grip]").first
    await page.locator(".tile").nth(1).evaluate("tile => scrollTo(0, tile.offsetTop - innerHeight / 2)")
    start, end = await grip.bounding_box(), await page.locator(".tile").nth(1).bounding_box()
    assert start and end
    finger = await dora.context.new_cdp_session(page)
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2

    async def touch(kind: str, *points: dict[str, float]) -> None:
        await finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    await touch("touchStart", {"x": x, "y": y})
    for step in range(1, 6):
        await touch("touchMove", {"x": x, "y": y + (end["y"] + 60 - y) * step / 5})
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await touch("touchEnd")
    await expect(page.locator("[data-arranged]")).to_have_text("It hangs in place 2 of 2 now.")
    await page.reload()
    assert await names(dora) == hung[::-1]


async def test_a_world_is_liked_and_reported_from_its_page(visit: Visit, worlds: list[str]) -> None:
    eve = await visit("Eve", PHONE, reduced_motion="reduce")
    page = eve.page
    await eve.open(worlds[0])
    heart = page.get_by_role("button", name="Like")
    await expect(heart).to_have_attribute("aria-pressed", "false")
    await heart.click()
    await expect(heart).to_have_attribute("aria-pressed", "true")
    await expect(heart).to_have_text(re.compile(r"Like\s+1"))
    await page.reload()
    await expect(heart).to_have_attribute("aria-pressed", "true")
    await heart.click()
    await expect(heart).to_have_text(re.compile(r"Like\s*$"))
    opener = page.get_by_role("button", name="Report this world")
    await opener.click()
    dialog = page.get_by_role("dialog", name="Report this world")
    await dialog.get_by_label("It is something else").check()
    await no_violation(eve)
    await dialog.get_by_role("button", name="Report it").click()
    await expect(dialog.get_by_role("status")).to_have_text("Thank you. Somebody will look at it.")
    await page.keyboard.press("Escape")
    await expect(opener).to_be_focused()
