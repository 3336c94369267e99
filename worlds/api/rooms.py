"""Rooms: open one, join it, read it as it is, take and pass the turn, say phrases by typing, finish its world."""

from __future__ import annotations

import contextlib
import uuid
from typing import Annotated, Literal

import redis
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from inference.contract.art_styles import DEFAULT_ART_STYLE, ArtStyle
from inference.contract.speech.hearing import Language
from worlds import access
from worlds.actions.room import participation, rooms, turns
from worlds.actions.transaction import run_once
from worlds.actions.weaving import phrases
from worlds.actions.world import finishing, remixes
from worlds.api.authentication import authenticated_visitor
from worlds.api.responses import (
    LIMIT_MAX,
    READ_ERRORS,
    WRITE_ERRORS,
    ErrorResponse,
    PageQuery,
    RequestBody,
    not_modified,
    page_of,
)
from worlds.models import Event, Layer, Narrator, Phrase, Room, Strip
from worlds.reading.room import (
    current_world,
    floor_part,
    narrator_part,
    phrase_part,
    phrase_parts,
    snapshot_for,
    unseen,
    world_part,
)
from worlds.threads import LAST_THREAD
from worlds.turns import TURN_SECONDS_DEFAULT, TURN_SECONDS_MAX, TURN_SECONDS_MIN, Mode
from worlds.valkey import presence
from worlds.wire.events import FloorPart, PhrasePart, Snapshot, WorldPart
from worlds.wire.protocol import CommandId, Hint, Name, NarratorId, PhraseText, Title, VisibilityChoice

POSITIONS_MAX = 60
EVENTS_MAX = 200
"""Events of one answer."""

router = Router(tags=["rooms"])


class NewRoom(RequestBody):
    name: Title
    narrator: Name = Field(description="your name in it")
    mode: Mode = "open"
    art_style: ArtStyle = DEFAULT_ART_STYLE
    language: Language = Field(default="en", description="what is spoken in it, as ISO 639-1: one that the ears hear")
    turn_seconds: int = Field(default=TURN_SECONDS_DEFAULT, ge=TURN_SECONDS_MIN, le=TURN_SECONDS_MAX)


class JoinRoom(RequestBody):
    name: Name = Field(description="yours; with a number after it where somebody there is called so")
    colour: int | None = Field(
        default=None, ge=0, le=LAST_THREAD, description="index of a thread colour; given where you do not say"
    )
    watch: bool = Field(default=False, description="come as a spectator")


class RoomCard(Schema):
    """A room in which you have a seat."""

    code: str
    name: str
    you: str = Field(description="your narrator id")
    role: Literal["host", "narrator", "spectator"]
    page: str = Field(description="path of its page, which is the invitation too")
    world: WorldPart


class RoomPage(Schema):
    items: list[RoomCard]
    next: str | None


class RoomNow(Schema):
    """The room as it is at ``snapshot.seq``."""

    you: str = Field(description="your narrator id")
    snapshot: Snapshot


class RoomEvent(Schema):
    seq: int
    name: str
    at: float = Field(description="Unix seconds")
    payload: dict[str, object] = Field(description="as on the room's socket: docs/protocol.md")


class RoomEvents(Schema):
    events: list[RoomEvent]


class NewPhrase(RequestBody):
    text: PhraseText


class EndsTurn(RequestBody):
    turn: int | None = Field(
        default=None, ge=0, le=2**53, description="`floor.number` as you know it: what began after that is not ended"
    )


class SkipTurn(EndsTurn):
    narrator: NarratorId | None = Field(default=None, description="only theirs, where two hold it")


class GiveTurn(EndsTurn):
    narrator: NarratorId
    voice: Literal["first", "second"] | None = Field(
        default=None, description="of a duet; a free one where you do not say"
    )


class FinishWorld(RequestBody):
    gallery: Title = Field(description="one of yours that has the visibility, or a new one")
    visibility: VisibilityChoice = Field(default="link", description="who may see the world: this holds")
    title_hint: Hint = ""


