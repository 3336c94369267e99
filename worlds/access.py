"""The only door to rooms, worlds and galleries. "Not yours" is answered the same way as "not there".

A visitor is a browser (a guest id in its signed session) and, if signed in, an account. A room opens to whoever sits in
it; its code is the invitation. A world opens to those who took part and to everyone its galleries let in.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from worlds.models import Bringing, Curator, Gallery, Hanging, Narrator, Room, Visibility, World

GUEST_KEY = "guest"
"""Where the session keeps the guest id."""
FORMER_KEY = "former"
"""Where a signed-in session keeps the guest ids that its browser had before:
sockets that were opened then go by them."""
LOGIN_KEY = "login"
"""Where a signed-in session keeps the id of its login (``worlds.sessions``)."""


class NotFound(Exception):
    """Not there, or not this visitor's."""


@dataclass(frozen=True)
class Visitor:
    guest: uuid.UUID
    user: AbstractBaseUser | AnonymousUser | None = None
    address: str | None = field(default=None, compare=False)
    """Where their request came from, for limits; none for a command on the machine itself."""

    @property
    def account(self) -> Any | None:
        """The signed-in account, or none."""
        return self.user if self.user is not None and self.user.is_authenticated else None

    @property
    def limit_key(self) -> str:
        """What limits count by: one account on however many devices, else one guest."""
        return self.guest.hex if self.account is None else f"account-{self.account.pk}"

    def owns(self, field: str = "") -> Q:
        """Rows whose ``guest`` or ``user`` is this visitor; ``field`` is a prefix such as ``narrator__``."""
        mine = Q(**{f"{field}guest": self.guest})
        if self.account is not None:
            mine |= Q(**{f"{field}user": self.account})
        return mine


def visitor_of(request: HttpRequest) -> Visitor:
    """Who is asking. A browser seen for the first time gets its guest id here; who came by a token is known already."""
    known = getattr(request, "visitor", None)
    if isinstance(known, Visitor):
        return known
    return Visitor(guest=guest_of(request.session), user=request.user, address=address_of(request))


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind the proxy of an https service, what that proxy said last."""
    said = request.headers.get("X-Forwarded-For", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return said.rsplit(",", 1)[-1].strip()[:64] or str(request.META.get("REMOTE_ADDR", ""))


def guest_of(session: Any) -> uuid.UUID:
    known = session.get(GUEST_KEY)
    if known is None:
        known = uuid.uuid4().hex
        session[GUEST_KEY] = known
    return uuid.UUID(known)


def _normalised(code: str) -> str:
    """The code as rooms have it; what somebody typed or put into an address may be anything. Raises ``NotFound``."""
    code = code.strip().upper()
    if not (code.isascii() and code.isalnum()):
        raise NotFound(code)
    return code


def room_by_code(code: str) -> Room:
    """The room behind a code, for somebody who was told it. Codes are read in any case. Raises ``NotFound``."""
    room = Room.objects.filter(code=_normalised(code)).first()
    if room is None:
        raise NotFound(code)
    return room


def seat_for(visitor: Visitor, code: str) -> Narrator:
    """The visitor's seat in a room (``seat.room`` is the room).
    Raises ``NotFound`` without one, removed ones included."""
    seat = (
        Narrator.objects.select_related("room")
        .filter(visitor.owns(), room__code=_normalised(code), removed_at=None)
        .order_by("joined_at")
        .first()
    )
    if seat is None:
        raise NotFound(code)
    return seat


def room_for(visitor: Visitor, code: str) -> Room:
    """A room this visitor sits in. Raises ``NotFound``."""
    return seat_for(visitor, code).room


def _took_part(visitor: Visitor) -> Q:
    seats = Narrator.objects.filter(visitor.owns(), removed_at=None)
    return Q(room__in=seats.values("room"))


def _open_to(visitor: Visitor, *visibilities: str) -> Q:
    galleries = Gallery.objects.filter(Q(visibility__in=visibilities) | _curated_by(visitor), hidden_at=None)
    # Asked of each world that is looked at, not worked out for all of them first: lists read a page of worlds, not all.
    return Q(Exists(Hanging.objects.filter(world=OuterRef("pk"), gallery__in=galleries)))


def _visible_worlds() -> QuerySet[World]:
    """Finished worlds that no admin took out of sight, without what only the search reads."""
    return World.objects.filter(state=World.State.FINISHED, hidden_at=None).defer("search")


def _checked_slug(slug: str) -> str:
    """The slug as it may be asked for.
    Raises ``NotFound``: PostgreSQL knows no text with NUL and says so with an error."""
    if "\0" in slug:
        raise NotFound(slug)
    return slug


def world_for(visitor: Visitor, slug: str) -> World:
    """A finished world this visitor may see. Raises ``NotFound``."""
    seen = _took_part(visitor) | _open_to(visitor, Visibility.LINK, Visibility.PUBLIC)
    world = _visible_worlds().filter(seen, slug=_checked_slug(slug)).first()
    if world is None:
        raise NotFound(slug)
    return world


def own_world_for(visitor: Visitor, slug: str) -> World:
    """A finished world that this visitor took part in, so that they may have things made of it. Raises ``NotFound``."""
    world = worlds_of(visitor).filter(slug=_checked_slug(slug)).first()
    if world is None:
        raise NotFound(slug)
    return world


def worlds_for(visitor: Visitor) -> QuerySet[World]:
    """Finished worlds that may be listed for this visitor: the public ones and their own. Newest first."""
    return _visible_worlds().filter(_took_part(visitor) | _open_to(visitor, Visibility.PUBLIC)).order_by("-finished_at")


def worlds_of(visitor: Visitor) -> QuerySet[World]:
    """Finished worlds this visitor took part in. Newest first."""
    return _visible_worlds().filter(_took_part(visitor)).order_by("-finished_at")


def worlds_narrated_by(visitor: Visitor) -> QuerySet[World]:
    """Finished worlds of rooms where this visitor sat to narrate, not only to watch: they may say where these hang.
    Newest first."""
    seats = Narrator.objects.filter(visitor.owns(), removed_at=None).exclude(role=Narrator.Role.SPECTATOR)
    return _visible_worlds().filter(room__in=seats.values("room")).order_by("-finished_at")


def public_worlds() -> QuerySet[World]:
    """Finished worlds in public galleries. Newest first."""
    public = Hanging.objects.filter(
        world=OuterRef("pk"), gallery__visibility=Visibility.PUBLIC, gallery__hidden_at=None
    )
    return _visible_worlds().filter(Exists(public)).order_by("-finished_at")


def _curated_by(visitor: Visitor) -> Q:
    """Galleries that are this visitor's, or that their owner lets them curate."""
    theirs = visitor.owns()
    if visitor.account is not None:
        theirs |= Q(pk__in=Curator.objects.filter(user=visitor.account).values("gallery"))
    return theirs


