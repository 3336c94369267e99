"""Things stand to one another as a phrase says, in numbers: nothing is painted here."""

from __future__ import annotations

from dataclasses import asdict, astuple, replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from inference.contract.direction import Direction, Element
from inference.contract.geometry import CANVAS, CARRIED, JOIN
from inference.sketch.catalogue import KINDS
from inference.sketch.drawing.buffers import Buffers
from inference.sketch.drawing.look_track import Keyframe, LookTrack
from inference.sketch.drawing.terrain import Terrain
from inference.sketch.painter.groups import groups_of
from inference.sketch.painter.placed import AIR, FIRST_FOLD, Placed, foot_row, placement_of, recall, remember
from inference.sketch.painter.placement import place_things
from inference.sketch.painter.relations import facing, hand_of
from inference.sketch.painter.repaint import recall_here, remember_here, resettle
from inference.sketch.painter.target_look import target_look

SEEDS = range(6)


def one(kind: str, relation: Any = None, to: int | None = None, **said: Any) -> Element:
    return Element(kind=kind, relation=relation, to=to, **said)


def directed(*elements: Element, shot: Any = "medium") -> Direction:
    return Direction(
        shot=shot,
        art_style="gouache",
        scene="",
        light="day",
        mood="calm",
        palette=["#7799bb", "#99aa77", "#ddccaa"],
        elements=list(elements),
    )


@cache
def land(*kinds: str, shot: Any = "medium") -> Terrain:
    look = target_look(directed(*(one(kind) for kind in kinds), shot=shot))
    return Terrain(Buffers(0), LookTrack([Keyframe(0.0, look)], 0), 7)


def placed(
    *elements: Element, seed: int = 7, ground: tuple[str, ...] = ("meadow",), shot: Any = "medium", position: int = 0
) -> dict[str, list[Placed]]:
    things = place_things(directed(*elements, shot=shot), land(*ground, shot=shot), 0, position, seed, [], {})
    return {element.kind: [thing for thing in things if thing.kind == element.kind] for element in elements}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_on_another_stands_at_its_top(seed: int) -> None:
    there = placed(one("cat", "on", 1), one("house"), seed=seed)
    cat, house = there["cat"][0], there["house"][0]
    assert abs(foot_row(cat) - (foot_row(house) - KINDS["house"].top * house.tall)) < 3
    assert abs(cat.x - house.x) < house.half()
    assert cat.rank > house.rank  # painted over it


def test_several_on_one_are_spread_along_it() -> None:
    there = placed(one("cat", "on", 1, count=3), one("house"))
    columns = sorted(cat.x for cat in there["cat"])
    assert min(right - left for left, right in pairwise(columns)) > 0.15 * there["house"][0].tall


def test_a_rider_is_carried_and_looks_where_its_mount_does() -> None:
    for seed in SEEDS:
        there = placed(one("people", "rides", 1), one("horse"), seed=seed)
        rider, horse = there["people"][0], there["horse"][0]
        assert (rider.doing, facing(rider), rider.layer) == ("riding", facing(horse), horse.layer)
        assert foot_row(horse) - horse.tall < foot_row(rider) < foot_row(horse) - 0.4 * horse.tall


def test_who_chases_is_behind_and_faces_the_same_way() -> None:
    for seed in SEEDS:
        there = placed(one("wolf", "chases", 1), one("rabbit"), seed=seed)
        wolf, rabbit = there["wolf"][0], there["rabbit"][0]
        assert facing(wolf) == facing(rabbit) == 1
        assert wolf.x + wolf.half() < rabbit.x
        assert wolf.doing == rabbit.doing == "running"
        assert abs(foot_row(wolf) - foot_row(rabbit)) < 0.15 * wolf.tall


def test_what_is_held_is_at_the_hand() -> None:
    for seed in SEEDS:
        there = placed(one("people"), one("fire", "held_by", 0), seed=seed)
        holder, torch = there["people"][0], there["fire"][0]
        row = hand_of(holder)[1]
        assert foot_row(torch) - torch.tall - 1 <= row <= foot_row(torch) + 1
        assert abs(torch.x - holder.x) < 0.5 * holder.tall
        assert torch.rank > holder.rank or torch.tall > 0.4 * holder.tall


def test_food_is_where_the_eater_has_its_mouth() -> None:
    there = placed(one("dragon", "eats", 1), one("fish"))
    dragon, fish = there["dragon"][0], there["fish"][0]
    assert abs(fish.x - hand_of(dragon)[0]) < 2
    assert fish.tall < 0.5 * dragon.tall
    assert fish.layer == dragon.layer == AIR


def test_what_is_under_a_tree_is_before_its_trunk_and_lower_than_its_crown() -> None:
    there = placed(one("people", "under", 1), one("broadleaf"))
    person, tree = there["people"][0], there["broadleaf"][0]
    assert abs(person.x - tree.x) < tree.half()
    assert person.y > tree.y
    assert person.tall < 0.7 * tree.tall


def test_what_is_between_two_has_one_on_each_side() -> None:
    for seed in SEEDS:
        there = placed(one("fox", "between", 1), one("house"), one("castle"), seed=seed)
        left, right = sorted((there["house"][0].x, there["castle"][0].x))
        assert left < there["fox"][0].x < right


