"""``{% for cover in gallery|covers %}``: the pictures that stand for a gallery in a list."""

from django import template

from worlds.models import Gallery

COVERS = 3

register = template.Library()


@register.filter
def covers(gallery: Gallery) -> list[str]:
    """Storage keys of the chosen cover and of the first worlds'; for galleries of ``pages.with_covers``."""
    first: list[str] = gallery.first_covers  # type: ignore[attr-defined]
    chosen = gallery.cover_world
    if chosen is not None and chosen.hidden_at is None:
        first = [chosen.cover, *(cover for cover in first if cover != chosen.cover)]
    return [cover for cover in first if cover][:COVERS]
