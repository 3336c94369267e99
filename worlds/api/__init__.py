"""The HTTP API under ``/api/``, a module for each kind of resource.

It does what pages and the socket do, through the same actions and the same access rules; nothing here changes a row
itself. The schema at ``/api/openapi.json`` is generated from these modules, the page at ``/api/docs`` from the schema.
"""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from worlds.api import archives, exports, galleries, questions, reports, rooms, search, tokens, worlds
from worlds.api.authentication import BySession, ByToken
from worlds.api.responses import add_error_handlers

DESCRIPTION = (
    "Do with a program what people do on the pages: open rooms, weave along, look at worlds, hang them in galleries.\n"
    "\n"
    "Send a token of your account as `Authorization: Bearer ll_…`; make one at `/tokens`. "
    "What is public needs none. The pages of this service\n"
    "use their session instead.\n"
    "\n"
    'Errors are always `{"code": "turn.not_yours", "message": "It is not your turn."}`. '
    "404 says that there is no such thing or that it is not\n"
    "yours, 409 that it does not fit the story as it is, 422 that a field does not fit, 429 when to come back.\n"
    "\n"
    "Lists come in pages; `next` is the `cursor` of the page that follows. "
    "Addresses of pictures and files are paths of this service.\n"
)


class StoryAPI(NinjaAPI):
    """The API. What answers GET answers HEAD too, which the schema leaves out; it says that public things
    can be read without authentication.
    """

    def add_router(self, prefix: str, router: Any, **options: Any) -> None:
        for view in router.path_operations.values():
            for operation in view.operations:
                if "GET" in operation.methods:
                    operation.methods.append("HEAD")
        super().add_router(prefix, router, **options)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            path.pop("head", None)
            if "get" in path:
                path["get"].setdefault("security", []).append({})
        return schema


api = StoryAPI(
    title="Lightloom",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    auth=[ByToken(), BySession()],
)
add_error_handlers(api)
for module in (rooms, worlds, exports, archives, galleries, search, questions, reports, tokens):
    api.add_router("", module.router)
