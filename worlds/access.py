"""The only door to rooms, worlds, galleries and imports. "Not yours" is answered the same way as "not there".

A visitor is a browser (a guest id in its signed session) and, if signed in, an account. A room opens to whoever sits in
it; its code is the invitation. A world opens to those who took part in it (``Participation``, not merely a seat in its
room) and to everyone who may see one of its galleries; its files open with it.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest

from worlds.models import (
    Bringing,
    Curator,
    Gallery,
    Hanging,
    Layer,
    Narrator,
    Participation,
    Room,
    Strip,
    Visibility,
    World,
)
from worlds.room_codes import possible_codes

WORLD_ID = re.compile(r"[0-9a-f]{32}")
"""How the address of a file in a room names its world."""
GUEST_KEY = "guest"
"""Where the session keeps the guest id."""
FORMER_KEY = "former"
"""Where a signed-in session keeps the guest ids that its browser had before, which sockets opened then still have."""
LOGIN_KEY = "login"
"""Where a signed-in session keeps the id of its login (``worlds.sessions``)."""


class NotFound(Http404):
    """Not there, or not this visitor's: a page that does not catch it is a 404."""


@dataclass(frozen=True)
class Visitor:
    guest: uuid.UUID
    user: AbstractBaseUser | AnonymousUser | None = None
    address: str | None = field(default=None, compare=False)
    """Where their request came from, for limits; None for a command on the machine itself."""

    @property
    def account(self) -> Any | None:
        """The signed-in account, or none."""
        return self.user if self.user is not None and self.user.is_authenticated else None

    @property
    def limit_key(self) -> str:
        """The key that rate limits count by: one account on however many devices, else one guest."""
        return self.guest.hex if self.account is None else f"account-{self.account.pk}"

    def owns(self, field: str = "") -> Q:
        """Rows whose ``guest`` or ``user`` is this visitor; ``field`` is a prefix such as ``narrator__``."""
        mine = Q(**{f"{field}guest": self.guest})
        if self.account is not None:
            mine |= Q(**{f"{field}user": self.account})
        return mine


def visitor_of(request: HttpRequest) -> Visitor:
    """The request's visitor. A new browser gets its guest id here; with a token the middleware has set the visitor."""
    known = getattr(request, "visitor", None)
    if isinstance(known, Visitor):
        return known
    return Visitor(guest=guest_of(request.session), user=request.user, address=address_of(request))


def known_visitor(request: HttpRequest) -> Visitor | None:
    """The request's visitor; none for a browser that is new here, which nothing can be for, and gets no guest id."""
    if not isinstance(getattr(request, "visitor", None), Visitor) and GUEST_KEY not in request.session:
        return None
    return visitor_of(request)


def address_of(request: HttpRequest) -> str:
    """The client's address; behind the proxy of an https service, the last one that the proxy added."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return forwarded.rsplit(",", 1)[-1].strip()[:64] or str(request.META.get("REMOTE_ADDR", ""))


def guest_of(session: Any) -> uuid.UUID:
    known = session.get(GUEST_KEY)
    if known is None:
        known = uuid.uuid4().hex
        session[GUEST_KEY] = known
    return uuid.UUID(known)


def _normalised(code: str) -> str:
    """The code in upper case. Raises ``NotFound`` for what cannot be one: it was typed, or came in a URL."""
    code = code.strip().upper()
    if not (code.isascii() and code.isalnum()):
        raise NotFound(code)
    return code


def room_by_code(code: str) -> Room:
    """The room with this code, for whoever was invited. Codes are read in any case. Raises ``NotFound``."""
    room = Room.objects.filter(code=_normalised(code)).first()
    if room is None:
        raise NotFound(code)
    return room


def invitation_strip(code: str) -> Strip | None:
    """What the room with this code painted last, as its invitation shows it; none where that is its people's alone.

    Raises ``NotFound``.
    """
    here = Room.objects.filter(pk=room_by_code(code).pk).values("world")
    shown = ~Q(state=World.State.FINISHED) | open_to_strangers()
    world = World.objects.filter(shown, pk__in=here, hidden_at=None).first()
    return None if world is None else world.strips.hanging().select_related("phrase").last()


def room_by_typed_code(typed: str) -> Room:
    """The room whose code, link or part of a link is in what somebody typed or pasted. Raises ``NotFound``."""
    codes = possible_codes(typed)
    found = {room.code: room for room in Room.objects.filter(code__in=codes)}
    room = next((found[code] for code in codes if code in found), None)
    if room is None:
        raise NotFound(typed)
    return room


def seat_for(visitor: Visitor, code: str) -> Narrator:
    """The visitor's seat in a room (``seat.room`` is the room). Raises ``NotFound`` without one, also if removed."""
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


def room_world_for(visitor: Visitor, code: str) -> tuple[Room, World]:
    """A room of this visitor and the world that it weaves or finished last.

    Raises ``NotFound``: no seat, or a world that was finished before they came and is not open to them.
    """
    seat = seat_for(visitor, code)
    assert seat.room.world_id is not None  # a room always has one
    world = World.objects.select_related("finish_gallery").get(pk=seat.room.world_id)
    if not may_see_in_room(seat, world):
        raise NotFound(code)
    return seat.room, world


def may_see_in_room(seat: Narrator, world: World) -> bool:
    """Whether the room shows ``world``, the one that it weaves or finished last, to this seat.

    While it is woven it is everybody's who sits there; afterwards theirs who took part, or everybody's it is open to.
    """
    if world.state != World.State.FINISHED:
        return True
    if world.hidden_at is not None:
        return False
    return Participation.objects.filter(world=world, narrator=seat).exists() or is_open(world)


