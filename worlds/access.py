"""The only door to rooms, worlds and galleries. "Not yours" is answered the same way as "not there".

A visitor is a browser (a guest id in its signed session) and, if signed in, an account. A room opens to whoever sits in it; its
code is the invitation. A world opens to those who took part and to everyone its galleries let in.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from worlds.models import Gallery, Narrator, Room, Visibility, World

GUEST_KEY = "guest"
"""Where the session keeps the guest id."""


class NotFound(Exception):
    """Not there, or not this visitor's."""


@dataclass(frozen=True)
class Visitor:
    guest: uuid.UUID
    user: AbstractBaseUser | AnonymousUser | None = None

    @property
    def account(self) -> Any | None:
        """The signed-in account, or none."""
        return self.user if self.user is not None and self.user.is_authenticated else None

    def owns(self, field: str = "") -> Q:
        """Rows whose ``guest`` or ``user`` is this visitor; ``field`` is a prefix such as ``narrator__``."""
        mine = Q(**{f"{field}guest": self.guest})
        if self.account is not None:
            mine |= Q(**{f"{field}user": self.account})
        return mine


def visitor_of(request: HttpRequest) -> Visitor:
    """Who is asking. A browser seen for the first time gets its guest id here."""
    return Visitor(guest=guest_of(request.session), user=request.user)


def guest_of(session: Any) -> uuid.UUID:
    known = session.get(GUEST_KEY)
    if known is None:
        known = uuid.uuid4().hex
        session[GUEST_KEY] = known
    return uuid.UUID(known)


def _written(code: str) -> str:
    """The code as rooms have it; what somebody typed or put into an address may be anything. Raises ``NotFound``."""
    code = code.strip().upper()
    if not (code.isascii() and code.isalnum()):
        raise NotFound(code)
    return code


def room_invited(code: str) -> Room:
    """The room behind a code, for somebody who was told it. Codes are read in any case. Raises ``NotFound``."""
    room = Room.objects.filter(code=_written(code)).first()
    if room is None:
        raise NotFound(code)
    return room


def seat_for(visitor: Visitor, code: str) -> Narrator:
    """The visitor's seat in a room (``seat.room`` is the room). Raises ``NotFound`` without one, removed ones included."""
    seat = (
        Narrator.objects.select_related("room")
        .filter(visitor.owns(), room__code=_written(code), removed_at=None)
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
    galleries = Gallery.objects.filter(Q(visibility__in=visibilities) | visitor.owns(), hidden_at=None)
    return Q(pk__in=World.objects.filter(galleries__in=galleries).values("pk"))


def world_for(visitor: Visitor, slug: str) -> World:
    """A finished world this visitor may see. Raises ``NotFound``."""
    seen = _took_part(visitor) | _open_to(visitor, Visibility.LINK, Visibility.PUBLIC)
    world = World.objects.filter(seen, slug=slug, state=World.State.FINISHED, hidden_at=None).first()
    if world is None:
        raise NotFound(slug)
    return world


def own_world_for(visitor: Visitor, slug: str) -> World:
    """A finished world that this visitor took part in, so that they may have things made of it. Raises ``NotFound``."""
    world = worlds_of(visitor).filter(slug=slug).first()
    if world is None:
        raise NotFound(slug)
    return world


def worlds_for(visitor: Visitor) -> QuerySet[World]:
    """Finished worlds that may be listed for this visitor: the public ones and their own. Newest first."""
    listed = _took_part(visitor) | _open_to(visitor, Visibility.PUBLIC)
    return World.objects.filter(listed, state=World.State.FINISHED, hidden_at=None).order_by("-finished_at")


def worlds_of(visitor: Visitor) -> QuerySet[World]:
    """Finished worlds this visitor took part in. Newest first."""
    return World.objects.filter(_took_part(visitor), state=World.State.FINISHED, hidden_at=None).order_by(
        "-finished_at"
    )


def public_worlds() -> QuerySet[World]:
    """Finished worlds in public galleries. Newest first."""
    public = World.objects.filter(galleries__visibility=Visibility.PUBLIC, galleries__hidden_at=None).values("pk")
    return World.objects.filter(pk__in=public, state=World.State.FINISHED, hidden_at=None).order_by("-finished_at")


def gallery_for(visitor: Visitor, slug: str) -> Gallery:
    """A gallery this visitor may see: public, by link, or theirs. Raises ``NotFound``."""
    visible = Q(visibility__in=(Visibility.LINK, Visibility.PUBLIC)) | visitor.owns()
    if "\0" in slug:  # PostgreSQL has no such text and says so with an error
        raise NotFound(slug)
    gallery = Gallery.objects.filter(visible, slug=slug, hidden_at=None).first()
    if gallery is None:
        raise NotFound(slug)
    return gallery


def galleries_for(visitor: Visitor) -> QuerySet[Gallery]:
    """Galleries that may be listed for this visitor: the public ones and their own. Newest first."""
    return Gallery.objects.filter(Q(visibility=Visibility.PUBLIC) | visitor.owns(), hidden_at=None).order_by(
        "-created_at"
    )


def galleries_of(visitor: Visitor) -> QuerySet[Gallery]:
    """This visitor's own galleries. Newest first."""
    return Gallery.objects.filter(visitor.owns()).order_by("-created_at")
