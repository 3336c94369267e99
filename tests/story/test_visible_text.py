"""What of a text can be seen, and which names look alike. Characters are spelt by number where they have no glyph."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worlds.look_alikes import distinct_name, looks_like_any
from worlds.wire.visible_text import visible_text

ZWNJ, ZWJ, TEXT, EMOJI = "\u200c", "\u200d", "\ufe0e", "\ufe0f"


def tags(letters: str) -> str:
    return "".join(chr(0xE0000 + ord(letter)) for letter in letters) + "\U000e007f"


@pytest.mark.parametrize(
    "text",
    [
        "Ada",
        "Zoë O’Hara-Łuk",
        "Nguyễn Thị Ánh",
        "👩\u200d👩\u200d👧\u200d👦",
        f"👁{EMOJI}{ZWJ}🗨{EMOJI}",
        f"🏳{EMOJI}{ZWJ}🌈",
        f"👩🏽{ZWJ}🚀 and ❤{EMOJI}{ZWJ}🔥",
        f"1{EMOJI}\u20e3 ☎{TEXT} 🇩🇪",
        "\U0001f3f4" + tags("gbsct"),
        f"می{ZWNJ}خواهم کتاب{ZWNJ}ها را",
        f"ه{ZWJ}",
        "سَمَاءٌ فوق البحر",
        "שלום\u200f! (עדה)",
        f"क्{ZWJ}ष क्{ZWNJ}ष",
        f"র{ZWJ}্য",
        f"ශ්{ZWJ}රී",
        "ക്" + ZWJ,
        "葛\U000e0100城の夜",
        "ᠮᠣᠩᠭᠣᠯ\u180e",
        "ไทย ខ្មែរ",
        "a line\nand another",
    ],
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert visible_text(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ada\u200b", "Ada"),
        ("\ufeffAda\u2060", "Ada"),
        ("So\u00adso", "Soso"),
        (f"A{ZWJ}d{ZWNJ}a{EMOJI}", "Ada"),
        ("\u202eadA\u202c \u2066x\u2069", "adA x"),
        ("a\u200eb\u061c", "ab"),
        ("Ada" + tags("hidden words"), "Ada"),
        ("\U0001f3f4" + tags("hidden"), "\U0001f3f4"),
        ("A\u0080da\u009f\uffff", "Ada"),
        ("Ada\u0085Byron", "Ada Byron"),
        ("A\u00a0 \u3000d\u2028a ", "A d a"),
        ("A" + "\u0301\u0302\u0303\u0304" * 9, "Á\u0302\u0303\u0304\u0301"),
    ],
)
def test_what_cannot_be_seen_goes(text: str, seen: str) -> None:
    assert visible_text(text) == unicodedata.normalize("NFC", seen)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u200b", "\u3164", "\uffa0", "\u115f\u1160", EMOJI, "\u0301", "\u2800 \u2800", tags("ada"), "\u200f"],
)
def test_of_a_text_without_a_glyph_nothing_is_left(text: str) -> None:
    assert visible_text(text) == ""


@given(st.text(max_size=60))
def test_what_is_left_is_left_alone(text: str) -> None:
    assert visible_text(visible_text(text)) == visible_text(text)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ada", "ada"),
        ("Ada", "Ada\u200b"),
        ("Ada", "\u0410da"),
        ("ADA", "ＡＤＡ"),
        ("Ilse", "llse"),
        ("modern", "rnodern"),
        ("Pupil 10", "Pupil 1O"),
        ("o", "\u05e1"),
        ("ADMlN", "admin"),
        ("adm1n", "admin"),
        ("r00t", "root"),
    ],
)
def test_names_that_look_alike(name: str, other: str) -> None:
    assert looks_like_any(name, ["Ben", other])


@pytest.mark.parametrize(("name", "other"), [("Zoë", "Zoe"), ("Ana", "Anna"), ("Ada", "Ada 2"), ("Ёлка", "Елка")])
def test_names_that_do_not(name: str, other: str) -> None:
    assert not looks_like_any(name, [other])


def test_a_name_gets_the_next_free_number_and_stays_as_short_as_it_has_to_be() -> None:
    assert distinct_name("Ada", [], 40) == "Ada"
    assert distinct_name("Ada", ["ada", "Ada 2", "Ben"], 40) == "Ada 3"
    assert distinct_name("x" * 40, ["x" * 40], 40) == "x" * 38 + " 2"
