"""Finish a world: wait for its last strip, have it stitched and named, hang it in its gallery.

``weaving → finishing → finished``; a finishing that comes to nothing goes back to ``weaving`` and nothing is lost.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from inference.contract.finishing import FinishJob, FinishResult, Progress
from inference.contract.jobs import Failure, Reply
from worlds.actions.dispatch import send_finishing
from worlds.actions.gallery.galleries import gallery_by_name, hang_world
from worlds.actions.lookup import world_in_state
from worlds.actions.retrying import RetriedJobs, Round
from worlds.actions.room.participation import settle_participation
from worlds.actions.transaction import locked_room, record_event, require_seat
from worlds.actions.world.addresses import new_slug
from worlds.actions.world.makings import ask_making
from worlds.models import Narrator, Phrase, Room, World
from worlds.reading.pieces import strip_notes
from worlds.reading.remix_roots import describe_root
from worlds.reading.room import current_world, world_part
from worlds.retry_policy import FINISHING, since_of_put_off
from worlds.search.index import index_world
from worlds.wire.events import WorldChanged
from worlds.wire.refusal import Refusal

TAKEN_TITLES_MAX = 500

WorldRow = tuple[Room, World]
"""A world with its locked room."""


def finish_world(
    room_id: uuid.UUID, host_id: uuid.UUID, *, gallery: str, visibility: str, title_hint: str = ""
) -> World:
    """Begin to finish the room's world. Phrases that still wait are painted first; new ones are refused.

    Raises ``Refusal``: ``world.not_weaving`` (a second finish), ``world.empty``, ``gallery.empty_name``.
    """
    with locked_room(room_id) as room:
        host = require_seat(room, host_id, host=True)
        world = current_world(room)
        if world.state != World.State.WEAVING:
            raise Refusal("world.not_weaving")
        if world.strip_count == 0 and not world.phrases.filter(state__in=Phrase.UNPAINTED).exists():
            raise Refusal("world.empty")
        world.state = World.State.FINISHING
        world.title_hint = title_hint.strip()
        world.finish_gallery = gallery_by_name(host, gallery, visibility)
        # tries that an earlier finishing had left are skipped
        world.finish_attempt, world.finish_since = _earlier_attempts(world.finish_attempt + FINISHING.tries), None
        world.progress = {"stage": "paint", "done": world.strip_count, "of": _expected_strips(world)}
        world.save()
        record_event(room, WorldChanged(world=world_part(world)))
        finish_if_painted(room, world)
    return world


def finish_if_painted(room: Room, world: World) -> None:
    """Send a world that is being finished to the stitcher once no phrase waits for paint. Needs the room's lock."""
    if world.state != World.State.FINISHING or world.finish_since is not None:
        return
    if world.phrases.filter(state__in=Phrase.UNPAINTED).exists():
        return
    if world.strip_count == 0:
        _back_to_weaving(room, world)
        return
    _send(room, world)


def record_progress(progress: Progress) -> None:
    """Record how far the finishing is. Late or repeated progress changes nothing."""
    with transaction.atomic():
        found = world_in_state(uuid.UUID(progress.about), World.State.FINISHING)
        if found is None or found[1].finish_since is None:
            return
        room, world = found
        now = {"stage": progress.stage, "done": progress.done, "of": progress.of}
        if world.progress == now:
            return
        world.progress, world.finish_since = now, timezone.now()
        world.save(update_fields=["progress", "finish_since"])
        record_event(room, WorldChanged(world=world_part(world)))


def complete_world(result: FinishResult) -> bool:
    """The world is stitched and named: finish it and hang it. Idempotent.

    A second result, or one of an earlier finishing that was given up, changes nothing and its files are deleted.
    """
    with transaction.atomic():
        found = world_in_state(uuid.UUID(result.about), World.State.FINISHING)
        if found is None or not _is_of_this_finishing(found[1], result.attempt):
            _delete_files(result)
            return False
        room, world = found
        world.state = World.State.FINISHED
        world.title = result.title
        world.slug = new_slug(result.title, "world")
        world.description = result.description
        world.captions = {str(position): caption for position, caption in result.captions.items()}
        world.palette = result.palette.model_dump(mode="json")
        world.panoramas = [panorama.model_dump(mode="json") for panorama in result.panoramas]
        world.skipped = [skipped.model_dump(mode="json") for skipped in result.skipped]
        world.cover = result.cover
        world.engine = result.engine
        world.credits = credits_of(world)
        world.shots = [shot.model_dump(mode="json") for shot in result.shots]
        world.art_styles = art_styles_of(world)
        world.progress = None
        world.finished_at = timezone.now()
        world.save()
        index_world(world)
        if world.finish_gallery is not None:
            hang_world(world.finish_gallery, world)
        record_event(room, WorldChanged(world=world_part(world)))
        settle_participation(world, {uuid.UUID(str(credit["id"])) for credit in world.credits})
        ask_default_makings(world)
    return True


def ask_default_makings(world: World) -> None:
    """Have made what every finished world gets: tiles for the deep zoom, depth for 3D, a film unless that is long."""
    ask_making(world, "tiles")
    ask_making(world, "depth")
    if world.strip_count <= settings.LIGHTLOOM_FILM_STRIPS:
        ask_making(world, "film")


