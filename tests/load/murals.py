"""What a world of 10, 100 and 1,000 strips costs: its page, its stitch, the memory of who stitches.

The strips are a few real ones of the sketch engine, copied as often as needed under names of their own: what is
measured is the handling of many, not their painting. Talks to the running service's database and storage, and to its
real finish worker.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.load.pages import page_weight
from tests.narrators import Person
from tests.stack import Stack


class Peak(threading.Thread):
    """The most memory a process held while this ran, MB."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process = psutil.Process(pid)
        self.start_mb = self.process.memory_info().rss / 1e6
        self.peak_mb = self.start_mb
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.02):
            self.peak_mb = max(self.peak_mb, self.process.memory_info().rss / 1e6)


async def world_of(stack: Stack, strips: int, source: uuid.UUID) -> dict[str, Any]:
    """Costs of a world of ``strips`` strips, made of the strips of the world ``source``."""
    host_guest, world_id = await asyncio.to_thread(_build, stack, strips, source)
    async with httpx.AsyncClient(base_url=stack.base_url, timeout=60) as client:
        person = Person(stack.base_url)
        person.http.cookies = client.cookies
        peak = Peak(stack.pids["finish"])
        peak.start()
        began = time.monotonic()
        slug = await asyncio.to_thread(_finish, host_guest, world_id, 60 + strips)
        seconds = time.monotonic() - began
        peak.ended.set()
        page = await page_weight(client, f"/worlds/{slug}")
        asked = time.monotonic()
        answer = await client.get(f"/worlds/{slug}")
        answer.raise_for_status()
        page_ms = (time.monotonic() - asked) * 1000
        listed = await client.get(f"/worlds/{slug}/strips.json")
        listed.raise_for_status()
        await person.close()
    return {
        "slug": slug,
        "strips": strips,
        "finish_s": round(seconds, 2),
        "finish_ms_per_strip": round(seconds * 1000 / strips, 1),
        "peak_mb": round(peak.peak_mb, 1),
        "grown_mb": round(peak.peak_mb - peak.start_mb, 1),
        "page_ms": round(page_ms, 1),
        "html_kb": page["html_kb"],
        "strips_json_kb": round(len(listed.content) / 1000, 1),
    }


def _build(stack: Stack, strips: int, source: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    from django.utils import timezone

    from inference.contract.geometry import strip_width, strip_x
    from worlds.access import Visitor
    from worlds.actions.room.rooms import open_room
    from worlds.models import Phrase, Strip, World

    media = stack.data / "media"
    samples = list(Strip.objects.filter(world=source).select_related("phrase").order_by("position"))
    visitor = Visitor(guest=uuid.uuid4())
    host = open_room(visitor, name=f"{strips} strips", narrator="Bench")
    world = World.objects.get(room=host.room_id)
    phrases: list[Phrase] = []
    rows: list[Strip] = []
    for position in range(strips):
        sample = samples[0] if position == 0 else samples[1 + position % (len(samples) - 1)]
        phrase = Phrase(
            world=world,
            narrator=host,
            ordinal=position + 1,
            source="typed",
            text=sample.phrase.text,
            state=Phrase.State.PAINTED,
            direction=sample.phrase.direction,
            since=timezone.now(),
        )
        phrases.append(phrase)
        keys = {
            name: _copy(media, getattr(sample, name), world.id.hex, position)
            for name in ("picture", "view", "relief", "relief_view")
        }
        rows.append(
            Strip(
                world=world,
                phrase=phrase,
                position=position,
                x=strip_x(position),
                width=strip_width(position),
                palette=sample.palette,
                memory=sample.memory,
                engine=sample.engine,
                **keys,
            )
        )
    Phrase.objects.bulk_create(phrases, batch_size=500)
    Strip.objects.bulk_create(rows, batch_size=500)
    World.objects.filter(pk=world.pk).update(strip_count=strips, phrase_count=strips)
    return host.id, world.pk


def _copy(media: Path, key: str, world: str, position: int) -> str:
    ending = key.rsplit("/", 1)[-1].split("-", 1)[-1]
    target = f"worlds/{world}/strips/{position:05d}-{ending}"
    (media / target).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(media / key, media / target)
    return target


def _finish(host_id: uuid.UUID, world_id: uuid.UUID, patience: float) -> str:
    from worlds.actions.world.finishing import finish_world
    from worlds.models import Narrator, World

    host = Narrator.objects.get(pk=host_id)
    finish_world(host.room_id, host.id, gallery="Bench", visibility="link")
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        world = World.objects.get(pk=world_id)
        if world.state == World.State.FINISHED and world.slug:
            return world.slug
        time.sleep(0.02)
    raise SystemExit(f"a world was not finished in {patience:.0f} s: {world.progress}")
