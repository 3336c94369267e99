"""A room without its inference service: people, and strips that hang because the test says so."""

from __future__ import annotations

import uuid
from typing import Any

from inference.contract.direction import Direction, Element, Palette
from inference.contract.finishing import FinishResult, Panorama
from inference.contract.geometry import NEW, canvas_x, strip_width, strip_x
from inference.contract.jobs import Failure
from inference.contract.pieces import LayerResult, PieceFolder, Skipped, StripResult
from inference.mural.piece_job import name_files
from worlds.access import Visitor
from worlds.actions.lookup import about_phrase
from worlds.actions.room import rooms
from worlds.actions.weaving import painting, phrase_jobs, phrases
from worlds.actions.world import finishing
from worlds.models import Narrator, Phrase, World

PALETTE = Palette(colours=["#102030", "#aa8844", "#f0e0c0"], hue=30.0, warmth=0.2, brightness=0.5, variance=0.3)


def direction(text: str = "a castle") -> Direction:
    return Direction(
        shot="wide",
        art_style="gouache",
        scene=text,
        light="night",
        mood="calm",
        palette=["#102030", "#aa8844", "#f0e0c0"],
        elements=[Element(kind="castle")],
        understood="a castle at night",
    )


def visitor() -> Visitor:
    return Visitor(guest=uuid.uuid4())


def open_room(name: str = "Ada", mode: str = "open", **fields: Any) -> Narrator:
    return rooms.open_room(visitor(), name="A quiet room", narrator=name, mode=mode, **fields)  # type: ignore[arg-type]


def join(host: Narrator, name: str, *, watch: bool = False) -> Narrator:
    host.room.refresh_from_db()
    return rooms.join_room(visitor(), host.room, name=name, watch=watch)


def say(narrator: Narrator, text: str) -> Phrase:
    return phrases.say_phrase(narrator.room_id, narrator.id, text)


def painted(phrase: Phrase, *, attempt: int | None = None, position: int | None = None) -> StripResult:
    """What the inference service would answer for ``phrase``, hung where the mural ends now."""
    place = _strip_count(phrase) if position is None else position
    return StripResult(
        **_piece(phrase, attempt, "strips", place, width=strip_width(place)),
        x=strip_x(place),
        memory={"sky": "night"},
    )


def painted_over(phrase: Phrase, *, attempt: int | None = None, position: int | None = None) -> LayerResult:
    """What the inference service would answer for ``phrase`` of the second voice, over the mural's end as it is now."""
    place = _strip_count(phrase) - 1 if position is None else position
    return LayerResult(
        **_piece(phrase, attempt, "layers", place, width=NEW),
        position=place,
        x=canvas_x(place),
        memory={"sky": "night", "layer": phrase.text},
    )


def _strip_count(phrase: Phrase) -> int:
    phrase.refresh_from_db()
    return World.objects.get(pk=phrase.world_id).strip_count


def _piece(phrase: Phrase, attempt: int | None, folder: PieceFolder, place: int, width: int) -> dict[str, Any]:
    """What both answers say."""
    return {
        "about": about_phrase(phrase),
        "attempt": attempt or phrase.attempt,
        "engine": "sketch",
        "direction": direction(phrase.text),
        "files": name_files(folder, phrase.world_id.hex, place, width),
        "palette": PALETTE,
        "seconds": {"paint": 0.2},
    }


def hang(phrase: Phrase) -> None:
    """Hang the strip of a phrase that is being painted, or lay its layer."""
    phrase.refresh_from_db()
    if phrase.over:
        assert painting.lay_layer(painted_over(phrase))
    else:
        assert painting.hang_strip(painted(phrase))


def fail(phrase: Phrase, *, again: bool) -> None:
    phrase.refresh_from_db()
    phrase_jobs.fail_painting(
        Failure(about=about_phrase(phrase), attempt=phrase.attempt, code="paint.failed", message="no luck", again=again)
    )


def finished(world: World, title: str = "The Lamp and the Sea", **changes: Any) -> FinishResult:
    world.refresh_from_db()
    fields: dict[str, Any] = {
        "about": world.id.hex,
        "attempt": world.finish_attempt,
        "engine": "sketch",
        "title": title,
        "description": "A lamp burns by the sea. Night comes.",
        "captions": {0: "a castle at night"},
        "palette": PALETTE,
        "panoramas": [
            Panorama(key=f"worlds/{world.id.hex}/finish/a-panorama-1.jpg", x=0, width=768, height=768, bytes=9)
        ],
        "skipped": [Skipped(position=1, reason="The file is damaged.")] if changes.pop("skip", False) else [],
        "cover": f"worlds/{world.id.hex}/finish/{uuid.uuid4().hex}-cover.jpg",
        "width": 768,
        "height": 768,
    }
    return FinishResult(**{**fields, **changes})


def finish(
    host: Narrator, *, gallery: str = "Night walks", visibility: str = "link", title: str = "The Lamp and the Sea"
) -> World:
    """Finish the room's world as the host would, and as the inference service would answer."""
    world = finishing.finish_world(host.room_id, host.id, gallery=gallery, visibility=visibility)
    assert finishing.complete_world(finished(world, title))
    world.refresh_from_db()
    return world
