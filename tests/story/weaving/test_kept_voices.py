"""Voices are forgotten with their words, unless the host keeps them for the film; whoever refuses is never kept."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests.story.weaving.rooms import hang, join
from worlds.actions.room import kept_voices, rooms, turns
from worlds.actions.weaving import phrases
from worlds.models import Event, Narrator, Phrase, Room
from worlds.wire.protocol import RoomChanges
from worlds.wire.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)

SOUND = b"\1\0" * 1600


def speak(narrator: Narrator, words: str | None = "a red moon") -> Phrase:
    return phrases.add_spoken_phrase(narrator.room_id, narrator.id, SOUND, words=words)


def keep(host: Narrator, *, keep: bool = True) -> None:
    rooms.change_room(host.room_id, host.id, RoomChanges(keep_voices=keep))


def recordings(media: Path) -> int:
    return len(list(media.glob("speech/*.wav")))


def voice_of(phrase: Phrase) -> str:
    return Phrase.objects.get(pk=phrase.pk).voice


def last(narrator: Narrator, name: str) -> dict[str, Any]:
    """The newest event of that name in the narrator's room."""
    payloads = Event.objects.filter(room=narrator.room_id, name=name).values_list("payload", flat=True)
    return list(payloads)[-1]


def test_a_voice_is_gone_once_its_words_are_known(ada: Narrator, media: Path) -> None:
    heard, waiting = speak(ada), speak(ada, words=None)
    assert voice_of(heard) == "" and recordings(media) == 1
    phrases.hear_phrase(waiting.id, "a castle")
    assert recordings(media) == 0


def test_a_voice_is_kept_where_the_host_says_so_and_everybody_is_told(ada: Narrator, media: Path) -> None:
    keep(ada)
    assert last(ada, "room.changed")["room"]["keep_voices"] is True
    heard, waiting = speak(ada), speak(ada, words=None)
    phrases.hear_phrase(waiting.id, "a castle")
    for phrase in (heard, waiting):
        assert (media / voice_of(phrase)).read_bytes()[:4] == b"RIFF"


def test_what_had_no_words_is_not_kept(ada: Narrator, media: Path) -> None:
    keep(ada)
    phrases.hear_phrase(speak(ada, words=None).id, "")
    assert recordings(media) == 0


def test_who_refuses_is_not_kept_and_what_was_kept_of_them_goes(ada: Narrator, media: Path) -> None:
    keep(ada)
    ben = join(ada, "Ben")
    adas = speak(ada)
    turns.pass_turn(ada.room_id, ada.id)
    turns.take_turn(ben.room_id, ben.id)
    bens = speak(ben)
    assert recordings(media) == 2
    kept_voices.refuse_voice(ben.room_id, ben.id, refuses=True)
    assert (voice_of(bens), recordings(media)) == ("", 1)
    assert last(ada, "narrator.changed")["narrator"]["refuses_voice"] is True
    speak(ben)
    assert recordings(media) == 1 and voice_of(adas)
    kept_voices.refuse_voice(ben.room_id, ben.id, refuses=False)
    assert voice_of(speak(ben))


def test_switching_it_off_deletes_every_voice_of_the_room(ada: Narrator, media: Path) -> None:
    keep(ada)
    for _ in range(3):
        speak(ada)
    assert recordings(media) == 3
    rooms.change_room(ada.room_id, ada.id, RoomChanges(name="Another name"))
    assert recordings(media) == 3, "another change is none of this"
    keep(ada, keep=False)
    assert recordings(media) == 0
    assert not Room.objects.get(pk=ada.room_id).keep_voices


def test_a_strip_that_is_taken_down_takes_its_voice_with_it(ada: Narrator, media: Path) -> None:
    keep(ada)
    phrase = speak(ada)
    hang(phrase)
    assert recordings(media) == 1
    phrases.unravel_phrase(ada.room_id, ada.id, phrase.id)
    assert recordings(media) == 0


def test_only_the_host_keeps_voices(ada: Narrator) -> None:
    ben = join(ada, "Ben")
    with pytest.raises(Refusal) as refused:
        keep(ben)
    assert refused.value.code == "room.not_host"


def test_a_recording_that_a_dead_process_left_behind_goes(ada: Narrator, media: Path) -> None:
    keep(ada)
    kept, waiting = speak(ada), speak(ada, words=None)
    stray, fresh = media / "speech/stray.wav", media / "speech/fresh.wav"
    for file in (stray, fresh):
        file.write_bytes(b"RIFF")
    long_ago = time.time() - kept_voices.ORPHAN_AGE.total_seconds() - 60
    for path in (media / voice_of(kept), media / waiting.audio, stray):
        os.utime(path, (long_ago, long_ago))
    assert kept_voices.delete_orphaned_recordings() == 1
    assert not stray.exists() and fresh.exists()
    assert (media / voice_of(kept)).exists() and (media / waiting.audio).exists()
