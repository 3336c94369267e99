"""One started browser of each other engine for all its journeys, and people whose pages may not make errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.browser.engines.desk import Desk
from tests.browser.engines.firefox import Firefox
from tests.browser.engines.person import Person
from tests.browser.engines.webkitgtk import WebKitGTK
from tests.browser.engines.window import Engine
from tests.stack import Stack

Come = Callable[[str], Person]


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    set_up = Desk()
    yield set_up
    set_up.close()


@pytest.fixture(scope="session", params=[Firefox, WebKitGTK], ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest, desk: Desk) -> Iterator[Engine]:
    started: Engine = request.param(desk.environ)
    yield started
    started.close()


@pytest.fixture
def come(engine: Engine, stack: Stack) -> Iterator[Come]:
    """Somebody new in front of the engine: ``come("Ada")``."""
    people: list[Person] = []

    def arrive(name: str) -> Person:
        people.append(Person(name, stack.base_url, engine.window()))
        return people[-1]

    yield arrive
    troubles = {person.name: person.window.troubles() for person in people}
    for person in people:
        person.window.close()
    assert {name: said for name, said in troubles.items() if said} == {}
