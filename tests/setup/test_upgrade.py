"""What the version before left behind is opened by this one without a step by hand.

The version before is a commit of the history. Its whole service weaves worlds in a data folder, is stopped in the
middle of its work, and this one starts on the folder with the same file of settings. Rooms, seats, pages, pictures,
half-made films and archives are all found again.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import redis

from inference.contract.geometry import mural_width
from tests.narrators import Person, Refused, Seat
from tests.stack import PROJECT, Stack, free_port

pytestmark = pytest.mark.stack

VERSION_BEFORE = "8b8acf9569d7d9e38e23b89542cb7c1e9b3fc0bd"
RUNS = ("manage.py", "lightloom_site", "worlds", "inference", "templates", "static")
"""What a service needs of a checkout."""
SETTINGS = """\
# What the version before documents, as people write it.
PORT={port}
HOST=127.0.0.1
LIGHTLOOM_DATA="{folder}/data"
LIGHTLOOM_MEDIA={folder}/media/
ALLOWED_HOSTS="loom.local, loom.example,"
DEBUG=off
TLS=no
TLS_CERT=
LIGHTLOOM_ENGINE=Sketch
LIGHTLOOM_PROCESSES=tend,web,story,paint,speech,finish,studio
LIGHTLOOM_LOG_LEVEL=info
LIGHTLOOM_DB_POOL=9
LIGHTLOOM_IMPORT_MB=64
LIGHTLOOM_FILM_LINES=120
LIGHTLOOM_FILM_STRIPS=1
LIGHTLOOM_MODELS={folder}/weights
LIGHTLOOM_MODELS_OFFLINE=yes
LIGHTLOOM_DEVICE=CUDA:1
LIGHTLOOM_REFERENCE=canvas
LIGHTLOOM_COMPILE=No
LIGHTLOOM_ANCHOR_AFTER=12
LIGHTLOOM_STYLE_LORA=
LIGHTLOOM_ART_DIRECTOR=0
"""
STORY = "a castle on a cliff at night\n> a red dragon flies over the towers\nbelow it three boats in the rain\n"
STATES = ["painting", "heard"]
MEDIA = re.compile(r'"(/media/[^"]+)"')
PLACE = re.compile(r"(?<=/media/)(?!worlds/)[^/]+/")
"""Where a picture is since its address begins with that of its world; the version before had the key alone."""
SINCE = {"language"}
"""What strips are told with since then: words from before are English."""
STATIC = re.compile(r'"(/static/[^"]+)"')


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A checkout of the version before."""
    if shutil.which("git") is None:
        pytest.skip("without git the version before cannot be had")
    packed = subprocess.run(["git", "archive", VERSION_BEFORE, *RUNS], cwd=PROJECT, capture_output=True)
    if packed.returncode:
        pytest.skip(f"the history here does not reach back to the version before, {VERSION_BEFORE[:7]}")
    checkout = tmp_path / "before"
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(checkout, filter="data")
    (checkout / "node_modules").symlink_to(PROJECT / "node_modules")
    return checkout


def sourced(file: Path) -> dict[str, str]:
    """The variables that a shell reads from a file of settings."""
    show = f"{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"
    shell = ["sh", "-c", f'set -a; . "$0"; set +a; exec {show}', str(file)]
    answer = subprocess.run(shell, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True)
    read: dict[str, str] = json.loads(answer.stdout)
    return {name: value for name, value in read.items() if f"\n{name}=" in file.read_text()}


def answer_of(stack: Stack, *arguments: str) -> dict[str, Any]:
    """What a management command prints: one JSON object."""
    done = stack.manage(*arguments)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


async def until(what: str, look: Callable[[], Awaitable[bool]], patience: float = 60) -> None:
    end = time.monotonic() + patience
    while not await look():
        assert time.monotonic() < end, f"not within {patience:.0f} s: {what}"
        await asyncio.sleep(0.1)


async def makings(browser: httpx.AsyncClient, slug: str) -> dict[str, Any]:
    told: dict[str, Any] = (await browser.get(f"/worlds/{slug}/makings.json")).json()
    assert "failed" not in {making["state"] for making in told.values()}, told
    return told


async def are_made(browser: httpx.AsyncClient, slug: str, *kinds: str) -> None:
    async def look() -> bool:
        told = await makings(browser, slug)
        return all(kind in told and told[kind]["state"] == "made" for kind in kinds)

    await until(f"{' and '.join(kinds)} are made", look)


async def contents(browser: httpx.AsyncClient, slug: str) -> dict[str, Any]:
    """What a world shows, by address: its strips and narration as told, and every picture of its mural."""
    told = [f"/worlds/{slug}/{name}" for name in ("strips.json", "narration.txt")]
    answers = {address: await browser.get(address) for address in told}
    page = await browser.get(f"/worlds/{slug}")
    for address in set(MEDIA.findall(page.text + answers[told[0]].text)):
        if "/made/" not in address:
            answers[address] = await browser.get(address)
    assert len(answers) > len(told)
    assert {answer.status_code for answer in (page, *answers.values())} == {200}
    return {
        PLACE.sub("", address): (
            json.loads(PLACE.sub("", answer.text), object_hook=_as_before)
            if address.endswith(".json")
            else answer.content
        )
        for address, answer in answers.items()
    }


def _as_before(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in SINCE}


