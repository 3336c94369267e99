"""A program does over the HTTP API what people do on the pages, under the same rules."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from inference.contract.finishing import Answer
from tests.api.asking import Program, program
from tests.pages.finished_worlds import weave
from tests.story.archive.whole_worlds import weave_whole
from tests.story.conftest import media
from tests.story.weaving.rooms import finished, hang
from worlds.actions.account.tokens import make_token
from worlds.actions.limits import Limit
from worlds.actions.world import finishing, imports, questions, remixes
from worlds.api import api
from worlds.api import authentication as who
from worlds.archive.pack import Archive, read_rows
from worlds.models import Bringing, Phrase, Question, Report, Token, World
from worlds.refusal_messages import MESSAGES
from worlds.wire.protocol import ERRORS

__all__ = ["media"]
pytestmark = pytest.mark.django_db


def test_two_programs_weave_a_world_together_and_find_it_finished() -> None:
    ada, ben = program("ada"), program("ben")
    room = ada.post("/rooms", name="Sunday", narrator="Ada")
    code = room["code"]
    ben.refused("get", f"/rooms/{code}/phrases", 404, "api.not_found")
    ben.post(f"/rooms/{code}/join", 200, name="Ben", colour=4)
    ada.post(f"/rooms/{code}/turn/take", 200)
    said = ben.refused("post", f"/rooms/{code}/phrases", 409, "turn.not_yours", text="but I want to")
    assert said == ERRORS["turn.not_yours"]
    first = ada.post(f"/rooms/{code}/phrases", text="a castle on a hill")
    assert (first["state"], first["text"]) == ("painting", "a castle on a hill")
    hang(Phrase.objects.get(pk=first["id"]))
    ben.post(f"/rooms/{code}/hand/raise", 200)
    floor = ada.post(f"/rooms/{code}/turn/pass", 200)
    assert floor["hold"]["narrator"] == ben.get("/rooms")["items"][0]["you"], "the raised hand is next"
    hang(Phrase.objects.get(pk=ben.post(f"/rooms/{code}/phrases", text="three boats on a lake")["id"]))
    ben.refused("post", f"/rooms/{code}/finish", 409, "room.not_host", gallery="Walks")
    going = ada.post(f"/rooms/{code}/finish", 202, gallery="Walks", visibility="link")
    assert going["state"] == "finishing"
    finishing.complete_world(finished(World.objects.get(pk=going["id"])))
    world = ada.get("/worlds", mine=True)["items"][0]
    assert [credit["name"] for credit in world["credits"]] == ["Ada", "Ben"]
    assert ada.get(f"/worlds/{world['slug']}")["yours"] is True
    assert program("cleo").get(f"/worlds/{world['slug']}")["yours"] is False, "by link, whoever knows it"
    told = ben.get(f"/worlds/{world['slug']}/narration")
    assert [(line["narrator"], line["text"]) for line in told["lines"]] == [
        ("Ada", "a castle on a hill"),
        ("Ben", "three boats on a lake"),
    ]
    names = [event["name"] for event in ben.get(f"/rooms/{code}/events", after=2)["events"]]
    assert "strip.hung" in names and names[-1] == "world.changed"


def test_a_phrase_sent_twice_under_one_key_is_said_once() -> None:
    ada = program()
    code = ada.post("/rooms", name="Sunday", narrator="Ada")["code"]
    ada.post(f"/rooms/{code}/turn/take", 200)
    key = {"Idempotency-Key": "say-1"}
    first = ada.post(f"/rooms/{code}/phrases", headers=key, text="a castle")
    assert ada.post(f"/rooms/{code}/phrases", headers=key, text="a castle")["id"] == first["id"]
    assert Phrase.objects.count() == 1


def test_a_program_hangs_orders_and_takes_down() -> None:
    ada, ben = program("ada"), program("ben")
    one, two = weave(title="One"), weave(title="Two")
    slug = ada.post("/galleries", name="夜の散歩", visibility="public")["slug"]
    for woven in (one, two, one):
        ada.put(f"/galleries/{slug}/worlds/{woven.world.slug}")
    hung = f"/galleries/{slug}/worlds"
    assert [world["title"] for world in ada.get(hung)["items"]] == ["One", "Two"]
    ada.post(f"{hung}/{two.world.slug}/move", 204, before=one.world.slug)
    first = ben.get(hung, limit=1)
    assert [world["title"] for world in first["items"]] == ["Two"]
    rest = ben.get(hung, cursor=first["next"], limit=1)
    assert [world["title"] for world in rest["items"]] == ["One"] and rest["next"] is None
    ben.refused("delete", f"{hung}/{one.world.slug}", 404, "api.not_found")
    ada.put(f"/galleries/{slug}/curators/{ben.user.username}")
    ben.delete(f"{hung}/{one.world.slug}")
    ben.refused("patch", f"/galleries/{slug}", 404, "api.not_found", name="Mine now")
    changed = ada.patch(f"/galleries/{slug}", description="After dark.", visibility="private", cover=two.world.slug)
    assert (changed["worlds"], changed["curators"], changed["visibility"]) == (1, [ben.user.username], "private")
    program("cleo").refused("get", f"/galleries/{slug}", 404, "api.not_found")
    ada.delete(f"/galleries/{slug}")
    ada.refused("get", f"/galleries/{slug}", 404, "api.not_found")


def test_a_world_is_searched_liked_asked_and_woven_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ada = program()
    woven = weave("a castle stands in the rain", "three boats on a lake", visibility="public")
    slug = woven.world.slug
    assert [world["slug"] for world in ada.get("/search", q="boats")["items"]] == [slug]
    assert ada.get("/search", q='"; DROP \U0001f984')["items"] == []
    assert ada.put(f"/worlds/{slug}/like", 200) == ada.put(f"/worlds/{slug}/like", 200) == {"likes": 1}
    asked = ada.post(f"/worlds/{slug}/questions", text="How many boats?")
    assert asked["state"] == "asked"
    questions.record_answer(Answer(about=asked["id"], text="There are 3 boats.", position=1))
    answered = ada.get(f"/questions/{asked['id']}")
    assert (answered["answer"], answered["position"]) == ("There are 3 boats.", 1)
    assert program("ben").get(f"/worlds/{slug}/questions")["items"] == []
    ada.delete(f"/questions/{asked['id']}")
    assert not Question.objects.exists()
    ada.refused("patch", f"/worlds/{slug}", 404, "api.not_found", keeps_questions=True)
    room = ada.post(f"/worlds/{slug}/weave-on", name="On", narrator="Ada", strips=1)
    assert (room["role"], room["world"]["strips"]) == ("host", 1)
    with monkeypatch.context() as patch:
        patch.setattr(remixes, "LIMIT", Limit("test-weave-on", 0, 60, "remix.too_many"))
        ada.refused("post", f"/worlds/{slug}/weave-on", 429, "remix.too_many", name="On", narrator="Ada")
    ada.refused("post", f"/worlds/{slug}/makings/glb", 404, "api.not_found")
    browser = woven.browser
    kept = browser.patch(f"/api/worlds/{slug}", {"lets_weave_on": False}, content_type="application/json")
    assert kept.json()["lets_weave_on"] is False
    ada.refused("post", f"/worlds/{slug}/weave-on", 409, "remix.not_allowed", name="Again", narrator="Ada")
    made = browser.post(f"/api/worlds/{slug}/makings/glb", {}, content_type="application/json")
    assert made.status_code == 202
    assert {one["kind"]: one["state"] for one in made.json()["items"]}["glb"] == "making"
    stopped = browser.delete(f"/api/worlds/{slug}/makings/glb")
    assert {one["kind"]: one["state"] for one in stopped.json()["items"]}["glb"] == "cancelled"


def test_pages_of_worlds_come_in_order_without_gaps_while_others_are_finished() -> None:
    ada = program()
    first = weave(title="World 0")
    for number in range(1, 5):
        weave(title=f"World {number}", by=first)
    page = ada.get("/worlds", limit=2)
    titles = [world["title"] for world in page["items"]]
    weave(title="Meanwhile", by=first)
    while page["next"]:
        page = ada.get("/worlds", limit=2, cursor=page["next"])
        titles += [world["title"] for world in page["items"]]
    assert titles == [f"World {number}" for number in (4, 3, 2, 1, 0)]
    for cursor in ("x", "W10", "WyJhIiwiYiJd", "eyJhIjoxfQ", "WyIyMDI2LTAxLTAxIiwiYiJd"):
        ada.refused("get", "/worlds", 422, "api.cursor", cursor=cursor)


def test_a_list_of_rooms_costs_the_same_however_many_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ada = program()
    codes = [ada.post("/rooms", name=f"Room {number}", narrator="Ada")["code"] for number in range(4)]
    ada.get("/rooms")  # notes that the token was used
    with django_assert_num_queries(2):
        assert [room["code"] for room in ada.get("/rooms")["items"]] == codes[::-1]


def test_what_was_read_before_is_not_sent_again() -> None:
    woven = weave("a castle", "three boats")
    for path in ("strips", "narration"):
        answer = Client().get(f"/api/worlds/{woven.world.slug}/{path}")
        again = Client().get(f"/api/worlds/{woven.world.slug}/{path}", headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_token_is_needed_valid_and_may_be_made_to_read_only() -> None:
    reader = program(may_write=False)
    assert reader.get("/rooms") == {"items": [], "next": None}
    reader.refused("post", "/rooms", 403, "token.read_only", name="Sunday", narrator="Ada")
    for header in (
        "Bearer ll_nothing",
        "Bearer",
        "Basic YTpi",
        "\udce9".encode("utf-8", "surrogateescape").decode("latin-1"),
    ):
        answer = Client(headers={"Authorization": header}).get("/api/worlds")
        assert (answer.status_code, answer.json()["code"]) == (401, "api.token"), header
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    reader.refused("get", "/rooms", 401, "api.token")
    Token.objects.update(expires_at=None)
    assert Token.objects.get().used_at is not None
    reader.user.is_active = False
    reader.user.save()
    reader.refused("get", "/rooms", 401, "api.token")


def test_a_private_world_is_taken_away_with_the_token_of_somebody_who_wove_it() -> None:
    ada, ben = program("ada"), program("ben")
    code = ada.post("/rooms", name="Sunday", narrator="Ada")["code"]
    ada.post(f"/rooms/{code}/turn/take", 200)
    hang(Phrase.objects.get(pk=ada.post(f"/rooms/{code}/phrases", text="a castle")["id"]))
    going = ada.post(f"/rooms/{code}/finish", 202, gallery="Mine", visibility="private")
    finishing.complete_world(finished(World.objects.get(pk=going["id"])))
    slug = ada.get("/worlds", mine=True)["items"][0]["slug"]
    exports = {one["name"]: one for one in ada.get(f"/worlds/{slug}/exports")["items"]}
    assert {one["kind"] for one in exports.values()} == {"archive", "narration", "panorama"}
    address = exports[f"{slug}.txt"]["url"]
    assert b"Ada: a castle" in ada.client.get(address).content
    assert ben.client.get(address).status_code == Client().get(address).status_code == 404
    bad = Client(headers={"Authorization": "Bearer ll_nothing"}).get(address)
    assert (bad.status_code, bad.json()["code"]) == (401, "api.token")
    assert ada.client.post(f"/worlds/{slug}/ask", {"question": "Who?"}).status_code == 403, (
        "a token writes only by the API"
    )


def test_tokens_are_made_and_revoked_by_the_account_and_never_by_a_token() -> None:
    ada = program()
    ada.refused("post", "/tokens", 403, "token.session_only", name="more")
    browser = Client()
    assert browser.get("/api/tokens").status_code == 403
    browser.force_login(ada.user)
    wish = {"name": "second", "may_write": True, "days": 30}
    made = browser.post("/api/tokens", wish, content_type="application/json").json()
    assert Program(made["token"]).get("/rooms")["items"] == []
    kept = Token.objects.get(pk=made["id"])
    assert made["token"] not in (kept.digest, kept.start) and len(kept.digest) == 64
    assert [token["name"] for token in browser.get("/api/tokens").json()["items"]] == ["second", "notebook"]
    assert "token" not in browser.get("/api/tokens").json()["items"][0]
    assert browser.delete(f"/api/tokens/{made['id']}").status_code == 204
    Program(made["token"]).refused("get", "/rooms", 401, "api.token")
    other = Client()
    other.force_login(program("ben").user)
    assert other.delete(f"/api/tokens/{Token.objects.get(user=ada.user).pk}").status_code == 404


def test_a_token_finds_what_its_account_made_in_a_browser() -> None:
    ada = program()
    browser = Client()
    browser.force_login(ada.user)
    browser.post("/rooms", {"name": "From the page", "narrator": "Ada"})
    assert [room["name"] for room in ada.get("/rooms")["items"]] == ["From the page"]


def test_a_page_of_another_site_cannot_write_in_somebodys_name() -> None:
    browser = Client(enforce_csrf_checks=True)
    nobody = browser.post("/api/rooms", {"name": "x", "narrator": "y"}, content_type="application/json")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "api.who")
    home = browser.get("/").content.decode()
    blind = browser.post("/api/rooms", {"name": "x", "narrator": "y"}, content_type="application/json")
    assert (blind.status_code, blind.json()["code"]) == (403, "api.csrf")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', home)
    assert token is not None
    seen = {"X-CSRFToken": token[1]}
    room = browser.post("/api/rooms", {"name": "x", "narrator": "y"}, content_type="application/json", headers=seen)
    assert room.status_code == 201


def test_who_writes_too_much_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who, "VISITOR_LIMIT", Limit("api-test", max_uses=2, seconds=30, code="api.too_many"))
    ada = program()
    for _ in range(2):
        ada.post("/galleries", name="Walks")
    answer = ada.client.post("/api/galleries", {"name": "Walks"}, content_type="application/json")
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 30
    assert "seconds" in answer.json()["message"]
    ada.get("/galleries")
    program("ben").post("/galleries", name="Walks")


def test_a_host_skips_and_gives_the_turn_and_nobody_else_does() -> None:
    ada, ben = program("ada"), program("ben")
    code = ada.post("/rooms", name="Sunday", narrator="Ada", mode="duet")["code"]
    seat = ben.post(f"/rooms/{code}/join", 200, name="Ben")["you"]
    ben.refused("post", f"/rooms/{code}/turn/give", 409, "room.not_host", narrator=seat)
    floor = ada.post(f"/rooms/{code}/turn/give", 200, narrator=seat, voice="second")
    assert floor["second"]["narrator"] == seat
    assert ben.post(f"/rooms/{code}/turn/swap", 200)["hold"]["narrator"] == seat
    ben.refused("post", f"/rooms/{code}/turn/skip", 409, "room.not_host")
    late = {"turn": 0}
    ben.refused("post", f"/rooms/{code}/turn/pass", 409, "turn.over", **late)
    ben.refused("post", f"/rooms/{code}/turn/swap", 409, "turn.over", **late)
    ada.refused("post", f"/rooms/{code}/turn/skip", 409, "turn.over", **late)
    host = ada.get("/rooms")["items"][0]["you"]
    ada.refused("post", f"/rooms/{code}/turn/give", 409, "turn.over", narrator=host, voice="first", **late)
    assert ada.post(f"/rooms/{code}/turn/skip", 200, narrator=seat)["hold"] is None
    ada.refused("post", f"/rooms/{code}/turn/give", 422, "api.invalid", narrator="somebody")
    program("cy").refused("post", f"/rooms/{code}/turn/skip", 404, "api.not_found")


def test_a_program_reports_what_it_may_see() -> None:
    ada, woven, private = program(), weave(), weave(visibility="private")
    assert woven.world.finish_gallery is not None
    ada.post(f"/worlds/{woven.world.slug}/reports", 204, reason="stolen", text="It is mine.")
    ada.post(f"/worlds/{woven.world.slug}/reports", 204, reason="other", text="It is mine!")
    ada.post(f"/galleries/{woven.world.finish_gallery.slug}/reports", 204, reason="harmful")
    assert {(report.world, report.reason, report.text) for report in Report.objects.all()} == {
        (woven.world, "other", "It is mine!"),
        (None, "harmful", ""),
    }
    ada.refused("post", f"/worlds/{private.world.slug}/reports", 404, "api.not_found", reason="other")
    ada.refused("post", f"/worlds/{woven.world.slug}/reports", 422, "api.invalid", reason="dull")


def test_a_program_brings_a_world_in(media: Path, settings: Any) -> None:
    ada, data = program(), b"".join(Archive(read_rows(weave_whole(layer=False)[0])))

    def send(who: Program, content: bytes, **fields: str) -> Any:
        file = SimpleUploadedFile("world.zip", content, "application/zip")
        return who.client.post("/api/archives", {"archive": file, **fields})

    taken = send(ada, data, gallery="Found")
    assert (taken.status_code, taken.json()["state"], taken.json()["stage"]) == (202, "waiting", "It is next.")
    archive = taken.json()["id"]
    program("ben").refused("get", f"/archives/{archive}", 404, "api.not_found")
    program("cy").refused("delete", f"/archives/{archive}", 404, "api.not_found")
    imports.import_upload(uuid.UUID(archive))
    brought = ada.get(f"/archives/{archive}")
    assert brought["state"] == "brought" and brought["done"] == brought["of"] > 10
    assert ada.get(f"/worlds/{brought['world']}")["title"] == "Stone and Water"
    second = send(ada, data).json()["id"]
    assert ada.delete(f"/archives/{second}", 200)["state"] == "cancelled"
    assert [one["state"] for one in ada.get("/archives")["items"]] == ["cancelled", "brought"]

    for answer, status, code in (
        (send(program(may_write=False), data), 403, "token.read_only"),
        (send(ada, b"PK"), 422, "archive.refused"),
        (send(ada, data, gallery="a" * 81), 422, "api.invalid"),
        (send(ada, data, visibility="secret"), 422, "api.invalid"),
        (ada.client.post("/api/archives", {"gallery": "Found"}), 422, "api.invalid"),
        (ada.client.post("/api/archives", b"--x", content_type="multipart/form-data"), 400, "api.not_a_form"),
        (Client().post("/api/archives", {"archive": SimpleUploadedFile("a.zip", data)}), 403, "archive.no_account"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
        assert answer.json()["message"].endswith(".")
    settings.LIGHTLOOM_IMPORT_BYTES = 0
    assert send(ada, data).status_code == 404
    assert Bringing.objects.count() == 2


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("post", "/rooms", b"{", 400, "api.not_json"),
        ("post", "/rooms", b"[]", 422, "api.invalid"),
        ("post", "/rooms", b'{"name": "x", "narrator": "\\u0000"}', 422, "api.invalid"),
        ("post", "/rooms", b'{"name": "x", "narrator": "\\ud800"}', 422, "api.invalid"),
        ("post", "/rooms", b'{"name": "x", "narrator": "y", "host": true}', 422, "api.invalid"),
        ("post", "/galleries", b'{"name": "' + b"x" * 300_000 + b'"}', 413, "api.too_large"),
        ("get", "/nowhere", b"", 404, "api.not_found"),
        ("get", "/worlds/%00", b"", 404, "api.not_found"),
        ("get", "/galleries/%00/worlds", b"", 404, "api.not_found"),
        ("get", "/rooms/%00", b"", 404, "api.not_found"),
        ("get", "/questions/00000000000000000000000000000000", b"", 404, "api.not_found"),
        ("get", "/search?q=", b"", 422, "api.invalid"),
    ],
)
def test_what_does_not_fit_gets_one_sentence(method: str, path: str, body: bytes, status: int, code: str) -> None:
    ada = program()
    kind = {"content_type": "application/json"} if body else {}
    answer = getattr(ada.client, method)(f"/api{path}", body, **kind) if body else ada.client.get(f"/api{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer.json()["message"].endswith(".")


def test_every_operation_says_what_it_does_and_every_refusal_has_a_sentence() -> None:
    schema = api.get_openapi_schema()
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    assert len(operations) > 40
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert operation["summary"] and operation["tags"]
        assert any(int(code) < 300 for code in operation["responses"])
    assert all(sentence.endswith(".") for sentence in {**ERRORS, **MESSAGES}.values())
    page = Client().get("/api/docs").content.decode()
    for operation in operations:
        assert f'id="{operation["operationId"]}"' in page


def test_the_page_of_tokens_shows_a_token_once() -> None:
    ada = program()
    browser = Client()
    assert browser.get("/tokens").url.startswith("/accounts/login/")  # type: ignore[attr-defined]
    browser.force_login(ada.user)
    made = browser.post("/tokens", {"name": "phone", "may_write": "1", "days": "30"})
    shown = re.search(r'value="(ll_[^"]+)"', made.content.decode())
    assert shown is not None and Program(shown[1]).get("/rooms")["items"] == []
    assert "no-store" in made["Cache-Control"]
    page = browser.get("/tokens").content.decode()
    assert shown[1] not in page and shown[1][:9] in page
    token = Token.objects.get(name="phone")
    assert browser.post(f"/tokens/{token.pk}/revoke").status_code == 302
    Program(shown[1]).refused("get", "/rooms", 401, "api.token")
    assert browser.post("/tokens", {"name": ""}).status_code == 422
    for _ in range(19):
        make_token(ada.user, name="many", may_write=False, expires_at=None)
    assert b"Revoke one first" in browser.post("/tokens", {"name": "one more"}).content
