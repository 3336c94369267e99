"""A duet in the story: the first voice extends the mural, the second paints over it; what goes wrong,
and what can be taken back."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from inference.contract.geometry import NEW, canvas_x
from inference.contract.pieces import LayerJob, StripJob
from tests.pages.finished_worlds import browser_of
from tests.story.weaving.rooms import fail, finish, hang, join, open_room, painted, painted_over, say
from worlds.actions.room import rooms, turns
from worlds.actions.weaving import corrections, painting, phrase_jobs, phrases
from worlds.actions.world import finishing
from worlds.actions.world.makings import plan_of
from worlds.models import Event, Layer, Narrator, Phrase, Room, World
from worlds.reading.room import phrase_parts, snapshot_of
from worlds.wire.events import SNAPSHOT_PHRASES
from worlds.wire.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


class Duet:
    """A room in duet mode, Ada the first voice and host, Ben the second; what is sent to be painted is kept here."""

    def __init__(self) -> None:
        self.ada = open_room("Ada", mode="duet")
        self.ben = join(self.ada, "Ben")
        turns.take_turn(self.ada.room_id, self.ada.id)
        turns.take_turn(self.ada.room_id, self.ben.id)
        self.sent: list[StripJob | LayerJob] = []

    @property
    def room(self) -> Room:
        return Room.objects.get(pk=self.ada.room_id)

    @property
    def world(self) -> World:
        world_id = self.room.world_id
        assert world_id is not None
        return World.objects.get(pk=world_id)

    def over(self, text: str) -> Phrase:
        return self.painted(say(self.ben, text))

    def extend(self, text: str) -> Phrase:
        return self.painted(say(self.ada, text))

    def painted(self, phrase: Phrase) -> Phrase:
        hang(phrase)
        phrase.refresh_from_db()
        return phrase

    @property
    def job(self) -> StripJob | LayerJob:
        """The last job that was sent."""
        return self.sent[-1]


@pytest.fixture
def duet(monkeypatch: pytest.MonkeyPatch) -> Duet:
    told = Duet()
    monkeypatch.setattr(painting, "send_painting", told.sent.append)
    return told


def hanging(world: World) -> list[str]:
    return list(world.layers.filter(taken_down_at=None).order_by("order").values_list("phrase__text", flat=True))


def test_the_first_voice_extends_and_the_second_paints_over(duet: Duet) -> None:
    duet.extend("a castle on a hill")
    duet.extend("a quiet lake")
    phrase = duet.over("a red dragon")
    assert isinstance(duet.job, LayerJob)
    strips = list(duet.world.strips.order_by("position"))
    assert (duet.job.position, duet.job.x) == (1, canvas_x(1))
    assert (duet.job.picture, duet.job.before_picture) == (strips[1].picture, strips[0].picture)
    assert duet.job.memory == strips[1].memory
    assert duet.job.before == ["a castle on a hill", "a quiet lake"]
    assert phrase.over
    assert phrase.state == Phrase.State.PAINTED
    layer = phrase.layers.get()
    assert (layer.position, layer.x, layer.width, layer.order) == (1, NEW, NEW, 1)
    assert duet.world.strip_count == 2, "the mural is as long as it was"
    told = Event.objects.filter(room=duet.room).order_by("-seq").first()
    assert told is not None and told.name == "layer.laid"
    assert told.payload["phrase"]["layer"]["x"] == NEW
    assert told.payload["phrase"]["strip"] is None


def test_phrases_of_both_voices_are_painted_in_the_order_they_were_said(duet: Duet) -> None:
    said = [
        say(duet.ada, "a castle"),
        say(duet.ben, "a dragon over it"),
        say(duet.ada, "a lake"),
        say(duet.ben, "a swan"),
    ]
    for phrase in said:
        in_flight = duet.world.phrases.get(state=Phrase.State.PAINTING)
        assert in_flight == phrase, "one paint in flight, oldest first"
        hang(phrase)
    assert [type(job) for job in duet.sent] == [StripJob, LayerJob, StripJob, LayerJob]
    assert [job.position for job in duet.sent] == [0, 0, 1, 1]
    assert [layer.position for layer in duet.world.layers.all()] == [0, 1]


def test_the_same_words_ask_for_the_same_paint(duet: Duet) -> None:
    def weave() -> list[dict[str, Any]]:
        begun = len(duet.sent)
        for narrator, text in (
            (duet.ada, "a castle"),
            (duet.ben, "a dragon"),
            (duet.ben, "birds"),
            (duet.ada, "a lake"),
        ):
            hang(say(narrator, text))
        mine = {"about", "world", "seed", "picture", "relief", "carried", "carried_relief", "anchor", "layers"}
        return [job.model_dump(exclude=mine) | {"seed": job.seed - world_seed()} for job in duet.sent[begun:]]

    def world_seed() -> int:
        return duet.world.seed

    first = weave()
    finish(duet.ada)
    rooms.start_world(duet.ada.room_id, duet.ada.id)
    assert weave() == first
    assert len({job["seed"] for job in first[1:3]}) == 2, "two layers over one place have seeds of their own"


def test_with_no_strip_yet_the_second_voice_begins_the_mural(duet: Duet) -> None:
    """Nothing waits for a first voice that may never speak."""
    phrase = duet.over("the sea at night")
    assert not phrase.over
    assert isinstance(duet.job, StripJob)
    assert duet.world.strip_count == 1
    assert duet.over("a ship").over


def test_layers_of_one_place_lie_on_one_another(duet: Duet) -> None:
    duet.extend("a castle")
    first = duet.over("a dragon").layers.get()
    duet.over("birds")
    assert isinstance(duet.job, LayerJob)
    assert [laid.picture for laid in duet.job.layers] == [first.picture]
    assert duet.job.memory == first.memory, "so that what the first brought is known to the second"
    duet.extend("a lake")
    assert isinstance(duet.job, StripJob)
    assert duet.job.memory == duet.world.strips.get(position=0).memory, "a strip knows nothing of layers"
    duet.over("a swan")
    assert isinstance(duet.job, LayerJob)
    assert duet.job.layers == []


def test_a_kept_voice_says_which_layer_it_belongs_to(duet: Duet) -> None:
    phrases_of = [duet.extend("a castle"), duet.over("a dragon"), duet.over("birds"), duet.extend("a lake")]
    for phrase in (phrases_of[0], phrases_of[2]):
        Phrase.objects.filter(pk=phrase.pk).update(voice=f"speech/{phrase.text}.wav")
    kept = {note.key: (note.position, note.layer) for note in plan_of(duet.world).voices}
    assert kept == {"speech/a castle.wav": (0, None), "speech/birds.wav": (0, 1)}


def test_a_layer_is_taken_down_again_and_the_first_version_is_there(duet: Duet) -> None:
    strip = duet.extend("a castle").strips.get()
    dragon, birds = duet.over("a dragon"), duet.over("birds")
    with pytest.raises(Refusal, match=r"phrase\.not_newest"):
        phrases.unravel_phrase(duet.room.id, duet.ada.id, dragon.id)
    phrases.unravel_phrase(duet.room.id, duet.ada.id, birds.id)
    assert hanging(duet.world) == ["a dragon"]
    duet.extend("a lake")
    phrases.unravel_phrase(duet.room.id, duet.ada.id, dragon.id)
    dragon.refresh_from_db()
    assert dragon.state == Phrase.State.UNRAVELLED
    assert hanging(duet.world) == []
    assert duet.world.strip_count == 2, "nothing that came later had to go"
    strip.refresh_from_db()
    assert strip.taken_down_at is None
    assert Layer.objects.count() == 2, "the rows stay"


def test_a_strip_that_was_painted_over_stays_until_its_layers_are_gone(duet: Duet) -> None:
    castle, dragon = duet.extend("a castle"), duet.over("a dragon")
    with pytest.raises(Refusal, match=r"phrase\.not_newest"):
        phrases.unravel_phrase(duet.room.id, duet.ada.id, castle.id)
    phrases.unravel_phrase(duet.room.id, duet.ada.id, dragon.id)
    phrases.unravel_phrase(duet.room.id, duet.ada.id, castle.id)
    assert duet.world.strip_count == 0


def test_nothing_is_taken_down_while_something_is_being_painted(duet: Duet) -> None:
    duet.extend("a castle")
    dragon = duet.over("a dragon")
    say(duet.ada, "a lake")
    with pytest.raises(Refusal, match=r"phrase\.not_newest"):
        phrases.unravel_phrase(duet.room.id, duet.ada.id, dragon.id)
    assert hanging(duet.world) == ["a dragon"]


def test_only_the_host_takes_a_layer_down(duet: Duet) -> None:
    duet.extend("a castle")
    dragon = duet.over("a dragon")
    with pytest.raises(Refusal, match=r"room\.not_host"):
        phrases.unravel_phrase(duet.room.id, duet.ben.id, dragon.id)


def test_a_doubled_or_late_layer_changes_nothing_and_its_files_go(duet: Duet, media: Path) -> None:
    duet.extend("a castle")
    phrase = say(duet.ben, "a dragon")
    answer, again, elsewhere = painted_over(phrase), painted_over(phrase), painted_over(phrase, position=1)
    for result in (answer, again, elsewhere):
        for key in (result.files.picture, result.files.view, result.files.relief, result.files.relief_view):
            (media / key).parent.mkdir(parents=True, exist_ok=True)
            (media / key).write_bytes(b"paint")
    assert not painting.lay_layer(elsewhere), "painted for a place that is not the mural's end"
    assert painting.lay_layer(answer)
    assert not painting.lay_layer(again)
    assert not painting.lay_layer(answer), "the same answer twice"
    assert hanging(duet.world) == ["a dragon"]
    assert (media / answer.files.picture).exists()
    assert not (media / again.files.picture).exists()
    assert not (media / elsewhere.files.relief_view).exists()


def test_a_strip_is_not_hung_for_a_layer_nor_a_layer_laid_for_a_strip(duet: Duet) -> None:
    duet.extend("a castle")
    dragon = say(duet.ben, "a dragon")
    assert not painting.hang_strip(painted(dragon))
    hang(dragon)
    lake = say(duet.ada, "a lake")
    assert not painting.lay_layer(painted_over(lake))
    assert duet.world.strip_count == 1
    assert hanging(duet.world) == ["a dragon"]


def test_a_layer_that_fails_is_painted_again_over_what_is_newest_then(duet: Duet) -> None:
    duet.extend("a castle")
    dragon = say(duet.ben, "a dragon")
    fail(dragon, again=True)
    assert isinstance(duet.job, LayerJob)
    assert duet.job.attempt == 2
    seeds = {job.seed for job in duet.sent[-2:]}
    assert len(seeds) == 2, "another try is another seed"
    fail(dragon, again=False)
    duet.extend("a lake")
    phrases.retry_phrase(duet.room.id, duet.ben.id, dragon.id)
    hang(dragon)
    assert dragon.layers.get().position == 1


def test_a_layer_whose_bell_was_lost_is_rung_for_again(duet: Duet) -> None:
    duet.extend("a castle")
    dragon = say(duet.ben, "a dragon")
    Phrase.objects.filter(pk=dragon.pk).update(since="2020-01-01T00:00Z")
    assert phrase_jobs.retry_stuck_phrases() == 1
    assert isinstance(duet.job, LayerJob)
    assert (duet.job.about, duet.job.attempt) == (dragon.id.hex, 2)


def test_what_is_said_belongs_to_the_voice_it_was_said_in(duet: Duet) -> None:
    duet.extend("a castle")
    duet.over("a dragon")
    turns.swap_voices(duet.room.id, duet.ben.id)
    assert not say(duet.ben, "a lake").over
    assert say(duet.ada, "a swan").over


def test_a_spoken_phrase_keeps_its_voice_when_the_turn_ends_in_the_middle(duet: Duet) -> None:
    duet.extend("a castle")
    pcm = b"\0\0" * 1600
    spoken = phrases.add_spoken_phrase(duet.room.id, duet.ben.id, pcm)
    assert spoken.over
    turns.pass_turn(duet.room.id, duet.ben.id)
    late = phrases.add_spoken_phrase(duet.room.id, duet.ben.id, pcm, over=True)
    assert late.over, "what was begun as the second voice"
    turns.pass_turn(duet.room.id, duet.ada.id)
    turns.take_turn(duet.room.id, duet.ben.id)
    assert not phrases.add_spoken_phrase(duet.room.id, duet.ben.id, pcm, over=True).over, "the part one has now counts"


def test_a_third_cannot_speak_into_a_duet(duet: Duet) -> None:
    cleo = join(duet.ada, "Cleo")
    with pytest.raises(Refusal, match=r"turn\.not_yours"):
        say(cleo, "a ship")
    with pytest.raises(Refusal, match=r"turn\.held"):
        turns.take_turn(duet.room.id, cleo.id)
    turns.give_turn(duet.room.id, duet.ada.id, cleo.id, "second")
    duet.extend("a castle")
    assert say(cleo, "a ship").over
    with pytest.raises(Refusal, match=r"turn\.not_yours"):
        say(duet.ben, "a whale")


def test_the_second_voice_s_words_can_be_corrected_while_their_layer_is_at_the_end(duet: Duet) -> None:
    duet.extend("a castle")
    dragon = duet.over("a wagon")
    corrections.correct_phrase(duet.room.id, duet.ben.id, dragon.id, "a dragon")
    dragon.refresh_from_db()
    assert dragon.state == Phrase.State.PAINTING
    assert hanging(duet.world) == []
    about = f"{dragon.id.hex}.{dragon.wording}"
    assert painting.lay_layer(painted_over(dragon).model_copy(update={"about": about}))
    assert hanging(duet.world) == ["a dragon"]
    duet.extend("a lake")
    with pytest.raises(Refusal, match=r"phrase\.not_waiting"):
        corrections.correct_phrase(duet.room.id, duet.ben.id, dragon.id, "two dragons")


def test_both_scenes_of_a_split_phrase_are_of_the_same_voice(duet: Duet) -> None:
    duet.extend("a castle")
    say(duet.ada, "a lake")
    both = say(duet.ben, "a dragon and then birds")
    added = corrections.split_phrase(duet.room.id, duet.ben.id, both.id, "a dragon", "birds")
    assert added.over


def test_a_finished_world_credits_both_and_hands_its_layers_to_the_stitcher(
    duet: Duet, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(finishing, "send_finishing", sent.append)
    duet.extend("a castle")
    for text in ("a dragon", "birds", "stars"):
        duet.over(text)
    phrases.unravel_phrase(duet.room.id, duet.ada.id, duet.world.phrases.get(text="stars").id)
    duet.extend("a lake")
    world = finish(duet.ada)
    (job,) = sent
    assert [[layer.text for layer in strip.layers] for strip in job.strips] == [["a dragon", "birds"], []]
    assert job.narrators == ["Ada", "Ben"]
    assert [(credit["name"], credit["phrases"]) for credit in world.credits] == [("Ada", 2), ("Ben", 2)]


def test_a_world_waits_for_its_last_layer_before_it_is_finished(duet: Duet) -> None:
    duet.extend("a castle")
    dragon = say(duet.ben, "a dragon")
    world = finishing.finish_world(duet.room.id, duet.ada.id, gallery="Walks", visibility="link")
    assert world.finish_since is None
    hang(dragon)
    world.refresh_from_db()
    assert world.finish_since is not None


def test_an_old_layer_is_found_by_its_place_on_the_mural(duet: Duet) -> None:
    duet.extend("a castle")
    duet.over("a dragon")
    for number in range(SNAPSHOT_PHRASES):
        duet.extend(f"a field, {number}")
    assert "a dragon" not in [phrase.text for phrase in snapshot_of(duet.room).phrases]
    answer = (
        browser_of(duet.ada.guest)
        .get(f"/api/rooms/{duet.room.code}/phrases?from_position=0&to_position=1")
        .json()["phrases"]
    )
    assert [phrase["text"] for phrase in answer] == ["a castle", "a dragon", "a field, 0"]
    assert answer[1]["layer"]["position"] == 0


def test_one_layer_per_phrase_is_shown(duet: Duet) -> None:
    duet.extend("a castle")
    dragon = duet.over("a wagon")
    corrections.correct_phrase(duet.room.id, duet.ben.id, dragon.id, "a dragon")
    dragon.refresh_from_db()
    painting.lay_layer(painted_over(dragon).model_copy(update={"about": f"{dragon.id.hex}.{dragon.wording}"}))
    parts = phrase_parts(duet.world.phrases.select_related("narrator"))
    assert [part.layer.order if part.layer else None for part in parts] == [None, 2]
    assert uuid.UUID(parts[1].id) == dragon.id


def test_a_narrator_is_not_lost_with_their_turn(duet: Duet) -> None:
    """Removed in the middle of a duet: the layers and the credits stay."""
    duet.extend("a castle")
    duet.over("a dragon")
    rooms.remove_narrator(duet.room.id, duet.ada.id, duet.ben.id)
    assert duet.room.floor["second"] is None
    assert hanging(duet.world) == ["a dragon"]
    assert [credit["name"] for credit in finish(duet.ada).credits] == ["Ada", "Ben"]
    assert Narrator.objects.get(pk=duet.ben.pk).removed_at is not None


def test_the_world_s_pages_show_both_voices(duet: Duet) -> None:
    duet.extend("a castle")
    duet.extend("a lake")
    duet.over("a dragon")
    world = finish(duet.ada)
    browser = browser_of(duet.ada.guest)
    page = browser.get(f"/worlds/{world.slug}")
    assert [(line.text, line.over, line.new_speaker) for line in page.context["narration"]] == [
        ("a castle", False, True),
        ("a lake", False, False),
        ("a dragon", True, True),
    ]
    assert page.context["mural"]["over"] == [[NEW, NEW, duet.ben.colour]]
    told = browser.get(f"/worlds/{world.slug}/strips.json").json()["strips"]
    assert [len(strip["layers"]) for strip in told] == [0, 1]
    layer = told[1]["layers"][0]
    assert (layer["x"], layer["width"], layer["narrator"], layer["text"]) == (NEW, NEW, "Ben", "a dragon")
    assert f'src="{layer["view"]}"' in page.content.decode()
    words = browser.get(f"/worlds/{world.slug}/narration.txt").content.decode()
    assert "Ada: a lake\nBen: a dragon" in words
