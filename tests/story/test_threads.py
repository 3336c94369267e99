"""The thread colours stand in two places, names here and looks in the design tokens: they are the same twelve."""

from __future__ import annotations

import re

from lightloom_site.config import PROJECT
from worlds.threads import LAST_THREAD, THREADS, least_used_colour


def test_every_thread_has_its_colour_among_the_design_tokens() -> None:
    tokens = next(PROJECT.glob("static/css/**/tokens.css")).read_text()
    named = re.findall(r"--thread-(\d+): #[0-9a-f]{6}; /\* (\w+) \*/", tokens)
    assert [(int(index), name.capitalize()) for index, name in named] == list(enumerate(THREADS))
    assert {int(index) for index in re.findall(r'\[data-colour="(\d+)"\]', tokens)} == set(range(LAST_THREAD + 1))


def test_whoever_sits_down_gets_the_first_colour_that_the_fewest_wear() -> None:
    assert least_used_colour([]) == 0
    assert least_used_colour([0, 1, 3]) == 2
    assert least_used_colour([*range(len(THREADS)), 0]) == 1
