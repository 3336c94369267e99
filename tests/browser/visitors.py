"""People in front of real screens: ``ada = await visit("Ada")``, ``await ada.open_room("Sunday")``,
``await ada.say("a red moon")``.

A visitor does what a person does, by the words on the page, and knows what a person can see. Whatever their pages throw
or write to the console as an error is kept in ``troubles``; the fixture ``visit`` fails a test that ends with any.
"""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, expect

PATIENCE_MS = 20_000
IN_VIEW = """
(thing) => {
  const { left, top, right, bottom, width, height } = thing.getBoundingClientRect();
  if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return false;
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return thing.contains(there) || there?.contains(thing);
}
"""
PAINTED = "picture => picture.decode().then(() => picture.naturalWidth > 0, () => false)"
"""Waits until the picture has loaded or has failed to."""
WIDE = (1280, 800)
PHONE = (360, 740)
LOW = (640, 360)
"""A phone on its side, or a small desk's window at 200 %."""

expect.set_options(timeout=PATIENCE_MS)


class Visitor:
    """One browser context with its own cookies, and the page they look at."""

    def __init__(self, name: str, base: str, context: BrowserContext, page: Page) -> None:
        self.name = name
        self.base = base
        self.context = context
        self.page = page
        self.troubles: list[str] = []
        self._forgiven: re.Pattern[str] | None = None
        context.on("console", self._hear_console)
        context.on("weberror", lambda trouble: self._trouble(str(trouble.error)))

    def forgives(self, pattern: str) -> None:
        """From here on errors that match ``pattern`` are part of the test."""
        self._forgiven = re.compile(pattern)

    # Doing.

    async def open(self, path: str) -> None:
        """Go to an address, in full or on this service, which must answer 200."""
        answer = await self.page.goto(path if path.startswith("http") else self.base + path)
        assert answer is not None and answer.status == 200, f"{path} answered {answer and answer.status}"

    async def open_room(self, room: str) -> str:
        """Open a room from the home page; its link."""
        await self.open("/")
        await self.page.get_by_label("What is it called?").fill(room)
        await self.page.get_by_label("Your name").fill(self.name)
        await self.page.get_by_role("button", name="Open the room").click()
        await self.is_in(room)
        return self.page.url

    async def join(self, link: str, room: str) -> None:
        """Follow a link into a room and sit down to narrate."""
        await self.open(link)
        await expect(self.page.get_by_role("heading", name=room)).to_be_visible()
        await self.page.get_by_label("Your name").fill(self.name)
        await self.page.get_by_role("button", name="Come in and narrate").click()
        await self.is_in(room)

    async def is_in(self, room: str) -> None:
        """The room's page is there and its socket is open."""
        await expect(self.page.get_by_role("heading", name=room)).to_be_visible()
        await expect(self.page.locator("body")).to_have_attribute("data-connection", "open")

    async def press(self, button: str) -> None:
        await self.page.get_by_role("button", name=button, exact=True).click()

    async def say(self, text: str) -> None:
        """Type a phrase and send it with Enter."""
        field = self.page.get_by_label("What do you see?")
        await field.fill(text)
        await field.press("Enter")

    # Seeing.

    @property
    def mural(self) -> Locator:
        return self.page.get_by_role("group", name="The mural.")

    @property
    def strips(self) -> Locator:
        """The strips that are in the page now."""
        return self.mural.get_by_role("img")

    @property
    def story(self) -> Locator:
        """The readable transcript."""
        return self.page.get_by_role("region", name="The story so far")

    @property
    def turn(self) -> Locator:
        return self.page.get_by_role("region", name="The turn")

    def strip_of(self, text: str) -> Locator:
        """The strip that a phrase painted."""
        return self.mural.get_by_role("img", name=text, exact=True)

    async def reads(self, text: str, by: str | None = None) -> None:
        """The phrase stands in the story, with its narrator's name."""
        row = self.story.get_by_role("listitem").filter(has_text=text)
        await expect(row).to_have_count(1)
        await expect(row).to_be_visible()
        if by is not None:
            await expect(row).to_contain_text(by)

    async def sees_painted(self, text: str) -> None:
        """The phrase's strip hangs in the mural with its picture loaded."""
        await expect(self.strip_of(text)).to_be_visible()
        assert await self.strip_of(text).evaluate(PAINTED), f"the picture of {text!r} is broken"

    async def has_in_view(self, thing: Locator) -> None:
        """Waits until the thing is whole inside the window, and nothing lies over its middle."""
        await expect(thing).to_be_visible()
        handle = await thing.element_handle()
        await self.page.wait_for_function(IN_VIEW, arg=handle)

    async def overflow(self) -> int:
        """By how many CSS px the page is wider than its window."""
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(await self.page.evaluate(wider))

    def watch_for(self, text: str) -> Any:
        """Await it, as a task started beforehand: when (ms) the words ``text`` came, and when their paint came,
        both since now."""
        return self.page.evaluate(WORDS_AND_PAINT, text)

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._trouble(f"{message.text} ({message.location.get('url', '')})")

    def _trouble(self, text: str) -> None:
        if self._forgiven is None or not self._forgiven.search(text):
            self.troubles.append(text)


WORDS_AND_PAINT = """
(text) => new Promise((resolve) => {
  const began = performance.now();
  const seen = { words: null, paint: null };
  const look = () => {
    const now = performance.now() - began;
    const story = document.querySelector("#story-phrases");
    if (seen.words === null && story.innerText.includes(text)) seen.words = now;
    const picture = [...document.images].find((image) => image.alt === text);
    if (seen.paint === null && picture?.complete && picture.naturalWidth > 0) seen.paint = now;
    if (seen.words === null || seen.paint === null) requestAnimationFrame(look);
    else resolve(seen);
  };
  look();
})
"""
