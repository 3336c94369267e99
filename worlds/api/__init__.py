"""The HTTP API under ``/api/``: rooms, worlds, exports, archives, galleries, search, questions,
reports and tokens, a module each.

It does what pages and the socket do, through the same actions and the same access rules; nothing here changes a row
itself. The schema at ``/api/openapi.json`` is written from these modules, the page at ``/api/docs`` from the schema.
"""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from worlds.api import archives, exports, galleries, questions, reports, rooms, search, tokens, worlds
from worlds.api.authentication import BySession, ByToken
from worlds.api.responses import answer_troubles

ABOUT = """Do with a program what people do on the pages: open rooms, weave along, look at worlds, hang them in galleries.

Send a token of your account as `Authorization: Bearer ll_…`; make one at `/tokens`. What is public needs none. The pages of this service
use their session instead.

Errors are always `{"code": "turn.not_yours", "message": "It is not your turn."}`. 404 says that there is no such thing or that it is not
yours, 409 that it does not fit the story as it is, 422 that a field does not fit, 429 when to come back.

Lists come in pages; `next` is the `cursor` of the page that follows. Addresses of pictures and files are paths of this service.
"""


class StoryAPI(NinjaAPI):
    """The API, whose schema says that reading needs nobody's name where something is public."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            if "get" in path:
                path["get"].setdefault("security", []).append({})
        return schema


api = StoryAPI(
    title="Lightloom",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,
    auth=[ByToken(), BySession()],
)
answer_troubles(api)
for module in (rooms, worlds, exports, archives, galleries, search, questions, reports, tokens):
    api.add_router("", module.router)
