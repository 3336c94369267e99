"""Two voices over two sockets at the same time: each is heard in its own words, one extends the mural,
one paints over it."""

from __future__ import annotations

import asyncio

import pytest

from tests.narrators import Refused, host, narrator
from tests.room.test_speech import speak, spoken
from tests.stack import Stack
from worlds.wire.events import PhrasePart, Snapshot

pytestmark = pytest.mark.stack


def words_of(room: Snapshot, narrators: set[str]) -> dict[str, PhrasePart] | None:
    """The phrase of each of ``narrators``, once all of them have words."""
    said = {phrase.narrator: phrase for phrase in room.phrases if phrase.text}
    return said if set(said) == narrators else None


async def test_both_voices_are_heard_at_the_same_time(stack: Stack) -> None:
    castle = spoken("The old castle stands on a hill above the dark sea.")
    dragon = spoken("A red dragon flies over the mountains at night.")
    async with (
        host(stack.base_url, mode="duet") as ada,
        narrator(stack.base_url, ada.code, "Ben") as ben,
        narrator(stack.base_url, ada.code, "Cleo") as cleo,
    ):
        for seat in (ada, ben):
            await seat.take_turn()
            await seat.ask("speech.start")
        with pytest.raises(Refused, match=r"turn\.not_yours"):
            await cleo.ask("speech.start")
        await asyncio.gather(speak(ada, castle), speak(ben, dragon))
        shown = {message["narrator"] for message in cleo.others if message["kind"] == "partial" and message["text"]}
        assert shown == {ada.you, ben.you}, "the words of both are seen while they are said"
        for seat in (ada, ben):
            await seat.ask("speech.stop")
        said = await cleo.sees(lambda room: words_of(room, {ada.you, ben.you}))
        assert "castle" in said[ada.you].text.lower()
        assert "dragon" in said[ben.you].text.lower()
        extended, over = [await cleo.sees_painted(said[seat.you].id) for seat in (ada, ben)]
        assert extended.strip is not None
        # the second voice begins a bare mural if its phrase happens to end first
        assert (over.layer is not None) == (over.ordinal > 1)


async def test_a_second_voice_whose_line_breaks_is_kept_and_painted_over(stack: Stack) -> None:
    dragon = spoken("A red dragon flies over the mountains.")
    async with host(stack.base_url, mode="duet") as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        await ben.take_turn()
        await ada.sees_painted(await ada.say("a quiet lake below the mountains"))
        await ben.ask("speech.start")
        for at in range(0, len(dragon) - 32_000, 6_400):
            await ben.send(dragon[at : at + 6_400])
        await ben.ask("ping")
        await ben.close()
        heard = await ada.sees(lambda room: next((p for p in room.phrases if p.text and p.narrator == ben.you), None))
        assert heard.over
        painted = await ada.sees_painted(heard.id)
        assert painted.layer is not None and painted.strip is None
        assert painted.layer.position == 0


async def test_words_begun_as_the_second_voice_stay_its_own_when_the_places_change(stack: Stack) -> None:
    async with host(stack.base_url, mode="duet") as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        await ben.take_turn()
        await ada.sees_painted(await ada.say("a quiet lake below the mountains"))
        over = await ben.say("a huge red dragon")
        await ben.ask("turn.swap")
        strip = await ben.say("a village")
        assert (await ada.sees_painted(over)).layer is not None
        assert (await ada.sees_painted(strip)).strip is not None
        floor = await ada.sees(lambda room: room.floor if room.floor.second else None)
        assert (floor.hold.narrator, floor.second.narrator) == (ben.you, ada.you)
