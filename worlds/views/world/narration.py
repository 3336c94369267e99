"""The narration as WebVTT and SubRip: timed like the world's film if there is one, else for reading."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from inference.contract.files.subtitle_files import Cue, read_vtt, write_srt, write_vtt
from worlds.access import visitor_of, world_for
from worlds.models import World
from worlds.reading.cues import reading_time_cues
from worlds.reading.makings import final_making
from worlds.reading.mural import mural_strips, narration_lines


@require_safe
def narration_vtt(request: HttpRequest, slug: str) -> HttpResponse:
    return _narration_file(request, slug, write_vtt, "vtt", "text/vtt")


@require_safe
def narration_srt(request: HttpRequest, slug: str) -> HttpResponse:
    return _narration_file(request, slug, write_srt, "srt", "application/x-subrip")


def _narration_file(
    request: HttpRequest, slug: str, write: Callable[[list[Cue]], str], ending: str, kind: str
) -> HttpResponse:
    world = world_for(visitor_of(request), slug)
    cues = _film_cues(world)
    if cues is None:
        lines = narration_lines(mural_strips(world))
        cues = reading_time_cues((line.narrator if line.new_speaker else "", line.text) for line in lines)
    response = HttpResponse(write(cues), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.{ending}"'
    response["Cache-Control"] = "no-cache"
    return response


def _film_cues(world: World) -> list[Cue] | None:
    """The cues of the world's film; None without a film, or where its text track cannot be read."""
    film = final_making(world, "film")
    words = next((file["key"] for file in film.files if file["name"] == "film.vtt"), None) if film else None
    if words is None:
        return None
    try:
        with default_storage.open(words) as file:
            return read_vtt(file.read().decode())
    except (OSError, UnicodeDecodeError):
        return None