class WeaveOn(RequestBody):
    name: Title = Field(description="of the new room")
    narrator: Name = Field(description="your name in it")
    strips: int | None = Field(
        default=None, ge=1, le=10_000_000, description="how many are taken over; all of them where you do not say"
    )


class PhraseWindow(Schema):
    """By place on the mural (strips from ``from_position`` to ``to_position``, both included, and the layers over
    them), or back in time (``before`` an ordinal)."""

    from_position: int | None = Field(default=None, ge=0, le=10_000_000)
    to_position: int | None = Field(default=None, ge=0, le=10_000_000)
    before: int | None = Field(default=None, ge=1, le=10_000_000)
    limit: int = Field(default=40, ge=1, le=LIMIT_MAX)


class Phrases(Schema):
    phrases: list[PhrasePart]


class EventWindow(Schema):
    after: int = Field(default=0, ge=0, le=2**53, description="the newest `seq` you have")
    limit: int = Field(default=EVENTS_MAX, ge=1, le=EVENTS_MAX)


@router.get("/rooms", response={200: RoomPage, READ_ERRORS: ErrorResponse}, summary="Your rooms")
def list_rooms(request: HttpRequest, query: Query[PageQuery]) -> RoomPage:
    """The rooms in which you have a seat, the one you came to last first."""
    seats = Narrator.objects.filter(authenticated_visitor(request).owns(), removed_at=None).select_related(
        "room__world__finish_gallery"
    )
    found, following = page_of(seats, "joined_at", query)
    return RoomPage(items=[_card(seat) for seat in found], next=following)


@router.post("/rooms", response={201: RoomCard, WRITE_ERRORS: ErrorResponse}, summary="Open a room")
def open_room(request: HttpRequest, body: NewRoom) -> Status[RoomCard]:
    """You are its host, and its first world begins."""
    host = rooms.open_room(
        authenticated_visitor(request),
        name=body.name,
        narrator=body.narrator,
        mode=body.mode,
        seconds=body.turn_seconds,
        art_style=body.art_style,
        language=body.language,
    )
    return Status(201, _card(host))


@router.post("/rooms/{code}/join", response={200: RoomCard, WRITE_ERRORS: ErrorResponse}, summary="Join a room")
def join_room(request: HttpRequest, code: str, body: JoinRoom) -> RoomCard:
    """Sit down in a room whose code you were told. Joining again changes nothing."""
    room = access.room_by_code(code)
    return _card(
        rooms.join_room(authenticated_visitor(request), room, name=body.name, colour=body.colour, watch=body.watch)
    )


@router.get("/rooms/{code}", response={200: RoomNow, READ_ERRORS: ErrorResponse}, summary="A room as it is")
def read_room(request: HttpRequest, response: HttpResponse, code: str) -> RoomNow | HttpResponse:
    """Its narrators, its floor, its world and the newest phrases.
    Sent again with `If-None-Match`, it costs next to nothing."""
    seat = _seat(request, code)
    if same := not_modified(request, response, f"{seat.room.seq}-{seat.id.hex}"):
        return same
    return RoomNow(you=seat.id.hex, snapshot=snapshot_for(seat.id)[0])


@router.get(
    "/rooms/{code}/events", response={200: RoomEvents, READ_ERRORS: ErrorResponse}, summary="What happened since"
)
def room_events(request: HttpRequest, code: str, window: Query[EventWindow]) -> RoomEvents:
    """The room's durable events after one that you have, oldest first, without gaps.
    They begin with your arrival, or with the world that the room weaves now where you missed how it began.
    What was taken down or put in other words since is not in them."""
    seat = _seat(request, code)
    after = max(window.after, seat.history_from)
    rows = Event.objects.filter(room=seat.room, seq__gt=after).order_by("seq")[: window.limit]
    return RoomEvents(
        events=[RoomEvent(seq=row.seq, name=row.name, at=row.at.timestamp(), payload=row.payload) for row in rows]
    )


