"""Who may speak: an immutable floor and functions ``(floor, now, …) → (floor, happenings)``.

Pure: no clock, no database, no randomness. Times are Unix seconds as floats. Three modes: *open floor*, where anyone
takes the free turn and a freed turn goes to the first raised hand; *circle*, where the turn goes round the seats in
order; and *duet*, an open floor on which two hold the turn together: the first voice extends the mural, the second
paints over it. Every hold has a deadline of its own, so that a holder who vanished never keeps it and never ends the
other's turn; who is speaking while nobody waits keeps it. A wish may name the turn it means, so that one which comes
late ends no turn that began since. A refused wish raises ``TurnRefused`` with a stable code and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

Mode = Literal["open", "circle", "duet"]
Voice = Literal["first", "second"]
Happened = Literal[
    "taken",
    "kept",
    "passed",
    "expired",
    "skipped",
    "given",
    "freed",
    "swapped",
    "hand_raised",
    "hand_lowered",
    "changed",
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
    """A turn being held: by whom, since when, until when, and which of the room's turns it is."""

    narrator: str
    since: float
    deadline: float
    number: int
    """``Floor.number`` when it began."""


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
    """Raised hands, first raised first; in a circle there are none."""
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
    return None if hold is None else asdict(hold)


def _hold_from_json(data: dict[str, Any] | None) -> Hold | None:
    # holds written before turns were named have no number: they began before any turn that is named
    return None if data is None else Hold(**{"number": 0, **data})


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


def speak_on(floor: Floor, now: float, narrator: str, present: Iterable[str] = ()) -> Outcome:
    """Who is speaking keeps their turn for another ``seconds`` from now, as long as nobody who is here waits for it.

    People wait with a raised hand, in a circle by sitting in it. Where somebody waits, or without the turn, nothing
    changes.
    """
    voice = floor.voice_of(narrator)
    waiting = set(floor.seats if floor.mode == "circle" else floor.hands) & set(present) - {narrator}
    if voice is None or waiting:
        return floor, ()
    hold = replace(floor.holds[voice], deadline=now + floor.seconds)
    return _held(floor, voice, hold), (Happening("kept", narrator),)


def pass_on(
    floor: Floor, now: float, narrator: str, present: Iterable[str] = (), *, turn: int | None = None
) -> Outcome:
    """Let the turn go: to the next present seat of a circle, or to the first present raised hand otherwise.

    In a duet only one's own voice is let go; the other speaks on. Raises ``TurnRefused``: ``turn.not_yours``,
    ``turn.over`` where theirs began after the turn number ``turn``.
    """
    voice = floor.voice_of(narrator)
    if voice is None:
        raise TurnRefused("turn.not_yours")
    _check_meant(floor, (voice,), turn)
    return _move_on(floor, now, (voice,), set(present), "passed")


def skip(
    floor: Floor, now: float, present: Iterable[str] = (), narrator: str | None = None, *, turn: int | None = None
) -> Outcome:
    """The host ends the running turn: ``narrator``'s part in it, or all of it.

    Raises ``TurnRefused``: ``turn.free`` when nobody holds it, ``turn.not_theirs`` when ``narrator`` does not,
    ``turn.over`` where what it would end began after the turn number ``turn``.
    """
    if not floor.holds:
        raise TurnRefused("turn.free")
    voice = None if narrator is None else floor.voice_of(narrator)
    if narrator is not None and voice is None:
        raise TurnRefused("turn.not_theirs")
    ended = tuple(floor.holds) if voice is None else (voice,)
    _check_meant(floor, ended, turn)
    return _move_on(floor, now, ended, set(present), "skipped")


def give(floor: Floor, now: float, narrator: str, voice: Voice | None = None, *, turn: int | None = None) -> Outcome:
    """The host gives the turn to ``narrator``, ending a running one.

    In a duet it is ``voice`` that is given; without one, a free voice or else the first. Given the other voice than
    they have, the two change places. Raises ``TurnRefused``: ``turn.not_seated``, ``turn.already_theirs``,
    ``turn.no_duet`` for a second voice outside a duet, ``turn.over`` where what it would end began after the turn
    number ``turn``.
    """
    _check_seated(floor, narrator)
    if voice == "second" and floor.mode != "duet":
        raise TurnRefused("turn.no_duet")
    held = floor.voice_of(narrator)
    if held is not None and voice in (None, held):
        raise TurnRefused("turn.already_theirs")
    if held is not None:
        return _swapped(floor), (Happening("swapped", narrator),)
    given = voice or (*floor.free, "first")[0]
    _check_meant(floor, (given,), turn)
    return _begin(floor, now, given, narrator, (Happening("given", narrator),))


