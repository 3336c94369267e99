"""The plain names of kinds: one and several, as English has them."""

from __future__ import annotations

import pytest

from inference.contract.kind_names import plain_name


@pytest.mark.parametrize(
    ("kind", "several"),
    [
        ("table", "tables"),
        ("church", "churches"),
        ("paintbrush", "paintbrushes"),
        ("fox", "foxes"),
        ("dress", "dresses"),
        ("strawberry", "strawberries"),
        ("monkey", "monkeys"),
        ("toy", "toys"),
        ("kitchen_knife", "kitchen knives"),
        ("bookshelf", "bookshelves"),
        ("computer_mouse", "computer mice"),
        ("tomato", "tomatoes"),
        ("piano", "pianos"),
        ("snowman", "snowmen"),
        ("shaman", "shamans"),
        ("human_heart", "human hearts"),
        ("ox", "oxen"),
        ("musical_box", "musical boxes"),
        ("goose", "geese"),
        ("mongoose", "mongooses"),
        ("blouse", "blouses"),
        ("pile_of_books", "piles of books"),
        ("statue_of_liberty", "statues of liberty"),
        ("scissors", "scissors"),
        ("sheet_music", "sheet music"),
        ("palm", "palms"),
    ],
)
def test_several_are_called_as_english_calls_them(kind: str, several: str) -> None:
    assert plain_name(kind, 3) == several


def test_one_is_called_by_its_own_name() -> None:
    assert plain_name("kitchen_knife") == "kitchen knife"
    assert plain_name("scissors") == "scissors"
    assert plain_name("birds") == "bird"
