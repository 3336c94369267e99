"""People: who is known by which word, that ages and poses differ, and where hands are."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

import pytest

from inference.contract.direction import Doing
from inference.contract.kind_names import plain_name
from inference.sketch.catalogue import KIND_OF_WORD, KINDS
from inference.sketch.catalogue.people import GENDER, hand_of
from inference.sketch.catalogue.people.costumes import read_persons
from inference.sketch.catalogue.people.poses import POSES, joints_of

FREQUENT = (
    "man president guy girl friend woman child son father baby mother wife king boy director mom brother officer "
    "student husband kid boss leader lady author professor doctor captain teacher artist patient prince writer lawyer "
    "hero actor mayor princess singer pilot engineer killer soldier worker angel uncle duke citizen pope bishop hunter "
    "priest fighter knight emperor grandfather chef baker scientist poet detective prisoner runner warrior sheriff "
    "gentleman farmer grandmother surgeon witch teenager servant bride demon vampire fisher musician dancer "
    "pirate businessman zombie wizard painter monk clown shepherd thief ninja maid cowboy explorer archer mechanic "
    "goalkeeper sailor policeman joker boxer judge footballer samurai elf nun waiter peasant granny spy burglar mermaid"
)
"""Words for persons, the most frequent and one of each costume, among the nouns of everyday English."""


def test_the_frequent_words_for_persons_mean_people() -> None:
    assert [word for word in FREQUENT.split() if KIND_OF_WORD.get(word) not in GENDER] == []


def test_every_person_has_a_word_for_one() -> None:
    assert {GENDER[name] for name in ("grandmother", "king", "people")} == {"she", "he", "they"}
    assert all(KINDS[name].adds_up for name in GENDER)


def test_several_of_them_are_called_by_their_plural() -> None:
    several = [plain_name(name, 2) for name in ("fisherman", "baby", "witch", "thief", "boy", "samurai")]
    assert several == ["fishermen", "babies", "witches", "thieves", "boys", "samurai"]


def test_every_age_has_its_height() -> None:
    heights = [KINDS[name].placement.height for name in ("baby", "child", "teenager", "grandmother", "woman")]  # type: ignore[union-attr]
    assert heights == sorted(set(heights))


def test_every_doing_is_a_pose_of_its_own() -> None:
    assert {*POSES} == {*get_args(Doing)}
    assert all(joints_of(one, 20) != joints_of(other, 20) for one, other in combinations(POSES, 2))


def test_who_sits_is_lower_and_who_rides_has_the_legs_below_the_seat() -> None:
    assert joints_of("sitting", 20).neck[1] > joints_of(None, 20).neck[1] + 20
    assert joints_of("riding", 20).near_leg[2][1] > 10
    assert joints_of("lying", 20).neck[1] > -20


def test_a_raised_hand_is_higher() -> None:
    assert hand_of("child", "waving")[1] > hand_of("child", None)[1] + 0.2
    assert KINDS["king"].hand == hand_of("king", "standing")


def test_a_wrong_line_of_the_table_is_named() -> None:
    with pytest.raises(ValueError, match=r"it child.*nobody is it child"):
        read_persons("imp | it child | tunic | red red red | short | | imp |")
    with pytest.raises(ValueError, match="are not three colours"):
        read_persons("imp | he | tunic | red mauve red | short | | imp |")
