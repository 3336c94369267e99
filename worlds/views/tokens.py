"""The page of an account's tokens: make one (it is shown once), see when each was used, revoke it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from worlds.actions.account.tokens import make_token, revoke_token
from worlds.forms import VisibleCharField
from worlds.refusal_messages import refusal_message
from worlds.wire.refusal import Refusal

LIFETIMES = {"30": "30 days", "365": "a year", "": "until it is revoked"}


class TokenForm(forms.Form):
    name = VisibleCharField(max_length=40, error_messages={"required": "Give it a name to know it again."})
    may_write = forms.ChoiceField(choices=[("", "read"), ("1", "read and write")], required=False)
    days = forms.ChoiceField(choices=list(LIFETIMES.items()), required=False)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list; a posted form makes one and shows it."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = ""
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        expires = timezone.now() + timedelta(days=int(cleaned["days"])) if cleaned["days"] else None
        try:
            _, made = make_token(
                request.user, name=cleaned["name"], may_write=bool(cleaned["may_write"]), expires_at=expires
            )
        except Refusal as refusal:
            form.add_error(None, refusal_message(refusal))
    context = {
        "form": form,
        "made": made,
        "tokens": request.user.tokens.all(),  # type: ignore[union-attr]
        "lasts": LIFETIMES.items(),
        "now": timezone.now(),
    }
    return render(request, "account/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    revoke_token(request.user, token_id)
    messages.success(request, "The token is revoked.")
    return redirect("tokens")
