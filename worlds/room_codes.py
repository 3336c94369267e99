"""Reads a room's code out of whatever people type or paste where one is asked for. Pure.

That may be the code in any case, in quotes, in groups, with a full stop; the room's link or a part of it; or a message
that holds one of these.
"""

from __future__ import annotations

import re
import unicodedata

TYPED_CHARS_MAX = 400
"""Characters that are read of what was typed."""
CODE_CHARS_MAX = 12
CODES_MAX = 12
"""Codes that are looked for in one text: it is no way to try out many at a time."""
_IN_LINK = re.compile(r"(?<![A-Z0-9])R/([A-Z0-9]{4,12})(?![A-Z0-9])")
_ALONE = re.compile(r"(?<![A-Z0-9])[A-Z0-9]{3}[ -]?[A-Z0-9]{3}(?![A-Z0-9])")
_WEB = re.compile(r"[A-Z0-9.+-]+://\S+|\S+/\S*")
"""Addresses, whose parts are no codes."""
_DASHES = {ord(dash): "-" for dash in "‐‑‒–—−"}


def possible_codes(typed: str) -> list[str]:
    """The codes that ``typed`` may mean, the likeliest first, each at most ``CODE_CHARS_MAX`` letters and digits."""
    text = unicodedata.normalize("NFKC", typed[:TYPED_CHARS_MAX]).upper().translate(_DASHES)
    in_links = [found[1] for found in _IN_LINK.finditer(text.replace("%2F", "/"))]
    words = _WEB.sub(" ", text)
    whole = "".join(letter for letter in words if letter.isascii() and letter.isalnum())
    alone = ["".join(letter for letter in found[0] if letter.isalnum()) for found in _ALONE.finditer(words)]
    codes = [*in_links, *([whole] if 0 < len(whole) <= CODE_CHARS_MAX else []), *alone]
    return list(dict.fromkeys(codes))[:CODES_MAX]
