"""Search over the worlds that may be listed for you: titles, descriptions, narration, narrators, art styles."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from worlds.api.authentication import authenticated_visitor
from worlds.api.responses import READ_ERRORS, ApiError, ErrorResponse, PageQuery, read_cursor, write_cursor
from worlds.api.worlds import WorldPage, world_card
from worlds.search.query import QUERY_CHARS_MAX, search_worlds

FOUND_MAX = 1000
"""Worlds of one search that can be paged through."""

router = Router(tags=["search"])


class SearchQuery(PageQuery):
    q: str = Field(
        min_length=1,
        max_length=QUERY_CHARS_MAX,
        description='words; "a phrase", -without, one or other; a misspelt word finds what is spelt nearly so',
    )


@router.get("/search", response={200: WorldPage, READ_ERRORS: ErrorResponse}, summary="Search worlds")
def search(request: HttpRequest, query: Query[SearchQuery]) -> WorldPage:
    """Best first. Any string is a query; one without words finds nothing."""
    start = 0
    if query.cursor is not None:
        match read_cursor(query.cursor):
            case [int(start)] if 0 <= start < FOUND_MAX:
                pass
            case _:
                raise ApiError(422, "api.cursor", "This cursor is not one of ours. Begin without one.")
    found = list(search_worlds(authenticated_visitor(request), query.q)[start : start + query.limit + 1])
    following = start + query.limit
    more = len(found) > query.limit and following < FOUND_MAX
    return WorldPage(
        items=[world_card(world) for world in found[: query.limit]], next=write_cursor(following) if more else None
    )
