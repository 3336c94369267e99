"""``/forget``: on a shared computer a guest has this browser forget them, from the room or from *Yours*."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from worlds.access import visitor_of
from worlds.actions.account.forgetting import forget_guest


@require_POST
def forget_me_here(request: HttpRequest) -> HttpResponse:
    """To the beginning, as somebody new. Whoever has an account logs out instead, which forgets as much."""
    visitor = visitor_of(request)
    if visitor.account is not None:
        return redirect("account_logout")
    forget_guest(visitor)
    request.session.flush()
    messages.success(request, "This browser has forgotten you. Whoever comes next begins anew.")
    answer = redirect("home")
    # pages a step back in this tab; where it is not obeyed (plain http) they ask again and find nobody
    answer["Clear-Site-Data"] = '"cache"'
    return answer
