"""The jobs of phrases: what happens to one that cannot be heard or painted, or that nobody answers.

``worlds.actions.retrying`` decides when it is tried again, ``worlds.phrase_lifecycle`` what that means for the phrase;
here the room is notified and the next job is sent. A second painter on the same phrase does no harm: one strip hangs.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from inference.contract.jobs import Failure
from worlds import phrase_lifecycle as lifecycle
from worlds.actions.dispatch import send_hearing
from worlds.actions.lookup import phrase_being_painted, phrase_in_state
from worlds.actions.phrase_state import life_after, life_of, save_life
from worlds.actions.retrying import RetriedJobs, Round
from worlds.actions.room.kept_voices import keep_voice
from worlds.actions.weaving.hearing_jobs import hear_job
from worlds.actions.weaving.painting import next_phrase, paint_next, record_phrase, send_paint_job, start_painting
from worlds.models import Phrase, Room, World
from worlds.retry_policy import PHRASE

PhraseRow = tuple[Room, World, Phrase]
"""A phrase with its world and its locked room."""


class PhraseJobs(RetriedJobs[PhraseRow]):
    """Hearing and painting, by world: only the next phrase of a world waits for an engine."""

    job = "phrase"
    policy = PHRASE

    def patience(self) -> timedelta:
        return self.policy.patience_with(Phrase.objects.filter(state=Phrase.State.PAINTING).count())

    def overdue(self, this: Round) -> Iterable[uuid.UUID]:
        """Worlds, for which ``lock`` finds the phrase."""
        stuck = Phrase.objects.filter(state__in=Phrase.UNPAINTED, since__lt=this.before, world__room__isnull=False)
        return set(stuck.values_list("world", flat=True))

    def lock(self, pk: uuid.UUID, this: Round) -> PhraseRow | None:
        room = Room.objects.select_for_update().filter(worlds=pk).first()
        if room is None:
            return None
        world = World.objects.select_related("finish_gallery").get(pk=pk)
        phrase = next_phrase(world)
        if phrase is None or not life_of(phrase).is_stuck(this.now, this.patience, at_once=this.at_once):
            return None
        return room, world, phrase

    def tries(self, row: PhraseRow) -> int:
        return row[2].attempt

    def costs_no_try(self, row: PhraseRow, *, at_once: bool) -> bool:
        return row[2].state == Phrase.State.HEARD

    def send_same_try(self, row: PhraseRow) -> None:
        start_painting(*row, at_once=True)

    def send(self, row: PhraseRow) -> None:
        room, world, phrase = row
        save_life(phrase, life_after(phrase, lifecycle.tried_again, timezone.now()))
        if phrase.state == Phrase.State.HEARING:
            send_hearing(hear_job(world, phrase))
        else:
            paint_next(room, world)

    def resend(self, row: PhraseRow) -> None:
        room, world, phrase = row
        save_life(phrase, life_after(phrase, lifecycle.resent, timezone.now()))
        if phrase.state == Phrase.State.HEARING:
            send_hearing(hear_job(world, phrase))
        else:
            send_paint_job(room, world, phrase)

    def put_off(self, row: PhraseRow, code: str, wait: timedelta) -> None:
        room, world, phrase = row
        save_life(phrase, life_after(phrase, lifecycle.put_off, timezone.now(), code, wait, self.patience()))
        record_phrase(room, phrase, world)

    def give_up(self, row: PhraseRow, code: str) -> None:
        room, world, phrase = row
        life = life_after(phrase, lifecycle.failed, code)
        if phrase.state == Phrase.State.HEARING:
            keep_voice(room, phrase, heard=False)
        save_life(phrase, life, "audio", "voice")
        record_phrase(room, phrase, world)
        paint_next(room, world)

    def stuck_code(self, row: PhraseRow) -> str:
        return "speech.stuck" if row[2].state == Phrase.State.HEARING else "paint.stuck"


JOBS = PhraseJobs()


def fail_hearing(failure: Failure) -> None:
    """A spoken phrase could not be transcribed: try again while that may help, else it fails and the next one goes on.

    Ears that are busy or still warming up have tried nothing: the phrase says why it waits and is sent again.
    """
    with transaction.atomic():
        _settle(phrase_in_state(uuid.UUID(failure.about), Phrase.State.HEARING), failure)


def fail_painting(failure: Failure) -> None:
    """A phrase could not be painted: try again while that may help, else it fails and the next one goes on.

    A painter that is busy or still warming up has tried nothing: the phrase says why it waits and comes again after
    the time that the painter asked for.
    """
    with transaction.atomic():
        _settle(phrase_being_painted(failure.about), failure)


def retry_stuck_phrases(*, at_once: bool = False) -> int:
    """Send phrases again that are stuck: their painter or listener died, or the message was lost. How many those were.

    With ``at_once``, as when a painter has just become ready, whatever an earlier painter told them to wait for.
    """
    return JOBS.retry_stuck(at_once=at_once)


def _settle(found: PhraseRow | None, failure: Failure) -> None:
    if found is not None and found[2].attempt == failure.attempt:
        JOBS.settle_failure(found, failure)
