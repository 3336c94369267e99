"""Home, the way into a room, and the room's page."""

from __future__ import annotations

import io
from urllib.parse import urlparse

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from worlds import access
from worlds.actions.limits import RateLimited
from worlds.actions.room import rooms
from worlds.actions.transaction import Refusal
from worlds.forms import JoinRoomForm, OpenRoomForm
from worlds.models import Narrator, World
from worlds.reading.media import media_url
from worlds.threads import THREADS
from worlds.valkey.health import engine_warmup
from worlds.views.addresses import absolute
from worlds.views.room_options import room_options
from worlds.views.world.roots import roots_of
from worlds.wire.protocol import ERRORS, PROTOCOL_VERSION
from worlds.wire.refusal_messages import refusal_message

HOME_WORLDS = 8
HOME_GALLERIES = 6
AMBIENT_STRIPS = 8
CODE_CHARS = 12
"""Of what was typed for a code, what the field is given back."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return _home(request, OpenRoomForm())


@require_POST
def open_room(request: HttpRequest) -> HttpResponse:
    form = OpenRoomForm(request.POST)
    if not form.is_valid():
        return _home(request, form, status=422)
    wish = form.cleaned_data
    try:
        host = rooms.open_room(
            access.visitor_of(request),
            name=wish["name"],
            narrator=wish["narrator"],
            mode=wish["mode"],
            art_style=wish["art_style"],
        )
    except RateLimited as refusal:
        form.add_error(None, refusal_message(refusal))
        answer = _home(request, form, status=429)
        answer["Retry-After"] = str(refusal.seconds)
        return answer
    return redirect("room", code=host.room.code)


@require_safe
def find_room(request: HttpRequest) -> HttpResponse:
    """``/join?code=…``: from a code that somebody typed to its room, or back to the field with what was typed."""
    typed = request.GET.get("code", "")
    code = typed.replace(" ", "").replace("-", "").upper()
    try:
        return redirect("room", code=access.room_by_code(code).code)
    except access.NotFound:
        return _home(request, OpenRoomForm(), wrong_code=typed[:CODE_CHARS], status=404)


@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The room for whoever sits in it, the way in for whoever was given its code."""
    visitor = access.visitor_of(request)
    try:
        seat = access.seat_for(visitor, code)
    except access.NotFound:
        return _way_in(request, code, JoinRoomForm())
    invite = absolute(request, reverse("room", args=[seat.room.code]))
    data = {
        "code": seat.room.code,
        "socket": f"/ws/rooms/{seat.room.code}",
        "phrases": reverse("api:room_phrases", args=[seat.room.code]),
        "questions": reverse("api:room_questions", args=[seat.room.code]),
        "invite": invite,
        "qr": reverse("room_qr", args=[seat.room.code]),
        "join": reverse("room", args=[seat.room.code]),
        "worklet": static("js/room/speech/pcm-worklet.js"),
        "you": seat.id.hex,
        "version": PROTOCOL_VERSION,
        "threads": list(THREADS),
        "galleries": list(access.galleries_of(visitor).values_list("name", flat=True)[:50]),
        "ambient": _ambient(),
        "warmth": {"url": reverse("warmth"), "known": engine_warmup()},
        "microphone": {"secure": request.is_secure() or _is_loopback(request)},
    }
    world = seat.room.world
    roots = roots_of(visitor, world) if world is not None else None
    context = {"room": seat.room, "seat": seat, "data": data, "roots": roots, "options": room_options()}
    return render(request, "room/room.html", context)


@require_POST
def join_room(request: HttpRequest, code: str) -> HttpResponse:
    form = JoinRoomForm(request.POST)
    try:
        invited = access.room_by_code(code)
    except access.NotFound:
        raise Http404 from None
    if not form.is_valid():
        return _way_in(request, code, form, status=422)
    wish = form.cleaned_data
    try:
        rooms.join_room(
            access.visitor_of(request),
            invited,
            name=wish["name"],
            colour=wish["colour"],
            watch=wish["role"] == Narrator.Role.SPECTATOR,
        )
    except Refusal as refused:
        removed = refused.code == "narrator.not_found"
        form.add_error(None, "The host closed this room to you." if removed else ERRORS[refused.code])
        return _way_in(request, code, form, status=409)
    return redirect("room", code=invited.code)


@require_safe
def room_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The invitation as a QR code, for whoever sits in the room."""
    try:
        found = access.room_for(access.visitor_of(request), code)
    except access.NotFound:
        raise Http404 from None
    qr = segno.make(absolute(request, reverse("room", args=[found.code])), error="m")
    picture = io.BytesIO()
    qr.save(picture, kind="svg", scale=8, border=2, dark="#14100d", light="#f5ede1")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def _home(
    request: HttpRequest, form: OpenRoomForm, *, wrong_code: str | None = None, status: int = 200
) -> HttpResponse:
    visitor = access.visitor_of(request)
    worlds = access.public_worlds().prefetch_related("galleries")[:HOME_WORLDS]
    cards = [
        {
            "title": world.title,
            "page": reverse("world", args=[world.slug]),
            "cover": media_url(world.cover),
            "narrators": [credit["name"] for credit in world.credits],
        }
        for world in worlds
    ]
    galleries = access.galleries_for(visitor)[:HOME_GALLERIES]
    return render(
        request,
        "home.html",
        {"form": form, "wrong_code": wrong_code, "worlds": cards, "galleries": galleries, "ambient": _ambient()},
        status=status,
    )


def _way_in(request: HttpRequest, code: str, form: JoinRoomForm, status: int = 200) -> HttpResponse:
    try:
        invited = access.room_by_code(code)
    except access.NotFound:
        raise Http404 from None
    narrators = invited.narrators.filter(removed_at=None).exclude(role=Narrator.Role.SPECTATOR).order_by("joined_at")
    return render(
        request,
        "room/join.html",
        {
            "room": invited,
            "narrators": narrators,
            "form": form,
            "colours": range(len(form.fields["colour"].choices)),  # type: ignore[attr-defined]
        },
        status=status,
    )


def _ambient() -> list[str]:
    """Views of a newest public world's strips, for the calm band on pages that have no mural of their own yet."""
    world = access.public_worlds().filter(strip_count__gte=3, state=World.State.FINISHED).first()
    if world is None:
        return []
    views = world.strips.hanging().values_list("view", flat=True)
    return [media_url(view) for view in views[:AMBIENT_STRIPS]]


def _is_loopback(request: HttpRequest) -> bool:
    """Browsers give the microphone to HTTPS and to the machine itself."""
    host = urlparse(f"//{request.get_host()}").hostname or ""
    return host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "::1"
