"""Weaving on from a finished world: what is taken over, what is remembered for good,
and that nothing of the original is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inference.contract.geometry import strip_x
from tests.story.archive.test_archive import packed, told
from tests.story.archive.whole_worlds import OVER, TOLD, put, weave_whole
from tests.story.weaving.rooms import finish, hang, join, painted, say, visitor
from worlds.access import NotFound, Visitor
from worlds.actions.room import turns
from worlds.actions.weaving import painting, phrases
from worlds.actions.world import remixes
from worlds.actions.world.makings import plan_of
from worlds.actions.world.remixes import let_weave_on, weave_on
from worlds.models import Layer, Narrator, Phrase, Strip, World
from worlds.reading.room import snapshot_of
from worlds.wire.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def files_of(world: World) -> set[str]:
    """Every key of the world's strips and layers, those taken down included."""
    rows: list[Strip | Layer] = [*Strip.objects.filter(world=world), *Layer.objects.filter(world=world)]
    return {key for row in rows for key in (row.picture, row.view, row.relief, row.relief_view)}


def woven_on(host: Narrator) -> World:
    host.room.refresh_from_db()
    assert host.room.world is not None
    return host.room.world


def say_there(host: Narrator, text: str) -> Phrase:
    turns.take_turn(host.room_id, host.id)
    return say(host, text)


def test_the_whole_of_it_goes_on_in_a_new_room(monkeypatch: pytest.MonkeyPatch) -> None:
    original, _ = weave_whole()
    cy = weave_on(visitor(), original, name="Further", narrator="Cy")
    world = woven_on(cy)
    assert (world.state, world.strip_count, world.seed) == ("weaving", 3, original.seed)
    assert files_of(world) == files_of(original)
    seats = {seat.name: (seat.colour, seat.role, seat.removed_at is None) for seat in cy.room.narrators.all()}
    colours = {credit["name"]: credit["colour"] for credit in original.credits}
    assert seats["Ada"] == (colours["Ada"], "narrator", False)
    assert seats["Ben"] == (colours["Ben"], "narrator", False)
    assert seats["Cy"][0] not in colours.values() and seats["Cy"][1:] == ("host", True)

    sent: list[Any] = []
    monkeypatch.setattr(painting, "send_painting", sent.append)
    phrase = say_there(cy, "a fourth strip")
    last = Strip.objects.get(world=original, position=2)
    (job,) = sent
    assert (job.position, job.x, job.carried, job.carried_relief) == (3, strip_x(3), last.picture, last.relief)
    assert job.memory == last.memory and job.before == [TOLD[0], OVER, *TOLD[1:]]
    assert job.anchor == Strip.objects.get(world=original, position=0).picture
    hang(phrase)
    original.refresh_from_db()
    assert original.strip_count == 3


def test_the_room_shows_what_was_taken_over() -> None:
    original, _ = weave_whole()
    cy = weave_on(visitor(), original, name="Further", narrator="Cy")
    cy.room.refresh_from_db()
    snapshot = snapshot_of(cy.room)
    names = {narrator.id: narrator.name for narrator in snapshot.narrators}
    assert [(phrase.text, names[phrase.narrator]) for phrase in snapshot.phrases] == [
        (TOLD[0], "Ada"),
        (OVER, "Ben"),
        (TOLD[1], "Ada"),
        (TOLD[2], "Ada"),
    ]
    assert snapshot.phrases[1].layer is not None and snapshot.phrases[3].strip is not None


def test_it_goes_on_from_the_strip_that_is_chosen_and_its_own_narrator_is_its_host() -> None:
    original, ada = weave_whole()
    again = weave_on(Visitor(guest=ada.guest), original, name="Otherwise", narrator="Ada", strips=1)
    world = woven_on(again)
    assert (world.strip_count, world.phrase_count) == (1, 2)
    assert [phrase.text for phrase in world.phrases.all()] == [TOLD[0], OVER]
    assert world.phrases.get(ordinal=1).narrator == again
    assert sorted(seat.name for seat in again.room.narrators.all()) == ["Ada", "Ben"]
    for strips in (0, 4):
        with pytest.raises(Refusal, match=r"remix\.no_such_strip"):
            weave_on(visitor(), original, name="Nowhere", narrator="Cy", strips=strips)


def test_only_a_finished_world_can_be_woven_on() -> None:
    original, _ = weave_whole()
    unfinished = woven_on(weave_on(visitor(), original, name="Further", narrator="Cy"))
    with pytest.raises(Refusal, match=r"world\.not_finished"):
        weave_on(visitor(), unfinished, name="Further still", narrator="Di")