@router.get(
    "/rooms/{code}/phrases",
    response={200: Phrases, READ_ERRORS: ErrorResponse},
    url_name="room_phrases",
    summary="Phrases of the room's world",
)
def room_phrases(request: HttpRequest, code: str, window: Query[PhraseWindow]) -> Phrases:
    """Phrases of the room's current world, oldest first; only for whoever sits in the room."""
    _, world = access.room_world_for(authenticated_visitor(request), code)
    rows = Phrase.objects.filter(world=world).select_related("narrator")
    if window.from_position is not None and window.to_position is not None:
        last = min(window.to_position, window.from_position + POSITIONS_MAX - 1)
        within = {"phrase": OuterRef("pk"), "position__gte": window.from_position, "position__lte": last}
        strips, layers = (Exists(table.objects.hanging().filter(**within)) for table in (Strip, Layer))
        here = rows.filter(strips | layers)
        return Phrases(phrases=phrase_parts(here.order_by("ordinal")))
    if window.before is not None:
        rows = rows.filter(ordinal__lt=window.before)
    return Phrases(phrases=phrase_parts(rows.order_by("-ordinal")[: window.limit])[::-1])


@router.post("/rooms/{code}/phrases", response={201: PhrasePart, WRITE_ERRORS: ErrorResponse}, summary="Say a phrase")
def say_phrase(
    request: HttpRequest,
    code: str,
    body: NewPhrase,
    key: Annotated[
        CommandId | None,
        Header(alias="Idempotency-Key", description="of your own; the same one sent again has no second effect"),
    ] = None,
) -> Status[PhrasePart]:
    """A typed phrase, for whoever has the turn. Its words are there at once; its strip follows."""
    seat = _seat(request, code)

    def say() -> dict[str, str]:
        return {"id": phrases.say_phrase(seat.room.id, seat.id, body.text).id.hex}

    said = say() if key is None else run_once(seat.id, key, say)
    return Status(201, phrase_part(Phrase.objects.get(pk=uuid.UUID(said["id"]))))


@router.post("/rooms/{code}/turn/take", response={200: FloorPart, WRITE_ERRORS: ErrorResponse}, summary="Take the turn")
def take_turn(request: HttpRequest, code: str) -> FloorPart:
    seat = _seat(request, code)
    turns.take_turn(seat.room.id, seat.id)
    return _floor(seat)


@router.post(
    "/rooms/{code}/turn/pass", response={200: FloorPart, WRITE_ERRORS: ErrorResponse}, summary="Pass the turn on"
)
def pass_turn(request: HttpRequest, code: str, body: EndsTurn | None = None) -> FloorPart:
    seat = _seat(request, code)
    turns.pass_turn(seat.room.id, seat.id, turn=None if body is None else body.turn)
    return _floor(seat)


@router.post("/rooms/{code}/turn/skip", response={200: FloorPart, WRITE_ERRORS: ErrorResponse}, summary="Skip the turn")
def skip_turn(request: HttpRequest, code: str, body: SkipTurn) -> FloorPart:
    """The host ends the running turn."""
    seat = _seat(request, code)
    whose = None if body.narrator is None else uuid.UUID(body.narrator)
    turns.skip_turn(seat.room.id, seat.id, whose, turn=body.turn)
    return _floor(seat)


@router.post("/rooms/{code}/turn/give", response={200: FloorPart, WRITE_ERRORS: ErrorResponse}, summary="Give the turn")
def give_turn(request: HttpRequest, code: str, body: GiveTurn) -> FloorPart:
    """The host gives the turn to a narrator."""
    seat = _seat(request, code)
    turns.give_turn(seat.room.id, seat.id, uuid.UUID(body.narrator), body.voice, turn=body.turn)
    return _floor(seat)