def swap(floor: Floor, narrator: str, *, turn: int | None = None) -> Outcome:
    """One of a duet changes places with the other, or moves to the voice that nobody has. Deadlines go along.

    Raises ``TurnRefused``: ``turn.no_duet``, ``turn.not_yours``, ``turn.over`` where either began after the turn number
    ``turn``.
    """
    if floor.mode != "duet":
        raise TurnRefused("turn.no_duet")
    if floor.voice_of(narrator) is None:
        raise TurnRefused("turn.not_yours")
    _check_meant(floor, ("first", "second"), turn)
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
    """A seated narrator comes (back) into the room.

    A circle that stood still goes on with them; elsewhere what became free while they were away is theirs if their hand
    is still up.
    """
    waits = floor.mode == "circle" or narrator in floor.hands
    if narrator not in floor.seats or floor.voice_of(narrator) is not None or not (floor.free and waits):
        return floor, ()
    return _begin(floor, now, floor.free[0], narrator, (Happening("taken", narrator),))


def raise_hand(floor: Floor, now: float, narrator: str) -> Outcome:
    """Ask for the turn. With a free turn that is taking it. Raising twice changes nothing.

    Raises ``TurnRefused``: ``turn.not_seated``, ``turn.already_yours``, ``turn.goes_round`` in a circle, where it comes
    without asking.
    """
    _check_seated(floor, narrator)
    if floor.voice_of(narrator) is not None:
        raise TurnRefused("turn.already_yours")
    if floor.free:
        return take(floor, now, narrator)
    if floor.mode == "circle":
        raise TurnRefused("turn.goes_round")
    if narrator in floor.hands:
        return floor, ()
    return replace(floor, hands=(*floor.hands, narrator)), (Happening("hand_raised", narrator),)


def lower_hand(floor: Floor, narrator: str) -> Outcome:
    """Take a raised hand down. Nothing changes where it is not raised."""
    if narrator not in floor.hands:
        return floor, ()
    return _without_hand(floor, narrator), (Happening("hand_lowered", narrator),)


def lower_absent_hands(floor: Floor, around: Iterable[str]) -> Outcome:
    """Take down the hands of all but those ``around``: who is away does not wait. In a circle, every hand."""
    staying = set() if floor.mode == "circle" else set(around)
    lowered = tuple(Happening("hand_lowered", hand) for hand in floor.hands if hand not in staying)
    return replace(floor, hands=tuple(hand for hand in floor.hands if hand in staying)), lowered


def change(floor: Floor, now: float, mode: Mode, seconds: int, present: Iterable[str] = ()) -> Outcome:
    """Change how turns are taken.

    A running turn goes on, with its deadlines counted anew from now if ``seconds`` changed. Where a duet ends the first
    voice goes on alone, or the second where there is no first. Where a circle begins every hand comes down. Raises
    ``ValueError`` for seconds outside 15 to 600.
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
    floor = replace(floor, mode=mode, seconds=seconds)
    if mode == "circle":
        floor, lowered = lower_absent_hands(floor, ())
        happened += lowered
    return _settle(floor, now, set(present), happened)


def _check_seated(floor: Floor, narrator: str) -> None:
    if narrator not in floor.seats:
        raise TurnRefused("turn.not_seated")


def _check_meant(floor: Floor, voices: Iterable[Voice], turn: int | None) -> None:
    """Raise ``turn.over`` where one of ``voices`` is held since after the turn number ``turn``."""
    if turn is not None and any(floor.holds[voice].number > turn for voice in voices if voice in floor.holds):
        raise TurnRefused("turn.over")


def _begin(floor: Floor, now: float, voice: Voice, narrator: str, happened: tuple[Happening, ...]) -> Outcome:
    floor = replace(_without_hand(floor, narrator), number=floor.number + 1)
    return _held(floor, voice, Hold(narrator, now, now + floor.seconds, floor.number)), happened


def _held(floor: Floor, voice: Voice, hold: Hold | None) -> Floor:
    return replace(floor, hold=hold) if voice == "first" else replace(floor, second=hold)


def _freed(floor: Floor, voice: Voice) -> Floor:
    return _held(floor, voice, None)


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
