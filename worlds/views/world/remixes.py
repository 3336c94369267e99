"""The world page's part called ``weave_on``: open a room that goes on from the world, and let others do so or not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from worlds.access import Visitor, visitor_of, world_for
from worlds.actions.world.remixes import let_weave_on, may_weave_on, weave_on
from worlds.forms import VisibleCharField
from worlds.models import Narrator, World
from worlds.refusal_messages import refusal_message
from worlds.views.made_once import made_once
from worlds.wire.refusal import Refusal


class WeaveOnForm(forms.Form):
    name = VisibleCharField(max_length=80, error_messages={"required": "A room needs a name."})
    narrator = VisibleCharField(max_length=40, error_messages={"required": "Tell us your name."})
    strips = forms.IntegerField(min_value=1, required=False)


def weave_on_panel(request: HttpRequest, visitor: Visitor, world: World) -> dict[str, Any]:
    """What ``templates/worlds/_weave_on.html`` needs, beside what ``like_panel`` says of the world's narrators."""
    return {"may_weave_on": may_weave_on(visitor, world)}


@require_POST
def weave_on_from(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the room, or go back to the page and say why not."""
    visitor = visitor_of(request)
    world = world_for(visitor, slug)
    form = WeaveOnForm(request.POST)
    try:
        if form.is_valid():
            return made_once(request, lambda: _room_of(weave_on(visitor, world, **form.cleaned_data)))
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    except Refusal as refusal:
        messages.error(request, refusal_message(refusal))
    return redirect(f"{reverse('world', args=[slug])}#weave-on")


def _room_of(host: Narrator) -> str:
    return reverse("room", args=[host.room.code])


@require_POST
def let_world_weave_on(request: HttpRequest, slug: str) -> HttpResponse:
    """The world's narrators let others weave on from it, or stop."""
    visitor = visitor_of(request)
    let_weave_on(visitor, world_for(visitor, slug), lets=request.POST.get("lets") == "1")
    return redirect(f"{reverse('world', args=[slug])}#weave-on")
