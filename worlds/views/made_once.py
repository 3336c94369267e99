"""A form that makes something makes it once, however often it is sent: a double click, a key that bounces.

Such a form carries ``{% form_id %}``. What the same browser sends with the same id and the same fields within a minute
is the same wish; a step back and another name is another one. Requests that come at the same time wait for the first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from worlds.access import visitor_of
from worlds.models import Submission

FORM_ID = "form_id"
SAME_WISH = timedelta(minutes=1)


def made_once(request: HttpRequest, make: Callable[[], str]) -> HttpResponse:
    """A redirect to the address that ``make`` returns, or, for a form that was sent before, returned then.

    What ``make`` raises is raised, and nothing is remembered.
    """
    if FORM_ID not in request.POST:
        return redirect(make())
    with transaction.atomic():
        known, fresh = Submission.objects.get_or_create(guest=visitor_of(request).guest, digest=_digest(request))
        if not fresh:
            known = Submission.objects.select_for_update().get(pk=known.pk)
        if fresh or known.at < timezone.now() - SAME_WISH:
            known.address, known.at = make(), timezone.now()
            known.save(update_fields=["address", "at"])
    return redirect(known.address)


def _digest(request: HttpRequest) -> str:
    """SHA-256, hex, of where the form is sent and all its fields but the token that differs at every reading."""
    fields = sorted((name, request.POST.getlist(name)) for name in request.POST if name != "csrfmiddlewaretoken")
    return hashlib.sha256(json.dumps([request.path, fields]).encode()).hexdigest()
