"""The narration as WebVTT and SubRip: timed like the world's film if there is one, else for reading.

WebVTT says who speaks in its voice spans, SubRip in the text.
"""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from inference.contract.files.subtitle_files import Cue, read_vtt, write_srt, write_vtt
from worlds.access import visitor_of, world_for
from worlds.models import World
from worlds.reading.cues import film_time_cues, in_lines, reading_time_cues
from worlds.reading.makings import final_making
from worlds.reading.mural import mural_strips, narration_lines


@require_safe
def narration_vtt(request: HttpRequest, slug: str) -> HttpResponse:
    world = world_for(visitor_of(request), slug)
    return _file(f"{slug}.vtt", "text/vtt", write_vtt(in_lines(_cues(world))))


@require_safe
def narration_srt(request: HttpRequest, slug: str) -> HttpResponse:
    world = world_for(visitor_of(request), slug)
    return _file(f"{slug}.srt", "application/x-subrip", write_srt(in_lines(_cues(world), named=True)))


def _file(name: str, media_type: str, text: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-cache"
    return response


def _cues(world: World) -> list[Cue]:
    film = _film_cues(world)
    if film is not None:
        return film_time_cues(film)
    return reading_time_cues((line.narrator, line.text) for line in narration_lines(mural_strips(world)))


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
