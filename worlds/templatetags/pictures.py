"""``{{ world|cover }}``: the URL of a world's cover, in templates."""

from django import template

from worlds.reading.media import cover_url

register = template.Library()
register.filter("cover", cover_url)