def fail_finishing(failure: Failure) -> None:
    """A try at finishing failed: try again while that may help, else go back to weaving; the host can finish again.

    An art director that is busy or still warming up has tried nothing: the world waits, without progress, and is sent
    again.
    """
    with transaction.atomic():
        found = world_in_state(uuid.UUID(failure.about), World.State.FINISHING)
        if found is None or found[1].finish_since is None or found[1].finish_attempt != failure.attempt:
            return
        JOBS.settle_failure(found, failure)


class FinishingJobs(RetriedJobs[WorldRow]):
    """Finishings that were sent.

    ``finish_attempt`` counts through all finishings of a world, and each begins after a multiple of the tries of one,
    so that a late result of an earlier finishing is not taken for one of the mural as it is now.
    """

    job = "finish"
    policy = FINISHING

    def overdue(self, this: Round) -> Iterable[uuid.UUID]:
        return list(self._sent(this).values_list("pk", flat=True))

    def lock(self, pk: uuid.UUID, this: Round) -> WorldRow | None:
        found = world_in_state(pk, World.State.FINISHING)
        return found if found is not None and self._sent(this).filter(pk=pk).exists() else None

    def tries(self, row: WorldRow) -> int:
        return row[1].finish_attempt - _earlier_attempts(row[1].finish_attempt)

    def costs_no_try(self, row: WorldRow, *, at_once: bool) -> bool:
        return row[1].progress is None

    def send(self, row: WorldRow) -> None:
        _send(*row)

    def send_same_try(self, row: WorldRow) -> None:
        _send(*row, same_try=True)

    def put_off(self, row: WorldRow, code: str, wait: timedelta) -> None:
        room, world = row
        world.progress, world.finish_since = None, since_of_put_off(timezone.now(), wait, self.patience())
        world.save(update_fields=["progress", "finish_since"])
        record_event(room, WorldChanged(world=world_part(world)))

    def give_up(self, row: WorldRow, code: str) -> None:
        _back_to_weaving(*row)

    def _sent(self, this: Round) -> QuerySet[World]:
        return World.objects.filter(state=World.State.FINISHING, finish_since__lt=this.before)


JOBS = FinishingJobs()


def retry_stuck_finishings() -> int:
    """Send again what was not answered for too long; how many worlds that was."""
    return JOBS.retry_stuck()


def credits_of(world: World) -> list[dict[str, object]]:
    """Who wove the world, by strips hung and layers laid: ``[{id, name, colour, phrases}]``, most first."""
    painted = Counter(world.strips.hanging().values_list("phrase__narrator", flat=True))
    painted.update(world.layers.hanging().values_list("phrase__narrator", flat=True))
    narrators = Narrator.objects.in_bulk(list(painted))
    return [
        {"id": narrators[pk].id.hex, "name": narrators[pk].name, "colour": narrators[pk].colour, "phrases": count}
        for pk, count in sorted(painted.items(), key=lambda item: (-item[1], narrators[item[0]].joined_at))
    ]


def art_styles_of(world: World) -> list[str]:
    """The art styles of the strips that hang, most used first."""
    directions = world.strips.hanging().values_list("phrase__direction", flat=True)
    used = Counter(direction["art_style"] for direction in directions if direction)
    return [style for style, _ in used.most_common()]


def _is_of_this_finishing(world: World, attempt: int) -> bool:
    """Whether the attempt is of the finishing that runs now, so that it is of the mural as it is."""
    return world.finish_since is not None and attempt > _earlier_attempts(world.finish_attempt)


def _earlier_attempts(attempt: int) -> int:
    """How many attempts belong to finishings before the one of ``attempt``."""
    return (attempt - 1) // FINISHING.tries * FINISHING.tries


def _expected_strips(world: World) -> int:
    return max(1, world.strip_count + world.phrases.filter(state__in=Phrase.UNPAINTED, over=False).count())


def _send(room: Room, world: World, *, same_try: bool = False) -> None:
    world.finish_attempt += 0 if same_try else 1
    world.finish_since = timezone.now()
    world.progress = {"stage": "stitch", "done": 0, "of": world.strip_count}
    world.save(update_fields=["finish_attempt", "finish_since", "progress"])
    record_event(room, WorldChanged(world=world_part(world)))
    send_finishing(
        FinishJob(
            about=world.id.hex,
            attempt=world.finish_attempt,
            world=world.id.hex,
            seed=world.seed,
            strips=strip_notes(world),
            narrators=[str(credit["name"]) for credit in credits_of(world)],
            roots=[describe_root(root) for root in world.roots],
            title_hint=world.title_hint,
            taken_titles=_taken_titles(),
            reply=Reply(done="worlds.complete_world", failed="worlds.fail_finishing", progress="worlds.note_progress"),
        )
    )


def _taken_titles() -> list[str]:
    finished = World.objects.filter(state=World.State.FINISHED).order_by("-finished_at")
    return list(finished.values_list("title", flat=True)[:TAKEN_TITLES_MAX])


def _back_to_weaving(room: Room, world: World) -> None:
    world.state = World.State.WEAVING
    world.progress, world.finish_since = None, None
    world.save(update_fields=["state", "progress", "finish_since"])
    record_event(room, WorldChanged(world=world_part(world)))


def _delete_files(result: FinishResult) -> None:
    """Delete the files of a result that is not used, unless they are those of the finished world."""
    if World.objects.filter(cover=result.cover).exists():
        return
    for key in (result.cover, *(panorama.key for panorama in result.panoramas)):
        default_storage.delete(key)