def gallery_for(visitor: Visitor, slug: str) -> Gallery:
    """A gallery this visitor may see: public, by link, theirs, or curated by them. Raises ``NotFound``."""
    visible = Q(visibility__in=(Visibility.LINK, Visibility.PUBLIC)) | _curated_by(visitor)
    gallery = Gallery.objects.filter(visible, slug=_checked_slug(slug), hidden_at=None).first()
    if gallery is None:
        raise NotFound(slug)
    return gallery


def galleries_for(visitor: Visitor) -> QuerySet[Gallery]:
    """Galleries that may be listed for this visitor: the public ones, their own and those they curate. Newest first."""
    return _listed_galleries(Q(visibility=Visibility.PUBLIC) | _curated_by(visitor))


def galleries_of(visitor: Visitor) -> QuerySet[Gallery]:
    """This visitor's own galleries. Newest first."""
    return _listed_galleries(visitor.owns())


def galleries_curated_by(visitor: Visitor) -> QuerySet[Gallery]:
    """Galleries where this visitor may hang worlds: their own and those they curate. Newest first."""
    return _listed_galleries(_curated_by(visitor))


def public_galleries() -> QuerySet[Gallery]:
    """Galleries that everybody may find. Newest first."""
    return _listed_galleries(Q(visibility=Visibility.PUBLIC))


def _listed_galleries(which: Q) -> QuerySet[Gallery]:
    return Gallery.objects.filter(which, hidden_at=None).defer("search").order_by("-created_at")


def visible_hangings(gallery: Gallery) -> QuerySet[Hanging]:
    """The worlds that can be seen in a gallery, in the order they hang in, each as its ``Hanging``."""
    return Hanging.objects.filter(gallery=gallery, world__state=World.State.FINISHED, world__hidden_at=None).order_by(
        "rank", "pk"
    )


def import_for(visitor: Visitor, bringing_id: uuid.UUID) -> Bringing:
    """An archive that this visitor brings in. Raises ``NotFound``."""
    bringing = imports_of(visitor).filter(pk=bringing_id).first()
    if bringing is None:
        raise NotFound(str(bringing_id))
    return bringing


def imports_of(visitor: Visitor) -> QuerySet[Bringing]:
    """The archives that this visitor's account brings in, as long as they are remembered. Newest first."""
    if visitor.account is None:
        return Bringing.objects.none()
    return Bringing.objects.filter(user=visitor.account).select_related("world").order_by("-asked_at")
