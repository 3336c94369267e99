"""What the ears guessed is marked for everybody and asked about once; and what is spoken in a room is everybody's to
see."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_for_everyone import AXE, RUN_AXE
from tests.browser.visitors import PHONE, Visitor
from tests.stack import PROJECT, Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.asyncio(loop_scope="session")]

GUESS = """
from worlds.actions.weaving import phrases
from worlds.models import Narrator, Room
seat = Narrator.objects.get(room__code="{code}", name="Ada")
for words in ("a red moose rises", "a castle on a hell"):
    phrases.add_spoken_phrase(seat.room_id, seat.id, bytes(3200), words=words, unsure=True)
Room.objects.filter(code="{code}").update(language="uk")
"""
"""Two phrases of Ada's whose words were a guess, in a room whose language the ears no longer hear."""


async def hear_with_doubt(stack: Stack, link: str) -> None:
    command = [sys.executable, "manage.py", "shell", "-c", GUESS.format(code=link.rsplit("/", 1)[-1])]
    environ = stack.environ | {"LIGHTLOOM_DATA": str(stack.data)}
    await asyncio.to_thread(subprocess.run, command, cwd=PROJECT, env=environ, check=True, capture_output=True)


async def has_underline(visitor: Visitor, words: str, *, dotted: bool) -> None:
    row = visitor.story.get_by_role("listitem").filter(has_text=words)
    text = row.get_by_text(words, exact=True)
    await expect(text).to_have_css("text-decoration-style", "dotted" if dotted else "solid")
    await expect(row.get_by_role("button", name=f"perhaps: {words}")).to_have_count(1 if dotted else 0)


async def test_a_guess_is_marked_until_its_narrator_says_what_it_was(visit: Visit, stack: Stack) -> None:
    ada, ben = await visit("Ada", PHONE), await visit("Ben")
    link = await ada.open_room("In doubt")
    await ben.join(link, "In doubt")
    await hear_with_doubt(stack, link)
    moose, castle = (ada.story.get_by_role("listitem").filter(has_text=words) for words in ("a red moo", "a castle"))
    for visitor in (ada, ben):
        await visitor.sees_painted("a castle on a hell")
        await has_underline(visitor, "a red moose rises", dotted=True)
    await expect(ada.page.get_by_text("Heard with doubt.")).to_be_visible()
    await expect(ben.page.get_by_role("button", name="That’s right")).to_have_count(0)

    # The newest is asked about, with buttons that a thumb finds; one that is painted over only where it is chosen.
    await expect(moose.get_by_text("Is that what you said?")).to_be_hidden()
    await expect(castle.get_by_text("Is that what you said?")).to_be_visible()
    await ada.has_in_view(castle.get_by_role("button", name="That’s right"))
    for visitor in (ada, ben):
        await visitor.page.evaluate(AXE)
        assert await visitor.page.evaluate(RUN_AXE) == []
    await castle.get_by_role("button", name="Correct").click()
    dialog = ada.page.get_by_role("dialog", name="What did you say?")
    await expect(dialog.get_by_role("button", name="That’s right")).to_be_visible()
    await dialog.get_by_label("Your words").fill("a castle on a hill")
    await dialog.get_by_role("button", name="Paint these words").click()
    await ben.sees_painted("a castle on a hill")
    await has_underline(ben, "a castle on a hill", dotted=False)

    await moose.get_by_role("button", name="a red moose rises").click()
    await moose.get_by_role("button", name="That’s right").click()
    for visitor in (ada, ben):
        await has_underline(visitor, "a red moose rises", dotted=False)
    await expect(ben.strips).to_have_count(2)

    # Ears that hear it no more: the host is told, and chooses what they hear.
    for visitor in (ada, ben):
        await visitor.page.reload()
        await visitor.is_in("In doubt")
    await expect(ada.turn.get_by_text("The ears here no longer hear Українська. They hear English.")).to_be_visible()
    await ada.press("Room")
    await ada.page.get_by_label("What is spoken here").select_option("English")
    await ada.page.get_by_role("dialog", name="This room").get_by_role("button", name="Keep these").click()
    await expect(ben.turn.get_by_text("From the next phrase on: English.")).to_be_visible()
