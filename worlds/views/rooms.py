"""The home page, opening, finding and joining a room, and the room's page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlparse

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from inference.contract.geometry import HEIGHT
from worlds import access
from worlds.actions.limits import RateLimited
from worlds.actions.room import rooms
from worlds.forms import JoinRoomForm, OpenRoomForm
from worlds.models import Narrator, Room, World
from worlds.reading.media import cover_url, media_url
from worlds.refusal_messages import refusal_message
from worlds.room_codes import TYPED_CHARS_MAX
from worlds.threads import THREADS
from worlds.valkey.health import room_readiness
from worlds.views.addresses import absolute_url
from worlds.views.made_once import made_once
from worlds.views.qr_code import qr_code
from worlds.views.room_options import room_options
from worlds.views.world.remix_roots import shown_roots
from worlds.wire.protocol import ERRORS, PROTOCOL_VERSION
from worlds.wire.refusal import Refusal

HOME_WORLDS = 8
HOME_GALLERIES = 6
AMBIENT_STRIPS = 8
GALLERIES_OFFERED = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return _home_page(request, OpenRoomForm())


@require_POST
def open_room(request: HttpRequest) -> HttpResponse:
    form = OpenRoomForm(request.POST)
    if not form.is_valid():
        return _home_page(request, form, status=422)
    cleaned = form.cleaned_data

    def open_it() -> str:
        host = rooms.open_room(
            access.visitor_of(request),
            name=cleaned["name"],
            narrator=cleaned["narrator"],
            mode=cleaned["mode"],
            art_style=cleaned["art_style"],
            language=cleaned["language"],
        )
        return reverse("room", args=[host.room.code])

    try:
        return made_once(request, open_it)
    except RateLimited as refusal:
        form.add_error(None, refusal_message(refusal))
        answer = _home_page(request, form, status=429)
        answer["Retry-After"] = str(refusal.seconds)
        return answer
    except Refusal as refusal:
        form.add_error(None, refusal_message(refusal))
        return _home_page(request, form, status=503)


@require_safe
def find_room(request: HttpRequest) -> HttpResponse:
    """``/join?code=…``: redirects from a typed code to its room, or shows the field again with what was typed."""
    typed = request.GET.get("code", "")
    try:
        return redirect("room", code=access.room_by_typed_code(typed).code)
    except access.NotFound:
        return _home_page(request, OpenRoomForm(), wrong_code=typed[:TYPED_CHARS_MAX], status=404)


@require_safe
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The room for whoever sits in it, the join page for whoever was given its code.

    Where there is no such room: to the one that the code may mean, or a page with a field for another code.
    """
    visitor = access.visitor_of(request)
    try:
        seat = access.seat_for(visitor, code)
    except access.NotFound:
        return _invitation(request, code)
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
        "galleries": list(access.galleries_of(visitor).values("name", "visibility")[:GALLERIES_OFFERED]),
        "ambient": _ambient_views(),
        "warmth": {"url": reverse("warmth"), "known": room_readiness()},
        "microphone": {"secure": request.is_secure() or _is_loopback(request)},
    }
    world = seat.room.world
    roots = shown_roots(visitor, world) if world is not None else None
    context = {"room": seat.room, "seat": seat, "data": data, "roots": roots, "options": room_options()}
    return render(request, "room/room.html", context)


def join_room(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a seat. Its own address is left in the browser by a form that was refused: from there on to the room."""
    if request.method != "POST":
        return redirect("room", code=code)
    form = JoinRoomForm(request.POST)
    try:
        invited = access.room_by_code(code)
    except access.NotFound:
        return _unknown_room(request, code)
    if not form.is_valid():
        return _join_page(request, invited, form, status=422)
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
        return _join_page(request, invited, form, status=409)
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
            "cover": cover_url(world),
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


def _invitation(request: HttpRequest, code: str) -> HttpResponse:
    try:
        return _join_page(request, access.room_by_code(code), JoinRoomForm())
    except access.NotFound:
        pass
    try:
        return redirect("room", code=access.room_by_typed_code(code).code)
    except access.NotFound:
        return _unknown_room(request, code)


def _unknown_room(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "room/unknown.html", {"wrong_code": code[:TYPED_CHARS_MAX]}, status=404)


def _join_page(request: HttpRequest, invited: Room, form: JoinRoomForm, status: int = 200) -> HttpResponse:
    narrators = invited.narrators.filter(removed_at=None).exclude(role=Narrator.Role.SPECTATOR).order_by("joined_at")
    return render(
        request,
        "room/join.html",
        {
            "room": invited,
            "narrators": narrators,
            "invitation": absolute_url(request, reverse("room", args=[invited.code])),
            "newest": _newest_strip(request, invited),
            "form": form,
            "colours": range(len(form.fields["colour"].choices)),  # type: ignore[attr-defined]
        },
        status=status,
    )


def _newest_strip(request: HttpRequest, room: Room) -> dict[str, Any] | None:
    """The picture that a messenger shows beside the invitation's link: what was painted last."""
    strip = access.invitation_strip(room.code)
    if strip is None:
        return None
    return {
        "url": f"{absolute_url(request, reverse('invitation_picture', args=[room.code]))}?{strip.position}",
        "width": strip.width,
        "height": HEIGHT,
        "words": strip.phrase.text,
    }


def _ambient_views() -> list[str]:
    """Pictures of the newest public world's strips, for the band on pages that have no mural of their own yet."""
    world = access.public_worlds().filter(strip_count__gte=3, state=World.State.FINISHED).first()
    if world is None:
        return []
    views = world.strips.hanging().values_list("view", flat=True)
    return [media_url(world, view) for view in views[:AMBIENT_STRIPS]]


def _is_loopback(request: HttpRequest) -> bool:
    """Browsers give the microphone to HTTPS and to the machine itself."""
    host = urlparse(f"//{request.get_host()}").hostname or ""
    return host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "::1"
