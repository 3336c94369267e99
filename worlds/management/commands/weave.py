"""``manage.py weave story.txt``: weave and finish a world from a text file, a phrase a line, as a room would.

It uses the actions and tasks of a room, beside a running service, and prints one JSON object. For demos and scripts.
With ``--second NAME`` it is a duet: lines that begin with ``>`` are the second voice's, painted over the mural's end.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from pydantic import TypeAdapter, ValidationError

from inference.contract.art_styles import ART_STYLES, DEFAULT_ART_STYLE
from worlds.access import Visitor
from worlds.actions.room import rooms, turns
from worlds.actions.weaving import phrases
from worlds.actions.world import finishing
from worlds.management.finished_world import log_to_stderr
from worlds.models import Narrator, Phrase, Visibility, World
from worlds.reading.media import cover_url, media_url
from worlds.speech.languages import LANGUAGES
from worlds.turns import Mode
from worlds.valkey.health import check_health
from worlds.wire import protocol
from worlds.wire.protocol import ERRORS, PHRASE_CHARS_MAX
from worlds.wire.refusal import Refusal
from worlds.wire.text_patterns import one_line

SECOND_VOICE_MARK = ">"
"""Begins a line of the second voice."""


class Command(BaseCommand):
    help = "Weave and finish a world from a text file, a phrase a line; prints one JSON object."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("story", type=Path, help="text file, a phrase a line; '-' reads standard input")
        parser.add_argument("--gallery", required=True, help="name of the gallery the world goes to")
        parser.add_argument("--visibility", choices=Visibility.values, default="link", help="who may see it")
        parser.add_argument("--title-hint", default="", help="what the title should be near to")
        parser.add_argument("--narrator", default="Storyteller", help="who is credited")
        parser.add_argument("--second", default="", help="a second voice, credited for the lines that begin with '>'")
        parser.add_argument("--style", choices=ART_STYLES, default=DEFAULT_ART_STYLE)
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="what the story is in, as ISO 639-1")
        parser.add_argument("--guest", type=uuid.UUID, default=None, help="the browser that will own gallery and world")
        parser.add_argument("--patience", type=float, default=120.0, help="seconds to wait for any one strip")

    def handle(self, *args: Any, **options: Any) -> None:
        log_to_stderr()
        story = _read_story(options["story"])
        gallery_name = _validated(protocol.Title, options["gallery"], "--gallery", "1 to 80 characters")
        narrator = _validated(protocol.Name, options["narrator"], "--narrator", "1 to 40 characters")
        second = options["second"] and _validated(protocol.Name, options["second"], "--second", "1 to 40 characters")
        if second:
            _check_duet(story)
        hint = _validated(protocol.Hint, options["title_hint"], "--title-hint", "at most 120 characters")
        if not options["patience"] > 0:
            raise CommandError("--patience is a number of seconds above 0.")
        health = check_health()
        if not health.ready:
            raise CommandError("Lightloom is not ready: " + " ".join(health.reasons) + " Start it with make run.")
        visitor = Visitor(guest=options["guest"] or uuid.uuid4())
        mode: Mode = "duet" if second else "open"
        host = rooms.open_room(
            visitor,
            name=gallery_name,
            narrator=narrator,
            mode=mode,
            art_style=options["style"],
            language=options["language"],
        )
        second_seat = rooms.join_room(Visitor(guest=uuid.uuid4()), host.room, name=second) if second else None
        try:
            world = self._weave(host, second_seat, story, options | {"gallery": gallery_name, "title_hint": hint})
        except Refusal as refused:
            raise CommandError(ERRORS[refused.code]) from None
        gallery = world.finish_gallery
        assert gallery is not None
        self.stdout.write(
            json.dumps(
                {
                    "slug": world.slug,
                    "title": world.title,
                    "description": world.description,
                    "gallery": {"name": gallery.name, "slug": gallery.slug, "visibility": gallery.visibility},
                    "strips": world.strip_count,
                    "skipped": world.skipped,
                    "pages": {
                        "world": reverse("world", args=[world.slug]),
                        "inside": reverse("inside", args=[world.slug]),
                        "gallery": reverse("gallery", args=[gallery.slug]),
                    },
                    "files": {
                        "panoramas": [media_url(world, panorama["key"]) for panorama in world.panoramas],
                        "cover": cover_url(world),
                    },
                },
                ensure_ascii=False,
            )
        )

    def _weave(self, host: Narrator, second_seat: Narrator | None, story: list[str], options: dict[str, Any]) -> World:
        turns.expire_turn(host.room_id)
        for number, line in enumerate(story, start=1):
            # The first to take the turn of a duet is its first voice.
            for seat in (host, second_seat):
                if seat is not None:
                    _hold_turn(seat)
            speaker, text = (
                (second_seat, line[1:].strip())
                if second_seat is not None and line.startswith(SECOND_VOICE_MARK)
                else (host, line)
            )
            phrase = phrases.say_phrase(host.room_id, speaker.id, text)
            self.stderr.write(f"{number}/{len(story)} {text}")
            _wait(lambda phrase=phrase: _is_painted(phrase), options["patience"], f"phrase {number}")
        world = finishing.finish_world(
            host.room_id,
            host.id,
            gallery=options["gallery"],
            visibility=options["visibility"],
            title_hint=options["title_hint"],
        )
        _wait(
            lambda: World.objects.filter(pk=world.pk, state=World.State.FINISHED).exists(),
            options["patience"] + len(story),
            "the finished world",
        )
        return World.objects.select_related("finish_gallery").get(pk=world.pk)


def _read_story(path: Path) -> list[str]:
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The story could not be read: {error}.") from None
    lines = [one_line(line) for line in text.splitlines()]
    story = [line for line in lines if line]
    if not story:
        raise CommandError("The story is empty: write a phrase a line.")
    for number, line in enumerate(lines, start=1):
        if len(line) > PHRASE_CHARS_MAX:
            raise CommandError(f"Line {number} has {len(line)} characters; a phrase has at most {PHRASE_CHARS_MAX}.")
        if line:
            _validated(protocol.PhraseText, line, f"Line {number}", "text without control characters")
    return story


def _check_duet(story: list[str]) -> None:
    for line in story:
        if not line.removeprefix(SECOND_VOICE_MARK).strip():
            raise CommandError(f"A line of the second voice needs words after its '{SECOND_VOICE_MARK}'.")
    if story[0].startswith(SECOND_VOICE_MARK):
        raise CommandError("The first line begins the mural; there is nothing yet that it could be painted over.")


def _validated(kind: Any, value: str, what: str, wanted: str) -> str:
    """``value`` as the room's protocol takes it, checked before anything is woven. Raises ``CommandError``."""
    try:
        fitting: str = TypeAdapter(kind).validate_python(value)
    except ValidationError:
        raise CommandError(f"{what} has to be {wanted}.") from None
    return fitting


def _hold_turn(seat: Narrator) -> None:
    """Take the turn, unless the seat has it: a long story outlasts a turn."""
    turns.expire_turn(seat.room_id)
    try:
        turns.take_turn(seat.room_id, seat.id)
    except Refusal as refused:
        if refused.code != "turn.already_yours":
            raise


def _is_painted(phrase: Phrase) -> bool:
    phrase.refresh_from_db(fields=["state", "reason"])
    if phrase.state == Phrase.State.FAILED:
        raise CommandError(f"“{phrase.text}” could not be painted: {ERRORS.get(phrase.reason, phrase.reason)}")
    return phrase.state == Phrase.State.PAINTED


def _wait(done: Any, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise CommandError(
                f"Gave up waiting for {what} after {seconds:.0f} s. Is the service running? See /health."
            )
        time.sleep(0.05)
