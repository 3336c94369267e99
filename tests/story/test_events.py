"""Any old snapshot + the events after it = a fresh snapshot; and seq has no gaps."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inference.contract.jobs import Failure
from tests.story.weaving.rooms import fail, finish, hang, join, open_room
from worlds.actions.room import kept_voices, rooms, turns
from worlds.actions.weaving import corrections, phrase_jobs, phrases
from worlds.actions.world import finishing
from worlds.models import Event, Narrator, Phrase, Room, World
from worlds.reading.room import current_world, snapshot_of
from worlds.wire import events
from worlds.wire.events import Snapshot, apply, read_event
from worlds.wire.protocol import RoomChanges
from worlds.wire.refusal import Refusal

pytestmark = pytest.mark.django_db


class Play:
    """A room that lives through whatever chance brings."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.host = open_room(mode=self.chance.choice(["open", "circle", "duet"]))
        self.people = [self.host]

    @property
    def room(self) -> Room:
        return Room.objects.get(pk=self.host.room_id)

    def who(self) -> Narrator:
        return self.chance.choice(self.people)

    def newest(self, state: str) -> Phrase | None:
        return Phrase.objects.filter(world=self.room.world, state=state).order_by("-ordinal").first()

    def step(self) -> None:
        moves: list[Callable[[], object]] = [
            lambda: self.people.append(join(self.host, f"Guest {len(self.people)}", watch=self.chance.random() < 0.2)),
            lambda: turns.take_turn(self.host.room_id, self.who().id),
            lambda: turns.pass_turn(self.host.room_id, self.who().id),
            lambda: turns.raise_hand(self.host.room_id, self.who().id),
            lambda: turns.lower_hand(self.host.room_id, self.who().id),
            lambda: turns.skip_turn(self.host.room_id, self.host.id),
            lambda: turns.swap_voices(self.host.room_id, self.who().id),
            lambda: turns.give_turn(self.host.room_id, self.host.id, self.who().id, "second"),
            lambda: turns.give_turn(self.host.room_id, self.host.id, self.who().id),
            lambda: rooms.take_seat(self.host.room_id, self.who().id),
            lambda: rooms.remove_narrator(self.host.room_id, self.host.id, self.who().id),
            lambda: self.change_room(name=f"Room {self.chance.random()}"),
            lambda: self.change_room(mode=self.chance.choice(["open", "circle", "duet"])),
            lambda: rooms.change_narrator(
                self.host.room_id, self.who().id, name="Bo", colour=self.chance.randrange(12)
            ),
            self.say,
            self.say,
            self.say,
            self.speak,
            self.paint,
            self.paint,
            self.paint,
            self.unravel,
            self.paint_again,
            self.correct,
            self.correct,
            self.split,
            self.confirm,
            lambda: self.change_room(language=self.chance.choice(["en", "de", "ja"])),
            lambda: kept_voices.refuse_voice(self.host.room_id, self.who().id, refuses=self.chance.random() < 0.5),
            lambda: self.change_room(
                keep_voices=self.chance.random() < 0.5, correct_seconds=self.chance.choice([0, 3])
            ),
            self.let_go,
            self.end_world,
        ]
        with contextlib.suppress(Refusal):
            self.chance.choice(moves)()

    def change_room(self, **changes: Any) -> None:
        rooms.change_room(self.host.room_id, self.host.id, RoomChanges(**changes))

    def say(self) -> None:
        floor = self.room.floor
        held = {hold["narrator"] for hold in (floor["hold"], floor["second"]) if hold}
        holders = [one for one in self.people if one.id.hex in held]
        speaker = self.chance.choice(holders or self.people)
        phrases.say_phrase(self.host.room_id, speaker.id, f"a tower number {self.chance.random()}")

    def speak(self) -> None:
        phrase = phrases.add_spoken_phrase(self.host.room_id, self.who().id, b"\0\0" * 1600)
        if self.chance.random() < 0.8:
            words = self.chance.choice(["the sea comes in", ""])
            phrases.hear_phrase(phrase.id, words, unsure=self.chance.random() < 0.5)
        else:
            phrase_jobs.fail_hearing(
                Failure(about=phrase.id.hex, attempt=1, code="speech.unreadable", message="no luck", again=False)
            )

    def paint(self) -> None:
        phrase = self.newest("painting")
        if phrase is not None and self.chance.random() < 0.8:
            hang(phrase)
        elif phrase is not None:
            fail(phrase, again=self.chance.random() < 0.5)

    def unravel(self) -> None:
        phrase = self.newest("painted")
        if phrase is not None:
            phrases.unravel_phrase(self.host.room_id, self.host.id, phrase.id)

    def paint_again(self) -> None:
        phrase = self.newest("failed")
        if phrase is not None:
            phrases.retry_phrase(self.host.room_id, self.who().id, phrase.id)

    def correct(self) -> None:
        phrase = self.chance.choice(list(Phrase.objects.filter(world=self.room.world)[:40]) or [None])
        if phrase is None:
            return
        room, narrator = self.host.room_id, phrase.narrator_id
        if self.chance.random() < 0.3:
            corrections.hold_phrase(room, narrator, phrase.id, hold=self.chance.random() < 0.7)
        else:
            corrections.correct_phrase(room, narrator, phrase.id, f"rather a lake {self.chance.random()}")

    def confirm(self) -> None:
        phrase = Phrase.objects.filter(world=self.room.world, unsure=True).first()
        if phrase is not None:
            corrections.confirm_phrase(self.host.room_id, phrase.narrator_id, phrase.id)

    def split(self) -> None:
        phrase = self.newest(self.chance.choice(["heard", "painting", "painted"]))
        if phrase is not None:
            corrections.split_phrase(self.host.room_id, phrase.narrator_id, phrase.id, "a tower", "and a lake")

    def let_go(self) -> None:
        """Time goes by: what waited to be corrected is painted."""
        over = timezone.now() - timedelta(seconds=1)
        Phrase.objects.filter(state=Phrase.State.HEARD, wait_until__isnull=False).update(wait_until=over)
        corrections.paint_due_phrases()

    def end_world(self) -> None:
        world = current_world(self.room)
        if world.state == World.State.FINISHED:
            rooms.start_world(self.host.room_id, self.host.id)
        elif not world.phrases.filter(state__in=Phrase.UNPAINTED).exists():
            finish(self.host)
        elif world.state == World.State.WEAVING and self.chance.random() < 0.3:
            finishing.finish_world(self.host.room_id, self.host.id, gallery="Walks", visibility="public")


