"""The HTTP API under ``/api/``: what pages fetch beside the socket."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError
from pydantic import Field

from worlds import access
from worlds.events import PhrasePart
from worlds.models import Layer, Phrase, Strip
from worlds.snapshots import current_world, phrase_parts

POSITIONS_MAX = 60
LIMIT_MAX = 100

api = NinjaAPI(title="Lightloom", version="1", urls_namespace="api", docs_url=None)


class PhraseWindow(Schema):
    """By place on the mural (strips from ``from_position`` to ``to_position``, both included, and the layers over them), or back in time (``before`` an ordinal)."""

    from_position: int | None = Field(default=None, ge=0, le=10_000_000)
    to_position: int | None = Field(default=None, ge=0, le=10_000_000)
    before: int | None = Field(default=None, ge=1, le=10_000_000)
    limit: int = Field(default=40, ge=1, le=LIMIT_MAX)


class Phrases(Schema):
    phrases: list[PhrasePart]


@api.get("/rooms/{code}/phrases", response=Phrases, url_name="room_phrases")
def room_phrases(request: HttpRequest, code: str, window: Query[PhraseWindow]) -> Phrases:
    """Phrases of the room's current world, oldest first; only for whoever sits in the room."""
    try:
        room = access.room_for(access.visitor_of(request), code)
    except access.NotFound:
        raise HttpError(404, "There is no such room.") from None
    phrases = Phrase.objects.filter(world=current_world(room)).select_related("narrator")
    if window.from_position is not None and window.to_position is not None:
        last = min(window.to_position, window.from_position + POSITIONS_MAX - 1)
        within = {"taken_down_at": None, "position__gte": window.from_position, "position__lte": last}
        strips, layers = Strip.objects.filter(**within), Layer.objects.filter(**within)
        here = phrases.filter(
            Exists(strips.filter(phrase=OuterRef("pk"))) | Exists(layers.filter(phrase=OuterRef("pk")))
        )
        return Phrases(phrases=phrase_parts(here.order_by("ordinal")))
    if window.before is not None:
        phrases = phrases.filter(ordinal__lt=window.before)
    return Phrases(phrases=phrase_parts(phrases.order_by("-ordinal")[: window.limit])[::-1])