def test_two_that_are_told_of_together_are_together() -> None:
    for seed in SEEDS:
        there = placed(one("people"), one("fox"), seed=seed)
        person, fox = there["people"][0], there["fox"][0]
        assert abs(person.x - fox.x) < 1.3 * (person.half() + fox.half())
        apart = placed(one("people", place="left"), one("fox", place="right"), seed=seed)
        assert apart["people"][0].x + 150 < apart["fox"][0].x


def test_two_who_fight_face_each_other() -> None:
    left, right = sorted(placed(one("people", count=2, doing="fighting"))["people"], key=lambda thing: thing.x)
    assert (facing(left), facing(right)) == (1, -1)


def test_before_and_behind_are_nearer_and_farther() -> None:
    there = placed(one("people"), one("castle", "behind", 0), one("sheep", "before", 0))
    assert there["castle"][0].rank < there["people"][0].rank < there["sheep"][0].rank


def test_a_group_stands_whole_in_the_strip() -> None:
    for seed in SEEDS:
        there = placed(
            one("wolf", "chases", 1, size="huge"), one("house"), one("people", "in", 1), seed=seed, position=1
        )
        for things in there.values():
            for thing in things:
                assert thing.x - thing.half() > CARRIED
                assert thing.x + thing.half() < CANVAS


def test_a_circle_and_a_relation_to_nothing_are_left_out() -> None:
    circle = [one("cat", "chases", 1), one("fox", "chases", 2), one("wolf", "chases", 0), one("bear", "on", 9)]
    groups = groups_of(circle)
    assert sorted(member.index for group in groups for member in group) == [0, 1, 2, 3]
    assert groups[0][0].tie is None


def test_what_a_phrase_is_about_is_seen_at_a_glance() -> None:
    for kind in ("rabbit", "cat", "tyrannosaur", "people", "teapot", "hedgehog"):
        if kind in KINDS:
            assert placed(one(kind))[kind][0].tall >= (149 if kind != "teapot" else 92)
    assert placed(one("rabbit", size="tiny"))["rabbit"][0].tall < 120


def test_a_giant_towers() -> None:
    there = placed(one("cat", size="huge"), one("people"))
    assert there["cat"][0].tall > 2 * there["people"][0].tall
    assert there["cat"][0].tall > 330


def test_a_close_shot_is_larger_and_one_from_above_smaller() -> None:
    near, usual, above = (placed(one("bear"), shot=shot)["bear"][0].tall for shot in ("close", "medium", "aerial"))
    assert near > 1.2 * usual
    assert usual > 1.2 * above


def test_a_group_over_the_edge_is_remembered_whole() -> None:
    there = placed(one("cat", "on", 1), one("house"), one("wolf"))
    cat, house = there["cat"][0], there["house"][0]
    reaching = replace(house, x=CANVAS - JOIN - 10.0, right=CANVAS + 60.0)
    kept = recall(remember([replace(cat, x=300.0, right=320.0), reaching], 0))
    assert [thing.kind for thing in kept] == ["cat", "house"]
    alone = replace(cat, x=300.0, right=320.0, group=0)
    assert [thing.kind for thing in recall(remember([alone, reaching], 0))] == ["house"]


def test_memory_of_before_there_were_groups_is_read() -> None:
    thing = placed(one("wolf"))["wolf"][0]
    older = {name: value for name, value in asdict(thing).items() if name not in ("doing", "group", "order")}
    assert recall([older]) == [replace(thing, doing=None, group=0, order=None)]
    assert recall_here([list(astuple(thing))[:13]])[0].x == thing.x
    assert recall([{"kind": "wolf"}]) == []
    assert recall([{**older, "strange": 1}]) == []


def test_what_belongs_together_sinks_and_rises_together() -> None:
    there = placed(one("cat", "on", 1), one("house"))
    things = [there["house"][0], there["cat"][0]]
    after = resettle(things, land("meadow"), land("meadow", "hills"), 0)
    rises = {round(new.y - old.y, 1) for new, old in zip(after, things, strict=True)}
    assert len(after) == 2
    assert len(rises) == 1
    assert recall_here(remember_here(after, 0)) == after


class Kitchen:
    """A room whose floor begins at row 560, with one table."""

    scale = 1.5

    def floor(self, x: float, roll: float) -> float:
        return 560 + 180 * roll

    def wall(self, x: float, roll: float, tall: float) -> float:
        return 300.0

    def surface(self, order: int) -> tuple[float, float] | None:
        return (400.0, 520.0) if order == 0 else None


def test_in_a_room_things_have_its_floor_and_its_table() -> None:
    direction = directed(one("teapot"), one("wolf"), one("butterflies"), one("moon"))
    things = place_things(direction, land("meadow"), 0, 0, 7, [], {}, room_at=lambda x: Kitchen())
    at = {thing.kind: thing for thing in things if thing.first}
    assert (at["teapot"].x, at["teapot"].y) == (400, 520)
    assert 560 <= at["wolf"].y <= 740
    assert at["butterflies"].y < 560
    assert at["moon"].layer < at["wolf"].layer


def test_who_flies_is_in_the_air() -> None:
    flying = placed(one("cow", doing="flying"))["cow"][0]
    assert flying.layer == AIR
    assert placed(one("cow"))["cow"][0].layer >= FIRST_FOLD
    assert placement_of("cow").where == "ground"
