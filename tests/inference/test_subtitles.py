"""Subtitles: cues that people can read, in files that other programs read as they were meant."""

from __future__ import annotations

from html import unescape
from io import StringIO
from itertools import pairwise

import pysubs2
import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from inference.contract.files.subtitle_files import Cue, read_vtt, write_srt, write_vtt
from inference.contract.files.subtitle_layout import (
    COLUMNS_PER_SECOND,
    CUE_LINES,
    LINE_COLUMNS,
    columns,
    split_into_cues,
    two_lines,
)
from worlds.reading.cues import film_time_cues, in_lines, reading_time_cues

LONG = (
    "a castle stands in the rain above a town whose lamps are being lit one after another, and in the harbour below it "
    "three ships with red sails are waiting for the tide, while an old woman with a lantern walks along the quay and "
    "counts them; nobody has come home since the winter of 1984, she says, and she has kept the fire burning every "
    "single night. Then the moon rises, and the sea goes out, far out."
)
WORDS = st.text(st.sampled_from("abcde ,.;月が昇る。「」ä\u0301👩\u200d🚀 "), max_size=400)


def fits(cue: Cue) -> bool:
    lines = cue.text.split("\n")
    return len(lines) <= CUE_LINES and all(columns(line) <= LINE_COLUMNS for line in lines)


def fast(cue: Cue) -> bool:
    return columns(cue.text.replace("\n", " ")) > (cue.end - cue.start) * COLUMNS_PER_SECOND + 0.1


def test_a_long_phrase_is_cut_at_its_clauses() -> None:
    assert [two_lines(part) for part in split_into_cues(LONG)] == [
        "a castle stands in the rain above a town",
        "whose lamps are being\nlit one after another,",
        "and in the harbour below it three ships\nwith red sails are waiting for the tide,",
        "while an old woman with a lantern\nwalks along the quay and counts them;",
        "nobody has come home since the winter of\n1984, she says, and she has kept the fire",
        "burning every single night. Then the moon\nrises, and the sea goes out, far out.",
    ]
    assert two_lines("a castle stands in the rain above a town", len("Storyteller: ")) == (
        "a castle stands\nin the rain above a town"
    )
    assert split_into_cues("月が昇る。赤い月が海の上に昇る。" * 4)[0].endswith("。"), "of wide letters half as many fit"


@given(WORDS, st.integers(0, 26))
def test_every_part_is_two_lines_and_nothing_is_lost(text: str, taken: int) -> None:
    parts = split_into_cues(text, taken)
    assert "".join(parts).replace(" ", "") == "".join(text.split())
    for number, part in enumerate(parts):
        label = "n" * (taken - 1) + " " if taken and number == 0 else ""
        laid = label + two_lines(part, len(label))
        assert fits(Cue(0, 1, laid)) and "".join(laid.split()) == "".join((label + part).split())


@given(st.lists(st.tuples(st.sampled_from(("Ada", "Ben", "N" * 40)), WORDS.filter(str.strip)), max_size=6))
def test_without_a_film_no_cue_is_faster_than_people_read(lines: list[tuple[str, str]]) -> None:
    cues = reading_time_cues(lines)
    for named in (in_lines(cues), in_lines(cues, named=True)):
        assert all(fits(cue) and not fast(cue) for cue in named)
    assert all(before.end <= after.start for before, after in pairwise(cues))


def test_with_a_film_cues_are_cut_and_stay_until_the_next() -> None:
    film = [Cue(2, 6, LONG[:180], "Ada"), Cue(8, 12, "a lamp is lit", "Ben"), Cue(20, 21, LONG[:80], "Ben")]
    cues = in_lines(film_time_cues(film), named=True)
    assert all(fits(cue) for cue in cues)
    assert (cues[0].start, cues[-1].start) == (2, 20)
    ends = [before.end for before, after in pairwise(cues) if after.speaker != before.speaker]
    assert ends == [8], "the first is too long for its film and takes the silence behind it"
    assert not fast(cues[-1]) and cues[-1].end > 21
    assert [cue.text.split(":")[0] for cue in cues if ":" in cue.text] == ["Ada", "Ben"]


def test_no_words_end_a_cue_or_are_markup() -> None:
    cues = [Cue(0, 2, "a --> b <b>x</b> & {\\an8}\n\n2\n00:00:01.000 --> 00:00:02.000\nc", "A & <B>\n\nC")]
    (read,) = read_vtt(write_vtt(cues))
    assert read.text.startswith("a --> b <b>x</b> & {\\an8}") and read.speaker == "A & <B> C"
    srt = write_srt(cues)
    assert not any(sign in srt.split("\n", 2)[2] for sign in ("<b>", "{", "\n\n2\n", "-->"))


SAID = [
    *("a red moon rises", "a fox & a <hen>", "\r\rone\u2028two\u2029three\x85four", "the year was 1984", "1984", "7"),
    *("00:00:01,000 --> 00:00:02,000", "NOTE the tide", LONG, "{\\an8}an owl", "月が昇る" * 30),
]


@pytest.mark.parametrize("named", [True, False])
def test_other_readers_read_what_was_said(named: bool) -> None:
    """pysubs2 and webvtt-py, neither of which may drop a cue, a line or a word of one."""
    cues = in_lines(reading_time_cues((("Ada", "Ben")[n % 2] if named else "", text) for n, text in enumerate(SAID)))
    plain = [" ".join(cue.text.split()) for cue in cues]
    captions = webvtt.from_string(write_vtt(cues)).captions
    assert [unescape(" ".join(caption.text.split())) for caption in captions] == plain
    assert [caption.voice or "" for caption in captions] == [cue.speaker for cue in cues]
    theirs = pysubs2.SSAFile.from_string(write_srt(cues), format_="srt")
    assert [event.start for event in theirs] == [round(cue.start * 1000) for cue in cues]
    harmless = str.maketrans("<>{}", "‹›()")
    for event, text in zip(theirs, plain, strict=True):
        said = text.replace("-->", "→").translate(harmless).rstrip(".")
        assert " ".join(event.plaintext.split()).replace("∶", ":").rstrip(".") == said
    again = webvtt.from_buffer(StringIO(write_srt(cues)), format="srt").captions
    assert [caption.text.replace("\n", " ") for caption in again] == [
        event.plaintext.replace("\n", " ") for event in theirs
    ]