def _took_part(visitor: Visitor) -> Q:
    return Q(pk__in=Participation.objects.filter(visitor.owns("narrator__")).values("world"))


def _open_in(galleries: Q) -> Q:
    seen = Gallery.objects.filter(galleries, hidden_at=None)
    # EXISTS for each world that is read, not a join over all of them: lists read a page of worlds
    return Q(Exists(Hanging.objects.filter(world=OuterRef("pk"), gallery__in=seen)))


def _open_to(visitor: Visitor, *visibilities: str) -> Q:
    return _open_in(Q(visibility__in=visibilities) | _curated_by(visitor))


def open_to_strangers() -> Q:
    """Worlds that hang in a gallery which is public or by link: whoever has their address sees them."""
    return _open_in(Q(visibility__in=(Visibility.LINK, Visibility.PUBLIC)))


def _visible_worlds() -> QuerySet[World]:
    """Finished worlds that no admin has hidden, without the column that only the search reads."""
    return World.objects.filter(state=World.State.FINISHED, hidden_at=None).defer("search")


def checked(name: str) -> str:
    """``name``, unless it holds a NUL, which PostgreSQL answers with an error. Raises ``NotFound``."""
    if "\0" in name:
        raise NotFound(name)
    return name


def is_open(world: World) -> bool:
    """Whether a finished world is open to strangers."""
    return World.objects.filter(open_to_strangers(), pk=world.pk).exists()


def world_for(visitor: Visitor, slug: str) -> World:
    """A finished world this visitor may see; who took part gets on by its former addresses too. Raises ``NotFound``."""
    seen = _took_part(visitor) | _open_to(visitor, Visibility.LINK, Visibility.PUBLIC)
    world = _visible_worlds().filter(seen, slug=checked(slug)).first()
    world = world or worlds_of(visitor).filter(at(slug)).first()
    if world is None:
        raise NotFound(slug)
    return world


def reachable_slug(visitor: Visitor, slug: str) -> str:
    """The address of the world that was at ``slug``, if this visitor may see it; else empty."""
    try:
        return str(world_for(visitor, slug).slug) if slug else ""
    except NotFound:
        return ""


def is_open_file(place: str, key: str) -> bool:
    """Whether everybody may read the file ``key`` in the world whose address is ``place``."""
    world = _visible_worlds().filter(open_to_strangers(), slug=place).only("pk").first()
    return world is not None and _is_file_of(world, key)


def file_world_for(visitor: Visitor, place: str, key: str) -> World | None:
    """The world at ``place`` in which this visitor may read the file ``key``, open to everybody or not; else none.

    ``place`` is the id of a world, as rooms name it, or one of its addresses, former ones too.
    """
    here = Q(pk=uuid.UUID(hex=place)) if WORLD_ID.fullmatch(place) else at(place)
    seats = Narrator.objects.filter(visitor.owns(), removed_at=None)
    sits_there = ~Q(state=World.State.FINISHED) & Q(room__in=seats.values("room"))
    finished = Q(state=World.State.FINISHED) & _open_to(visitor)
    seen = World.objects.filter(here, sits_there | finished | _took_part(visitor), hidden_at=None)
    world = seen.defer("search").first()
    return world if world is not None and _is_file_of(world, key) else None


def _is_file_of(world: World, key: str) -> bool:
    """Whether a file is the world's: it lies in its folder, or a piece of it shares that of another world."""
    if key.startswith(f"worlds/{world.pk.hex}/"):
        return True
    named = Q(picture=key) | Q(view=key) | Q(relief=key) | Q(relief_view=key)
    return any(table.objects.hanging().filter(named, world=world).exists() for table in (Strip, Layer))


def at(slug: str) -> Q:
    """Worlds or galleries that are or were at an address; only for those whom no address is kept from."""
    return Q(slug=checked(slug)) | Q(former_slugs__contains=[slug])


def own_world_for(visitor: Visitor, slug: str) -> World:
    """A finished world that this visitor took part in, so that they may have things made of it. Raises ``NotFound``."""
    world = worlds_of(visitor).filter(at(slug)).first()
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
    """Finished worlds in which this visitor was a narrator: they decide where these hang. Newest first."""
    narrated = Participation.objects.filter(visitor.owns("narrator__"), narrates=True)
    return _visible_worlds().filter(pk__in=narrated.values("world")).order_by("-finished_at")


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
    """A gallery this visitor may see: public, by link, theirs, or curated by them. Raises ``NotFound``.

    Its curators get on by its former addresses too.
    """
    visible = Q(visibility__in=(Visibility.LINK, Visibility.PUBLIC)) | _curated_by(visitor)
    gallery = Gallery.objects.filter(visible, slug=checked(slug), hidden_at=None).first()
    gallery = gallery or galleries_curated_by(visitor).filter(at(slug)).first()
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
    """The hangings of a gallery whose worlds can be seen, in their order."""
    return Hanging.objects.filter(gallery=gallery, world__state=World.State.FINISHED, world__hidden_at=None).order_by(
        "rank", "pk"
    )


def import_for(visitor: Visitor, bringing_id: uuid.UUID) -> Bringing:
    """An import of this visitor's. Raises ``NotFound``."""
    bringing = imports_of(visitor).filter(pk=bringing_id).first()
    if bringing is None:
        raise NotFound(str(bringing_id))
    return bringing


def imports_of(visitor: Visitor) -> QuerySet[Bringing]:
    """The imports of this visitor's account, as long as they are kept. Newest first."""
    if visitor.account is None:
        return Bringing.objects.none()
    return Bringing.objects.filter(user=visitor.account).select_related("world").order_by("-asked_at")
