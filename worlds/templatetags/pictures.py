"""``{{ world.cover|picture }}``: the URL of a stored picture, in templates."""

from django import template

from worlds.reading.media import media_url

register = template.Library()
register.filter("picture", media_url)
