"""People in one room, over real sockets, with every worker running: turns, words, strips, a finished world."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from inference.contract.geometry import mural_width, strip_width, strip_x
from tests.narrators import Person, Refused, Seat, host, narrator
from tests.stack import Stack

pytestmark = pytest.mark.stack


async def test_two_friends_take_turns_and_see_one_mural_grow(stack: Stack) -> None:
    async with host(stack.base_url, "Ada") as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        await ben.sees(lambda room: room.floor.hold and room.floor.hold.narrator == ada.you)
        with pytest.raises(Refused, match=r"turn\.not_yours"):
            await ben.say("but I want to")
        first = await ada.say("a castle on a hill at night")
        heard = await ben.sees(lambda room: next((p for p in room.phrases if p.id == first), None))
        assert heard.text == "a castle on a hill at night", "the words come before the paint"
        assert heard.strip is None
        await ben.sees_painted(first)
        await ada.pass_turn()
        await ben.take_turn()
        second = await ben.say("below it a lake with three boats")
        painted = await ada.sees_painted(second)
        assert painted.strip is not None
        assert (painted.strip.x, painted.strip.width) == (strip_x(1), strip_width(1))
        assert ada.snapshot is not None and ben.snapshot is not None
        await ben.sees(lambda room: room.seq == ada.snapshot.seq if ada.snapshot else False)
        assert ada.snapshot == ben.snapshot
        assert ada.snapshot.world.width == mural_width(2)
        for phrase in ada.snapshot.phrases:
            assert phrase.strip is not None
            answer = await ben.person.http.get(phrase.strip.view)
            assert answer.headers["cache-control"] == "private, max-age=43200, immutable"
            picture = Image.open(io.BytesIO(answer.content))
            assert picture.size == (phrase.strip.width, 768)


async def test_of_a_hundred_who_ask_at_once_one_gets_the_turn(stack: Stack) -> None:
    async with host(stack.base_url, "Ada") as ada, contextlib.AsyncExitStack() as room:
        seats = [ada]
        for number in range(20):
            person = Person(stack.base_url)
            room.push_async_callback(person.close)
            await person.join(ada.code, f"Guest {number}")
            for _ in range(5):
                seats.append(await Seat(person, ada.code).connect())
                room.push_async_callback(seats[-1].close)
        assert len(seats) == 101
        answers = await asyncio.gather(*(seat.ask("turn.take") for seat in seats), return_exceptions=True)
        granted = [seat for seat, answer in zip(seats, answers, strict=True) if isinstance(answer, dict)]
        refusals = {str(answer) for answer in answers if not isinstance(answer, dict)}
        assert len(granted) == 1
        assert refusals <= {"turn.held", "turn.already_yours"} and "turn.held" in refusals
        hold = await ada.sees(lambda room: room.floor.hold)
        assert hold.narrator == granted[0].you
        assert ada.snapshot is not None and ada.snapshot.floor.number == 1


async def test_a_circle_passes_on_when_its_holder_has_vanished(stack: Stack) -> None:
    async with host(stack.base_url, "Ada", mode="circle") as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ada.ask("room.change", turn_seconds=15)
        await ben.sees(
            lambda room: room.floor.seconds == 15 and room.floor.hold and room.floor.hold.narrator == ada.you
        )
        await ada.close()
        hold = await ben.sees(
            lambda room: room.floor.hold if room.floor.hold and room.floor.hold.narrator == ben.you else None,
            patience=25,
        )
        assert hold.deadline - hold.since == 15


async def test_the_host_skips_gives_and_removes(stack: Stack) -> None:
    async with (
        host(stack.base_url, "Ada") as ada,
        narrator(stack.base_url, ada.code, "Ben") as ben,
        narrator(stack.base_url, ada.code, "Cleo") as cleo,
    ):
        await ben.take_turn()
        with pytest.raises(Refused, match=r"room\.not_host"):
            await cleo.ask("turn.skip")
        await cleo.ask("hand.raise")
        await ada.sees(lambda room: room.floor.hands == [cleo.you])
        await ada.ask("turn.skip")
        await cleo.sees(lambda room: room.floor.hold and room.floor.hold.narrator == cleo.you)
        await ada.ask("turn.give", narrator=ben.you)
        await ben.sees(lambda room: room.floor.hold and room.floor.hold.narrator == ben.you)
        await ada.ask("narrator.remove", narrator=ben.you)
        assert await ben.is_closed() == 4401
        assert (await ben.hears("goodbye"))["reason"] == "removed"
        await cleo.sees(lambda room: next(one for one in room.narrators if one.id == ben.you).removed)
        page = await ben.person.http.get(f"/r/{ada.code}")
        assert "room-data" not in page.text, "the room's page is closed to whoever was removed"


async def test_spectators_watch_and_may_sit_down(stack: Stack) -> None:
    async with host(stack.base_url) as ada, narrator(stack.base_url, ada.code, "Eve", watch=True) as eve:
        with pytest.raises(Refused, match=r"turn\.not_seated"):
            await eve.take_turn()
        presence = await ada.hears("presence")
        assert set(presence) == {"kind", "narrators", "watching"}
        await eve.ask("seat.take")
        await eve.take_turn()
        await ada.sees(lambda room: room.floor.hold and room.floor.hold.narrator == eve.you)


async def test_who_comes_back_gets_what_was_missed_and_nothing_twice(stack: Stack) -> None:
    async with host(stack.base_url) as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        assert ben.snapshot is not None
        await ben.sees(lambda room: room.floor.hold)
        await ben.close()
        left_at = ben.snapshot.seq
        phrase = await ada.say("the sea comes in")
        await ada.sees_painted(phrase)
        await ben.connect(last_seq=left_at)
        await ben.sees_painted(phrase)
        assert ada.snapshot is not None
        await ben.sees(lambda room: ada.snapshot is not None and room == ada.snapshot)
        assert set(ben.seen_at) >= set(range(left_at + 1, ben.snapshot.seq + 1)), "the gap came as events"


async def test_a_phrase_sent_twice_is_said_once(stack: Stack) -> None:
    async with host(stack.base_url) as ada:
        await ada.take_turn()
        first = await ada.say("a red moon rises", id="same")
        assert await ada.say("a red moon rises", id="same") == first
        await ada.sees_painted(first)
        assert ada.snapshot is not None and ada.snapshot.world.phrases == 1


async def test_a_world_is_finished_named_hung_and_opened_by_whoever_has_the_link(stack: Stack) -> None:
    async with host(stack.base_url, "Ada") as ada, narrator(stack.base_url, ada.code, "Ben") as ben:
        await ada.take_turn()
        for text in ("a lighthouse over a stormy sea", "a ship comes home at dawn"):
            phrase = await ada.say(text)
        with pytest.raises(Refused, match=r"room\.not_host"):
            await ben.ask("world.finish", gallery="Ben's", visibility="public")
        await ada.sees_painted(phrase)
        await ada.ask("world.finish", gallery="Night walks", visibility="link")
        with pytest.raises(Refused, match=r"world\.not_weaving"):
            await ada.ask("world.finish", gallery="Night walks", visibility="link")
        world = await ben.sees(lambda room: room.world if room.world.state == "finished" else None, patience=30)
        assert world.title and world.page and world.gallery == "Night walks"
        with pytest.raises(Refused, match=r"world\.not_weaving"):
            await ada.say("one more")
        async with httpx.AsyncClient(base_url=stack.base_url) as stranger:
            page = await stranger.get(world.page)
            assert page.status_code == 200
            assert "a ship comes home at dawn" in page.text
            assert (await stranger.get(f"{world.page}/inside")).status_code == 200
            strips = (await stranger.get(f"{world.page}/strips.json")).json()["strips"]
            assert [strip["text"] for strip in strips] == [
                "a lighthouse over a stormy sea",
                "a ship comes home at dawn",
            ]
            listed = await stranger.get("/galleries")
            assert world.title not in listed.text, "by link is not listed"
        await ada.ask("world.start")
        fresh = await ben.sees(lambda room: room.world if room.world.number == 2 else None)
        assert fresh.state == "weaving" and fresh.strips == 0
        async with narrator(stack.base_url, ada.code, "Sue", watch=True) as sue:
            await sue.close()
            await sue.connect(last_seq=0)
            assert sue.snapshot is not None and "lighthouse" not in sue.snapshot.model_dump_json()
            assert not sue.seen_at, "what was before her is not told as events either"


def test_a_story_from_a_file_becomes_a_world(stack: Stack, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("a quiet village in the snow\n\nat night the stars come out\nan owl crosses the moon\n")
    told = stack.manage("weave", "--gallery", "Winter", "--visibility", "public", "--title-hint", "Winter", str(story))
    assert told.returncode == 0, told.stderr
    world = json.loads(told.stdout)
    assert world["strips"] == 3
    assert world["gallery"]["name"] == "Winter"
    with httpx.Client(base_url=stack.base_url) as client:
        for page in world["pages"].values():
            assert client.get(page).status_code == 200
        panorama = client.get(world["files"]["panoramas"][0])
        assert Image.open(io.BytesIO(panorama.content)).size == (mural_width(3), 768)
        found = client.get("/galleries", params={"q": "owl"})
        assert world["title"] in found.text


def test_a_story_in_two_voices_becomes_a_duet(stack: Stack, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("a quiet lake below the mountains\n> a huge red dragon\na village\n> five white birds\n")
    told = stack.manage("weave", "--gallery", "Duets", "--narrator", "Ada", "--second", "Ben", str(story))
    assert told.returncode == 0, told.stderr
    world = json.loads(told.stdout)
    assert (world["strips"], world["skipped"]) == (2, [])
    with httpx.Client(base_url=stack.base_url) as client:
        strips = client.get(f"{world['pages']['world']}/strips.json").json()["strips"]
        over = [[(layer["narrator"], layer["text"]) for layer in strip["layers"]] for strip in strips]
        assert over == [[("Ben", "a huge red dragon")], [("Ben", "five white birds")]]
        layer = Image.open(io.BytesIO(client.get(strips[0]["layers"][0]["view"]).content))
        assert (layer.mode, layer.size) == ("RGBA", (556, 768))
        panorama = Image.open(io.BytesIO(client.get(world["files"]["panoramas"][0]).content)).convert("RGB")
    red, green, _ = (np.asarray(band).astype(int) for band in panorama.crop((40, 0, 516, 600)).split())
    assert (red - green > 80).sum() > 1_000, "the dragon is in the panorama"


def test_a_bad_story_gets_one_sentence(stack: Stack, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("\n \n")
    told = stack.manage("weave", "--gallery", "G", str(empty))
    assert told.returncode == 1 and "The story is empty" in told.stderr
    long = tmp_path / "long.txt"
    long.write_text("short\n" + "x" * 401)
    told = stack.manage("weave", "--gallery", "G", str(long))
    assert told.returncode == 1 and "Line 2 has 401 characters" in told.stderr
