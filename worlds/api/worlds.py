"""Finished worlds: list and read them, their strips and narration, what is made from them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from inference.contract.geometry import HEIGHT, mural_width
from inference.contract.makings.kinds import MakingKind
from inference.contract.sound.score import StripScore
from worlds import access
from worlds.actions.gallery import likes as liking
from worlds.actions.world import addresses
from worlds.actions.world.makings import ask_making, cancel_making, remake
from worlds.actions.world.questions import keep_questions
from worlds.actions.world.remixes import let_weave_on
from worlds.api.authentication import authenticated_visitor
from worlds.api.responses import READ_ERRORS, WRITE_ERRORS, ErrorResponse, PageQuery, RequestBody, not_modified, page_of
from worlds.models import World
from worlds.reading.makings import making_as_json
from worlds.reading.media import cover_url, media_url
from worlds.reading.mural import content_version, hanging_strips, mural_strips, narration_lines
from worlds.reading.room import strip_score

STRIPS_MAX = 100

router = Router(tags=["worlds"])


class Credit(Schema):
    id: str = Field(description="narrator id; the same in the room's events")
    name: str
    colour: int = Field(description="index of a thread colour, 0 to 11")
    phrases: int


class WorldCard(Schema):
    id: str = Field(description="stays, whatever the world is called")
    slug: str = Field(description="names the world in addresses")
    title: str
    page: str = Field(description="path of its page")
    cover: str = Field(description="path of a picture of 1200 × 630 px, or empty")
    strips: int
    width: int = Field(description="of the mural, px")
    height: int = Field(description="of the mural, px")
    credits: list[Credit] = Field(description="who wove it, most phrases first")
    art_styles: list[str] = Field(description="of its strips, most used first")
    likes: int
    finished_at: float = Field(description="Unix seconds")


class WorldPage(Schema):
    items: list[WorldCard]
    next: str | None


class Panorama(Schema):
    url: str
    x: int = Field(description="px on the mural")
    width: int
    height: int
    bytes: int


class Skipped(Schema):
    position: int
    layer: bool = False
    reason: str


class WorldRead(WorldCard):
    description: str
    colours: list[str] = Field(description="of its palette, CSS hex, dominant first")
    panoramas: list[Panorama] = Field(description="JPEG, left to right")
    skipped: list[Skipped] = Field(description="what could not be stitched, and why")
    roots: list[dict[str, Any]] = Field(description="the worlds it was woven on from, nearest first")
    yours: bool = Field(description="you took part in it")
    keeps_questions: bool = Field(description="its questions are shown with it")
    lets_weave_on: bool = Field(description="whoever sees it may weave on from it; else only those who told it")


class ChangeWorld(RequestBody):
    keeps_questions: bool | None = Field(default=None, description="show its questions with it")
    lets_weave_on: bool | None = Field(default=None, description="let others weave on from it; for those who told it")


class Likes(Schema):
    likes: int = Field(description="how many like it now")


class PieceRead(Schema):
    x: int = Field(description="px on the mural")
    width: int
    view: str = Field(description="path of its picture")
    relief: str = Field(description="path of its relief, 192 px tall, 0 far to 255 near")
    text: str = Field(description="the phrase it was painted from")
    language: str = Field(description="what the text is in, as ISO 639-1")
    narrator: str
    colour: int = Field(description="index of a thread colour, 0 to 11")


class LayerRead(PieceRead):
    order: int = Field(description="a later layer lies over an earlier one")


class StripRead(PieceRead):
    position: int
    caption: str = Field(description="what is painted, for those who do not see it")
    score: StripScore = Field(description="what it sounds like")
    layers: list[LayerRead] = Field(description="painted over its canvas by a second voice, lowest first")


class StripWindow(Schema):
    from_position: int = Field(default=0, ge=0, le=10_000_000)
    limit: int = Field(default=STRIPS_MAX, ge=1, le=STRIPS_MAX)


class Strips(Schema):
    width: int = Field(description="of the mural, px")
    height: int
    items: list[StripRead] = Field(description="from left to right")
    next: int | None = Field(description="`from_position` of what follows")


class Line(Schema):
    position: int = Field(description="of the strip that was painted, or painted over")
    text: str
    language: str = Field(description="what the text is in, as ISO 639-1")
    narrator: str
    colour: int
    over: bool = Field(description="of the second voice")


class Narration(Schema):
    title: str
    lines: list[Line]


class MadeFile(Schema):
    name: str
    url: str = Field(description="path of the file; it never changes what it holds")
    type: str = Field(description="media type")
    bytes: int
    about: dict[str, Any]


class MakingRead(Schema):
    kind: MakingKind
    state: str = Field(description="making, made, failed or cancelled")
    stage: str = Field(description="what is being done now, in plain words")
    done: int
    of: int
    why: str = Field(description="it failed")
    files: list[MadeFile]


class Makings(Schema):
    items: list[MakingRead]


class AskMaking(RequestBody):
    again: bool = Field(default=False, description="anew, though it is there")


class WorldQuery(PageQuery):
    mine: bool = Field(default=False, description="only those you took part in")


@router.get("/worlds", response={200: WorldPage, READ_ERRORS: ErrorResponse}, summary="Worlds")
def list_worlds(request: HttpRequest, query: Query[WorldQuery]) -> WorldPage:
    """The public worlds and your own, the one finished last first."""
    visitor = authenticated_visitor(request)
    rows = access.worlds_of(visitor) if query.mine else access.worlds_for(visitor)
    found, following = page_of(rows, "finished_at", query)
    return WorldPage(items=[world_card(world) for world in found], next=following)


@router.get("/worlds/{slug}", response={200: WorldRead, READ_ERRORS: ErrorResponse}, summary="A world")
def read_world(request: HttpRequest, slug: str) -> WorldRead:
    return _read(authenticated_visitor(request), access.world_for(authenticated_visitor(request), slug))


@router.patch("/worlds/{slug}", response={200: WorldRead, WRITE_ERRORS: ErrorResponse}, summary="Change a world")
def change_world(request: HttpRequest, slug: str, body: ChangeWorld) -> WorldRead:
    """For those who took part in it."""
    visitor = authenticated_visitor(request)
    world = access.own_world_for(visitor, slug)
    if body.lets_weave_on is not None:
        let_weave_on(visitor, world, lets=body.lets_weave_on)
    if body.keeps_questions is not None:
        keep_questions(visitor, world, keeps=body.keeps_questions)
    return _read(visitor, world)


@router.post("/worlds/{slug}/address", response={200: WorldRead, WRITE_ERRORS: ErrorResponse}, summary="A new address")
def renew_world_address(request: HttpRequest, slug: str) -> WorldRead:
    """For those who told it: give it another slug, so that links to it and to its pictures stop working.
    It gets one by itself when it hangs in no open gallery any more."""
    visitor = authenticated_visitor(request)
    return _read(visitor, addresses.renew_world_address(visitor, access.checked(slug)))


@router.put("/worlds/{slug}/like", response={200: Likes, WRITE_ERRORS: ErrorResponse}, summary="Like a world")
def like_world(request: HttpRequest, slug: str) -> Likes:
    """A second time changes nothing."""
    visitor = authenticated_visitor(request)
    return Likes(likes=liking.like_world(visitor, access.world_for(visitor, slug).pk))


@router.delete(
    "/worlds/{slug}/like", response={200: Likes, WRITE_ERRORS: ErrorResponse}, summary="Like a world no longer"
)
def unlike_world(request: HttpRequest, slug: str) -> Likes:
    visitor = authenticated_visitor(request)
    return Likes(likes=liking.unlike_world(visitor, access.world_for(visitor, slug).pk))


@router.get("/worlds/{slug}/strips", response={200: Strips, READ_ERRORS: ErrorResponse}, summary="The mural's strips")
def read_strips(
    request: HttpRequest, response: HttpResponse, slug: str, window: Query[StripWindow]
) -> Strips | HttpResponse:
    world = access.world_for(authenticated_visitor(request), slug)
    if same := not_modified(request, response, content_version(world, f"{window.from_position} {window.limit}")):
        return same
    rows = list(hanging_strips(world).filter(position__gte=window.from_position)[: window.limit + 1])
    last = rows[window.limit].position if len(rows) > window.limit else None
    rows = rows[: window.limit]
    return Strips(
        width=mural_width(world.strip_count),
        height=HEIGHT,
        items=[
            StripRead(**asdict(woven), score=strip_score(row, row.phrase.direction, world.seed))
            for row, woven in zip(rows, mural_strips(world, rows), strict=True)
        ],
        next=last,
    )


@router.get("/worlds/{slug}/narration", response={200: Narration, READ_ERRORS: ErrorResponse}, summary="What was told")
def read_narration(request: HttpRequest, response: HttpResponse, slug: str) -> Narration | HttpResponse:
    """Every phrase from left to right, and after each what was painted over it. All of it at once."""
    world = access.world_for(authenticated_visitor(request), slug)
    if same := not_modified(request, response, content_version(world, "narration")):
        return same
    return Narration(
        title=world.title, lines=[Line.model_validate(asdict(line)) for line in narration_lines(mural_strips(world))]
    )


@router.get(
    "/worlds/{slug}/makings", response={200: Makings, READ_ERRORS: ErrorResponse}, summary="What is made of a world"
)
def read_makings(request: HttpRequest, slug: str) -> Makings:
    """Its tiles, depth, films and files: all that was ever asked for, and how far it is."""
    return _makings(access.world_for(authenticated_visitor(request), slug))


@router.post(
    "/worlds/{slug}/makings/{kind}", response={202: Makings, WRITE_ERRORS: ErrorResponse}, summary="Have something made"
)
def make(request: HttpRequest, slug: str, kind: MakingKind, body: AskMaking) -> Status[Makings]:
    """For those who took part in the world, since it costs minutes of work.
    What is there or on its way already is left as it is."""
    world = access.own_world_for(authenticated_visitor(request), slug)
    remake(world, kind) if body.again else ask_making(world, kind)
    return Status(202, _makings(world))


@router.delete(
    "/worlds/{slug}/makings/{kind}", response={200: Makings, WRITE_ERRORS: ErrorResponse}, summary="Stop making"
)
def stop_making(request: HttpRequest, slug: str, kind: MakingKind) -> Makings:
    world = access.own_world_for(authenticated_visitor(request), slug)
    cancel_making(world, kind)
    return _makings(world)


def world_card(world: World) -> WorldCard:
    return WorldCard(**_card_fields(world))


def _card_fields(world: World) -> dict[str, Any]:
    assert world.slug is not None and world.finished_at is not None
    return {
        "id": world.id.hex,
        "slug": world.slug,
        "title": world.title,
        "page": f"/worlds/{world.slug}",
        "cover": cover_url(world),
        "strips": world.strip_count,
        "width": mural_width(world.strip_count),
        "height": HEIGHT,
        "credits": world.credits,
        "art_styles": world.art_styles,
        "likes": world.like_count,
        "finished_at": world.finished_at.timestamp(),
    }


def _read(visitor: access.Visitor, world: World) -> WorldRead:
    return WorldRead(
        **_card_fields(world),
        description=world.description,
        colours=world.palette.get("colours", []),
        panoramas=[Panorama(url=media_url(world, part["key"]), **part) for part in world.panoramas],
        skipped=[Skipped(**skipped) for skipped in world.skipped],
        roots=[root | {"slug": access.reachable_slug(visitor, root["slug"])} for root in world.roots],
        yours=access.worlds_of(visitor).filter(pk=world.pk).exists(),
        keeps_questions=world.keeps_questions,
        lets_weave_on=world.lets_weave_on,
    )


def _makings(world: World) -> Makings:
    return Makings(
        items=[
            MakingRead.model_validate({"kind": making.kind} | making_as_json(making))
            for making in world.makings.order_by("kind")
        ]
    )
