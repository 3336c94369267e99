"""RSS and Atom feeds of finished worlds: of everything public, and of one public gallery. Newest first, with covers.

Galleries by link have no feed: their address is their key, and feed readers pass addresses on.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure

from worlds.access import public_galleries, public_worlds, visible_hangings
from worlds.models import Gallery, World
from worlds.reading.media import cover_url
from worlds.views.addresses import absolute_url

ITEMS = 40
SIZE_CACHED_SECONDS = 30 * 24 * 3600


class WorldsRss(Feed):
    """Every public world. Addresses are under the public URL where one is set."""

    request: HttpRequest

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Django has one feed object for all requests; the methods for items need the request for absolute URLs.
        feed = type(self)()
        feed.request = request
        response = super(WorldsRss, feed).__call__(request, *args, **kwargs)
        response["Cache-Control"] = "public, max-age=300"
        return response

    def title(self, obj: Any) -> str:
        return "Lightloom: new worlds"

    def description(self, obj: Any) -> str:
        return "Painted worlds, told aloud and finished."

    def subtitle(self, obj: Any) -> str:
        return self.description(obj)

    def link(self, obj: Any) -> str:
        return absolute_url(self.request, reverse("galleries"))

    def feed_url(self, obj: Any) -> str:
        return absolute_url(self.request, self.request.path)

    def items(self, obj: Any) -> list[World]:
        return list(public_worlds()[:ITEMS])

    def item_title(self, item: Any) -> str:
        return _xml_text(item.title)

    def item_description(self, item: Any) -> str:
        return _xml_text(item.description)

    def item_link(self, item: Any) -> str:
        return absolute_url(self.request, reverse("world", args=[item.slug]))

    def item_author_name(self, item: Any) -> str:
        return _xml_text(", ".join(str(credit["name"]) for credit in item.credits))

    def item_categories(self, item: Any) -> list[str]:
        return item.art_styles

    def item_pubdate(self, item: Any) -> datetime | None:
        return item.finished_at

    def item_updateddate(self, item: Any) -> datetime | None:
        return item.finished_at

    def item_enclosures(self, item: Any) -> list[Enclosure]:
        if not item.cover:
            return []
        url = absolute_url(self.request, cover_url(item))
        return [Enclosure(url, str(_size(item.cover)), "image/jpeg")]


class GalleryRss(WorldsRss):
    """A public gallery's worlds, those hung last first."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Gallery:
        gallery = public_galleries().filter(slug=kwargs["slug"]).first()
        if gallery is None:
            raise Http404
        return gallery

    def title(self, obj: Any) -> str:
        return _xml_text(f"{obj.name} · Lightloom")

    def description(self, obj: Any) -> str:
        return _xml_text(obj.description) or f"{obj.name}, a gallery of painted worlds."

    def link(self, obj: Any) -> str:
        return absolute_url(self.request, reverse("gallery", args=[obj.slug]))

    def items(self, obj: Any) -> list[World]:
        hung: QuerySet[Any] = visible_hangings(obj).order_by("-hung_at", "-pk").select_related("world")
        return [hanging.world for hanging in hung.defer("world__search")[:ITEMS]]


class WorldsAtom(WorldsRss):
    feed_type = Atom1Feed


class GalleryAtom(GalleryRss):
    feed_type = Atom1Feed


def _xml_text(text: str) -> str:
    """``text`` without characters that XML does not allow."""
    return re.sub(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "", text)


def _size(key: str) -> int:
    """Bytes of a stored picture, 0 where it is missing. Cached, since the content of a key never changes."""

    def ask() -> int:
        try:
            return default_storage.size(key)
        except OSError:
            return 0

    return int(cache.get_or_set(f"bytes:{key}", ask, SIZE_CACHED_SECONDS) or 0)
