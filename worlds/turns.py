"""Who may speak: an immutable floor and functions ``(floor, now, …) → (floor, happenings)``.

Pure: no clock, no database, no randomness. Times are Unix seconds as floats. Three modes: *open floor*, where anyone
takes the free turn and a freed turn goes to the first raised hand; *circle*, where the turn goes round the seats in
order; and *duet*, an open floor on which two hold the turn together: the first voice extends the mural, the second
paints over it. Every hold has a deadline of its own, so that a holder who vanished never keeps it and never ends the
other's turn. A refused wish raises ``TurnRefused`` with a stable code and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

Mode = Literal["open", "circle", "duet"]
Voice = Literal["first", "second"]
Happened = Literal[
    "taken", "passed", "expired", "skipped", "given", "freed", "swapped", "hand_raised", "hand_lowered", "changed"
]


@dataclass(frozen=True)
class ModeRecord:
    """A way of taking turns, as people are offered it."""

    name: Mode
    label: str
    offer: str
    """The label with a word of what it means, for whoever opens a room."""
    rule: str
    """What it means, as a sentence."""


MODES: dict[Mode, ModeRecord] = {
    record.name: record
    for record in (
        ModeRecord("open", "Open floor", "Open floor", "On an open floor anyone takes the free turn."),
        ModeRecord("circle", "Circle", "Circle, a minute each", "In a circle it goes round by itself."),
        ModeRecord(
            "duet",
            "Duet",
            "Duet, two at once",
            "In a duet two speak at once: one extends the mural, the other paints over it.",
        ),
    )
}
assert tuple(MODES) == get_args(Mode), "Every mode has one record, in the order of the type."

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
    """The first voice's, and the only one outside a duet."""
    second: Hold | None = None
    """The second voice's, in a duet."""
    hands: tuple[str, ...] = ()
    """Raised hands, first raised first."""
    number: int = 0
    """How many turns have begun; tells one turn of a narrator from the next."""

    @property
    def holder(self) -> str | None:
        """Who has the turn; in a duet, the first voice."""
        return self.hold.narrator if self.hold else None

    @property
    def holds(self) -> dict[Voice, Hold]:
        """What is held, the first voice's first."""
        voices: tuple[tuple[Voice, Hold | None], ...] = (("first", self.hold), ("second", self.second))
        return {voice: hold for voice, hold in voices if hold is not None}

    @property
    def free(self) -> tuple[Voice, ...]:
        """The voices that nobody has."""
        voices: tuple[Voice, ...] = ("first", "second") if self.mode == "duet" else ("first",)
        return tuple(voice for voice in voices if voice not in self.holds)

    @property
    def deadline(self) -> float | None:
        """When the next hold ends; none while nobody has the turn."""
        return min((hold.deadline for hold in self.holds.values()), default=None)

    def voice_of(self, narrator: str) -> Voice | None:
        """The voice that ``narrator`` has just now, if any."""
        return next((voice for voice, hold in self.holds.items() if hold.narrator == narrator), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "mode": self.mode,
            "seconds": self.seconds,
            "seats": list(self.seats),
            "hold": _hold_to_json(self.hold),
            "second": _hold_to_json(self.second),
            "hands": list(self.hands),
            "number": self.number,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Floor:
        return cls(
            mode=data["mode"],
            seconds=data["seconds"],
            seats=tuple(data["seats"]),
            hold=_hold_from_json(data["hold"]),
            # floors written before there were duets have none
            second=_hold_from_json(data.get("second")),
            hands=tuple(data["hands"]),
            number=data["number"],
        )


def _hold_to_json(hold: Hold | None) -> dict[str, Any] | None:
    return None if hold is None else {"narrator": hold.narrator, "since": hold.since, "deadline": hold.deadline}


def _hold_from_json(data: dict[str, Any] | None) -> Hold | None:
    return None if data is None else Hold(data["narrator"], data["since"], data["deadline"])


Outcome = tuple[Floor, tuple[Happening, ...]]


def sit(floor: Floor, now: float, narrator: str, present: Iterable[str] = ()) -> Outcome:
    """Give ``narrator`` a seat at the end of the order; twice changes nothing. A circle's free turn is theirs."""
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
    voice = floor.voice_of(narrator)
    floor = replace(
        floor,
        seats=tuple(seat for seat in floor.seats if seat != narrator),
        hands=tuple(hand for hand in floor.hands if hand != narrator),
    )
    if voice is not None:
        floor = _freed(floor, voice)
        happened = (Happening("freed", narrator),)
        if floor.mode == "circle" and heir is not None:
            return _begin(floor, now, "first", heir, (*happened, Happening("taken", heir)))
    return _settle(floor, now, present, happened)


def take(floor: Floor, now: float, narrator: str) -> Outcome:
    """Take the free turn; in a duet the first voice, or the second while somebody has the first.

    Raises ``TurnRefused``: ``turn.not_seated``, ``turn.already_yours``, ``turn.held`` when nothing is free.
    """
    _check_seated(floor, narrator)
    if floor.voice_of(narrator) is not None:
        raise TurnRefused("turn.already_yours")
    if not floor.free:
        raise TurnRefused("turn.held")
    return _begin(floor, now, floor.free[0], narrator, (Happening("taken", narrator),))


def pass_on(floor: Floor, now: float, narrator: str, present: Iterable[str] = ()) -> Outcome:
    """Let the turn go: to the next present seat of a circle, or to the first present raised hand otherwise.

    In a duet only one's own voice is let go; the other speaks on. Raises ``TurnRefused``: ``turn.not_yours``.
    """
    voice = floor.voice_of(narrator)
    if voice is None:
        raise TurnRefused("turn.not_yours")
    return _move_on(floor, now, (voice,), set(present), "passed")


def skip(floor: Floor, now: float, present: Iterable[str] = (), narrator: str | None = None) -> Outcome:
    """The host ends the running turn: ``narrator``'s part in it, or all of it.

    Raises ``TurnRefused``: ``turn.free`` when nobody holds it, ``turn.not_theirs`` when ``narrator`` does not.
    """
    if not floor.holds:
        raise TurnRefused("turn.free")
    if narrator is None:
        return _move_on(floor, now, tuple(floor.holds), set(present), "skipped")
    voice = floor.voice_of(narrator)
    if voice is None:
        raise TurnRefused("turn.not_theirs")
    return _move_on(floor, now, (voice,), set(present), "skipped")


def give(floor: Floor, now: float, narrator: str, voice: Voice | None = None) -> Outcome:
    """The host gives the turn to ``narrator``, ending a running one.

    In a duet it is ``voice`` that is given; without one, a free voice or else the first. Given the other voice than
    they have, the two change places. Raises ``TurnRefused``: ``turn.not_seated``, ``turn.already_theirs``,
    ``turn.no_duet`` for a second voice outside a duet.
    """
    _check_seated(floor, narrator)
    if voice == "second" and floor.mode != "duet":
        raise TurnRefused("turn.no_duet")
    held = floor.voice_of(narrator)
    if held is not None and voice in (None, held):
        raise TurnRefused("turn.already_theirs")
    if held is not None:
        return _swapped(floor), (Happening("swapped", narrator),)
    return _begin(floor, now, voice or (*floor.free, "first")[0], narrator, (Happening("given", narrator),))


def swap(floor: Floor, narrator: str) -> Outcome:
    """One of a duet changes places with the other, or moves to the voice that nobody has. Deadlines go along.

    Raises ``TurnRefused``: ``turn.no_duet``, ``turn.not_yours``.
    """
    if floor.mode != "duet":
        raise TurnRefused("turn.no_duet")
    if floor.voice_of(narrator) is None:
        raise TurnRefused("turn.not_yours")
    return _swapped(floor), (Happening("swapped", narrator),)


def expire(floor: Floor, now: float, present: Iterable[str] = ()) -> Outcome:
    """End every hold whose deadline has come; nothing before it. A circle passes on to the next *present* seat.

    With nobody else present the holder of a circle, if present, begins anew; with nobody present at all the turn is
    simply free, so that an empty room does not pass the turn round for ever.
    """
    over = tuple(voice for voice, hold in floor.holds.items() if now >= hold.deadline)
    if not over:
        return floor, ()
    return _move_on(floor, now, over, set(present), "expired")


def arrive(floor: Floor, now: float, narrator: str) -> Outcome:
    """A seated narrator comes (back) into the room: a circle that stood still goes on with them."""
    if floor.mode != "circle" or floor.hold is not None or narrator not in floor.seats:
        return floor, ()
    return _begin(floor, now, "first", narrator, (Happening("taken", narrator),))


def raise_hand(floor: Floor, now: float, narrator: str) -> Outcome:
    """Ask for the turn. With a free turn that is taking it. Raising twice changes nothing.

    Raises ``TurnRefused``: ``turn.not_seated``, ``turn.already_yours``.
    """
    _check_seated(floor, narrator)
    if floor.voice_of(narrator) is not None:
        raise TurnRefused("turn.already_yours")
    if narrator in floor.hands:
        return floor, ()
    if floor.free:
        return take(floor, now, narrator)
    return replace(floor, hands=(*floor.hands, narrator)), (Happening("hand_raised", narrator),)


def lower_hand(floor: Floor, narrator: str) -> Outcome:
    """Take a raised hand down. Nothing changes where it is not raised."""
    if narrator not in floor.hands:
        return floor, ()
    return _without_hand(floor, narrator), (Happening("hand_lowered", narrator),)


def change(floor: Floor, now: float, mode: Mode, seconds: int, present: Iterable[str] = ()) -> Outcome:
    """Change how turns are taken.

    A running turn goes on, with its deadlines counted anew from now if ``seconds`` changed. Where a duet ends the first
    voice goes on alone, or the second where there is no first. Raises ``ValueError`` for seconds outside 15 to 600.
    """
    if not TURN_SECONDS_MIN <= seconds <= TURN_SECONDS_MAX:
        raise ValueError(f"a turn lasts {TURN_SECONDS_MIN} to {TURN_SECONDS_MAX} seconds, not {seconds}")
    if (mode, seconds) == (floor.mode, floor.seconds):
        return floor, ()
    happened: tuple[Happening, ...] = (Happening("changed", None),)
    if seconds != floor.seconds:
        floor = replace(
            floor,
            hold=None if floor.hold is None else replace(floor.hold, deadline=now + seconds),
            second=None if floor.second is None else replace(floor.second, deadline=now + seconds),
        )
    if mode != "duet" and floor.hold is None:
        floor = _swapped(floor)
    elif mode != "duet" and floor.second is not None:
        happened = (*happened, Happening("freed", floor.second.narrator))
        floor = replace(floor, second=None)
    return _settle(replace(floor, mode=mode, seconds=seconds), now, set(present), happened)


def _check_seated(floor: Floor, narrator: str) -> None:
    if narrator not in floor.seats:
        raise TurnRefused("turn.not_seated")


def _begin(floor: Floor, now: float, voice: Voice, narrator: str, happened: tuple[Happening, ...]) -> Outcome:
    hold = Hold(narrator, now, now + floor.seconds)
    floor = replace(_without_hand(floor, narrator), number=floor.number + 1)
    return replace(floor, hold=hold) if voice == "first" else replace(floor, second=hold), happened


def _freed(floor: Floor, voice: Voice) -> Floor:
    return replace(floor, hold=None) if voice == "first" else replace(floor, second=None)


def _swapped(floor: Floor) -> Floor:
    return replace(floor, hold=floor.second, second=floor.hold)


def _without_hand(floor: Floor, narrator: str) -> Floor:
    return replace(floor, hands=tuple(hand for hand in floor.hands if hand != narrator))


def _move_on(floor: Floor, now: float, voices: tuple[Voice, ...], present: set[str], ended: Happened) -> Outcome:
    """End what ``voices`` hold, as ``ended`` says, and find who is next."""
    leaving = [floor.holds[voice].narrator for voice in voices]
    happened = tuple(Happening(ended, narrator) for narrator in leaving)
    for voice in voices:
        floor = _freed(floor, voice)
    if floor.mode == "circle":
        heir = _next_seat(floor, leaving[0], present)
        if heir is not None:
            return _begin(floor, now, "first", heir, (*happened, Happening("taken", heir)))
        return floor, happened
    return _settle(floor, now, present, happened)


def _next_seat(floor: Floor, after: str, present: set[str]) -> str | None:
    """The first present seat after ``after`` going round, ``after`` itself last."""
    at = floor.seats.index(after)
    return next((seat for seat in (*floor.seats[at + 1 :], *floor.seats[: at + 1]) if seat in present), None)


def _settle(floor: Floor, now: float, present: set[str], happened: tuple[Happening, ...]) -> Outcome:
    """A free turn looks for its holder: the first present raised hand, or a circle's first present seat."""
    for voice in floor.free:
        queue = floor.seats if floor.mode == "circle" else floor.hands
        heir = next((narrator for narrator in queue if narrator in present), None)
        if heir is not None:
            floor, happened = _begin(floor, now, voice, heir, (*happened, Happening("taken", heir)))
    return floor, happened