@router.post("/rooms/{code}/turn/swap", response={200: FloorPart, WRITE_ERRORS: ErrorResponse}, summary="Swap voices")
def swap_voices(request: HttpRequest, code: str, body: EndsTurn | None = None) -> FloorPart:
    """One of a duet changes places with the other."""
    seat = _seat(request, code)
    turns.swap_voices(seat.room.id, seat.id, turn=None if body is None else body.turn)
    return _floor(seat)


@router.post("/rooms/{code}/hand/raise", response={200: FloorPart, WRITE_ERRORS: ErrorResponse}, summary="Raise a hand")
def raise_hand(request: HttpRequest, code: str) -> FloorPart:
    """Ask for the turn that somebody else has."""
    seat = _seat(request, code)
    turns.raise_hand(seat.room.id, seat.id)
    return _floor(seat)


@router.post(
    "/rooms/{code}/hand/lower", response={200: FloorPart, WRITE_ERRORS: ErrorResponse}, summary="Lower the hand"
)
def lower_hand(request: HttpRequest, code: str) -> FloorPart:
    seat = _seat(request, code)
    turns.lower_hand(seat.room.id, seat.id)
    return _floor(seat)


@router.post("/rooms/{code}/finish", response={202: WorldPart, WRITE_ERRORS: ErrorResponse}, summary="Finish the world")
def finish_world(request: HttpRequest, code: str, body: FinishWorld) -> Status[WorldPart]:
    """The host has the room's world stitched, named and hung.
    `state` and `progress` of the room's world say how far it is."""
    seat = _seat(request, code)
    world = finishing.finish_world(
        seat.room.id, seat.id, gallery=body.gallery, visibility=body.visibility, title_hint=body.title_hint
    )
    return Status(202, world_part(world))


@router.post(
    "/rooms/{code}/worlds", response={201: WorldPart, WRITE_ERRORS: ErrorResponse}, summary="Begin the next world"
)
def start_world(request: HttpRequest, code: str) -> Status[WorldPart]:
    """The host begins another world once the last one is finished."""
    seat = _seat(request, code)
    rooms.start_world(seat.room.id, seat.id)
    return Status(201, world_part(current_world(Room.objects.get(pk=seat.room.id))))


@router.post("/worlds/{slug}/weave-on", response={201: RoomCard, WRITE_ERRORS: ErrorResponse}, summary="Weave on")
def weave_on(request: HttpRequest, slug: str, body: WeaveOn) -> Status[RoomCard]:
    """Open a new room in which a finished world goes on, whole or from one of its strips.
    The original stays as it is."""
    visitor = authenticated_visitor(request)
    original = access.world_for(visitor, slug)
    host = remixes.weave_on(visitor, original, name=body.name, narrator=body.narrator, strips=body.strips)
    return Status(201, _card(host))


def _seat(request: HttpRequest, code: str) -> Narrator:
    """The visitor's seat. Whoever reads or changes a room counts as present for a while, can get the turn, and takes
    part in its world."""
    seat = access.seat_for(authenticated_visitor(request), code)
    if participation.arrive(seat.room_id, seat.id):
        seat.refresh_from_db(fields=["history_from"])
    with contextlib.suppress(redis.RedisError):  # turns move without it
        presence.renew(seat.room.id.hex, [(seat.id.hex, seat.role == Narrator.Role.SPECTATOR, "api")])
    return seat


def _floor(seat: Narrator) -> FloorPart:
    return floor_part(Room.objects.get(pk=seat.room.id))


def _card(seat: Narrator) -> RoomCard:
    world = seat.room.world
    assert world is not None  # a room always has one
    part = world_part(world)
    return RoomCard(
        code=seat.room.code,
        name=seat.room.name,
        you=seat.id.hex,
        role=narrator_part(seat).role,
        page=f"/r/{seat.room.code}",
        world=part if access.may_see_in_room(seat, world) else unseen(part),
    )
