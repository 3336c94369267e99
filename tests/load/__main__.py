"""``make bench``: what Lightloom costs on this machine with the sketch engine, as tables and as JSON.

Starts a whole service of its own on a free port, measures, and stops it. Each table sets its rows beside one another in
one run, with their ratio to the first: times of one machine say little about another.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import uuid
from pathlib import Path
from typing import Any, cast

import httpx

from inference.contract.makings.kinds import MakingKind
from inference.quality import painter
from tests.load import depths, ears, films
from tests.load.machine import machine, memory_mb
from tests.stack import Stack


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and no world of 1,000 strips")
    wish = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with Stack(LIGHTLOOM_PAINTERS="") as stack:  # as many as the machine has by itself
        _set_up_django(stack)
        figures = asyncio.run(_measure(stack, quick=wish.quick))
    # on its own, when the service no longer takes a share of the machine
    figures["painter"] = painter.measure(quick=wish.quick)
    figures["ears"] = ears.hear(quick=wish.quick)
    figures["films"] = [films.film_of(strips) for strips in ((10, 100) if wish.quick else (10, 100, 1000))]
    figures["films"].append(films.film_of(10, "film_tall"))
    print(render(figures))
    if wish.json:
        wish.json.parent.mkdir(parents=True, exist_ok=True)
        wish.json.write_text(json.dumps(figures, indent=2) + "\n")


def _set_up_django(stack: Stack) -> None:
    """Knows the service the way a management command beside it does: by its data folder."""
    for name in ("DATABASE_URL", "REDIS_URL", "LIGHTLOOM_MEDIA", "SECRET_KEY"):
        os.environ.pop(name, None)
    os.environ["LIGHTLOOM_DATA"] = str(stack.data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lightloom_site.settings"
    import django

    django.setup()


async def _measure(stack: Stack, *, quick: bool) -> dict[str, Any]:
    from tests.load import lists, murals, pages, rooms, speech

    base = stack.base_url
    few = 6 if quick else 20
    figures: dict[str, Any] = {"machine": machine(), "engine": "sketch", "memory_idle_mb": memory_mb(stack.pids)}
    await rooms.phrases_in_rooms(base, 1, 2)  # first strips warm caches that stay warm
    figures["phrases"] = [
        await rooms.phrases_in_rooms(base, 1, few),
        await rooms.phrases_in_rooms(base, 10, 3 if quick else 6),
    ]
    figures["speech"] = await speech.speak_to_another_screen(base, 1 if quick else 4)
    figures["spectators"] = [
        await rooms.event_to_spectators(base, 1, few),
        await rooms.event_to_spectators(base, 200, 5 if quick else 20),
    ]
    figures["memory_busy_mb"] = memory_mb(stack.pids)
    source = await asyncio.to_thread(_sample_world)
    figures["worlds"] = []
    for strips in (10, 100) if quick else (10, 100, 1000):
        figures["worlds"].append(await murals.world_of(stack, strips, source))
        # what the studio makes of a large world takes a core for minutes, and is measured below
        await asyncio.to_thread(_cancel_makings)
    figures["inside"] = []
    for strips in (20,) if quick else (20, 200):
        world = await murals.world_of(stack, strips, source)
        figures["inside"].append(await depths.inside_of(stack, world["slug"]))
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        figures["pages"] = [await pages.page_weight(client, path) for path in ("/", "/galleries", "/health")]
        slug = await asyncio.to_thread(_any_slug)
        figures["pages"] += [await pages.page_weight(client, f"/worlds/{slug}{end}") for end in ("", "/inside")]
    person = murals.Person(base)
    code = await person.open_room()
    figures["pages"].append(await pages.page_weight(person.http, f"/r/{code}"))
    await person.close()
    # last: what was measured before must not stand among ten thousand worlds
    figures["lists"] = await lists.lists_at(base, (100, 1000 if quick else 10_000), 3 if quick else 9)
    return figures


def _sample_world() -> uuid.UUID:
    """The world with the most strips so far: real ones, painted by the service in this run."""
    from worlds.models import World

    world = World.objects.order_by("-strip_count").first()
    assert world is not None and world.strip_count >= 4
    return world.pk


def _cancel_makings() -> None:
    from worlds.actions.world.makings import cancel_making
    from worlds.models import Making

    for making in Making.objects.filter(state=Making.State.MAKING).select_related("world"):
        cancel_making(making.world, cast(MakingKind, making.kind))


def _any_slug() -> str:
    from worlds.models import World

    slug = World.objects.filter(state=World.State.FINISHED, strip_count=10).values_list("slug", flat=True).first()
    assert slug is not None
    return slug


def render(figures: dict[str, Any]) -> str:
    """The figures as Markdown tables."""
    on = figures["machine"]
    lines = [
        f"{on['cpu']}, {on['cores']} cores, {on['memory_gb']} GB, {on['system']}, Python {on['python']}; sketch engine",
        "",
        "| typed phrase, to the other screen | words, median | p95 | strip, median | p95 | strip, to 1 room |",
        "|---|---|---|---|---|---|",
    ]
    first = figures["phrases"][0]["strip"]["median_ms"]
    lines += [
        f"| {_count(row['rooms'], 'room')} at once | {row['words']['median_ms']} ms | {row['words']['p95_ms']} ms "
        f"| {row['strip']['median_ms']} ms | {row['strip']['p95_ms']} ms | {row['strip']['median_ms'] / first:.1f}× |"
        for row in figures["phrases"]
    ]
    lines += ["", *_speech(figures["speech"])]
    lines += ["", "| one event to | p50 | p99 | p50, to 1 spectator |", "|---|---|---|---|"]
    alone = figures["spectators"][0]["p50_ms"]
    lines += [
        f"| {_count(row['spectators'], 'spectator')} | {row['p50_ms']} ms | {row['p99_ms']} ms "
        f"| {row['p50_ms'] / alone:.1f}× |"
        for row in figures["spectators"]
    ]
    lines += [
        "",
        "| a world of | finish | per strip | to 10 strips | stitcher's peak | its growth | page | HTML | strips.json |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    ten = figures["worlds"][0]["finish_ms_per_strip"]
    lines += [
        f"| {row['strips']} strips | {row['finish_s']} s | {row['finish_ms_per_strip']} ms "
        f"| {row['finish_ms_per_strip'] / ten:.2f}× | {row['peak_mb']} MB | {row['grown_mb']} MB | {row['page_ms']} ms "
        f"| {row['html_kb']} kB | {row['strips_json_kb']} kB |"
        for row in figures["worlds"]
    ]
    lines += ["", *depths.table(figures["inside"])]
    lines += ["", "| process | memory idle | after the runs |", "|---|---|---|"]
    busy = figures["memory_busy_mb"]
    lines += [f"| {name} | {size} MB | {busy.get(name, '')} MB |" for name, size in figures["memory_idle_mb"].items()]
    lines += ["", "| page, first visit | HTML | static files | of them |", "|---|---|---|---|"]
    lines += [
        f"| {row['page']} | {row['html_kb']} kB | {row['static_kb']} kB | {row['files']} |" for row in figures["pages"]
    ]
    lines += ["", *_lists(figures["lists"])]
    lines += ["", *films.rows(figures["films"])]
    lines += ["", *ears.table(figures["ears"])]
    lines += ["", painter.render(figures["painter"])]
    return "\n".join(lines)


def _speech(figures: dict[str, Any]) -> list[str]:
    """What was felt on the other screen while somebody spoke, beside what the service's own screens told /health."""
    waits = {
        "partial": "beginning of speech to its first words",
        "words": "pause detected to the final words (at /health: from the end of speech)",
        "strip": "final words to their strip",
    }
    told = figures["felt"]
    return [
        f"| {figures['sentences']} spoken sentences, on the other screen | median | p95 | bound "
        "| as told at /health, median | p95 |",
        "|---|---|---|---|---|---|",
        *(
            f"| {about} | {figures[kind]['median_ms']} ms | {figures[kind]['p95_ms']} ms | ≤ {bound} ms "
            f"| {told[kind]['median_ms']} ms | {told[kind]['p95_ms']} ms |"
            for (kind, about), bound in zip(waits.items(), (700, 400, 900), strict=True)
        ),
    ]


def _lists(figures: dict[str, Any]) -> list[str]:
    """Whole answers of the service, at the first and at the second count of worlds."""
    return [
        f"| lists and search, median | {figures['few']} worlds | {figures['many']} worlds | ratio |",
        "|---|---|---|---|",
        *(
            f"| {row['page']} | {row['few_ms']} ms | {row['many_ms']} ms | {row['many_ms'] / row['few_ms']:.1f}× |"
            for row in figures["rows"]
        ),
    ]


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


if __name__ == "__main__":
    main()
