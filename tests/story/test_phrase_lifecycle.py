"""The rules of a phrase's life, as facts and as a machine that Hypothesis drives; and nobody writes it by hand."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.stack import PROJECT
from worlds import phrase_lifecycle as lifecycle
from worlds.phrase_lifecycle import HOLD_MOST, UNPAINTED, WORDINGS_MAX, Life, PhraseRefused, State
from worlds.retry_policy import PHRASE

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
UNANSWERED_MAX = PHRASE.unanswered_tries or PHRASE.tries
PATIENCE = timedelta(seconds=20)


def painting(attempt: int = 1) -> Life:
    return Life(State.PAINTING, attempt=attempt, since=NOW)


def test_typed_words_are_painted() -> None:
    life = lifecycle.painted(lifecycle.painting_begun(lifecycle.typed(NOW), NOW))
    assert (life.state, life.reason, life.attempt) == ("painted", "", 1)


def test_spoken_words_may_be_corrected_before_they_are_painted() -> None:
    life = lifecycle.heard(lifecycle.spoken(NOW), NOW, 3 * SECOND)
    assert life.waits(NOW + 2 * SECOND)
    with pytest.raises(PhraseRefused, match=r"phrase\.not_expected"):
        lifecycle.painting_begun(life, NOW + 2 * SECOND)
    assert lifecycle.painting_begun(life, NOW + 3 * SECOND).wait_until is None


def test_a_painter_that_has_become_ready_does_not_take_what_its_narrator_holds() -> None:
    held = lifecycle.held(lifecycle.typed(NOW), NOW)
    assert not held.may_begin(NOW + SECOND, at_once=True)
    put_off = lifecycle.put_off(painting(), NOW, "paint.busy", 9 * SECOND, PATIENCE)
    assert not put_off.may_begin(NOW + SECOND)
    assert put_off.may_begin(NOW + SECOND, at_once=True)


def test_ears_that_are_busy_are_asked_again_when_they_said() -> None:
    life = lifecycle.put_off(lifecycle.spoken(NOW), NOW, "speech.busy", 2 * SECOND, PATIENCE)
    assert (life.state, life.attempt, life.reason) == ("hearing", 0, "speech.busy")
    assert not life.is_stuck(NOW + SECOND, PATIENCE)
    assert life.is_stuck(NOW + 2 * SECOND, PATIENCE)


@pytest.mark.parametrize("life", [lifecycle.spoken(NOW), painting()], ids=["hearing", "painting"])
def test_an_engine_that_never_answers_is_asked_so_many_times_and_no_more(life: Life) -> None:
    for attempt in range(2, UNANSWERED_MAX + 1):
        life = lifecycle.resent(life, NOW)
        assert life.attempt == attempt
    with pytest.raises(PhraseRefused, match=r"phrase\.not_expected"):
        lifecycle.resent(life, NOW)
    assert lifecycle.failed(life, "paint.stuck").reason == "paint.stuck"


def test_a_try_that_fails_is_made_again_while_any_are_left() -> None:
    assert lifecycle.tried_again(painting(), NOW).state == "heard"
    assert lifecycle.tried_again(lifecycle.spoken(NOW), NOW).attempt == 2
    with pytest.raises(PhraseRefused, match=r"phrase\.not_expected"):
        lifecycle.tried_again(painting(PHRASE.tries), NOW)
    assert lifecycle.failed(painting(PHRASE.tries), "paint.failed").reason == "paint.failed"


def test_however_often_it_is_held_a_phrase_is_painted_in_the_end() -> None:
    life, now = lifecycle.typed(NOW), NOW
    for _ in range(100):
        now += SECOND
        life = lifecycle.held(life, now)
    assert life.wait_until == NOW + HOLD_MOST
    assert lifecycle.released(life).may_begin(now)


def test_a_phrase_without_words_cannot_be_painted_again_but_can_be_given_some() -> None:
    life = lifecycle.nothing_heard(lifecycle.spoken(NOW), NOW)
    with pytest.raises(PhraseRefused, match=r"phrase\.not_failed"):
        lifecycle.retried(life, NOW, has_words=False)
    assert lifecycle.corrected(life, NOW).state == "heard"


def test_words_that_are_still_on_their_way_are_not_corrected() -> None:
    with pytest.raises(PhraseRefused, match=r"phrase\.not_waiting"):
        lifecycle.corrected(lifecycle.spoken(NOW), NOW)
    with pytest.raises(PhraseRefused, match=r"phrase\.not_waiting"):
        lifecycle.corrected(Life(State.HEARD, wording=WORDINGS_MAX), NOW)


def test_both_scenes_of_a_phrase_wait_as_long() -> None:
    first = lifecycle.heard(lifecycle.spoken(NOW), NOW, 3 * SECOND)
    second = lifecycle.second_scene(first)
    assert (second.wait_until, second.since, second.wording) == (first.wait_until, first.since, 0)


class LivingAPhrase(RuleBasedStateMachine):
    """Whatever happens to a phrase in whatever order, it comes to an end or waits for something that comes by itself.

    ``tries`` counts what the engines were asked for and did not put off, since the phrase last had a fresh start.
    """

    @initialize(by_voice=st.booleans())
    def begin(self, by_voice: bool) -> None:
        self.now, self.tries = NOW, int(by_voice)
        self.life = lifecycle.spoken(self.now) if by_voice else lifecycle.typed(self.now)

    def tried(self, name: str, *args: object, **kwargs: object) -> bool:
        """Go on with the life after the step ``name``, unless that is refused; whether it was not."""
        before = self.life
        try:
            self.life = getattr(lifecycle, name)(before, *args, **kwargs)
        except PhraseRefused as refused:
            assert refused.code in CODES
            return False
        if self.life.state != before.state:
            assert name in LEFT_BY[before.state], f"{name} leaves {before.state}"
        return True

    @rule(seconds=st.floats(min_value=0, max_value=100))
    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(correctable=st.sampled_from([timedelta(), 3 * SECOND]))
    def heard(self, correctable: timedelta) -> None:
        if self.tried("heard", self.now, correctable):
            self.tries = 0

    @rule()
    def nothing_heard(self) -> None:
        if self.tried("nothing_heard", self.now):
            self.tries = 0

    @rule(at_once=st.booleans())
    def painting_begun(self, at_once: bool) -> None:
        waited = self.life.waits(self.now) and not (at_once and self.life.reason)
        if self.tried("painting_begun", self.now, at_once=at_once):
            assert not waited, "nothing is painted while it waits"
            self.tries += 1

    @rule(wait=st.integers(0, 600))
    def put_off(self, wait: int) -> None:
        before = self.life
        if self.tried("put_off", self.now, "paint.busy", wait * SECOND, PATIENCE):
            self.tries -= 1
            assert self.life.attempt == before.attempt - 1, "a busy engine costs no try"
            assert self.life.reason == "paint.busy", "it says why it waits"
            assert not self.comes_by_itself(self.now + (wait - 1) * SECOND), "it is not asked before"
            assert self.comes_by_itself(self.now + wait * SECOND), "it is asked when it said"

    @rule()
    def tried_again(self) -> None:
        before = self.life
        if self.tried("tried_again", self.now):
            assert before.attempt < PHRASE.tries
            self.tries += self.life.state == State.HEARING

    @rule()
    def failed(self) -> None:
        self.tried("failed", "paint.failed")

    @rule()
    def painted(self) -> None:
        self.tried("painted")

    @rule(everything=st.booleans())
    def retry_overdue(self, everything: bool) -> None:
        """As the clock does it, for what is stuck."""
        patience = SECOND if everything else PATIENCE
        if not self.life.is_stuck(self.now, patience, at_once=everything):
            return
        if self.life.state == State.HEARD:
            self.painting_begun(at_once=everything)
            assert self.life.state == State.PAINTING
        elif self.tried("resent", self.now):
            self.tries += 1
        else:
            assert self.life.attempt == UNANSWERED_MAX
            self.tried("failed", "paint.stuck")

    @rule()
    def wait_is_over(self) -> None:
        self.tried("wait_is_over", self.now)

    @rule()
    def held(self) -> None:
        self.tried("held", self.now)

    @rule()
    def released(self) -> None:
        self.tried("released")

    @rule()
    def corrected(self) -> None:
        before = self.life
        if self.tried("corrected", self.now):
            self.tries = 0
            assert self.life.wording == before.wording + 1 <= WORDINGS_MAX

    @rule()
    def split(self) -> None:
        before = self.life
        if self.tried("split", self.now):
            self.tries = 0
            assert self.life.wording == before.wording + 1
            assert lifecycle.second_scene(self.life).state == State.HEARD

    @rule()
    def unravelled(self) -> None:
        self.tried("unravelled")

    @rule(has_words=st.booleans())
    def retried(self, has_words: bool) -> None:
        if self.tried("retried", self.now, has_words=has_words):
            self.tries = 0

    def comes_by_itself(self, now: datetime) -> bool:
        """Whether the clock does something with the phrase at ``now``, though nobody answers and nobody asks."""
        over = self.life.wait_until is not None and self.life.wait_until <= now
        return over or self.life.is_stuck(now, PATIENCE)

    @invariant()
    def tries_are_counted_and_bounded(self) -> None:
        assert 0 <= self.life.attempt <= UNANSWERED_MAX
        if self.life.state in UNPAINTED:
            assert self.life.attempt == self.tries

    @invariant()
    def it_is_finished_or_waits_for_something_that_comes(self) -> None:
        finished = self.life.state not in UNPAINTED
        assert finished != self.comes_by_itself(self.now + timedelta(days=1))

    @invariant()
    def only_what_is_heard_waits_for_a_time(self) -> None:
        assert self.life.wait_until is None or self.life.state == State.HEARD

    @invariant()
    def a_reason_is_said_where_there_is_one(self) -> None:
        assert self.life.reason or self.life.state != State.FAILED
        assert not self.life.reason or self.life.state in (State.HEARING, State.HEARD, State.FAILED)

    @invariant()
    def with_engines_that_never_answer_it_comes_to_an_end(self) -> None:
        life, resends = self.life, 0
        while life.state in UNPAINTED:
            later = self.now + timedelta(days=1 + resends)
            resends += 1
            if life.state == State.HEARD:
                life = lifecycle.painting_begun(life, later)
            elif PHRASE.may_resend(life.attempt):
                life = lifecycle.resent(life, later)
            else:
                life = lifecycle.failed(life, "paint.stuck")
        assert resends <= UNANSWERED_MAX + 1


CODES = {"phrase.not_expected", "phrase.not_waiting", "phrase.not_failed", "phrase.not_newest"}
LEFT_BY = {
    State.HEARING: {"heard", "nothing_heard", "failed"},
    State.HEARD: {"painting_begun"},
    State.PAINTING: {"painted", "put_off", "tried_again", "failed", "corrected", "split"},
    State.PAINTED: {"corrected", "split", "unravelled"},
    State.FAILED: {"corrected", "retried"},
    State.UNRAVELLED: set[str](),
}
"""The only steps that change a state."""

TestLivingAPhrase = LivingAPhrase.TestCase
TestLivingAPhrase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


BRIDGE = "worlds/actions/phrase_state.py"
LIFE = {"state", "reason", "attempt", "since", "wait_until", "wording"}
OTHER_ROWS = {"world", "making", "question", "bringing", "row"}
"""Names of rows that have a state, a reason or a since of their own, and are no phrases."""
QUERIES = {"filter", "exclude", "get", "Q", "values", "values_list"}
"""Calls that only ask for a state."""


def writes_by_hand(source: str) -> list[str]:
    """Where ``source`` assigns what belongs to a phrase's life, or names it in a call that writes rows of phrases."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in LIFE:
            owner = ast.unparse(node.value).partition(".")[0]
            found += [f"{node.lineno}: {ast.unparse(node)}"] * (owner not in OTHER_ROWS | {"self"})
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            named = {keyword.arg for keyword in node.keywords} & LIFE
            if named and "phrase" in called.lower() and called.rpartition(".")[2] not in QUERIES | {"PhrasePart"}:
                found.append(f"{node.lineno}: {called}({', '.join(sorted(str(name) for name in named))})")
    return found


@pytest.mark.parametrize(
    "source",
    [
        "phrase.state = Phrase.State.HEARD",
        "told.state, told.reason = 'heard', ''",
        "other.wording += 1",
        "Phrase(world=world, state=Phrase.State.PAINTED)",
        "world.phrases.filter(pk=pk).update(state='heard')",
        "Phrase.objects.create(wait_until=None)",
    ],
)
def test_writing_a_life_by_hand_is_found(source: str) -> None:
    assert writes_by_hand(source)


def test_nobody_writes_a_phrase_s_life_but_the_one_bridge() -> None:
    files = [path for path in Path(PROJECT, "worlds").rglob("*.py") if "migrations" not in path.parts]
    assert len(files) > 50
    by_hand = {
        str(path.relative_to(PROJECT)): found
        for path in files
        if str(path.relative_to(PROJECT)) != BRIDGE and (found := writes_by_hand(path.read_text()))
    }
    assert by_hand == {}
