"""``{% for cover in gallery|covers %}``: the pictures that stand for a gallery in a list."""

from django import template

from worlds.models import Gallery, World
from worlds.reading.media import cover_url

COVERS = 3

register = template.Library()


@register.filter
def covers(gallery: Gallery) -> list[str]:
    """URLs of the chosen cover and of the first worlds'; for galleries of ``pages.with_covers``."""
    first = [World(**columns) for columns in gallery.first_covers]  # type: ignore[attr-defined]
    chosen = gallery.cover_world
    if chosen is not None and chosen.hidden_at is None:
        first = [chosen, *(world for world in first if world.slug != chosen.slug)]
    return [cover_url(world) for world in first if world.cover][:COVERS]
