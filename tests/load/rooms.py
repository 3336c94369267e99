"""How long a typed phrase takes to the other screen: its words, and its strip; and one event to many spectators."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

from tests.load.machine import percentile, spread
from tests.narrators import Person, Seat, host, narrator
from worlds.wire.events import Snapshot

STORY = (
    "a castle on a hill at night",
    "below it a quiet lake with three boats",
    "snow begins to fall on the dark forest",
    "a lighthouse stands over a stormy sea",
    "at dawn the mountains turn red",
    "a village wakes by the river",
)


async def phrases_in_rooms(base: str, rooms: int, phrases: int) -> dict[str, Any]:
    """``rooms`` rooms of two at once, ``phrases`` phrases in each, one after the other as people would."""
    measured = await asyncio.gather(*(_one_room(base, phrases) for _ in range(rooms)))
    words = [seconds for room in measured for seconds in room[0]]
    strips = [seconds for room in measured for seconds in room[1]]
    return {"rooms": rooms, "words": spread(words), "strip": spread(strips)}


async def _one_room(base: str, phrases: int) -> tuple[list[float], list[float]]:
    words: list[float] = []
    strips: list[float] = []
    async with host(base, "Ada") as ada, narrator(base, ada.code, "Ben") as ben:
        await ada.ask("room.change", turn_seconds=600)
        await ada.take_turn()
        for number in range(phrases):
            typed = time.monotonic()
            saying = asyncio.create_task(ada.say(STORY[number % len(STORY)]))
            await ben.sees(_has_phrase(number + 1))
            words.append(time.monotonic() - typed)
            await ben.sees_painted(await saying, patience=120)
            strips.append(time.monotonic() - typed)
    return words, strips


def _has_phrase(ordinal: int) -> Callable[[Snapshot], bool]:
    return lambda room: bool(room.phrases) and room.phrases[-1].ordinal == ordinal


def _has_come_to(seq: int) -> Callable[[Snapshot], bool]:
    return lambda room: room.seq >= seq


async def event_to_spectators(base: str, spectators: int, events: int) -> dict[str, Any]:
    """One event of a room until each of ``spectators`` sockets has it."""
    async with host(base, "Ada") as ada, contextlib.AsyncExitStack() as stack:
        await ada.take_turn()
        people = [Person(base) for _ in range(10)]
        for number, person in enumerate(people):
            stack.push_async_callback(person.close)
            await person.join(ada.code, f"Watcher {number}", watch=True)
        seats: list[Seat] = []
        for number in range(spectators):
            seats.append(await Seat(people[number % len(people)], ada.code).connect())
        for seat in seats:
            stack.push_async_callback(seat.close)
        times: list[float] = []
        for _ in range(events):
            assert ada.snapshot is not None
            await asyncio.gather(*(seat.sees(_has_come_to(ada.snapshot.seq)) for seat in seats))
            seq = ada.snapshot.seq + 1
            sent = time.monotonic()
            await ada.ask("room.change", name=f"Room at {seq}")
            await asyncio.gather(*(seat.sees(_has_come_to(seq)) for seat in seats))
            times += [seat.seen_at[seq] - sent for seat in seats]
    return {
        "spectators": spectators,
        "p50_ms": round(percentile(times, 0.5) * 1000, 1),
        "p99_ms": round(percentile(times, 0.99) * 1000, 1),
        "times": len(times),
    }