@pytest.mark.parametrize("seed", range(12))
def test_any_old_snapshot_and_the_events_after_it_make_a_fresh_snapshot(seed: int, media: None) -> None:
    play = Play(seed)
    olds: list[Snapshot] = [snapshot_of(play.room)]
    for _ in range(90):
        play.step()
        olds.append(snapshot_of(play.room))
    fresh = olds[-1]
    log = {event.seq: event for event in Event.objects.filter(room=play.room)}
    assert sorted(log) == list(range(1, fresh.seq + 1)), "seq has no gaps"
    assert len({event.name for event in log.values()}) >= 6, "the play was a lively one"
    for old in olds:
        told = old
        for seq in range(old.seq + 1, fresh.seq + 1):
            told = apply(told, seq, read_event(log[seq].name, log[seq].payload))
        assert told == fresh


def test_the_window_of_phrases_moves_on_with_the_events(media: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "SNAPSHOT_PHRASES", 3)
    monkeypatch.setattr("worlds.reading.room.SNAPSHOT_PHRASES", 3)
    host = open_room()
    turns.take_turn(host.room_id, host.id)
    told = snapshot_of(Room.objects.get(pk=host.room_id))
    for number in range(6):
        hang(phrases.say_phrase(host.room_id, host.id, f"phrase {number}"))
    for event in Event.objects.filter(room=host.room, seq__gt=told.seq):
        told = apply(told, event.seq, read_event(event.name, event.payload))
    assert [phrase.text for phrase in told.phrases] == ["phrase 3", "phrase 4", "phrase 5"]
    assert told == snapshot_of(Room.objects.get(pk=host.room_id))


def test_a_gap_is_refused_instead_of_applied() -> None:
    host = open_room()
    snapshot = snapshot_of(Room.objects.get(pk=host.room_id))
    last = Event.objects.get(room=host.room, seq=snapshot.seq)
    with pytest.raises(ValueError, match="does not follow"):
        apply(snapshot, snapshot.seq + 2, read_event(last.name, last.payload))


def test_every_event_has_its_class_and_its_line_in_the_docs() -> None:
    for name, payload in events.EVENTS.items():
        assert payload.name == name
        assert payload.__doc__
