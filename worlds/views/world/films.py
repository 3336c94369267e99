"""The world page's part called ``film``: the state of both cuts, and the player for one that is made."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from inference.contract.makings.kinds import MAKING_KINDS
from worlds.access import Visitor
from worlds.models import Making, World
from worlds.reading.makings import making_as_json

CUTS = [record for record in MAKING_KINDS.values() if record.film_cut]


def film_panel(request: HttpRequest, visitor: Visitor, world: World) -> dict[str, Any]:
    """What ``templates/worlds/_film.html`` needs."""
    makings = {making.kind: making for making in world.makings.filter(kind__in=[cut.kind for cut in CUTS])}
    cuts: list[dict[str, Any]] = [
        {
            "kind": cut.kind,
            "name": cut.label,
            "making": making_as_json(makings[cut.kind]) if cut.kind in makings else None,
        }
        for cut in CUTS
    ]
    made = next((cut for cut in cuts if cut["making"] and cut["making"]["state"] == Making.State.MADE), None)
    files = {file["name"]: file for file in made["making"]["files"]} if made and made["making"] else {}
    return {
        "film": {
            "cuts": cuts,
            "shown": files and {"film": files["film.mp4"], "files": files},
            "begun": any(making.state == Making.State.MAKING for making in makings.values()),
            "data": {
                "page": reverse("world", args=[world.slug]),
                "slug": world.slug,
                "makings": {cut["kind"]: cut["making"] for cut in cuts if cut["making"]},
            },
        }
    }
