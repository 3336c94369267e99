"""A strip's score: the same for the same strip, within its bounds, in one key with its neighbours,
and true to what is seen."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.contract.direction import Direction, Element, Light, Mood, Palette, Shot
from inference.contract.sound.score import (
    KEY_STRIPS,
    MODES,
    TONIC_OFFSETS,
    StripScore,
    TextureKind,
    Timbre,
    score_strip,
)
from inference.contract.sound.textures import TEXTURES_BY_WORD, textures_of
from inference.sketch.catalogue import GROUP_OF
from inference.sound.compose import notes_at
from inference.sound.rules import read_rules
from tests.sound.worlds import BRIGHT, DARK, MEADOW, STORM, direct

RULES = read_rules()
unit = st.floats(0, 1)
elements = st.builds(
    Element,
    kind=st.sampled_from(sorted(GROUP_OF)) | st.text(max_size=40),
    count=st.integers(1, 60),
    size=st.sampled_from(["tiny", "small", "medium", "large", "huge"]),
)
directions = st.builds(
    Direction,
    shot=st.sampled_from(get_args(Shot)),
    art_style=st.just("ink"),
    scene=st.text(max_size=60),
    light=st.sampled_from(get_args(Light)),
    mood=st.sampled_from(get_args(Mood)),
    palette=st.just(["#000000", "#888888", "#ffffff"]),
    elements=st.lists(elements, max_size=16),
)
palettes = st.builds(
    Palette,
    colours=st.just(["#808080"]),
    hue=st.floats(0, 359),
    warmth=st.floats(-1, 1),
    brightness=unit,
    variance=unit,
)


def seven(score: StripScore) -> set[int]:
    """The pitch classes it plays of."""
    return {(score.root + step) % 12 for step in RULES.modes[score.mode]}


def plain(**changed: Any) -> Direction:
    fields = {
        "shot": "wide",
        "art_style": "ink",
        "scene": "land",
        "light": "day",
        "mood": "calm",
        "palette": ["#000000"] * 3,
    }
    return Direction.model_validate(fields | changed)


@given(directions, palettes, st.integers(0, 10_000), st.text(max_size=32))
def test_a_score_fits_its_bounds_and_never_changes(
    direction: Direction, palette: Palette, position: int, world: str
) -> None:
    score = score_strip(direction, palette, position, world)
    assert score == score_strip(direction, palette, position, world)
    sent = score.model_dump_json()
    assert StripScore.model_validate_json(sent) == score
    assert len(sent) < 600
    assert score.timbre in RULES.timbres
    assert all(texture.kind in RULES.textures for texture in score.textures)


@given(directions, directions, palettes, palettes, st.integers(0, 500), st.text(max_size=8))
def test_neighbours_can_be_heard_together(
    here: Direction, there: Direction, bright: Palette, dark: Palette, position: int, world: str
) -> None:
    first, second = score_strip(here, bright, position, world), score_strip(there, dark, position + 1, world)
    shared = len(seven(first) & seven(second))
    assert shared == (6 if (position + 1) % KEY_STRIPS == 0 else 7)
    # Their places for notes fall together at every chord, and more often than not in between.
    assert RULES.chord_steps % first.stride == RULES.chord_steps % second.stride == 0


@given(directions, palettes, unit)
def test_a_little_more_light_changes_the_sound_a_little(
    direction: Direction, palette: Palette, brightness: float
) -> None:
    moved = min(1.0, brightness + 0.02)
    dim = score_strip(direction, palette.model_copy(update={"brightness": brightness}), 3)
    lit = score_strip(direction, palette.model_copy(update={"brightness": moved}), 3)
    assert 0 <= lit.lowest - dim.lowest <= 1
    assert 1 <= lit.cutoff / dim.cutoff < 1.06
    assert MODES.index(lit.mode) - MODES.index(dim.mode) in (0, 1)
    assert (dim.density, dim.textures, dim.timbre, dim.seed) == (lit.density, lit.textures, lit.timbre, lit.seed)


@given(directions, palettes, st.integers(0, 200), st.integers(0, 5_000))
def test_every_note_belongs_to_the_key_and_can_be_heard(
    direction: Direction, palette: Palette, position: int, step: int
) -> None:
    score = score_strip(direction, palette, position, "w")
    for note in notes_at(score, RULES, step, entering=True):
        assert note.midi % 12 in seven(score)
        assert 24 <= note.midi <= 108
        assert 0 < note.seconds <= RULES.chord_steps * RULES.step_seconds + RULES.pad.overlap
        assert -1 <= note.pan <= 1


def test_the_six_modes_are_one_set_of_notes_in_order_of_brightness() -> None:
    sets = [{(TONIC_OFFSETS[mode] + step) % 12 for step in RULES.modes[mode]} for mode in MODES]
    assert all(one == sets[0] for one in sets)
    brightness = [sum(RULES.modes[mode]) for mode in MODES]
    assert brightness == sorted(brightness)
    assert len(set(brightness)) == len(MODES)


def test_no_chord_has_a_false_fifth() -> None:
    for mood in get_args(Mood):
        for index in range(40):
            score = score_strip(plain(mood=mood, scene=str(index)), BRIGHT, index)
            scale = RULES.modes[score.mode]
            for degree in score.chords:
                fifth = (scale[(degree + 4) % 7] - scale[degree]) % 12
                assert fifth == 7, f"{score.mode} {degree}"


def test_the_rules_know_every_word_of_a_score() -> None:
    assert set(RULES.timbres) == set(get_args(Timbre))
    assert (
        set(RULES.textures)
        == set(get_args(TextureKind))
        == {kind for heard in TEXTURES_BY_WORD.values() for kind, _ in heard} | {"underwater"}
    )
    assert set(RULES.modes) == set(MODES)


def test_weather_and_water_are_heard() -> None:
    silent = [
        kind
        for kind, group in GROUP_OF.items()
        if group in ("weather", "water") and not textures_of(plain(elements=[Element(kind=kind)]))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("kind", "heard"),
    [
        ("Birds", "birds"),
        ("pine forests", "leaves"),
        ("the heavy rains", "rain"),
        ("cities", "bells"),
        ("fire_engine", "motor"),
        ("kettle", "steam"),
        ("cats", "calls"),
    ],
)
def test_other_directors_words_are_understood(kind: str, heard: str) -> None:
    assert heard in dict(textures_of(plain(elements=[Element(kind=kind)])))


def test_the_noun_that_ends_a_name_is_heard() -> None:
    assert dict(textures_of(plain(elements=[Element(kind="fire_engine")]))).keys() == {"motor"}
    assert dict(textures_of(plain(elements=[Element(kind="birdsong"), Element(kind="bird cage")]))).keys() == {"birds"}


def test_birds_sleep_and_insects_wake_at_night() -> None:
    forest = [Element(kind="broadleaf"), Element(kind="birds", count=9)]
    day, night = (dict(textures_of(plain(light=light, elements=forest))) for light in ("day", "night"))
    assert night["birds"] < day["birds"]
    assert "insects" in night
    assert "insects" not in day


def test_nothing_of_the_surface_is_heard_below_it() -> None:
    assert textures_of(plain(shot="underwater", elements=[Element(kind="rain")])) == [("underwater", 1.0)]


def test_a_bright_meadow_and_a_dark_storm_are_written_differently() -> None:
    bright, dark = score_strip(direct(MEADOW[0]), BRIGHT, 0), score_strip(direct(STORM[0]), DARK, 0)
    assert MODES.index(bright.mode) > MODES.index(dark.mode)
    assert bright.lowest > dark.lowest
    assert bright.cutoff > 2 * dark.cutoff
    assert {texture.kind for texture in bright.textures} >= {"birds"}
    assert {texture.kind for texture in dark.textures} == {"thunder", "rain", "sea", "wind"}
    assert bright.timbre != dark.timbre
