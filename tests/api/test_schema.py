"""Schemathesis over the whole API: whatever fits the schema, or nearly does, gets an answer that the schema promises.

Every operation is asked with made-up input, half of it in addresses that exist. ``LIGHTLOOM_API_EXAMPLES`` says how
many examples each operation gets; a few keep the suite quick, some hundreds are for an evening.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from inference.contract.makings.kinds import MAKING_KINDS
from tests.api.asking import Program, program
from tests.pages.finished_worlds import weave
from worlds.actions.limits import Limit
from worlds.actions.room import rooms
from worlds.api import authentication

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(1200)]

EXAMPLES = int(os.environ.get("LIGHTLOOM_API_EXAMPLES", "4"))
PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch) -> tuple[Program, dict[str, list[str]]]:
    """A program with a world, a room, a gallery and a question of its own, and what may stand in addresses."""
    for name in ("VISITOR_LIMIT", "ADDRESS_LIMIT"):
        monkeypatch.setattr(authentication, name, Limit("api-schema", max_uses=10**9, seconds=60, code="api.too_many"))
    for name in ("PERSON_LIMIT", "ADDRESS_LIMIT"):
        monkeypatch.setattr(rooms, name, Limit("rooms-schema", max_uses=10**9, seconds=60, code="room.too_many"))
    ada = program()
    woven = weave("a castle stands in the rain", "three boats on a lake", visibility="public")
    code = ada.post("/rooms", name="Sunday", narrator="Ada")["code"]
    ada.post(f"/rooms/{code}/turn/take", 200)
    gallery = ada.post("/galleries", name="Walks", visibility="public")["slug"]
    ada.put(f"/galleries/{gallery}/worlds/{woven.world.slug}")
    asked = ada.post(f"/worlds/{woven.world.slug}/questions", text="How many boats?")
    slugs = [woven.world.slug or "", gallery]
    return ada, {
        "slug": slugs,
        "world": slugs,
        "code": [code],
        "kind": list(MAKING_KINDS),
        "question_id": [asked["id"]],
        "username": [ada.user.username],
    }


def test_whatever_is_asked_the_answer_is_as_the_schema_says(seeded: tuple[Program, dict[str, list[str]]]) -> None:
    ada, known = seeded
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    asked, statuses = 0, set()
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()

        @seed(20261)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=False,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=_cases(operation), real=st.booleans(), data=st.data())
        def ask(case: Any, real: bool, data: st.DataObject) -> None:
            nonlocal asked
            if real:
                for name in case.path_parameters or {}:
                    if name in known:
                        case.path_parameters[name] = data.draw(st.sampled_from(known[name]))
            response = case.call(headers={"Authorization": f"Bearer {ada.token}"})
            case.validate_response(response, checks=PROMISES)
            statuses.add(response.status_code)
            asked += 1

        ask()
    assert asked > 100
    assert {200, 201, 404, 409, 422} <= statuses, "the examples reach what is there, what is not, and what does not fit"
    ada.get("/rooms")


def _cases(operation: Any) -> st.SearchStrategy[Any]:
    return st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )
