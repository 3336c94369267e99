"""The life of a phrase: an immutable record, and a function ``(life, now, …) → life`` for each thing that can happen.

``hearing → heard → painting → painted``, or ``failed``; what was painted can be ``unravelled``. Pure: no clock, no
database; ``now`` is an aware datetime. A phrase that is not finished always waits for something that comes by itself:
an answer, a time, or the tender that sends its job again. A step that does not fit raises ``PhraseRefused`` with a
stable code and changes nothing. What a phrase says, who said it and what it painted are not here: the rows have that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from worlds.retry_policy import PHRASE, since_of_put_off


class State(StrEnum):
    HEARING = "hearing"
    """Said, and its words are not known yet."""
    HEARD = "heard"
    """It has its words and waits for paint."""
    PAINTING = "painting"
    PAINTED = "painted"
    FAILED = "failed"
    UNRAVELLED = "unravelled"
    """Painted, and taken down again for good."""


UNPAINTED = (State.HEARING, State.HEARD, State.PAINTING)
"""States of a phrase that is still on its way to the mural."""

HOLD = timedelta(seconds=20)
"""How long a phrase waits for its narrator, who is correcting it …"""
HOLD_MOST = timedelta(seconds=60)
"""… and how long after it was heard it is painted, however often it is held."""
WORDINGS_MAX = 50
"""Corrections of one phrase."""

NOTHING_HEARD = "speech.nothing_heard"


class PhraseRefused(Exception):
    """The step does not fit the phrase as it is. ``code`` is stable and dotted.

    ``phrase.not_waiting``, ``phrase.not_failed`` and ``phrase.not_newest`` answer the wish of a person;
    ``phrase.not_expected`` is for an answer or a start that nothing waits for.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Life:
    """What of a phrase belongs to its life; the fields are columns of its row, with the same names."""

    state: State
    reason: str = ""
    """Stable code of why it failed, or of why it was put off; empty otherwise."""
    attempt: int = 0
    """Tries at what the state says is being done; waiting for paint, those that came to nothing."""
    since: datetime | None = None
    """When the running try began, or when the words came; None only for one that never waited for anything."""
    wait_until: datetime | None = None
    """Not painted before: its words may be corrected, or a busy painter said so. Only while it is heard."""
    wording: int = 0
    """Counts corrections, so that paint for other words is known."""

    def waits(self, now: datetime) -> bool:
        """Whether it may not be painted yet."""
        return self.wait_until is not None and self.wait_until > now

    def may_begin(self, now: datetime, *, at_once: bool = False) -> bool:
        """Whether painting may begin. ``at_once``, as when a painter has become ready: also one that was put off."""
        return self.state == State.HEARD and (not self.waits(now) or (at_once and bool(self.reason)))

    def is_stuck(self, now: datetime, patience: timedelta, *, at_once: bool = False) -> bool:
        """Whether nobody is expected to answer any more: its try, or its wait, is older than ``patience``.

        One that waits for a time is not stuck, unless ``at_once`` and it was put off.
        """
        if self.state not in UNPAINTED or self.since is None or self.since > now - patience:
            return False
        return self.state != State.HEARD or self.may_begin(now, at_once=at_once)


def typed(now: datetime) -> Life:
    """Said with its words."""
    return Life(State.HEARD, since=now)


def spoken(now: datetime) -> Life:
    """Said by voice: the first try at hearing its words begins."""
    return Life(State.HEARING, attempt=1, since=now)


def taken_over() -> Life:
    """Painted in another world, or in the archive that this world came from."""
    return Life(State.PAINTED)


def heard(life: Life, now: datetime, correctable: timedelta = timedelta()) -> Life:
    """Its words are known; for as long as ``correctable`` says they are not painted, so that they may be corrected.

    Raises ``PhraseRefused``: ``phrase.not_expected``.
    """
    _check_in(life, State.HEARING)
    wait_until = now + correctable if correctable else None
    return replace(life, state=State.HEARD, reason="", attempt=0, since=now, wait_until=wait_until)


def nothing_heard(life: Life, now: datetime) -> Life:
    """There was no word in it. Raises ``PhraseRefused``: ``phrase.not_expected``."""
    _check_in(life, State.HEARING)
    return replace(life, state=State.FAILED, reason=NOTHING_HEARD, attempt=0, since=now)


def second_scene(life: Life) -> Life:
    """Another phrase, of the second half of the words of ``life``; it waits as that one does.

    Raises ``PhraseRefused``: ``phrase.not_expected``.
    """
    _check_in(life, State.HEARD)
    return Life(State.HEARD, since=life.since, wait_until=life.wait_until)


def painting_begun(life: Life, now: datetime, *, at_once: bool = False) -> Life:
    """The next try at painting it begins, whatever it was put off until if ``at_once``.

    Raises ``PhraseRefused``: ``phrase.not_expected``.
    """
    if not life.may_begin(now, at_once=at_once):
        raise PhraseRefused("phrase.not_expected")
    return replace(life, state=State.PAINTING, reason="", attempt=life.attempt + 1, since=now, wait_until=None)


