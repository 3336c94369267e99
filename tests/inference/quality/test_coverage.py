"""The count of nouns that are painted: how lists are read, counted, and when a judgement no longer holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from inference.quality import coverage
from inference.quality.coverage import Judged, changed, read_list, table, update

LIST = "# four nouns\ncastle\tbuildings\tcastle\tright\nnight\tnature\tnight\tright\nzyx\tnature\t-\tnone\n"


def test_a_list_is_read_and_a_line_that_is_none_is_refused() -> None:
    assert read_list(LIST)[0] == Judged("castle", "buildings", "castle", "right")
    for line in ("castle\tbuildings\tcastle\tfine", "castle buildings castle right"):
        with pytest.raises(ValueError, match="castle"):
            read_list(line)


def test_a_judgement_holds_for_what_was_painted_then(tmp_path: Path) -> None:
    assert changed(read_list(LIST)) == {}
    path = tmp_path / "list.tsv"
    path.write_text(LIST + "fort\tbuildings\ttower\tnear\n")
    assert changed(read_list(path.read_text())) == {"fort": "castle"}
    update(path)
    assert path.read_text() == LIST + "fort\tbuildings\tcastle\t?\n"


def test_nouns_are_counted_by_group_and_all_together() -> None:
    nouns = [*read_list(LIST), Judged("fort", "buildings", "tower", "wrong")]
    rows = {line.split(" | ")[0].strip("| "): line for line in table(nouns, {"fort": "castle"}).splitlines()}
    assert rows["buildings"] == "| buildings | 2 | 1 | 0 | 0 | 0 | 50 % | 1 |"
    assert rows["all"] == "| all | 4 | 2 | 0 | 0 | 1 | 50 % | 1 |"


def test_the_lists_that_are_kept_are_read() -> None:
    things, persons = (read_list(path.read_text()) for path in coverage.LISTS)
    assert len(things) == 811
    assert len({one.noun for one in persons}) == len(persons) >= 470
    assert {one.group for one in things} == {"animals", "plants", "food", "artifacts", "buildings", "body", "nature"}