def test_those_who_told_it_may_keep_weaving_on_to_themselves() -> None:
    original, ada = weave_whole()
    watching = Visitor(guest=join(ada, "Eve", watch=True).guest)
    for other in (visitor(), watching):
        with pytest.raises(NotFound):
            let_weave_on(other, original, lets=False)
    let_weave_on(Visitor(guest=ada.guest), original, lets=False)
    original.refresh_from_db()
    for other in (visitor(), watching):
        with pytest.raises(Refusal, match=r"remix\.not_allowed"):
            weave_on(other, original, name="Further", narrator="Cy")
    assert woven_on(weave_on(Visitor(guest=ada.guest), original, name="Further", narrator="Ada")).strip_count == 3
    let_weave_on(Visitor(guest=ada.guest), original, lets=True)
    assert woven_on(weave_on(visitor(), original, name="Further", narrator="Cy")).strip_count == 3


def test_where_it_comes_from_stays_when_the_original_is_gone(media: Path) -> None:
    original, _ = weave_whole()
    cy = weave_on(visitor(), original, name="Further", narrator="Cy", strips=2)
    hang(say_there(cy, "a further strip"))
    second = finish(cy, title="Further")
    assert {credit["name"] for credit in second.credits} == {"Ada", "Ben", "Cy"}
    di = weave_on(visitor(), second, name="Further still", narrator="Di")
    keys = files_of(original)
    original.delete()
    third = woven_on(di)
    assert [(root["title"], root["names"], root["strips"]) for root in third.roots] == [
        ("Further", [credit["name"] for credit in second.credits], 3),
        ("Stone and Water", ["Ada", "Ben"], 2),
    ]
    assert plan_of(third).roots[1] == "“Stone and Water”, by Ada and Ben"
    second.refresh_from_db()
    assert second.remix_of is None and second.roots[0]["title"] == "Stone and Water"
    shown = files_of(third) & keys
    assert len(shown) == 12 and all((media / key).is_file() for key in shown)


def test_nothing_done_in_the_new_room_takes_a_file_from_the_original(media: Path) -> None:
    """Every way in which files go: unravelling, a doubled answer, a correction, a world deleted."""
    original, _ = weave_whole()
    before = told(original), packed(original)[1].content_hash
    cy = weave_on(visitor(), original, name="Further", narrator="Cy")
    world = woven_on(cy)
    # a painter's answer that comes a second time, with the very files that both worlds show
    strip = Strip.objects.get(world=original, position=2)
    result = painted(Phrase.objects.get(pk=strip.phrase_id))
    files = result.files.model_copy(
        update={name: getattr(strip, name) for name in ("picture", "view", "relief", "relief_view")}
    )
    assert not painting.hang_strip(result.model_copy(update={"files": files}))
    # all that was taken over is unravelled, newest first
    for text in (TOLD[2], TOLD[1], OVER, TOLD[0]):
        phrases.unravel_phrase(cy.room_id, cy.id, Phrase.objects.get(world=world, text=text).pk)
    world.refresh_from_db()
    assert world.strip_count == 0
    hang(say_there(cy, "something else"))
    world.delete()
    original.refresh_from_db()
    assert (told(original), packed(original)[1].content_hash) == before
    assert all((media / key).is_file() for key in files_of(original))


def test_voices_stay_with_the_room_they_were_spoken_in() -> None:
    original, _ = weave_whole()
    put("speech/a.wav", b"RIFF")
    Phrase.objects.filter(world=original, text=TOLD[0]).update(voice="speech/a.wav")
    world = woven_on(weave_on(visitor(), original, name="Further", narrator="Cy"))
    assert not world.phrases.exclude(voice="").exists()


def test_of_many_roots_the_nearest_and_the_first_are_remembered() -> None:
    original, _ = weave_whole()
    original.roots = [{"title": f"Root {n}", "slug": f"r-{n}", "names": ["Ada"], "strips": 1} for n in range(100)]
    original.save()
    world = woven_on(weave_on(visitor(), original, name="Further", narrator="Cy"))
    assert len(world.roots) == remixes.ROOTS_MAX
    assert (world.roots[0]["title"], world.roots[-1]["title"]) == ("Stone and Water", "Root 99")


def test_friends_join_the_new_room_and_take_turns_as_in_any() -> None:
    original, _ = weave_whole()
    cy = weave_on(visitor(), original, name="Further", narrator="Cy")
    di = join(cy, "Di")
    hang(say_there(cy, "a fourth strip"))
    turns.pass_turn(cy.room_id, cy.id)
    hang(say_there(di, "a fifth strip"))
    assert woven_on(cy).strip_count == 5