def put_off(life: Life, now: datetime, code: str, wait: timedelta, patience: timedelta) -> Life:
    """The engine was busy or still waking: no try is lost, and it is asked again after ``wait``.

    A phrase that was being painted is heard and waits until then; one that was being heard is stuck from then on, to
    whoever has this ``patience``. Raises ``PhraseRefused``: ``phrase.not_expected``.
    """
    _check_tried(life)
    life = replace(life, reason=code, attempt=life.attempt - 1)
    if life.state == State.HEARING:
        return replace(life, since=since_of_put_off(now, wait, patience))
    return replace(life, state=State.HEARD, wait_until=now + wait)


def tried_again(life: Life, now: datetime) -> Life:
    """A try came to nothing and another may help: at hearing it begins, for paint the phrase is heard.

    Raises ``PhraseRefused``: ``phrase.not_expected``, also where no try is left.
    """
    _check_tried(life)
    if not PHRASE.may_try_again(life.attempt):
        raise PhraseRefused("phrase.not_expected")
    if life.state == State.HEARING:
        return replace(life, attempt=life.attempt + 1, since=now)
    return replace(life, state=State.HEARD)


def resent(life: Life, now: datetime) -> Life:
    """Nobody answered the running try, and the next one begins.

    Raises ``PhraseRefused``: ``phrase.not_expected``, also where no try is left.
    """
    _check_in(life, State.HEARING, State.PAINTING)
    if not PHRASE.may_resend(life.attempt):
        raise PhraseRefused("phrase.not_expected")
    return replace(life, attempt=life.attempt + 1, since=now)


def failed(life: Life, code: str) -> Life:
    """Its tries came to nothing for good. Raises ``PhraseRefused``: ``phrase.not_expected``."""
    _check_in(life, State.HEARING, State.PAINTING)
    return replace(life, state=State.FAILED, reason=code)


def painted(life: Life) -> Life:
    """What it painted is on the mural. Raises ``PhraseRefused``: ``phrase.not_expected``."""
    _check_in(life, State.PAINTING)
    return replace(life, state=State.PAINTED, reason="")


def wait_is_over(life: Life, now: datetime) -> Life:
    """What it waited for has come: it may be painted. Raises ``PhraseRefused``: ``phrase.not_expected``."""
    if life.state != State.HEARD or life.waits(now):
        raise PhraseRefused("phrase.not_expected")
    return replace(life, wait_until=None)


def held(life: Life, now: datetime) -> Life:
    """Its narrator is correcting it: it waits for a while, or, if it does not wait for paint, stays as it is.

    Raises ``PhraseRefused``: ``phrase.not_waiting`` for one that was taken down.
    """
    if not _can_be_held(life):
        return life
    return replace(life, wait_until=min(now + HOLD, (life.since or now) + HOLD_MOST))


def released(life: Life) -> Life:
    """Its narrator does not correct it any more. Raises ``PhraseRefused``: ``phrase.not_waiting``."""
    return replace(life, wait_until=None) if _can_be_held(life) else life


def corrected(life: Life, now: datetime) -> Life:
    """It has other words and waits for paint with them. What it painted is taken down by the caller.

    Raises ``PhraseRefused``: ``phrase.not_waiting`` while its words are being heard, for one that was taken down, and
    after ``WORDINGS_MAX`` corrections.
    """
    if life.state in (State.HEARING, State.UNRAVELLED) or life.wording >= WORDINGS_MAX:
        raise PhraseRefused("phrase.not_waiting")
    return _reworded(life, now)


def split(life: Life, now: datetime) -> Life:
    """It keeps the first of its two scenes; ``second_scene`` is the other. What it painted is taken down by the caller.

    Raises ``PhraseRefused``: ``phrase.not_waiting`` unless it waits for paint, is being painted or was painted.
    """
    if life.state not in (State.HEARD, State.PAINTING, State.PAINTED):
        raise PhraseRefused("phrase.not_waiting")
    return _reworded(life, now)


def unravelled(life: Life) -> Life:
    """What it painted was taken down for good. Raises ``PhraseRefused``: ``phrase.not_newest``."""
    if life.state != State.PAINTED:
        raise PhraseRefused("phrase.not_newest")
    return replace(life, state=State.UNRAVELLED)


def retried(life: Life, now: datetime, *, has_words: bool) -> Life:
    """A person wants a failed phrase painted again.

    Raises ``PhraseRefused``: ``phrase.not_failed``, also for one without words, which nobody could paint.
    """
    if life.state != State.FAILED or not has_words:
        raise PhraseRefused("phrase.not_failed")
    return replace(life, state=State.HEARD, reason="", attempt=0, since=now)


def _reworded(life: Life, now: datetime) -> Life:
    return Life(State.HEARD, since=now, wording=life.wording + 1)


def _can_be_held(life: Life) -> bool:
    if life.state == State.UNRAVELLED:
        raise PhraseRefused("phrase.not_waiting")
    return life.state == State.HEARD


def _check_in(life: Life, *states: State) -> None:
    if life.state not in states:
        raise PhraseRefused("phrase.not_expected")


def _check_tried(life: Life) -> None:
    """Somebody was asked to hear or to paint it. One at hearing that was put off has nobody until it is sent again."""
    _check_in(life, State.HEARING, State.PAINTING)
    if life.attempt == 0:
        raise PhraseRefused("phrase.not_expected")
