"""Reports: say that a world or a gallery should not be seen; an admin decides."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status
from pydantic import Field, StringConstraints

from worlds import access
from worlds.actions.gallery.reports import TEXT_CHARS_MAX, report_content
from worlds.api.authentication import authenticated_visitor
from worlds.api.responses import WRITE_ERRORS, ErrorResponse, RequestBody
from worlds.wire.text_patterns import LINES
from worlds.wire.visible_text import Visible

Words = Annotated[
    str,
    StringConstraints(max_length=TEXT_CHARS_MAX, pattern=LINES),
    Visible,
]

router = Router(tags=["reports"])


class NewReport(RequestBody):
    reason: Literal["harmful", "private", "stolen", "other"] = Field(
        description="harmful or hateful; shows what is private; somebody else’s work; something else"
    )
    text: Words = ""


@router.post("/worlds/{slug}/reports", response={204: None, WRITE_ERRORS: ErrorResponse}, summary="Report a world")
def report_world(request: HttpRequest, slug: str, body: NewReport) -> Status[None]:
    """Somebody will look at it.
    Your second report of the same world takes the place of the first while that is open."""
    visitor = authenticated_visitor(request)
    report_content(visitor, access.world_for(visitor, slug), reason=body.reason, text=body.text)
    return Status(204, None)


@router.post("/galleries/{slug}/reports", response={204: None, WRITE_ERRORS: ErrorResponse}, summary="Report a gallery")
def report_gallery(request: HttpRequest, slug: str, body: NewReport) -> Status[None]:
    visitor = authenticated_visitor(request)
    report_content(visitor, access.gallery_for(visitor, slug), reason=body.reason, text=body.text)
    return Status(204, None)
