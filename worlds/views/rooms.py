"""The home page, opening, finding and joining a room, and the room's page."""

from __future__ import annotations

from urllib.parse import urlparse

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from worlds import access
from worlds.actions.limits import RateLimited
from worlds.actions.room import rooms
from worlds.forms import JoinRoomForm, OpenRoomForm
from worlds.models import Narrator, World
from worlds.reading.media import media_url
from worlds.refusal_messages import refusal_message
from worlds.threads import THREADS
from worlds.valkey.health import room_readiness
from worlds.views.addresses import absolute_url
from worlds.views.qr_code import qr_code
from worlds.views.room_options import room_options
from worlds.views.world.remix_roots import shown_roots
from worlds.wire.protocol import ERRORS, PROTOCOL_VERSION
from worlds.wire.refusal import Refusal

HOME_WORLDS = 8
HOME_GALLERIES = 6
AMBIENT_STRIPS = 8
CODE_CHARS = 12
"""Characters of what was typed as a code that are shown again in its field."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return _home_page(request, OpenRoomForm())


@require_POST
def open_room(request: HttpRequest) -> HttpResponse:
    form = OpenRoomForm(request.POST)
    if not form.is_valid():
        return _home_page(request, form, status=422)
    cleaned = form.cleaned_data
    try:
        host = rooms.open_room(
            access.visitor_of(request),
            name=cleaned["name"],
            narrator=cleaned["narrator"],
            mode=cleaned["mode"],
            art_style=cleaned["art_style"],
        )
    except RateLimited as refusal:
        form.add_error(None, refusal_message(refusal))
        answer = _home_page(request, form, status=429)
        answer["Retry-After"] = str(refusal.seconds)
        return answer
    except Refusal as refusal:
        form.add_error(None, refusal_message(refusal))
        return _home_page(request, form, status=503)
    return redirect("room", code=host.room.code)


@require_safe
def find_room(request: HttpRequest) -> HttpResponse:
    """``/join?code=…``: redirects from a typed code to its room, or shows the field again with what was typed."""
    typed = request.GET.get("code", "")
    code = typed.replace(" ", "").replace("-", "").upper()
    try:
        return redirect("room", code=access.room_by_code(code).code)
    except access.NotFound:
        return _home_page(request, OpenRoomForm(), wrong_code=typed[:CODE_CHARS], status=404)


@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The room for whoever sits in it, the join page for whoever was given its code."""
    visitor = access.visitor_of(request)
    try:
        seat = access.seat_for(visitor, code)
    except access.NotFound:
        return _join_page(request, code, JoinRoomForm())
    invite = absolute_url(request, reverse("room", args=[seat.room.code]))
    data = {
        "code": seat.room.code,
        "socket": f"/ws/rooms/{seat.room.code}",
        "phrases": reverse("api:room_phrases", args=[seat.room.code]),
        "questions": reverse("api:room_questions", args=[seat.room.code]),
        "invite": invite,
        "qr": reverse("room_qr", args=[seat.room.code]),
        "join": reverse("room", args=[seat.room.code]),
        "worklet": static("js/room/speech/pcm_worklet.js"),
        "you": seat.id.hex,
        "version": PROTOCOL_VERSION,
        "threads": list(THREADS),
        "galleries": list(access.galleries_of(visitor).values_list("name", flat=True)[:50]),
        "ambient": _ambient_views(),
        "warmth": {"url": reverse("warmth"), "known": room_readiness()},
        "microphone": {"secure": request.is_secure() or _is_loopback(request)},
    }
    world = seat.room.world
    roots = shown_roots(visitor, world) if world is not None else None
    context = {"room": seat.room, "seat": seat, "data": data, "roots": roots, "options": room_options()}
    return render(request, "room/room.html", context)


@require_POST
def join_room(request: HttpRequest, code: str) -> HttpResponse:
    form = JoinRoomForm(request.POST)
    invited = access.room_by_code(code)
    if not form.is_valid():
        return _join_page(request, code, form, status=422)
    cleaned = form.cleaned_data
    try:
        rooms.join_room(
            access.visitor_of(request),
            invited,
            name=cleaned["name"],
            colour=cleaned["colour"],
            watch=cleaned["role"] == Narrator.Role.SPECTATOR,
        )
    except Refusal as refused:
        removed = refused.code == "narrator.not_found"
        form.add_error(None, "The host closed this room to you." if removed else ERRORS[refused.code])
        return _join_page(request, code, form, status=409)
    return redirect("room", code=invited.code)


@require_safe
def room_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The invitation as a QR code, for whoever sits in the room."""
    found = access.room_for(access.visitor_of(request), code)
    return qr_code(absolute_url(request, reverse("room", args=[found.code])))


def _home_page(
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
        {"form": form, "wrong_code": wrong_code, "worlds": cards, "galleries": galleries, "ambient": _ambient_views()},
        status=status,
    )


def _join_page(request: HttpRequest, code: str, form: JoinRoomForm, status: int = 200) -> HttpResponse:
    invited = access.room_by_code(code)
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


def _ambient_views() -> list[str]:
    """Pictures of the newest public world's strips, for the band on pages that have no mural of their own yet."""
    world = access.public_worlds().filter(strip_count__gte=3, state=World.State.FINISHED).first()
    if world is None:
        return []
    views = world.strips.hanging().values_list("view", flat=True)
    return [media_url(view) for view in views[:AMBIENT_STRIPS]]


def _is_loopback(request: HttpRequest) -> bool:
    """Browsers give the microphone to HTTPS and to the machine itself."""
    host = urlparse(f"//{request.get_host()}").hostname or ""
    return host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "::1"
