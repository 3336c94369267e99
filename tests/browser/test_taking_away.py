"""A finished world is taken away in what was made on request, and woven on in another room."""

from __future__ import annotations

import re
import zipfile

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

TOLD = "a lighthouse over a stormy sea"


async def test_a_world_is_taken_away_and_woven_on(visit: Visit) -> None:
    ada = await visit("Ada")
    await ada.open_room("The long evening")
    await ada.say(TOLD)
    await ada.sees_painted(TOLD)
    await ada.press("Finish")
    dialog = ada.page.get_by_role("dialog", name="Finish this world")
    await dialog.get_by_label("Gallery").fill("Sea tales")
    await dialog.get_by_role("button", name="Finish it").click()
    await ada.page.get_by_role("link", name="See the world").click()
    title = await ada.page.get_by_role("heading", level=1).inner_text()

    take = ada.page.get_by_role("region", name="Take it with you")
    await take.get_by_role("button", name="Make it: In relief").click()
    async with ada.page.expect_download() as download:
        await take.get_by_role("link", name="The whole world").click()
    with zipfile.ZipFile(await (await download.value).path()) as archive:
        assert archive.testzip() is None and "manifest.json" in archive.namelist()
    relief = take.get_by_role("link", name="In relief, GLB")
    await expect(relief).to_be_visible(timeout=60_000)
    async with ada.page.expect_download() as download:
        await relief.click()
    assert (await (await download.value).path()).read_bytes()[:4] == b"glTF"
    await expect(take.get_by_text(re.compile(r"^ZIP, \d"))).not_to_have_count(0)

    page = ada.page.url
    ben = await visit("Ben")
    await ben.open(page[page.index("/worlds/") :])
    await expect(ben.page.get_by_role("button", name="Make it: In relief")).to_be_hidden()
    on = ben.page.get_by_role("region", name="Weave on")
    await on.get_by_text("Go on from any strip").click()
    await expect(on.get_by_text("Strip 1 of 1")).to_be_visible()
    await on.get_by_label("Your name").fill("Ben")
    await on.get_by_role("button", name="Open the room").click()
    await ben.reads(TOLD, by="Ada")
    await expect(ben.page.get_by_text(f"Woven on from {title} by Ada")).to_be_visible()
    await ben.say("a ship comes home at dawn")
    await ben.sees_painted("a ship comes home at dawn")
