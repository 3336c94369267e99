"""Every page can be used by everyone: axe finds nothing to complain of, wide or on a phone,
and in no window does a page scroll sideways."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import Browser, Locator, expect

from tests.browser.conftest import Visit
from tests.browser.test_duet import change_mode
from tests.browser.visitors import LOW, PHONE, WIDE, Visitor
from tests.stack import PROJECT

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

WINDOWS = (WIDE, PHONE, (390, 740), (820, 1180), (1440, 900), LOW)
"""Desks, a tablet, phones, and a window at 200 %."""
AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RUN_AXE = """
async () => (await axe.run({ resultTypes: ["violations"] })).violations.map(
  ({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`)
"""


async def home(ada: Visitor, world: str) -> None:
    await ada.open("/")


async def way_in(ada: Visitor, world: str) -> None:
    link = await ada.open_room("An invitation")
    await ada.context.clear_cookies()
    await ada.open(link)
    await expect(ada.page.get_by_role("button", name="Come in and narrate")).to_be_visible()


async def wrong_code(ada: Visitor, world: str) -> None:
    ada.forgives("404")
    await ada.open("/")
    await ada.page.get_by_label("Were you given a code?").fill("NOPE22")
    await ada.press("Join")
    await expect(ada.page.get_by_role("alert")).to_contain_text("no room with that code")


async def not_here(ada: Visitor, world: str) -> None:
    ada.forgives("404")
    await ada.page.goto(f"{ada.base}/nothing/here")
    await expect(ada.page.get_by_role("heading", name="Nothing is painted here")).to_be_visible()


async def empty_room(ada: Visitor, world: str) -> None:
    await ada.open_room("Nothing said yet")


async def room_with_strips(ada: Visitor, world: str) -> None:
    await ada.open_room("Something said")
    for text in ("a castle on a hill at night", "below it a lake with three boats"):
        await ada.say(text)
        await ada.sees_painted(text)


async def world_page(ada: Visitor, world: str) -> None:
    await ada.open(world)
    await ada.page.get_by_text("The mural in words").click()
    # As in a world of many strips: what scrolls has to be reached by key.
    await ada.page.evaluate(
        "const long = new CSSStyleSheet(); long.replaceSync('.in-words ol { max-height: 3rem; }');"
        "document.adoptedStyleSheets = [...document.adoptedStyleSheets, long];"
    )
    await expect(ada.page.get_by_role("button", name="Come nearer")).to_be_visible(timeout=60_000)


async def world_in_a_frame(ada: Visitor, world: str) -> None:
    await ada.open(f"{world}/embed")
    await expect(ada.page.get_by_role("button", name="Come nearer")).to_be_visible(timeout=60_000)


async def galleries(ada: Visitor, world: str) -> None:
    await ada.open("/galleries")


async def search(ada: Visitor, world: str) -> None:
    await ada.open("/galleries?q=castel")
    await expect(ada.page.get_by_role("link", name="Night walk", exact=True).first).to_be_visible()


async def gallery_of_yours(ada: Visitor, world: str) -> None:
    await ada.open("/galleries/new")
    await ada.page.get_by_label("Name").fill("A gallery for quiet evenings by the fire")
    await ada.press("Make the gallery")
    await expect(ada.page.get_by_role("button", name="Hang a world")).to_be_visible()


async def bring_in(ada: Visitor, world: str) -> None:
    await _with_account(ada)
    await ada.open("/worlds/bring-in")


async def gallery(ada: Visitor, world: str) -> None:
    await ada.open("/galleries")
    await ada.page.get_by_role("link", name="Night walks").click()
    await expect(ada.page.get_by_role("heading", name="Night walks")).to_be_visible()


async def health(ada: Visitor, world: str) -> None:
    await ada.open("/health")


async def log_in(ada: Visitor, world: str) -> None:
    await ada.open("/accounts/login/")


async def forgotten_password(ada: Visitor, world: str) -> None:
    await ada.open("/accounts/password/reset/")


async def sign_up(ada: Visitor, world: str) -> None:
    await ada.open("/accounts/signup/")


async def _with_account(ada: Visitor) -> None:
    await ada.open("/accounts/signup/")
    name = f"ada-{secrets.token_hex(4)}"
    await ada.page.get_by_label("Username").fill(name)
    for label in ("Password", "Password (again)"):
        await ada.page.get_by_label(label, exact=True).fill("a long walk by the sea")
    await ada.page.get_by_role("button", name="Make the account").click()
    await expect(ada.page.get_by_role("button", name="Log out")).to_be_visible()


async def change_password(ada: Visitor, world: str) -> None:
    await _with_account(ada)
    await ada.open("/accounts/password/change/")


async def log_out(ada: Visitor, world: str) -> None:
    await _with_account(ada)
    await ada.open("/accounts/logout/")


async def api_docs(ada: Visitor, world: str) -> None:
    await ada.open("/api/docs")


async def tokens(ada: Visitor, world: str) -> None:
    await _with_account(ada)
    await ada.open("/tokens")
    await ada.page.get_by_label("What is it for?").fill("My notebook")
    await ada.press("Make the token")
    await expect(ada.page.get_by_role("status")).to_contain_text("Your new token")


async def asked_world(ada: Visitor, world: str) -> None:
    await ada.open(world)
    await ada.page.get_by_role("button", name="How many boats are there?").click()
    await expect(ada.page.get_by_role("list", name="Questions and answers")).to_contain_text("3 boats")


async def mine(ada: Visitor, world: str) -> None:
    await ada.open_room("A room of mine")
    await ada.open("/mine")


PAGES: tuple[Callable[[Visitor, str], Awaitable[None]], ...] = (
    home,
    way_in,
    wrong_code,
    not_here,
    empty_room,
    room_with_strips,
    world_page,
    world_in_a_frame,
    galleries,
    search,
    gallery,
    gallery_of_yours,
    bring_in,
    health,
    log_in,
    forgotten_password,
    sign_up,
    change_password,
    log_out,
    api_docs,
    tokens,
    asked_world,
    mine,
)


async def check(visitor: Visitor, windows: tuple[tuple[int, int], ...] = WINDOWS) -> None:
    """The page they look at has no violation, wide and on a phone, and no sideways scroll in any window."""
    page = visitor.page
    await page.wait_for_load_state("load")
    await page.evaluate(AXE)
    for width, height in windows:
        await page.set_viewport_size({"width": width, "height": height})
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert await visitor.overflow() == 0, f"{page.url} scrolls sideways at {width} px"
        if (width, height) in (WIDE, PHONE):
            assert await page.evaluate(RUN_AXE) == [], f"{page.url} at {width} px"


@pytest.mark.parametrize("go", PAGES, ids=lambda go: go.__name__)
async def test_a_page_can_be_used_by_everyone(
    go: Callable[[Visitor, str], Awaitable[None]], visit: Visit, hung_world: str
) -> None:
    ada = await visit("Ada", reduced_motion="reduce")
    await go(ada, hung_world)
    await check(ada)


async def test_the_page_inside_a_world_can_be_used_by_everyone(
    visit: Visit, browser_3d: Browser, hung_world: str
) -> None:
    ada = await visit("Ada", chromium=browser_3d, reduced_motion="reduce")
    await ada.open(f"{hung_world}/inside")
    await expect(ada.page.get_by_role("region", name="Where you are")).to_contain_text("a castle on a hill")
    await check(ada, (WIDE, PHONE, LOW))  # each window is drawn anew, in software


async def test_the_dialogs_of_the_room_can_be_used_by_everyone(visit: Visit) -> None:
    ada = await visit("Ada", PHONE, reduced_motion="reduce")
    await ada.open_room("Dialogs")
    await ada.say("a castle on a hill at night")
    await ada.sees_painted("a castle on a hill at night")
    await ada.page.evaluate(AXE)
    for button in ("1 here", "Invite", "Room", "Finish", "Voice and captions", "Ask this world"):
        opener = ada.page.get_by_role("button", name=button)
        await opener.click()
        dialog = ada.page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        assert await ada.page.evaluate(RUN_AXE) == [], button
        assert await ada.overflow() == 0, button
        await ada.page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(opener).to_be_focused()
    await ada.page.keyboard.press("Escape")
    await ada.page.keyboard.press("e")
    await expect(ada.page.get_by_role("dialog", name="What did you say?")).to_be_visible()
    assert await ada.page.evaluate(RUN_AXE) == []
    assert await ada.overflow() == 0


CONTRASTS = """
async () => {
  const found = [];
  const all = "#voice-first, #voice-second, .phrase, .caption__line, .thread-name";
  for (const voice of document.querySelectorAll(".voice")) voice.classList.replace("is-free", "is-yours");
  for (let colour = 0; colour < 12; colour++) {
    for (const element of document.querySelectorAll(all)) element.dataset.colour = String(colour);
    for (const phrase of document.querySelectorAll(".phrase")) {
      phrase.classList.add("is-highlighted");
      phrase.querySelector(".phrase__state").textContent = "painting…";
    }
    const { violations } = await axe.run({ runOnly: "color-contrast", resultTypes: ["violations"] });
    found.push(...violations.flatMap(({ nodes }) => nodes.map(({ html }) => `${colour}: ${html}`)));
  }
  return found;
}
"""


async def test_quiet_words_can_be_read_on_every_narrators_colour(visit: Visit) -> None:
    ada = await visit("Ada", reduced_motion="reduce")
    await ada.open_room("Twelve threads")
    await change_mode(ada, "Duet")
    await ada.press("Take the turn")
    await ada.say("a castle on a hill at night")
    await ada.reads("a castle on a hill at night")
    await ada.page.evaluate(AXE)
    assert await ada.page.evaluate(CONTRASTS) == []


async def test_threads_and_choices_are_seen_where_the_system_sets_the_colours(visit: Visit) -> None:
    ada = await visit("Ada", forced_colors="active", reduced_motion="reduce")
    link = await ada.open_room("High contrast")
    await ada.context.clear_cookies()
    await ada.open(link)
    swatches = ada.page.locator(".choice--swatch span")
    seen = {await middle_of(swatch) for swatch in await swatches.all()}
    assert len(seen) == 12, "each thread has its own colour"
    await ada.open("/")
    background = "choice => getComputedStyle(choice.nextElementSibling).backgroundColor"
    chosen, other = ada.page.get_by_role("radio", name="Open floor"), ada.page.get_by_role("radio", name="Duet")
    assert await chosen.evaluate(background) != await other.evaluate(background)


async def middle_of(place: Locator) -> tuple[int, ...]:
    """The colour that is to be seen in the middle of a place."""
    with Image.open(BytesIO(await place.screenshot())) as picture:
        colour = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(colour, tuple)
    return colour