def entries(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def waits_for_the_story(stack: Stack, task: str) -> bool:
    with redis.Redis.from_url(stack.services["REDIS_URL"]) as valkey:
        waiting = valkey.lrange("story", 0, -1)
    return any(json.loads(message)["headers"]["task"] == task for message in waiting)


def stop_without_the_story(stack: Stack) -> None:
    """Stop the service while the worker of its story hangs: what that one was sent stays in Valkey."""
    story, web = stack.pids["story"], psutil.Process(stack.pids["web"])
    stack.signal(signal.SIGTERM)
    web.wait(20)
    os.kill(story, signal.SIGKILL)  # not sooner: until the service stops, what ends is started again
    assert stack.wait_end() == 0


async def weave_until_it_is_stopped(stack: Stack, ada: Seat, ben: Seat) -> tuple[str, str]:
    """A phrase painted, one taken down, one painted and not yet hung, one that waits; the last two."""
    await ada.take_turn()
    await ada.sees_painted(await ada.say("a market in the desert with camels"))
    mistake = await ada.sees_painted(await ada.say("a snowman"))
    await ada.ask("phrase.unravel", phrase=mistake.id)
    await ben.sees(lambda room: room.world.strips == 1)
    os.kill(stack.pids["story"], signal.SIGSTOP)
    painted, waiting = await ada.say("a tall ship comes over the dunes"), await ada.say("the moon rises behind it")

    async def look() -> bool:
        return waits_for_the_story(stack, "worlds.hang_strip")

    await until("the painted strip waits to be hung", look)
    await ben.sees(lambda room: [phrase.state for phrase in room.phrases if phrase.id in (painted, waiting)] == STATES)
    return painted, waiting


@pytest.mark.timeout(300)  # two services are started from nothing
async def test_what_the_version_before_left_is_opened_without_a_step_by_hand(before: Path, tmp_path: Path) -> None:
    file, story, archive, again = (tmp_path / name for name in (".env", "story.txt", "before.zip", "again.zip"))
    port, word = free_port(), "a long walk by the night sea"
    file.write_text(SETTINGS.format(port=port, folder=tmp_path))
    story.write_text(STORY)
    settings = sourced(file)
    data = Path(settings["LIGHTLOOM_DATA"])
    async with contextlib.AsyncExitStack() as browsers:
        # their cookies are kept while the service is changed
        people = ada, ben, anybody = [Person(f"http://127.0.0.1:{port}") for _ in range(3)]
        for person in people:
            browsers.push_async_callback(person.close)
        visitor = anybody.http

        with Stack(data, port, before, **settings) as stack:
            woven = answer_of(stack, "weave", str(story), "--gallery", "Evenings", "--second", "Cleo")
            slug = woven["slug"]
            await ada.post("/accounts/signup/", username="ada", password1=word, password2=word)
            code = await ada.open_room()
            await ben.join(code, "Ben")
            seats = [await Seat(person, code).connect() for person in (ada, ben)]
            await are_made(visitor, slug, "tiles")
            left = await contents(visitor, slug)
            modules = set(STATIC.findall((await visitor.get("/")).text))
            packed = answer_of(stack, "export_world", slug, str(archive))
            painted, waiting = await weave_until_it_is_stopped(stack, *seats)
            stop_without_the_story(stack)
            for seat in seats:
                await seat.is_closed()

        with Stack(data, port, PROJECT, **settings) as stack:
            # Who was there comes back to the seat, and to the words, which are painted after all.
            for seat in seats:
                assert seat.snapshot is not None
                you = seat.you
                await seat.connect(last_seq=seat.snapshot.seq)
                browsers.push_async_callback(seat.close)
                assert seat.you == you
                assert "room-data" in (await seat.person.http.get(f"/r/{code}")).text
            for phrase, position in ((painted, 1), (waiting, 2)):
                strip = (await seats[1].sees_painted(phrase, patience=60)).strip
                assert strip is not None and strip.position == position
            assert "Log out" in (await ada.http.get("/mine")).text

            # What was finished is as it was, and what was being made of it is made.
            for page in ("/", "/galleries", "/health", f"/r/{code}", *woven["pages"].values()):
                assert (await visitor.get(page)).status_code == 200, page
            now = await contents(visitor, slug)
            assert sorted(now) == sorted(left)
            assert [address for address in left if now[address] != left[address]] == []
            await are_made(visitor, slug, "depth", "tiles")
            for making in (await makings(visitor, slug)).values():
                for made in making["files"]:
                    assert (await visitor.get(made["url"])).status_code == 200
            for module in modules:
                assert (await visitor.get(module)).status_code == 200, "a page from before still finds its files"

            # The archive is of the same world, and an archive of it is the same.
            assert answer_of(stack, "import_world", str(archive))["content_hash"] == packed["content_hash"]
            assert answer_of(stack, "export_world", slug, str(again))["content_hash"] == packed["content_hash"]
            assert entries(again) == entries(archive)

            # The mural that was begun before goes on, and is told to its end.
            with contextlib.suppress(Refused):  # her turn may have lasted until now
                await seats[0].take_turn()
            await seats[1].sees_painted(await seats[0].say("snow begins to fall"))
            late = await Seat(ben, code).connect()
            browsers.push_async_callback(late.close)
            await seats[1].sees(lambda room: room == late.snapshot)
            assert late.snapshot is not None and late.snapshot.world.width == mural_width(4)
            await seats[0].ask("world.finish", gallery="Mornings", visibility="link")
            await late.sees(lambda room: room.world.state == "finished")
