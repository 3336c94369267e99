"""Things made from worlds in steps: begun once, gone on with, cancelled, failed, grown with the weave,
thawed by an unravelled strip."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from inference.contract.errors import EngineError
from inference.contract.files.storage import FolderStorage
from inference.contract.geometry import mural_width, strip_x
from inference.contract.jobs import Failure
from inference.contract.makings.plan import read_plan
from inference.contract.makings.steps import MadeFile, MakeBegun, MakeJob, MakeStep
from inference.studio.runner import make_step
from tests.story.weaving.rooms import finish, hang, say
from worlds.actions.room import rooms
from worlds.actions.weaving import phrases
from worlds.actions.world import makings
from worlds.actions.world.makings import (
    GROWTH_STEP,
    UNFROZEN_STRIPS,
    ask_making,
    begin_step,
    cancel_making,
    complete_step,
    fail_making,
    remake,
    retry_stuck_makings,
)
from worlds.models import Making, Narrator, World
from worlds.retry_policy import MAKING
from worlds.wire.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[MakeJob]:
    """The jobs that would go to the studio, in their order."""
    jobs: list[MakeJob] = []
    monkeypatch.setattr(makings, "send_making", jobs.append)
    return jobs


def woven(host: Narrator, strips: int = 1) -> World:
    for number in range(strips):
        hang(say(host, f"a castle with {number} towers"))
    assert host.room.world_id
    host.room.refresh_from_db()
    return World.objects.get(pk=host.room.world_id)


def stored(job: MakeJob, name: str) -> MadeFile:
    """A file as the studio would write it."""
    key = f"{job.folder}/{name}"
    default_storage.save(key, ContentFile(b"pixels"))
    return MadeFile(name=name, key=key, type="application/json", bytes=6)


def done(job: MakeJob, **changes: Any) -> MakeStep:
    fields: dict[str, Any] = {
        "about": job.about,
        "attempt": job.attempt,
        "folder": job.folder,
        "step": job.step,
        "stage": "cutting",
        "done": job.step + 1,
        "of": 3,
        "carry": {"columns": job.step + 1},
    }
    return MakeStep(**{**fields, **changes})


def of_kind(jobs: list[MakeJob], kind: str) -> MakeJob:
    return next(job for job in reversed(jobs) if job.kind == kind)


def test_a_making_goes_on_step_by_step_and_keeps_its_files(ada: Narrator, sent: list[MakeJob], media: Path) -> None:
    world = woven(ada)
    making = ask_making(world, "glb")
    first = of_kind(sent, "glb")
    assert (first.step, first.carry) == (0, {})
    assert read_plan(FolderStorage(media), first.plan).strips[0].text == "a castle with 0 towers"

    assert complete_step(done(first))
    second = of_kind(sent, "glb")
    assert (second.step, second.carry, second.folder) == (1, {"columns": 1}, first.folder)
    scrap, file = stored(second, "scrap.bin"), stored(second, "world.glb")
    assert complete_step(done(second, finished=True, files=[file], spent=[scrap.key]))

    making.refresh_from_db()
    assert (making.state, making.files[0]["name"]) == (Making.State.MADE, "world.glb")
    assert default_storage.exists(file.key) and not default_storage.exists(scrap.key)


def test_an_answer_that_comes_twice_counts_once(ada: Narrator, sent: list[MakeJob]) -> None:
    ask_making(woven(ada), "glb")
    first = of_kind(sent, "glb")
    assert complete_step(done(first))
    assert not complete_step(done(first))
    assert not complete_step(done(first, step=1))
    assert [job.step for job in sent if job.kind == "glb"] == [0, 1]


def test_what_is_being_made_is_not_begun_again(ada: Narrator, sent: list[MakeJob]) -> None:
    world = woven(ada)
    assert ask_making(world, "glb") == ask_making(world, "glb")
    assert len([job for job in sent if job.kind == "glb"]) == 1


def test_a_world_without_a_strip_has_nothing_made(ada: Narrator, sent: list[MakeJob]) -> None:
    with pytest.raises(Refusal, match=r"world\.empty"):
        ask_making(ada.room.worlds.get(), "glb")
    assert not Making.objects.exists()


def test_a_world_that_is_finished_while_a_step_comes_in_is_made_to_its_end(ada: Narrator, sent: list[MakeJob]) -> None:
    world = woven(ada)
    making = ask_making(world, "tiles")
    step = done(of_kind(sent, "tiles"), finished=True, files=[stored(of_kind(sent, "tiles"), "tiles.json")])
    with ThreadPoolExecutor(1) as studio:
        with transaction.atomic():
            World.objects.filter(pk=world.pk).update(state=World.State.FINISHED)
            ask_making(World.objects.get(pk=world.pk), "tiles")  # it is being made: left as it is, and its row held
            answer = studio.submit(in_its_own_connection, lambda: complete_step(step))
            with contextlib.suppress(TimeoutError):
                answer.result(timeout=0.5)
        assert answer.result(timeout=10)
    making.refresh_from_db()
    assert (making.state, making.final) == (Making.State.MAKING, True)


def in_its_own_connection(act: Callable[[], bool]) -> bool:
    try:
        return act()
    finally:
        connection.close()


def test_cancelled_means_nothing_is_left_and_late_steps_change_nothing(ada: Narrator, sent: list[MakeJob]) -> None:
    world = woven(ada)
    making = ask_making(world, "film")
    job = of_kind(sent, "film")
    assert cancel_making(world, "film") and not cancel_making(world, "film")
    assert not default_storage.exists(job.plan)
    late = stored(job, "segment.mp4")
    assert not complete_step(done(job))
    making.refresh_from_db()
    assert making.state == Making.State.CANCELLED
    assert not default_storage.exists(late.key)

    ask_making(world, "film")
    again = of_kind(sent, "film")
    assert again.folder != job.folder and again.step == 0


def test_a_step_that_fails_is_tried_again_and_then_given_up(ada: Narrator, sent: list[MakeJob]) -> None:
    making = ask_making(woven(ada), "film")
    for _ in range(MAKING.tries):
        job = of_kind(sent, "film")
        fail_making(Failure(about=job.about, attempt=job.attempt, code="film.codec", message="no codec"))
    making.refresh_from_db()
    assert (making.state, making.reason) == (Making.State.FAILED, "film.codec")
    assert len([job for job in sent if job.kind == "film"]) == MAKING.tries


def test_what_no_second_try_can_help_is_given_up_at_once(ada: Narrator, sent: list[MakeJob]) -> None:
    making = ask_making(woven(ada), "film")
    job = of_kind(sent, "film")
    fail_making(Failure(about=job.about, attempt=job.attempt - 1, code="old", message="of a try before", again=False))
    making.refresh_from_db()
    assert making.state == Making.State.MAKING
    fail_making(Failure(about=job.about, attempt=job.attempt, code="film.codec", message="no codec", again=False))
    making.refresh_from_db()
    assert making.state == Making.State.FAILED


def unread(job: MakeJob, media: Path) -> None:
    """The studio answers that it cannot make anything of the plan."""
    with pytest.raises(EngineError) as error:
        make_step(FolderStorage(media), job)
    assert not error.value.again
    code, message = error.value.code, error.value.message
    fail_making(Failure(about=job.about, attempt=job.attempt, code=code, message=message, again=False))


@pytest.mark.parametrize("left", ["another form", "nothing"])
def test_a_film_whose_plan_is_of_an_earlier_version_begins_anew_by_itself(
    ada: Narrator, sent: list[MakeJob], media: Path, left: str
) -> None:
    making = ask_making(woven(ada), "film")
    begun = of_kind(sent, "film")
    file = stored(begun, "part-0000.mp4")
    assert complete_step(done(begun))
    old = of_kind(sent, "film")
    plan = json.loads((media / old.plan).read_bytes())
    plan["voices"] = [{"position": 0, "key": "speech/a.wav", "over": False}]
    (media / old.plan).unlink()
    if left == "another form":
        (media / old.plan).write_text(json.dumps(plan))
    unread(old, media)
    again = of_kind(sent, "film")
    assert again.step == 0 and again.carry == {} and again.plan != old.plan and again.folder != old.folder
    assert read_plan(FolderStorage(media), again.plan).strips[0].text == "a castle with 0 towers"
    assert not default_storage.exists(file.key) and not default_storage.exists(old.plan)
    making.refresh_from_db()
    assert (making.state, making.tries) == (Making.State.MAKING, 0)


def test_a_studio_that_cannot_read_a_plan_of_today_is_not_asked_for_ever(ada: Narrator, sent: list[MakeJob]) -> None:
    making = ask_making(woven(ada), "film")
    job = of_kind(sent, "film")
    fail_making(Failure(about=job.about, attempt=job.attempt, code="make.plan", message="unread", again=False))
    making.refresh_from_db()
    assert (making.state, making.reason) == (Making.State.FAILED, "make.plan")
    assert len([job for job in sent if job.kind == "film"]) == 1


def test_an_unreadable_plan_of_a_world_without_strips_is_given_up(
    ada: Narrator, sent: list[MakeJob], media: Path
) -> None:
    world = woven(ada)
    making = ask_making(world, "glb")
    phrases.unravel_phrase(ada.room_id, ada.id, world.phrases.get().pk)
    job = of_kind(sent, "glb")
    (media / job.plan).unlink()
    unread(job, media)
    making.refresh_from_db()
    assert (making.state, making.reason) == (Making.State.FAILED, "world.empty")


def test_a_step_that_never_answers_is_rung_for_again(ada: Narrator, sent: list[MakeJob]) -> None:
    making = ask_making(woven(ada), "film")
    for left in range(MAKING.tries - 1, -1, -1):
        job = of_kind(sent, "film")
        begin_step(MakeBegun(about=job.about, attempt=job.attempt))
        assert retry_stuck_makings() == 0
        Making.objects.update(since=timezone.now() - MAKING.patience)
        assert retry_stuck_makings() == 1
        making.refresh_from_db()
        assert (making.state == Making.State.MAKING) == (left > 0)
    assert making.reason == "make.stuck"
    assert {job.step for job in sent if job.kind == "film"} == {0}


def test_waiting_for_a_busy_studio_costs_no_try(ada: Narrator, sent: list[MakeJob]) -> None:
    making = ask_making(woven(ada), "film")
    Making.objects.update(since=timezone.now() - MAKING.patience)
    assert retry_stuck_makings() == 0
    for _ in range(MAKING.tries + 1):
        Making.objects.update(since=timezone.now() - MAKING.patience_in_queue)
        assert retry_stuck_makings() == 1
    making.refresh_from_db()
    assert (making.state, making.tries) == (Making.State.MAKING, 0)
    # whichever of the messages is answered first counts
    assert complete_step(done(next(job for job in sent if job.kind == "film")))


def test_a_making_made_anew_drops_what_there_was(ada: Narrator, sent: list[MakeJob]) -> None:
    world = woven(ada)
    ask_making(world, "glb")
    first = of_kind(sent, "glb")
    file = stored(first, "world.glb")
    assert complete_step(done(first, finished=True, files=[file]))
    remake(world, "glb")
    assert of_kind(sent, "glb").folder != first.folder
    assert not default_storage.exists(file.key)


def test_tiles_and_depth_grow_with_the_weave_and_are_finished_with_the_world(
    ada: Narrator, sent: list[MakeJob]
) -> None:
    world = woven(ada, UNFROZEN_STRIPS + GROWTH_STEP - 1)
    assert not sent
    hang(say(ada, "the last one needed"))
    assert {job.kind for job in sent} == {"tiles", "depth"}
    tiles = of_kind(sent, "tiles")
    plan = read_plan(FolderStorage(Path(default_storage.location)), tiles.plan)  # type: ignore[attr-defined]
    assert (plan.finished, plan.frozen) == (False, strip_x(GROWTH_STEP))
    assert complete_step(done(tiles, finished=True, carry={"columns": 5}))

    world = finish(ada)
    grown = of_kind(sent, "tiles")
    assert (grown.folder, grown.step, grown.carry) == (tiles.folder, 0, {"columns": 5})
    plan = read_plan(FolderStorage(Path(default_storage.location)), grown.plan)  # type: ignore[attr-defined]
    assert (plan.finished, plan.frozen) == (True, mural_width(world.strip_count))
    assert {job.kind for job in sent} == {"tiles", "depth", "film"}


def test_what_was_growing_when_the_world_was_finished_goes_on_to_its_end(ada: Narrator, sent: list[MakeJob]) -> None:
    woven(ada, UNFROZEN_STRIPS + GROWTH_STEP)
    growing = of_kind(sent, "depth")
    finish(ada)
    assert of_kind(sent, "depth") == growing
    assert complete_step(done(growing, finished=True, carry={"strips": 8}))
    going_on = of_kind(sent, "depth")
    assert (going_on.step, going_on.carry) == (0, {"strips": 8})
    # the same answer again, now that the first step of what is left is awaited
    assert not complete_step(done(growing, finished=True, carry={"strips": 8}))
    file = stored(going_on, "depth.json")
    assert complete_step(done(going_on, finished=True, files=[file]))
    making = Making.objects.get(kind="depth")
    assert (making.state, making.final) == (Making.State.MADE, True)


def test_unravelling_what_was_frozen_begins_anew(ada: Narrator, sent: list[MakeJob]) -> None:
    world = woven(ada, UNFROZEN_STRIPS + GROWTH_STEP)
    tiles = of_kind(sent, "tiles")
    assert complete_step(done(tiles, finished=True, carry={"columns": 5}))
    newest = list(world.phrases.filter(over=False).order_by("-ordinal"))
    for phrase in newest[:UNFROZEN_STRIPS]:
        phrases.unravel_phrase(ada.room_id, ada.id, phrase.id)
    assert Making.objects.get(kind="tiles").state == Making.State.MADE
    phrases.unravel_phrase(ada.room_id, ada.id, newest[UNFROZEN_STRIPS].id)
    assert Making.objects.get(kind="tiles").state == Making.State.CANCELLED
    assert not default_storage.exists(tiles.plan)
    world = finish(ada)
    again = of_kind(sent, "tiles")
    assert (again.carry, again.step) == ({}, 0)
    assert again.folder != tiles.folder


def test_a_finished_world_is_filmed_by_itself_up_to_so_many_strips(
    ada: Narrator, sent: list[MakeJob], settings: Any
) -> None:
    settings.LIGHTLOOM_FILM_STRIPS = 2
    for strips, kinds in ((2, {"tiles", "depth", "film"}), (3, {"tiles", "depth"})):
        woven(ada, strips)
        world = finish(ada)
        assert {making.kind for making in Making.objects.filter(world=world)} == kinds
        rooms.start_world(ada.room_id, ada.id)
