"""Which names an account may take for itself when it is made: what allauth's ``ACCOUNT_USERNAME_VALIDATORS`` lists.

An account's name stands for a person to others (curators are named by it), so none may look like another one, or like
somebody who runs the place. ``manage.py createsuperuser`` and the admin's pages take any name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from worlds.look_alikes import looks_like_any
from worlds.wire.visible_text import visible_text

RESERVED = (
    *("admin", "administrator", "root", "superuser", "sysadmin", "system", "owner", "operator", "staff", "team"),
    *("moderator", "mod", "support", "help", "helpdesk", "info", "contact", "service", "official", "security"),
    *(
        "abuse",
        "postmaster",
        "hostmaster",
        "webmaster",
        "noreply",
        "lightloom",
        "host",
        "curator",
        "guest",
        "anonymous",
    ),
    *("everybody", "nobody", "you", "me", "none", "null", "undefined"),
)
"""Names of those who run a place, mailboxes of RFC 2142, and words that the pages use for people."""


def refuse_hidden_letters(name: str) -> None:
    """Raise ``ValidationError`` for a name that holds what cannot be seen."""
    if visible_text(name) != unicodedata.normalize("NFC", name):
        raise ValidationError("That name holds characters that cannot be seen. Type it anew.")


def refuse_reserved_names(name: str) -> None:
    """Raise ``ValidationError`` for a name under which somebody would be taken for whoever runs this place."""
    letters = name.translate({ord(sign): None for sign in "@.+-_"})
    if not letters or looks_like_any(letters, RESERVED):
        raise ValidationError("That name is kept for those who run this place. Choose another one.")


def refuse_look_alikes(name: str) -> None:
    """Raise ``ValidationError`` for a name that looks like that of an account.

    Reads the names of all accounts: they are made seldom, and the table of what looks alike may change.
    """
    names = get_user_model().objects.values_list("username", flat=True)
    if looks_like_any(name, names.iterator()):
        raise ValidationError("An account of that name, or of one that looks like it, is here already.")


VALIDATORS: list[Callable[[str], None]] = [
    UnicodeUsernameValidator(),
    refuse_hidden_letters,
    refuse_reserved_names,
    refuse_look_alikes,
]
