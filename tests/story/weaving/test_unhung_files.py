"""Pictures that were painted and never hung: they go with the answer that is refused, or with the sweep;
what a row names stays."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from inference.contract.files.storage import FolderStorage
from inference.contract.pieces import PIECE_FILES, PieceFiles
from tests.story.weaving.rooms import fail, finish, finished, painted, painted_over, say, visitor
from worlds.actions.room import turns
from worlds.actions.weaving import corrections, painting, phrases
from worlds.actions.weaving.orphaned_files import LOOKBACK, MIN_AGE, SETTLE_TIME, SWEEP_WINDOW, OrphanSweep
from worlds.actions.world import finishing
from worlds.actions.world.remixes import weave_on
from worlds.models import Narrator, Phrase, Strip, World

pytestmark = pytest.mark.django_db

LONG_AGO = SETTLE_TIME + timedelta(minutes=10)
PAINTED_IN = timedelta(minutes=9)
"""As long as a painter may take for a strip, with its jobs before that."""


def stored(files: PieceFiles, media: Path) -> list[Path]:
    """The files of an answer, as the inference service would have written them."""
    keys = [getattr(files, name) for name in PIECE_FILES]
    for key in keys:
        FolderStorage(media).write(key, b"pixels")
    return [media / key for key in keys]


def hung(phrase: Phrase, media: Path) -> list[Path]:
    result = painted(phrase)
    files = stored(result.files, media)
    assert painting.hang_strip(result)
    return files


def age(*files: Path, ago: timedelta = LONG_AGO - PAINTED_IN) -> None:
    for file in files:
        then = time.time() - ago.total_seconds()
        os.utime(file, (then, then))


def quiet_for(ago: timedelta) -> None:
    Phrase.objects.update(since=timezone.now() - ago)


def there(files: list[Path]) -> list[bool]:
    return [file.exists() for file in files]


def swept() -> int:
    """How many files a whole sweep deletes."""
    sweep = OrphanSweep()
    return sum(sweep.delete_orphaned_pictures() for _ in range(LOOKBACK // SWEEP_WINDOW + 1))


def of(narrator: Narrator) -> World:
    return World.objects.get(room=narrator.room_id)


def test_of_two_painters_on_one_phrase_the_second_leaves_nothing(ada: Narrator, media: Path) -> None:
    phrase = say(ada, "one")
    second = painted(phrase)
    late = stored(second.files, media)
    first = hung(phrase, media)
    assert not painting.hang_strip(second)
    assert there(late) == [False] * 4 and there(first) == [True] * 4


def test_a_strip_of_words_that_were_corrected_leaves_nothing_and_a_world_that_is_gone_neither(
    ada: Narrator, media: Path
) -> None:
    phrase = say(ada, "one")
    old = painted(phrase)
    old_files = stored(old.files, media)
    corrections.correct_phrase(ada.room_id, ada.id, phrase.id, "another")
    assert not painting.hang_strip(old)
    assert there(old_files) == [False] * 4
    gone = painted(phrase)
    gone_files = stored(gone.files, media)
    of(ada).delete()
    assert not painting.hang_strip(gone)
    assert there(gone_files) == [False] * 4


def test_a_layer_that_is_refused_leaves_nothing(ada: Narrator, media: Path) -> None:
    hung(say(ada, "one"), media)
    unasked = painted_over(say(ada, "two"))
    files = stored(unasked.files, media)
    assert not painting.lay_layer(unasked)
    assert there(files) == [False] * 4


def test_a_strip_of_a_width_that_none_has_leaves_nothing_either(ada: Narrator, media: Path) -> None:
    odd = painted(say(ada, "one"))
    odd = odd.model_copy(update={"files": odd.files.model_copy(update={"width": 9})})
    files = stored(odd.files, media)
    with pytest.raises(ValueError, match="768 px wide, not 9"):
        painting.hang_strip(odd)
    assert there(files) == [False] * 4


def test_an_answer_that_comes_again_after_its_strip_was_mended_takes_nothing_that_is_named(
    ada: Narrator, media: Path
) -> None:
    result = painted(say(ada, "one"))
    files = stored(result.files, media)
    assert painting.hang_strip(result)
    Strip.objects.update(picture="worlds/elsewhere/strips/00000-mended.png")
    assert not painting.hang_strip(result)
    assert there(files) == [False, True, True, True], "the picture is named no more, the others are"


def test_what_a_killed_painter_wrote_is_swept_and_what_any_row_names_stays(ada: Narrator, media: Path) -> None:
    kept = hung(say(ada, "one"), media)
    down = say(ada, "two")
    kept += hung(down, media)
    phrases.unravel_phrase(ada.room_id, ada.id, down.id)
    killed = stored(painted(down).files, media)
    half = stored(painted_over(down, position=0).files, media)[:1]
    young = stored(painted(down).files, media)
    age(*kept, *killed, *half)
    quiet_for(LONG_AGO)
    assert swept() == 5, "what is of the layer and younger may still be written to"
    assert there(killed) == [False] * 4 and there(half) == [False]
    assert there(kept) == [True] * 8 and there(young) == [True] * 4
    assert swept() == 0


def test_what_another_world_shows_stays(ada: Narrator, media: Path) -> None:
    kept = hung(say(ada, "one"), media)
    world = finish(ada)
    weave_on(visitor(), world, name="Further", narrator="Cy")
    Strip.objects.filter(world=world).delete()
    age(*kept)
    quiet_for(LONG_AGO)
    assert swept() == 0 and there(kept) == [True] * 4


def test_what_may_still_be_hung_is_not_swept(ada: Narrator, media: Path) -> None:
    """A phrase that failed may be painted again, and an answer that lay in the broker for
    hours is then as good as any."""
    phrase = say(ada, "one")
    result = painted(phrase)
    files = stored(result.files, media)
    age(*files)
    quiet_for(LONG_AGO)
    assert swept() == 0, "it is being painted"
    fail(phrase, again=False)
    quiet_for(LONG_AGO)
    assert swept() == 0, "it failed"
    phrases.retry_phrase(ada.room_id, ada.id, phrase.id)
    assert painting.hang_strip(result) and there(files) == [True] * 4


def test_a_world_that_had_a_failed_phrase_is_swept_when_it_is_finished(ada: Narrator, media: Path) -> None:
    hung(say(ada, "one"), media)
    failed = say(ada, "two")
    left = stored(painted(failed).files, media)
    fail(failed, again=False)
    turns.pass_turn(ada.room_id, ada.id)
    world = finish(ada)
    age(*left)
    quiet_for(LOOKBACK + timedelta(days=1))
    assert swept() == 0, "it was finished only now"
    World.objects.filter(pk=world.pk).update(finished_at=timezone.now() - LONG_AGO)
    assert swept() == 4 and there(left) == [False] * 4


def test_each_world_is_looked_at_once(ada: Narrator, media: Path) -> None:
    hung(say(ada, "one"), media)
    quiet_for(LONG_AGO)
    sweep = OrphanSweep()
    for _ in range(LOOKBACK // SWEEP_WINDOW + 1):
        sweep.delete_orphaned_pictures()
    age(*stored(painted(Phrase.objects.get()).files, media))
    assert sweep.delete_orphaned_pictures() == 0, "nothing was painted in it since"
    quiet_for(SETTLE_TIME)
    assert sweep.delete_orphaned_pictures() == 4


def test_a_world_is_not_looked_at_before_what_its_painter_wrote_is_old(ada: Narrator, media: Path) -> None:
    """A look that came too early would be the only one."""
    hung(say(ada, "one"), media)
    left = stored(painted(Phrase.objects.get()).files, media)
    sweep = OrphanSweep()
    for ago in (MIN_AGE, SETTLE_TIME - timedelta(minutes=1), SETTLE_TIME):
        quiet_for(ago)
        age(*left, ago=ago - PAINTED_IN)
        swept_now = sum(sweep.delete_orphaned_pictures() for _ in range(LOOKBACK // SWEEP_WINDOW + 1))
        assert swept_now == (4 if ago == SETTLE_TIME else 0)


def test_what_a_finishing_wrote_that_came_to_nothing_is_swept(ada: Narrator, media: Path) -> None:
    """A stitcher that was killed wrote a panorama before; its world is finished by the next try,
    whose own files stay."""
    hung(say(ada, "one"), media)
    turns.pass_turn(ada.room_id, ada.id)
    folder = f"worlds/{of(ada).id.hex}/finish"
    files = [media / folder / name for name in ("dead-panorama-1.jpg", "dead-cover.jpg")]
    for file in files:
        FolderStorage(media).write(f"{folder}/{file.name}", b"jpeg")
    world = finishing.finish_world(ada.room_id, ada.id, gallery="Night walks", visibility="link")
    age(*files)
    quiet_for(LONG_AGO)
    assert swept() == 0, "it is being finished, and one of its tries may have written them"

    result = finished(world)
    for key in (result.cover, *(panorama.key for panorama in result.panoramas)):
        FolderStorage(media).write(key, b"jpeg")
    assert finishing.complete_world(result)
    age(*(kept := [media / result.cover, media / result.panoramas[0].key]))
    World.objects.filter(pk=world.pk).update(finished_at=timezone.now() - LONG_AGO)
    assert swept() == 2
    assert there(files) == [False] * 2 and there(kept) == [True] * 2
