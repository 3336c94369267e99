"""Moods, weathers and hours fade when nobody speaks of them any more; land and water stand."""

from __future__ import annotations

import pytest

from tests.inference.sketch.told import direct, kinds, story

IDLE = ("a fox", "a castle", "a hedgehog", "a bus", "a house")


def test_night_becomes_dawn_and_then_day() -> None:
    lights = [story("night falls over the valley", *IDLE[:count]).light for count in range(5)]
    assert lights == ["night", "night", "night", "dawn", "day"]


@pytest.mark.parametrize("keeper", ["the moon is bright", "a lantern by the road", "everybody sleeps", "a night bird"])
def test_night_goes_on_where_the_story_does(keeper: str) -> None:
    assert story("night falls over the valley", *IDLE[:2], keeper, "a bus").light == "night"


def test_rain_clears_and_snow_lies() -> None:
    assert "rain" in kinds(story("rain falls on the hills", *IDLE[:2]))
    after = story("rain falls on the hills", *IDLE[:3])
    assert "rain" not in kinds(after) and after.light == "day" and "hills" in kinds(after)
    assert "rain" in kinds(story("rain falls on the hills", *IDLE[:2], "a girl jumps into a puddle", *IDLE[:2]))
    assert "snowfield" in kinds(story("snow falls on the hills", *IDLE[:3]))


def test_a_storm_gives_the_hour_back() -> None:
    assert story("a sunny day", "a storm breaks", *IDLE[:3]).light == "day"


def test_a_mood_is_calm_again() -> None:
    assert story("a sad quiet day of sorrow", "a house", "a bus").mood == "sad"
    assert story("a sad quiet day of sorrow", "a house", "a bus", "a hedgehog").mood == "calm"


def test_one_day_is_no_daylight() -> None:
    assert story("night over the hills", "one day a dragon comes").light == "night"


def test_what_is_said_again_does_not_fade() -> None:
    assert story("night over the hills", "a fox", "a bus", "deep in the night", "a fox", "a bus").light == "night"


def test_a_direction_says_what_it_left_as_it_was() -> None:
    assert direct("night over the hills").goes_on == []
    assert "light" in story("night over the hills", "a fox").goes_on
