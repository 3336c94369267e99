"""Who may speak: an immutable floor and functions ``(floor, now, …) → (floor, happenings)``.

Pure: no clock, no database, no randomness. Times are Unix seconds as floats. Two modes: *open floor*, where anyone takes the
free turn and a freed turn goes to the first raised hand; and *circle*, where the turn goes round the seats in order. In both a
turn has a deadline, so that a holder who vanished never keeps it. There is at most one holder; a refused wish raises
``TurnRefused`` with a stable code and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

Mode = Literal["open", "circle"]
Happened = Literal["taken", "passed", "expired", "skipped", "given", "freed", "hand_raised", "hand_lowered", "changed"]

TURN_SECONDS_MIN = 15
TURN_SECONDS_MAX = 600
TURN_SECONDS_DEFAULT = 60


class TurnRefused(Exception):
    """The wish does not fit the floor as it is. ``code`` is stable and dotted."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Hold:
    """A turn being held: by whom, since when, until when."""

    narrator: str
    since: float
    deadline: float


@dataclass(frozen=True)
class Happening:
    """One thing that happened on the floor, in order; ``narrator`` is whom it happened to."""

    kind: Happened
    narrator: str | None


@dataclass(frozen=True)
class Floor:
    """The whole state of turn-taking in a room."""

    mode: Mode = "open"
    seconds: int = TURN_SECONDS_DEFAULT
    seats: tuple[str, ...] = ()
    """Everyone who may speak, in the order they sat down; the circle's order."""
    hold: Hold | None = None
    hands: tuple[str, ...] = ()
    """Raised hands, first raised first."""
    number: int = 0
    """How many turns have begun; tells one turn of a narrator from the next."""

    @property
    def holder(self) -> str | None:
        return self.hold.narrator if self.hold else None

    def to_json(self) -> dict[str, Any]:
        hold = self.hold
        return {
            "mode": self.mode,
            "seconds": self.seconds,
            "seats": list(self.seats),
            "hold": None
            if hold is None
            else {"narrator": hold.narrator, "since": hold.since, "deadline": hold.deadline},
            "hands": list(self.hands),
            "number": self.number,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Floor:
        hold = data["hold"]
        return cls(
            mode=data["mode"],
            seconds=data["seconds"],
            seats=tuple(data["seats"]),
            hold=None if hold is None else Hold(hold["narrator"], hold["since"], hold["deadline"]),
            hands=tuple(data["hands"]),
            number=data["number"],
        )


Outcome = tuple[Floor, tuple[Happening, ...]]


def sit(floor: Floor, now: float, narrator: str, present: Iterable[str] = ()) -> Outcome:
    """Give ``narrator`` a seat at the end of the order. Sitting twice is nothing. In a circle a free turn starts with them."""
    if narrator in floor.seats:
        return floor, ()
    floor = replace(floor, seats=(*floor.seats, narrator))
    return _settle(floor, now, {*present, narrator}, ())


def stand(floor: Floor, now: float, narrator: str, present: Iterable[str] = ()) -> Outcome:
    """Take ``narrator``'s seat, hand and turn away, as when they are removed or become a spectator."""
    if narrator not in floor.seats:
        return floor, ()
    present = set(present) - {narrator}
    happened: tuple[Happening, ...] = ()
    heir = _next_seat(floor, narrator, present)
    was_holder = floor.holder == narrator
    floor = replace(
        floor,
        seats=tuple(seat for seat in floor.seats if seat != narrator),
        hands=tuple(hand for hand in floor.hands if hand != narrator),
    )
    if was_holder:
        floor = replace(floor, hold=None)
        happened = (Happening("freed", narrator),)
        if floor.mode == "circle" and heir is not None:
            return _begin(floor, now, heir, (*happened, Happening("taken", heir)))
    return _settle(floor, now, present, happened)


def take(floor: Floor, now: float, narrator: str) -> Outcome:
    """Take the free turn.

    Raises ``TurnRefused``: ``turn.not_seated``, ``turn.already_yours``, ``turn.held`` when somebody else holds it.
    """
    _check_seated(floor, narrator)
    if floor.holder == narrator:
        raise TurnRefused("turn.already_yours")
    if floor.hold is not None:
        raise TurnRefused("turn.held")
    return _begin(floor, now, narrator, (Happening("taken", narrator),))


def pass_on(floor: Floor, now: float, narrator: str, present: Iterable[str] = ()) -> Outcome:
    """Let the turn go: to the next present seat of a circle, or to the first present raised hand of an open floor.

    Raises ``TurnRefused``: ``turn.not_yours``.
    """
    if floor.holder != narrator:
        raise TurnRefused("turn.not_yours")
    return _move_on(floor, now, set(present), Happening("passed", narrator))


def skip(floor: Floor, now: float, present: Iterable[str] = ()) -> Outcome:
    """The host ends the running turn. Raises ``TurnRefused``: ``turn.free`` when nobody holds it."""
    if floor.hold is None:
        raise TurnRefused("turn.free")
    return _move_on(floor, now, set(present), Happening("skipped", floor.hold.narrator))


def give(floor: Floor, now: float, narrator: str) -> Outcome:
    """The host gives the turn to ``narrator``, ending a running one.

    Raises ``TurnRefused``: ``turn.not_seated``, ``turn.already_theirs``.
    """
    _check_seated(floor, narrator)
    if floor.holder == narrator:
        raise TurnRefused("turn.already_theirs")
    return _begin(floor, now, narrator, (Happening("given", narrator),))


def expire(floor: Floor, now: float, present: Iterable[str] = ()) -> Outcome:
    """End a turn whose deadline has come; nothing before it. A circle passes on to the next *present* seat.

    With nobody else present the holder, if present, begins anew; with nobody present at all the turn is simply free, so that an
    empty room does not pass the turn round for ever.
    """
    if floor.hold is None or now < floor.hold.deadline:
        return floor, ()
    return _move_on(floor, now, set(present), Happening("expired", floor.hold.narrator))


def arrive(floor: Floor, now: float, narrator: str) -> Outcome:
    """A seated narrator comes (back) into the room: a circle that stood still goes on with them."""
    if floor.mode != "circle" or floor.hold is not None or narrator not in floor.seats:
        return floor, ()
    return _begin(floor, now, narrator, (Happening("taken", narrator),))


def raise_hand(floor: Floor, now: float, narrator: str) -> Outcome:
    """Ask for the turn. On an open floor with a free turn that is taking it. Raising twice is nothing.

    Raises ``TurnRefused``: ``turn.not_seated``, ``turn.already_yours``.
    """
    _check_seated(floor, narrator)
    if floor.holder == narrator:
        raise TurnRefused("turn.already_yours")
    if narrator in floor.hands:
        return floor, ()
    if floor.hold is None:
        return take(floor, now, narrator)
    return replace(floor, hands=(*floor.hands, narrator)), (Happening("hand_raised", narrator),)


def lower_hand(floor: Floor, narrator: str) -> Outcome:
    """Take a raised hand down. A hand that is not up is nothing."""
    if narrator not in floor.hands:
        return floor, ()
    return _without_hand(floor, narrator), (Happening("hand_lowered", narrator),)


def change(floor: Floor, now: float, mode: Mode, seconds: int, present: Iterable[str] = ()) -> Outcome:
    """Change how turns are taken. A running turn goes on, with its deadline counted anew from now if ``seconds`` changed.

    Raises ``ValueError`` for seconds outside 15 to 600.
    """
    if not TURN_SECONDS_MIN <= seconds <= TURN_SECONDS_MAX:
        raise ValueError(f"a turn lasts {TURN_SECONDS_MIN} to {TURN_SECONDS_MAX} seconds, not {seconds}")
    if (mode, seconds) == (floor.mode, floor.seconds):
        return floor, ()
    hold = floor.hold
    if hold is not None and seconds != floor.seconds:
        hold = replace(hold, deadline=now + seconds)
    floor = replace(floor, mode=mode, seconds=seconds, hold=hold)
    return _settle(floor, now, set(present), (Happening("changed", None),))


def _check_seated(floor: Floor, narrator: str) -> None:
    if narrator not in floor.seats:
        raise TurnRefused("turn.not_seated")


def _begin(floor: Floor, now: float, narrator: str, happened: tuple[Happening, ...]) -> Outcome:
    floor = _without_hand(floor, narrator)
    return replace(floor, hold=Hold(narrator, now, now + floor.seconds), number=floor.number + 1), happened


def _without_hand(floor: Floor, narrator: str) -> Floor:
    return replace(floor, hands=tuple(hand for hand in floor.hands if hand != narrator))


def _move_on(floor: Floor, now: float, present: set[str], ended: Happening) -> Outcome:
    """End the running turn as ``ended`` says and find who is next."""
    assert floor.hold is not None
    leaving = floor.hold.narrator
    if floor.mode == "circle":
        heir = _next_seat(floor, leaving, present)
        floor = replace(floor, hold=None)
        if heir is not None:
            return _begin(floor, now, heir, (ended, Happening("taken", heir)))
        return floor, (ended,)
    return _settle(replace(floor, hold=None), now, present - {leaving}, (ended,))


def _next_seat(floor: Floor, after: str, present: set[str]) -> str | None:
    """The first present seat after ``after`` going round, ``after`` itself last."""
    at = floor.seats.index(after)
    return next((seat for seat in (*floor.seats[at + 1 :], *floor.seats[: at + 1]) if seat in present), None)


def _settle(floor: Floor, now: float, present: set[str], happened: tuple[Happening, ...]) -> Outcome:
    """A free turn looks for its holder: an open floor's first present raised hand, or a circle's first present seat."""
    if floor.hold is not None:
        return floor, happened
    queue = floor.hands if floor.mode == "open" else floor.seats
    heir = next((narrator for narrator in queue if narrator in present), None)
    if heir is None:
        return floor, happened
    return _begin(floor, now, heir, (*happened, Happening("taken", heir)))
