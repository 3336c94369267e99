"""The host finishes a world: everyone sees it happen, and it hangs where it was said to hang, to be opened,
read and found."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

TOLD = ("a lighthouse over a stormy sea", "a ship comes home at dawn")


async def test_a_world_is_finished_hung_opened_and_found(visit: Visit) -> None:
    ada, ben = await visit("Ada"), await visit("Ben")
    await ben.join(await ada.open_room("The last evening"), "The last evening")
    await expect(ada.page.get_by_role("button", name="Finish", exact=True)).to_be_disabled()
    await expect(ben.page.get_by_role("button", name="Finish", exact=True)).to_be_hidden()
    for text in TOLD:
        await ada.say(text)
        await ada.reads(text, by="Ada")
    await ada.sees_painted(TOLD[1])

    progress = asyncio.ensure_future(ben.page.evaluate(PROGRESS))
    await ada.press("Finish")
    dialog = ada.page.get_by_role("dialog", name="Finish this world")
    await dialog.get_by_label("Gallery").fill("Harbour tales")
    await dialog.get_by_role("radio", name="Everybody").check()
    await dialog.get_by_role("button", name="Finish it").click()
    assert "Finishing this world" in await progress
    for one in (ada, ben):
        await expect(one.page.get_by_text("Finished, and hung in “Harbour tales”", exact=True)).to_be_visible()
    await expect(ben.page.get_by_role("button", name="Weave another")).to_be_hidden()
    await expect(ada.page.get_by_role("button", name="Weave another")).to_be_visible()

    await ben.page.get_by_role("link", name="See the world").click()
    title = await ben.page.get_by_role("heading", level=1).inner_text()
    assert title
    narration = ben.page.get_by_role("region", name="The narration")
    for text in TOLD:
        await expect(narration.get_by_role("link", name=text)).to_be_visible()
    mural = ben.page.get_by_role("region", name="The mural")
    # Strip by strip, or from tiles where they are cut by now.
    await expect(mural.get_by_role("img").first).to_be_visible()
    await expect(ben.page.get_by_role("complementary").get_by_text("Ada")).to_be_visible()
    async with ben.page.expect_download() as download:
        await ben.page.get_by_role("link", name="Panorama").click()
    assert (await (await download.value).path()).stat().st_size > 10_000

    stranger = await visit("Somebody")
    await stranger.open("/galleries")
    await stranger.page.get_by_role("link", name="Harbour tales").click()
    await stranger.page.get_by_role("heading", name="Harbour tales").wait_for()
    await expect(stranger.page.get_by_role("link", name=title)).to_be_visible()
    await stranger.open("/galleries")
    search = stranger.page.get_by_role("searchbox", name="Search worlds and galleries")
    await search.fill("ships coming home")
    await search.press("Enter")
    await stranger.page.get_by_role("link", name=title).click()
    await expect(stranger.page.get_by_role("link", name=TOLD[1])).to_be_visible()


async def test_a_private_world_is_not_there_for_a_stranger_and_the_room_weaves_another(visit: Visit) -> None:
    ada = await visit("Ada")
    await ada.open_room("Just us")
    await ada.say(TOLD[0])
    await ada.sees_painted(TOLD[0])
    await ada.press("Finish")
    dialog = ada.page.get_by_role("dialog", name="Finish this world")
    await dialog.get_by_label("Gallery").fill("Our drawer")
    await dialog.get_by_role("radio", name="Only us").check()
    await dialog.get_by_role("button", name="Finish it").click()
    link = ada.page.get_by_role("link", name="See the world")
    await expect(link).to_be_visible()
    page = await link.get_attribute("href")
    stranger = await visit("Somebody")
    stranger.forgives("status of 404")
    answer = await stranger.page.goto(f"{stranger.base}{page}")
    assert answer is not None and answer.status == 404

    await ada.press("Weave another")
    await expect(ada.page.get_by_text("Say the first thing you see")).to_be_visible()
    await expect(ada.strips).to_have_count(0)
    await ada.say(TOLD[1])
    await ada.sees_painted(TOLD[1])


PROGRESS = """
() => new Promise((resolve) => {
  const bar = document.querySelector("progress[aria-labelledby='finishing-title']");
  const look = () => {
    if (bar.checkVisibility()) resolve(document.querySelector("[aria-label='The turn']").innerText);
    else requestAnimationFrame(look);
  };
  look();
})
"""
