"""The rules of turn-taking, as facts and as a machine that Hypothesis drives."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from worlds import turns
from worlds.turns import Floor, TurnRefused

ADA, BEN, CLEO = "ada", "ben", "cleo"
EVERYONE = (ADA, BEN, CLEO)


def floor(mode: turns.Mode = "open", *, seats: tuple[str, ...] = EVERYONE) -> Floor:
    return Floor(mode=mode, seats=seats)


def kinds(outcome: turns.Outcome) -> list[str]:
    return [happening.kind for happening in outcome[1]]


def test_the_free_turn_goes_to_who_takes_it_and_to_nobody_else() -> None:
    held, happened = turns.take(floor(), 100.0, ADA)
    assert held.holder == ADA
    assert held.hold is not None and held.hold.deadline == 160.0
    assert [happening.kind for happening in happened] == ["taken"]
    with pytest.raises(TurnRefused, match=r"turn\.held"):
        turns.take(held, 101.0, BEN)
    with pytest.raises(TurnRefused, match=r"turn\.already_yours"):
        turns.take(held, 101.0, ADA)


def test_a_stranger_cannot_take_the_turn() -> None:
    with pytest.raises(TurnRefused, match=r"turn\.not_seated"):
        turns.take(floor(), 0.0, "nobody")


def test_on_an_open_floor_a_passed_turn_goes_to_the_first_raised_hand_that_is_here() -> None:
    state, _ = turns.take(floor(), 0.0, ADA)
    state, _ = turns.raise_hand(state, 1.0, BEN)
    state, _ = turns.raise_hand(state, 2.0, CLEO)
    passed, happened = turns.pass_on(state, 3.0, ADA, present=(ADA, CLEO))
    assert passed.holder == CLEO
    assert passed.hands == (BEN,)
    assert [happening.kind for happening in happened] == ["passed", "taken"]


def test_a_passed_turn_without_hands_is_free() -> None:
    state, _ = turns.take(floor(), 0.0, ADA)
    passed, _ = turns.pass_on(state, 3.0, ADA, present=EVERYONE)
    assert passed.holder is None


def test_raising_a_hand_for_a_free_turn_takes_it() -> None:
    state, happened = turns.raise_hand(floor(), 0.0, BEN)
    assert state.holder == BEN
    assert [happening.kind for happening in happened] == ["taken"]


def test_a_circle_goes_round_in_order_and_leaves_out_who_is_away() -> None:
    state, _ = turns.take(floor("circle"), 0.0, ADA)
    state, _ = turns.pass_on(state, 1.0, ADA, present=(ADA, CLEO))
    assert state.holder == CLEO
    state, _ = turns.pass_on(state, 2.0, CLEO, present=EVERYONE)
    assert state.holder == ADA


def test_a_circle_passes_on_by_itself_when_its_holder_has_vanished() -> None:
    state, _ = turns.take(floor("circle"), 0.0, ADA)
    early, happened = turns.expire(state, 59.9, present=(BEN,))
    assert early == state and happened == ()
    late = turns.expire(state, 60.0, present=(BEN,))
    assert late[0].holder == BEN
    assert kinds(late) == ["expired", "taken"]
    assert late[0].hold is not None and late[0].hold.deadline == 120.0


def test_a_circle_in_an_empty_room_stands_still_until_somebody_comes() -> None:
    state, _ = turns.take(floor("circle"), 0.0, ADA)
    state, _ = turns.expire(state, 60.0, present=())
    assert state.holder is None
    state, _ = turns.arrive(state, 500.0, CLEO)
    assert state.holder == CLEO


def test_the_only_one_here_goes_on_in_a_circle() -> None:
    state, _ = turns.take(floor("circle"), 0.0, ADA)
    state, _ = turns.expire(state, 61.0, present=(ADA,))
    assert state.holder == ADA and state.number == 2


def test_the_first_to_sit_begins_a_circle() -> None:
    state, _ = turns.sit(Floor(mode="circle"), 0.0, ADA)
    assert state.holder == ADA
    state, _ = turns.sit(state, 1.0, BEN)
    assert state.holder == ADA and state.seats == (ADA, BEN)


def test_skipping_moves_on_and_needs_somebody_to_skip() -> None:
    state, _ = turns.take(floor("circle"), 0.0, ADA)
    outcome = turns.skip(state, 1.0, present=EVERYONE)
    assert outcome[0].holder == BEN
    assert kinds(outcome) == ["skipped", "taken"]
    with pytest.raises(TurnRefused, match=r"turn\.free"):
        turns.skip(floor(), 1.0)


def test_removing_the_holder_of_a_circle_gives_the_turn_to_the_next_after_them() -> None:
    state, _ = turns.take(floor("circle"), 0.0, BEN)
    state, _ = turns.stand(state, 1.0, BEN, present=EVERYONE)
    assert state.holder == CLEO
    assert state.seats == (ADA, CLEO)


def test_giving_ends_the_running_turn() -> None:
    state, _ = turns.take(floor(), 0.0, ADA)
    state, _ = turns.give(state, 5.0, CLEO)
    assert state.holder == CLEO
    with pytest.raises(TurnRefused, match=r"turn\.already_theirs"):
        turns.give(state, 6.0, CLEO)


def test_a_longer_turn_counts_from_now() -> None:
    state, _ = turns.take(floor(), 0.0, ADA)
    state, _ = turns.change(state, 30.0, "open", 120, present=EVERYONE)
    assert state.hold is not None and state.hold.deadline == 150.0
    with pytest.raises(ValueError, match="15 to 600"):
        turns.change(state, 31.0, "open", 5)


def test_switching_a_free_floor_to_a_circle_starts_it() -> None:
    state, _ = turns.change(floor(), 0.0, "circle", 60, present=(BEN, CLEO))
    assert state.holder == BEN


def test_who_speaks_alone_keeps_the_turn() -> None:
    state, _ = turns.take(floor(), 0.0, ADA)
    kept, happened = turns.speak_on(state, 55.0, ADA, present=EVERYONE)
    assert kept.hold is not None and (kept.hold.since, kept.hold.deadline, kept.number) == (0.0, 115.0, 1)
    assert happened == (turns.Happening("kept", ADA),)
    assert turns.expire(kept, 114.9, present=EVERYONE) == (kept, ())
    assert turns.speak_on(state, 55.0, BEN, present=EVERYONE) == (state, ()), "only a holder's"


def test_who_speaks_keeps_no_turn_that_somebody_waits_for() -> None:
    state, _ = turns.take(floor(), 0.0, ADA)
    state, _ = turns.raise_hand(state, 1.0, BEN)
    assert turns.speak_on(state, 55.0, ADA, present=(ADA, BEN)) == (state, ())
    assert turns.speak_on(state, 55.0, ADA, present=(ADA, CLEO))[1], "Ben is not here to wait"
    circle, _ = turns.take(floor("circle"), 0.0, ADA)
    assert turns.speak_on(circle, 55.0, ADA, present=(ADA, BEN)) == (circle, ())
    alone, _ = turns.speak_on(circle, 55.0, ADA, present=(ADA,))
    assert alone.deadline == 115.0


def test_each_of_a_duet_speaks_on_for_themselves() -> None:
    state, _ = turns.speak_on(duet(), 50.0, BEN, present=EVERYONE)
    assert {voice: hold.deadline for voice, hold in state.holds.items()} == {"first": 60.0, "second": 110.0}


def test_what_comes_late_ends_no_turn_that_began_since() -> None:
    """Ada presses Pass or Skip while she is offline, meaning turn 1; it arrives in turn 2 or 3."""
    meant, _ = turns.take(floor(), 0.0, ADA)
    others, _ = turns.give(meant, 5.0, BEN)
    hers_again, _ = turns.give(others, 9.0, ADA)
    for late in (
        lambda: turns.pass_on(hers_again, 10.0, ADA, EVERYONE, turn=meant.number),
        lambda: turns.skip(others, 10.0, EVERYONE, turn=meant.number),
        lambda: turns.skip(hers_again, 10.0, EVERYONE, ADA, turn=meant.number),
        lambda: turns.give(others, 10.0, CLEO, turn=meant.number),
    ):
        with pytest.raises(TurnRefused, match=r"turn\.over"):
            late()
    assert turns.pass_on(meant, 10.0, ADA, EVERYONE, turn=meant.number)[0].holder is None
    assert turns.skip(others, 10.0, EVERYONE, turn=others.number)[0].holder is None
    free, _ = turns.pass_on(others, 10.0, BEN, EVERYONE)
    assert turns.give(free, 11.0, CLEO, turn=meant.number)[0].holder == CLEO, "it ends nobody's"


def test_one_of_a_duet_passes_though_the_other_has_changed_since() -> None:
    before = duet()
    after, _ = turns.give(before, 20.0, CLEO, "second")
    assert voices(turns.pass_on(after, 21.0, ADA, EVERYONE, turn=before.number)[0]) == {"second": CLEO}
    with pytest.raises(TurnRefused, match=r"turn\.over"):
        turns.pass_on(after, 21.0, CLEO, EVERYONE, turn=before.number)
    with pytest.raises(TurnRefused, match=r"turn\.over"):
        turns.swap(after, ADA, turn=before.number)
    kept, _ = turns.speak_on(after, 65.0, CLEO, present=EVERYONE)
    assert turns.pass_on(kept, 66.0, CLEO, EVERYONE, turn=after.number)[1], "a turn that was kept is the same turn"


def test_the_hands_of_who_is_away_come_down() -> None:
    state, _ = turns.take(floor(seats=(*EVERYONE, "dov")), 0.0, ADA)
    for hand in (BEN, CLEO, "dov"):
        state, _ = turns.raise_hand(state, 1.0, hand)
    state, happened = turns.lower_absent_hands(state, around=(ADA, CLEO))
    assert state.hands == (CLEO,)
    assert happened == (turns.Happening("hand_lowered", BEN), turns.Happening("hand_lowered", "dov"))
    assert turns.lower_absent_hands(state, around=(ADA, CLEO)) == (state, ())


def test_what_became_free_during_a_reload_goes_to_the_hand_that_comes_back() -> None:
    state, _ = turns.take(floor(), 0.0, ADA)
    state, _ = turns.raise_hand(state, 1.0, BEN)
    state, _ = turns.pass_on(state, 2.0, ADA, present=(ADA,))
    assert (state.holder, state.hands) == (None, (BEN,))
    assert turns.arrive(state, 3.0, CLEO) == (state, ())
    back, _ = turns.arrive(state, 3.0, BEN)
    assert (back.holder, back.hands) == (BEN, ())


def test_no_hand_is_up_in_a_circle() -> None:
    state, _ = turns.take(floor("circle"), 0.0, ADA)
    with pytest.raises(TurnRefused, match=r"turn\.goes_round"):
        turns.raise_hand(state, 1.0, BEN)
    waiting, _ = turns.take(floor(), 0.0, ADA)
    waiting, _ = turns.raise_hand(waiting, 1.0, BEN)
    circle, happened = turns.change(waiting, 2.0, "circle", 60, present=EVERYONE)
    assert circle.hands == ()
    assert happened == (turns.Happening("changed", None), turns.Happening("hand_lowered", BEN))
    assert turns.change(waiting, 2.0, "open", 90, present=EVERYONE)[0].hands == (BEN,)


def duet(*, hands: tuple[str, ...] = ()) -> Floor:
    """Ada is the first voice since 0 s, Ben the second since 10 s; the others have a seat, some a hand up."""
    state, _ = turns.take(floor("duet", seats=(*EVERYONE, "dov")), 0.0, ADA)
    state, _ = turns.take(state, 10.0, BEN)
    for hand in hands:
        state, _ = turns.raise_hand(state, 11.0, hand)
    return state


def voices(state: Floor) -> dict[str, str]:
    return {voice: hold.narrator for voice, hold in state.holds.items()}


def test_two_hold_the_turn_of_a_duet_and_a_third_waits() -> None:
    state = duet(hands=(CLEO,))
    assert voices(state) == {"first": ADA, "second": BEN}
    assert state.hands == (CLEO,)
    assert state.deadline == 60.0, "the next deadline is the first voice's"
    assert state.second is not None and state.second.deadline == 70.0
    with pytest.raises(TurnRefused, match=r"turn\.held"):
        turns.take(state, 12.0, "dov")
    for holder in (ADA, BEN):
        with pytest.raises(TurnRefused, match=r"turn\.already_yours"):
            turns.take(state, 12.0, holder)
        with pytest.raises(TurnRefused, match=r"turn\.already_yours"):
            turns.raise_hand(state, 12.0, holder)


def test_raising_a_hand_for_the_free_second_voice_takes_it() -> None:
    state, _ = turns.take(floor("duet"), 0.0, ADA)
    state, happened = turns.raise_hand(state, 1.0, CLEO)
    assert voices(state) == {"first": ADA, "second": CLEO}
    assert [happening.kind for happening in happened] == ["taken"]


def test_one_of_a_duet_passes_and_the_other_speaks_on() -> None:
    state, happened = turns.pass_on(duet(hands=(CLEO,)), 20.0, ADA, present=(BEN, CLEO))
    assert voices(state) == {"first": CLEO, "second": BEN}
    assert [(one.kind, one.narrator) for one in happened] == [("passed", ADA), ("taken", CLEO)]
    state, _ = turns.pass_on(state, 21.0, BEN, present=EVERYONE)
    assert voices(state) == {"first": CLEO}
    assert state.free == ("second",)


def test_a_first_voice_that_is_gone_leaves_its_place_free_and_the_second_may_move_up() -> None:
    state, _ = turns.pass_on(duet(), 20.0, ADA, present=(BEN,))
    assert voices(state) == {"second": BEN}, "nobody's part is changed while they speak"
    moved, happened = turns.swap(state, BEN)
    assert voices(moved) == {"first": BEN}
    assert happened == (turns.Happening("swapped", BEN),)
    back, _ = turns.take(state, 21.0, CLEO)
    assert voices(back) == {"first": CLEO, "second": BEN}


def test_the_two_of_a_duet_change_places_with_their_own_deadlines() -> None:
    state, happened = turns.swap(duet(), BEN)
    assert voices(state) == {"first": BEN, "second": ADA}
    assert state.hold is not None and state.second is not None
    assert (state.hold.deadline, state.second.deadline) == (70.0, 60.0)
    assert happened == (turns.Happening("swapped", BEN),)
    assert turns.swap(state, ADA)[0] == duet()
    with pytest.raises(TurnRefused, match=r"turn\.not_yours"):
        turns.swap(state, CLEO)
    alone, _ = turns.take(floor(), 0.0, ADA)
    with pytest.raises(TurnRefused, match=r"turn\.no_duet"):
        turns.swap(alone, ADA)


def test_each_of_a_duet_has_a_deadline_of_their_own() -> None:
    """Whoever lost their connection loses their part when its time is over; the other keeps theirs."""
    state, happened = turns.expire(duet(), 60.0, present=(BEN,))
    assert voices(state) == {"second": BEN}
    assert happened == (turns.Happening("expired", ADA),)
    assert turns.expire(state, 69.9, present=(BEN,)) == (state, ())
    both = turns.expire(duet(hands=(CLEO, "dov")), 80.0, present=(*EVERYONE, "dov"))
    assert voices(both[0]) == {"first": CLEO, "second": "dov"}
    assert kinds(both) == ["expired", "expired", "taken", "taken"]


def test_removing_one_of_a_duet_gives_their_part_to_the_next_hand() -> None:
    state, _ = turns.stand(duet(hands=(CLEO,)), 20.0, BEN, present=EVERYONE)
    assert voices(state) == {"first": ADA, "second": CLEO}
    assert state.hands == ()


def test_the_host_picks_the_two() -> None:
    state, _ = turns.give(floor("duet"), 0.0, ADA)
    state, _ = turns.give(state, 1.0, BEN)
    assert voices(state) == {"first": ADA, "second": BEN}
    state, _ = turns.give(state, 2.0, CLEO, "second")
    assert voices(state) == {"first": ADA, "second": CLEO}
    swapped = turns.give(state, 3.0, CLEO, "first")
    assert voices(swapped[0]) == {"first": CLEO, "second": ADA}
    assert kinds(swapped) == ["swapped"]
    for voice in (None, "second"):
        with pytest.raises(TurnRefused, match=r"turn\.already_theirs"):
            turns.give(state, 4.0, CLEO, voice)
    with pytest.raises(TurnRefused, match=r"turn\.no_duet"):
        turns.give(floor(), 0.0, ADA, "second")


def test_the_host_skips_one_of_a_duet_or_both() -> None:
    one, _ = turns.skip(duet(), 20.0, EVERYONE, BEN)
    assert voices(one) == {"first": ADA}
    both = turns.skip(duet(), 20.0, EVERYONE)
    assert voices(both[0]) == {}
    assert kinds(both) == ["skipped", "skipped"]
    with pytest.raises(TurnRefused, match=r"turn\.not_theirs"):
        turns.skip(duet(), 20.0, EVERYONE, CLEO)


@pytest.mark.parametrize("mode", ["open", "circle"])
def test_where_a_duet_ends_one_voice_goes_on(mode: turns.Mode) -> None:
    state, happened = turns.change(duet(), 20.0, mode, 60, present=EVERYONE)
    assert voices(state) == {"first": ADA}
    assert happened == (turns.Happening("changed", None), turns.Happening("freed", BEN))
    left, _ = turns.pass_on(duet(), 20.0, ADA, present=())
    state, _ = turns.change(left, 21.0, mode, 60, present=EVERYONE)
    assert voices(state) == {"first": BEN}, "the only one who speaks is not interrupted"


def test_where_a_duet_begins_the_first_hand_joins_in() -> None:
    state, _ = turns.take(floor(), 0.0, ADA)
    state, _ = turns.raise_hand(state, 1.0, CLEO)
    state, _ = turns.change(state, 2.0, "duet", 60, present=EVERYONE)
    assert voices(state) == {"first": ADA, "second": CLEO}
    longer, _ = turns.change(state, 5.0, "duet", 90, present=EVERYONE)
    assert {hold.deadline for hold in longer.holds.values()} == {95.0}


def test_a_floor_from_before_there_were_duets_is_read() -> None:
    old = {"mode": "open", "seconds": 60, "seats": [ADA], "hold": None, "hands": [], "number": 3}
    assert Floor.from_json(old) == Floor(seats=(ADA,), number=3)


def test_a_turn_from_before_turns_were_named_can_be_ended_by_name() -> None:
    old = {"mode": "open", "seconds": 60, "seats": [ADA], "hands": [], "number": 3}
    held = Floor.from_json(old | {"hold": {"narrator": ADA, "since": 0.0, "deadline": 60.0}})
    assert turns.pass_on(held, 5.0, ADA, turn=3)[0].holder is None


names = st.sampled_from([ADA, BEN, CLEO, "dov", "eve"])
crowds = st.sets(names)
modes = st.sampled_from(["open", "circle", "duet"])
agos = st.none() | st.integers(0, 3)
"""How many turns ago a wish was made; none where it names no turn."""


class TakingTurns(RuleBasedStateMachine):
    """Whatever is asked for in whatever order, the floor stays a floor."""

    @initialize(mode=modes)
    def begin(self, mode: turns.Mode) -> None:
        self.floor = Floor(mode=mode)
        self.now = 1000.0

    def attempt(self, outcome: object, *args: object, **named: object) -> None:
        before = self.floor
        try:
            self.floor, happened = outcome(self.floor, *args, **named)  # type: ignore[operator]
        except TurnRefused:
            assert self.floor == before
            return
        if self.floor.number != before.number:
            assert any(hold.since == self.now for hold in self.floor.holds.values())
            assert happened
        if self.floor != before and self.floor.seats == before.seats:
            assert happened, "a change of the floor is told"

    @rule(seconds=st.floats(min_value=0, max_value=100))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule(who=names, here=crowds)
    def sit(self, who: str, here: set[str]) -> None:
        self.attempt(turns.sit, self.now, who, here)

    @rule(who=names, here=crowds)
    def stand(self, who: str, here: set[str]) -> None:
        self.attempt(turns.stand, self.now, who, here)
        assert who not in self.floor.seats and self.floor.voice_of(who) is None and who not in self.floor.hands

    @rule(who=names)
    def take(self, who: str) -> None:
        free = bool(self.floor.free)
        self.attempt(turns.take, self.now, who)
        if free and who in self.floor.seats:
            assert self.floor.voice_of(who) is not None

    def spares_what_began_after(self, turn: int | None, before: Floor) -> None:
        """A turn that began after the one that was meant is still held."""
        if turn is not None:
            assert {hold for hold in before.holds.values() if hold.number > turn} <= set(self.floor.holds.values())

    @rule(who=names, here=crowds, ago=agos)
    def pass_on(self, who: str, here: set[str], ago: int | None) -> None:
        before, turn = self.floor, self.meant(ago)
        self.attempt(turns.pass_on, self.now, who, here, turn=turn)
        self.spares_what_began_after(turn, before)

    @rule(here=crowds, who=st.none() | names, ago=agos)
    def skip(self, here: set[str], who: str | None, ago: int | None) -> None:
        before, turn = self.floor, self.meant(ago)
        self.attempt(turns.skip, self.now, here, who, turn=turn)
        self.spares_what_began_after(turn, before)

    def meant(self, ago: int | None) -> int | None:
        return None if ago is None else self.floor.number - ago

    @rule(who=names, here=crowds)
    def speak_on(self, who: str, here: set[str]) -> None:
        before, waiting = self.floor, set(self.floor.hands) & (here - {who})
        self.attempt(turns.speak_on, self.now, who, here)
        assert not waiting or self.floor == before, "nobody waits longer because somebody speaks on"

    @rule(here=crowds)
    def lower_absent_hands(self, here: set[str]) -> None:
        self.attempt(turns.lower_absent_hands, here)
        assert set(self.floor.hands) <= here

    @rule(who=names, voice=st.sampled_from([None, "first", "second"]), ago=agos)
    def give(self, who: str, voice: turns.Voice | None, ago: int | None) -> None:
        before, turn = self.floor, self.meant(ago)
        self.attempt(turns.give, self.now, who, voice, turn=turn)
        self.spares_what_began_after(turn, before)
        if who in self.floor.seats and voice == "first" and turn is None:
            assert self.floor.voice_of(who) == "first"

    @rule(who=names)
    def swap(self, who: str) -> None:
        before = self.floor
        self.attempt(turns.swap, who)
        assert set(self.floor.holds.values()) == set(before.holds.values()), (
            "nobody gains or loses a turn by changing places"
        )

    @rule(here=crowds)
    def expire(self, here: set[str]) -> None:
        self.attempt(turns.expire, self.now, here)
        assert self.floor.deadline is None or self.floor.deadline > self.now, "no turn outlives its deadline"

    @rule(who=names)
    def arrive(self, who: str) -> None:
        self.attempt(turns.arrive, self.now, who)

    @rule(who=names)
    def raise_hand(self, who: str) -> None:
        self.attempt(turns.raise_hand, self.now, who)

    @precondition(lambda self: self.floor.hands)
    @rule(who=names)
    def lower_hand(self, who: str) -> None:
        self.attempt(turns.lower_hand, who)
        assert who not in self.floor.hands

    @rule(mode=modes, seconds=st.integers(15, 600), here=crowds)
    def change(self, mode: turns.Mode, seconds: int, here: set[str]) -> None:
        self.attempt(turns.change, self.now, mode, seconds, here)

    @property
    def holders(self) -> list[str]:
        return [hold.narrator for hold in self.floor.holds.values()]

    @invariant()
    def a_holder_has_a_seat_and_one_voice(self) -> None:
        assert set(self.holders) <= set(self.floor.seats)
        assert len(set(self.holders)) == len(self.holders)

    @invariant()
    def only_a_duet_has_a_second_voice(self) -> None:
        assert self.floor.second is None or self.floor.mode == "duet"

    @invariant()
    def hands_are_of_seats_and_never_of_a_holder(self) -> None:
        assert set(self.floor.hands) <= set(self.floor.seats) - set(self.holders)
        assert len(set(self.floor.hands)) == len(self.floor.hands)
        assert self.floor.mode != "circle" or not self.floor.hands

    @invariant()
    def seats_are_sat_in_once(self) -> None:
        assert len(set(self.floor.seats)) == len(self.floor.seats)

    @invariant()
    def it_survives_the_database(self) -> None:
        assert Floor.from_json(json.loads(json.dumps(self.floor.to_json()))) == self.floor


TestTakingTurns = TakingTurns.TestCase
TestTakingTurns.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


@given(askers=st.lists(names, min_size=1, max_size=30))
def test_however_many_ask_at_once_two_get_into_a_duet(askers: list[str]) -> None:
    state = floor("duet", seats=(ADA, BEN, CLEO, "dov", "eve"))
    for asker in askers:
        with contextlib.suppress(TurnRefused):
            state, _ = turns.take(state, 0.0, asker)
    assert list(voices(state).values()) == list(dict.fromkeys(askers))[:2]


@given(askers=st.lists(names, min_size=1, max_size=30))
def test_however_many_ask_at_once_exactly_one_gets_it(askers: list[str]) -> None:
    state = floor(seats=(ADA, BEN, CLEO, "dov", "eve"))
    granted = 0
    for asker in askers:
        try:
            state, _ = turns.take(state, 0.0, asker)
            granted += 1
        except TurnRefused:
            pass
    assert granted == 1
    assert state.holder == askers[0]
