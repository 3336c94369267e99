"""What nouns of nature are painted as: beasts, plants, food, and the kin of nouns that no record lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from inference.sketch.catalogue import KIND_OF_WORD, KINDS
from inference.sketch.catalogue.build_near_kin import anchors, chief_sense, near_kin, read_senses
from inference.sketch.catalogue.hypernyms import NEAR_KIN, kind_of_noun
from inference.sketch.catalogue.things import TABLES, read_table


def painted_as(noun: str) -> str | None:
    return KIND_OF_WORD.get(noun) or kind_of_noun(noun)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("wren | noto:bird | 0.1 | ground | wren", "not enough values"),
        ("wren | noto:bird | tall | ground | wren |", "could not convert"),
        ("wren | noto:bird | 0.1 | ground | wren | face=left", "no field face"),
        ("wren | noto:bird | 0.1 | ground | wren | hand=0.4", "not enough values"),
    ],
)
def test_a_line_that_does_not_read_as_one_is_refused_and_shown(line: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as refused:
        read_table(f"# name | picture\n{line}\n", "creature")
    assert line in str(refused.value)


def test_a_line_of_a_table_says_all_that_is_known_of_a_thing() -> None:
    (mouse,) = read_table(
        "mouse | noto:mouse | 0.1 | ground | mouse vole | faces=left hand=0.4,0.6 top=0.7 irregular=mice:mouse glow=1",
        "creature",
    )
    assert (mouse.name, mouse.picture, mouse.all_words) == ("mouse", "noto:mouse", ("mouse", "vole"))
    assert (mouse.faces, mouse.hand, mouse.top, mouse.irregular) == ("left", (0.4, 0.6), 0.7, {"mice": "mouse"})
    assert mouse.placement is not None
    assert (mouse.placement.where, mouse.placement.glow) == ("ground", 1)


def test_the_tables_name_no_word_twice_and_no_thing_without_a_size() -> None:
    for table, group in TABLES.items():
        text = Path(NEAR_KIN).with_name("things").joinpath(f"{table}.txt").read_text()
        for kind in read_table(text, group):
            assert len({*kind.all_words}) == len(kind.all_words), kind.name
            assert kind.placement is not None
            assert kind.placement.height > 10, kind.name


def test_beasts_plants_and_food_are_what_they_are_called() -> None:
    said = {
        "dog": "dog",
        "puppy": "puppy",
        "wolf": "wolf",
        "lion": "lion",
        "lioness": "lioness",
        "tiger": "tiger",
        "polar-bear": "polar_bear",
        "bear": "bear",
        "panda": "panda",
        "donkey": "donkey",
        "zebra": "zebra",
        "unicorn": "unicorn",
        "camel": "camel",
        "goat": "goat",
        "chicken": "hen",
        "rooster": "rooster",
        "owl": "owl",
        "heron": "heron",
        "frog": "frog",
        "tortoise": "turtle",
        "t-rex": "tyrannosaur",
        "dinosaur": "dinosaur",
        "octopus": "octopus",
        "shark": "shark",
        "goldfish": "tropical_fish",
        "bee": "bee",
        "snail": "snail",
        "ice-cream": "ice_cream",
        "birthday-cake": "cake",
        "apple": "apple",
        "cherry": "cherries",
        "tea": "coffee",
        "pumpkin": "pumpkin",
        "hedge": "bush",
        "nest": "nest",
        "bone": "bone",
        "snowman": "snowman",
    }
    assert {word: painted_as(word) for word in said} == said


def test_a_noun_of_no_record_is_painted_as_its_near_kin() -> None:
    said = {
        "labradoodle": None,
        "whippet": "dog",
        "sturgeon": "fish",
        "aspen": "broadleaf",
        "ponderosa": "conifer",
        "wildebeest": "water_buffalo",
        "tamarin": "monkey",
        "peregrine": "eagle",
        "brioche": "bagel",
        "gorgonzola": "cheese",
        "brigantine": "ship",
        "dahlia": "flowers",
        "nebula": "stars",
        "moat": "river",
    }
    assert {word: painted_as(word) for word in said} == said


def test_what_is_no_thing_is_painted_as_nothing() -> None:
    abstract = [
        "love",
        "time",
        "way",
        "tomorrow",
        "nothing",
        "idea",
        "hope",
        "peace",
        "war",
        "freedom",
        "justice",
        "reason",
        "question",
        "answer",
        "truth",
        "beauty",
        "hour",
        "week",
        "year",
        "music",
        "silence",
        "number",
        "problem",
        "history",
        "law",
        "power",
        "name",
        "word",
        "story",
        "dream",
        "fear",
        "anger",
        "joy",
        "luck",
        "work",
        "game",
        "health",
        "price",
        "chance",
        "change",
        "end",
    ]
    assert len(abstract) >= 40
    assert {word: painted_as(word) for word in abstract} == dict.fromkeys(abstract)


def test_words_that_mostly_mean_something_else_have_no_kin() -> None:
    misleading = [
        "bank",
        "world",
        "main",
        "entire",
        "needle",
        "blade",
        "pad",
        "drone",
        "violet",
        "timothy",
        "mall",
        "steps",
        "miss",
        "dear",
    ]
    assert {word: kind_of_noun(word) for word in misleading} == dict.fromkeys(misleading)


def test_near_kin_are_kinds_and_each_noun_has_one() -> None:
    lines = [line.partition(":") for line in NEAR_KIN.read_text().splitlines()]
    assert {kind for kind, _, _ in lines} <= {*KINDS}
    nouns = [noun for _, _, words in lines for noun in words.split()]
    assert len(nouns) == len({*nouns}) > 3000


WORDNET = {
    "data.noun": """  1 licence
00000001 05 n 01 fish 0 000 | swims
00000002 05 n 01 salmonid 0 001 @ 00000001 n 0000 | of cold water
00000003 05 n 01 lunker 0 001 @ 00000002 n 0000 | a large one
00000004 13 n 01 lunker 0 000 | its flesh
00000005 09 n 01 haul 0 000 | an amount
00000006 05 n 01 haul 0 001 @ 00000001 n 0000 | a fish
00000007 05 n 01 Nessie 0 001 @i 00000001 n 0000 | one of a kind
""",
    "index.noun": """  1 licence
fish n 1 1 ~ 1 0 00000001
lunker n 2 1 @ 2 0 00000004 00000003
haul n 2 1 @ 2 0 00000005 00000006
""",
}


def test_kin_are_found_up_the_hypernyms_of_the_sense_that_is_meant(tmp_path: Path) -> None:
    for name, text in WORDNET.items():
        (tmp_path / name).write_text(text)
    senses, nouns = read_senses(tmp_path)
    of_sense = anchors(senses, nouns, set())
    assert of_sense["00000001"] == "fish"
    assert chief_sense(nouns["lunker"], senses) == "00000003"  # the beast before its flesh
    assert near_kin("00000003", senses, of_sense) == "fish"
    assert chief_sense(nouns["haul"], senses) is None  # an amount first
    assert senses["00000007"].proper
    assert anchors(senses, nouns, {"fish"}) == {}
