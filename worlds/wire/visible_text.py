"""What of a text can be seen: the one rule for names, titles, phrases and whatever else people write. Pure.

A text loses what has no glyph (Unicode's default-ignorable code points, controls, noncharacters, blank signs) and what
turns other letters round (bidirectional embeddings, overrides and isolates). What such a character is there for stays:
joiners inside emoji and between letters that join, variation selectors after what varies, the flags spelt with tags,
directional marks in right-to-left texts. The properties are those of Unicode, as the ``regex`` library has them.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import regex
from pydantic import BeforeValidator

_EMOJI = r"\p{Extended_Pictographic}"
_JOINING = r"[\p{Joining_Type=Dual_Joining}\p{Joining_Type=Right_Joining}\p{Joining_Type=Left_Joining}]"
_VIRAMA = r"\p{Canonical_Combining_Class=Virama}"
_FLAGS = "|".join(
    "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f" for region in ("gbeng", "gbsct", "gbwls")
)
"""The tags of the three flags that Unicode recommends for interchange; others could hide any sentence."""

_MEANT = "|".join(
    (
        rf"(?<={_EMOJI}\p{{Emoji_Modifier}}?\uFE0F?)\u200D(?={_EMOJI})",
        rf"(?<={_EMOJI})[\uFE0E\uFE0F]",
        r"(?<=[0-9#*])\uFE0F(?=\u20E3)",
        rf"(?<=\U0001F3F4)(?:{_FLAGS})",
        # RFC 5892, A.1 and A.2; a joiner before a virama is how Bengali and Kannada write some conjuncts
        rf"(?<={_VIRAMA})[\u200C\u200D]|(?<=\p{{L}})[\u200C\u200D](?={_VIRAMA})",
        rf"(?<={_JOINING}\p{{M}}*)\u200C(?=\u200C*{_JOINING})",
        rf"(?<={_JOINING}\p{{M}}*)\u200D|\u200D(?={_JOINING})",
        r"(?<=\p{Han})[\uFE00-\uFE02\U000E0100-\U000E01EF]",
        r"(?<=\p{Mongolian})[\u180B-\u180F]",
    )
)
_NO_GLYPH = (
    r"[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}\x80-\x84\x86-\x9F\uFFF9-\uFFFB]"
)
_HIDDEN = regex.compile(rf"({_MEANT})|{_NO_GLYPH}")
_HIDDEN_RIGHT_TO_LEFT = regex.compile(rf"({_MEANT}|[\u200E\u200F\u061C])|{_NO_GLYPH}")
_RIGHT_TO_LEFT = regex.compile(r"(?=\p{L})[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
_SPACES = regex.compile(r"[\p{Z}\x85\u2800\U0001D159]+")
"""Spaces, the next-line control, and two that Unicode counts as signs though they show nothing: the blank of braille
and the empty notehead."""
_STACKED_MARKS = regex.compile(r"([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+")
"""More than four marks on one letter write over the lines above and below it (UTS #39, 5.4)."""
_GLYPH = regex.compile(r"[\p{L}\p{N}\p{P}\p{S}\p{Co}\p{Cn}\p{Cs}]")
"""Half a surrogate pair counts: it is refused where messages are read, not left out."""


def visible_text(text: str) -> str:
    """``text`` in NFC without what cannot be seen, spaces as one, none at its ends; empty where nothing is left.

    Control characters below U+0080 stay: whether a text may have lines is another rule (``text_patterns``).
    """
    hidden = _HIDDEN_RIGHT_TO_LEFT if _RIGHT_TO_LEFT.search(text) else _HIDDEN
    seen: str = hidden.sub(lambda found: found[1] or "", unicodedata.normalize("NFC", text))
    seen = _STACKED_MARKS.sub(r"\1", _SPACES.sub(" ", seen)).strip()
    return seen if _GLYPH.search(seen) else ""


def _visible(value: Any) -> Any:
    return visible_text(value) if isinstance(value, str) else value


Visible = BeforeValidator(_visible)
"""Marks a text of a message; bounds and patterns hold for what can be seen of it. Write it last in ``Annotated``."""
