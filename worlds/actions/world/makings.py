"""Have something made from a world: tiles, depth, a film, files to download. One row a kind, made in steps.

``making → made | failed | cancelled``; asking again starts anew in a folder of its own. The row says which step is
running, so a lost message, a doubled answer or a dead worker costs one step: the tender sends again what is stuck.
Tiles and depth grow while a world is woven: what is frozen is made then, so that little is left when it is finished.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from inference.contract.direction import Palette
from inference.contract.errors import EngineError
from inference.contract.files.django_storage import service_storage
from inference.contract.finishing import FilmShot
from inference.contract.geometry import mural_width, strip_x
from inference.contract.jobs import Failure, Reply
from inference.contract.makings.kinds import MAKING_KINDS, MakingKind
from inference.contract.makings.plan import UNREADABLE_PLAN, Credit, Plan, VoiceNote, read_plan
from inference.contract.makings.steps import MakeBegun, MakeJob, MakeStep
from worlds.actions.dispatch import send_making
from worlds.actions.retrying import RetriedJobs, Round
from worlds.models import Making, Phrase, World
from worlds.reading.pieces import strip_notes
from worlds.reading.remix_roots import describe_root
from worlds.retry_policy import MAKING
from worlds.wire.refusal import Refusal

INCREMENTAL_KINDS = [kind for kind, record in MAKING_KINDS.items() if record.grows]
"""Kinds that are made while a world is woven, and completed with it."""
GROWTH_STEP = 8
"""Strips after which incremental makings go on."""
UNFROZEN_STRIPS = 8
"""The newest strips, which may still be taken down; what is to the left of them counts as frozen."""
FOLDER_DEPTH_MAX = 8
"""How deep a making's folders may be nested."""


def ask_making(world: World, kind: MakingKind) -> Making:
    """Start to make ``kind`` of ``world``, unless it is being made or was made of the whole world.

    Raises ``Refusal``: ``world.empty`` where no strip hangs.
    """
    with transaction.atomic():
        making, new = _lock_or_create(world, kind)
        if not new and making.state == Making.State.MAKING:
            return making
        if making.state == Making.State.MADE and making.final:
            return making
        # what was made while the world was woven is completed in its folder
        goes_on = not new and making.state == Making.State.MADE and kind in INCREMENTAL_KINDS
        _start(world, making, anew=not goes_on)
        return making


def remake(world: World, kind: MakingKind) -> Making:
    """Make ``kind`` again from the beginning; its old folder is deleted.

    Raises ``Refusal``: ``world.empty``.
    """
    with transaction.atomic():
        making, _ = _lock_or_create(world, kind)
        _restart_in_new_folder(world, making)
        return making


def cancel_making(world: World, kind: MakingKind) -> bool:
    """Stop making ``kind`` and delete what was written of it. Returns whether it was being made."""
    with transaction.atomic():
        making = world.makings.select_for_update().filter(kind=kind, state=Making.State.MAKING).first()
        if making is None:
            return False
        making.state, making.since = Making.State.CANCELLED, None
        making.save(update_fields=["state", "since"])
        _delete_folder_on_commit(making.folder)
        return True


def grow_makings(world: World) -> None:
    """A strip was hung: go on with incremental makings every ``GROWTH_STEP`` strips. Needs the room's lock."""
    if world.strip_count >= UNFROZEN_STRIPS + GROWTH_STEP and world.strip_count % GROWTH_STEP == 0:
        for kind in INCREMENTAL_KINDS:
            ask_making(world, kind)


def invalidate_makings(world: World, x: int) -> None:
    """The mural changed from ``x`` px on: incremental makings that were frozen there start anew."""
    with transaction.atomic():
        for making in world.makings.select_for_update().filter(kind__in=INCREMENTAL_KINDS, frozen__gt=x):
            old, making.state, making.since, making.frozen = making.folder, Making.State.CANCELLED, None, 0
            making.files = []
            making.save(update_fields=["state", "since", "frozen", "files"])
            _delete_folder_on_commit(old)


def begin_step(begun: MakeBegun) -> None:
    """A studio started the running step: from now on it counts as a try, and its patience runs."""
    with transaction.atomic():
        making = _running(begun.about)
        if making is not None and making.attempt == begun.attempt and not making.begun:
            making.begun, making.tries, making.since = True, making.tries + 1, timezone.now()
            making.save(update_fields=["begun", "tries", "since"])


def complete_step(result: MakeStep) -> bool:
    """A step is done: send the next one, or keep what was made. Idempotent; returns whether the step counted.

    What it wrote for a making that was cancelled or started anew meanwhile is deleted.
    """
    with transaction.atomic():
        making = _running(result.about)
        if making is None or making.folder != result.folder:
            _delete_unless_used(result.folder)
            return False
        if making.step != result.step or not making.asked < result.attempt <= making.attempt:
            return False  # of a step before, or of an earlier asking that wrote into the same folder
        making.carry, making.stage, making.done, making.of = result.carry, result.stage, result.done, result.of
        making.skipped = [skipped.model_dump(mode="json") for skipped in result.skipped]
        making.step, making.tries, making.asked = result.step + 1, 0, making.attempt
        if result.finished:
            making.state, making.since, making.stage = Making.State.MADE, None, ""
            making.files = [file.model_dump(mode="json") for file in result.files]
            making.made_at = timezone.now()
            making.save()
            transaction.on_commit(lambda: _delete(result.spent))
            # read now: finishing may have been committed while this waited for the lock of the making's row
            world = World.objects.get(pk=making.world_id)
            if world.state == World.State.FINISHED and not making.final:
                _start(world, making, anew=False)
            return True
        making.save()
        transaction.on_commit(lambda: _delete(result.spent))
        _send(making)
        return True


def fail_making(failure: Failure) -> None:
    """A step failed: try it again while that may help, else the making failed; it can be asked for again.

    A making whose plan was written by an earlier version and cannot be read any more starts anew with a new plan.
    """
    with transaction.atomic():
        making = _running(failure.about)
        if making is None or making.attempt != failure.attempt:
            return
        if failure.code == UNREADABLE_PLAN and not _is_readable(making.plan):
            try:
                _restart_in_new_folder(World.objects.get(pk=making.world_id), making)
            except Refusal as refusal:  # its strips were taken down since
                JOBS.give_up(making, refusal.code)
            return
        if not making.begun:  # the message that it was begun may come later than this one
            making.begun, making.tries = True, making.tries + 1
            making.save(update_fields=["begun", "tries"])
        JOBS.settle_failure(making, failure)


class MakingJobs(RetriedJobs[Making]):
    """Steps of makings. One that waits in line has not been tried."""

    job = "make"
    policy = MAKING

    def overdue(self, this: Round) -> Iterable[uuid.UUID]:
        return list(self._sent(this).values_list("pk", flat=True))

    def lock(self, pk: uuid.UUID, this: Round) -> Making | None:
        return self._sent(this).select_for_update().filter(pk=pk).first()

    def tries(self, row: Making) -> int:
        return row.tries

    def send(self, row: Making) -> None:
        _send(row)

    def give_up(self, row: Making, code: str) -> None:
        row.state, row.reason, row.since = Making.State.FAILED, code, None
        row.save(update_fields=["state", "reason", "since"])
        _delete_folder_on_commit(row.folder)

    def _sent(self, this: Round) -> QuerySet[Making]:
        overdue = Q(begun=True, since__lt=this.before) | Q(since__lt=this.now - self.policy.patience_in_queue)
        return Making.objects.filter(overdue, state=Making.State.MAKING)


JOBS = MakingJobs()


def retry_stuck_makings() -> int:
    """Send again the steps that were not answered for too long; how many makings that was."""
    return JOBS.retry_stuck()


def plan_of(world: World) -> Plan:
    """The world as the studio reads it. Raises ``Refusal``: ``world.empty``."""
    notes = strip_notes(world)
    if not notes:
        raise Refusal("world.empty")
    finished = world.state == World.State.FINISHED
    return Plan(
        world=world.id.hex,
        seed=world.seed,
        finished=finished,
        frozen=mural_width(world.strip_count) if finished else strip_x(max(0, world.strip_count - UNFROZEN_STRIPS)),
        title=world.title,
        description=world.description[:1000],
        credits=[
            Credit(name=str(credit["name"]), colour=credit["colour"], phrases=credit["phrases"])
            for credit in world.credits
        ],
        roots=[describe_root(root) for root in world.roots],
        palette=Palette.model_validate(world.palette) if world.palette else None,
        captions={int(position): caption for position, caption in world.captions.items()},
        strips=notes,
        shots=[FilmShot.model_validate(shot) for shot in world.shots],
        voices=_voices(world),
    )


def _voices(world: World) -> list[VoiceNote]:
    """The kept voices of hanging strips and layers, with their places; layers are counted as in ``strip_notes``."""
    kept = dict(world.phrases.exclude(voice="").filter(state=Phrase.State.PAINTED).values_list("pk", "voice"))
    notes = []
    for phrase, position in world.strips.hanging().values_list("phrase", "position"):
        if phrase in kept:
            notes.append(VoiceNote(position=position, key=kept[phrase]))
    below: Counter[int] = Counter()
    for phrase, position in world.layers.hanging().values_list("phrase", "position"):
        if phrase in kept:
            notes.append(VoiceNote(position=position, key=kept[phrase], layer=below[position]))
        below[position] += 1
    return notes


def _lock_or_create(world: World, kind: MakingKind) -> tuple[Making, bool]:
    assert kind in MAKING_KINDS
    made, new = Making.objects.get_or_create(world=world, kind=kind, defaults={"state": Making.State.CANCELLED})
    return Making.objects.select_for_update().get(pk=made.pk), new


def _running(about: str) -> Making | None:
    return (
        Making.objects.select_for_update(of=("self",))
        .select_related("world")
        .filter(pk=uuid.UUID(about), state=Making.State.MAKING)
        .first()
    )


def _is_readable(plan: str) -> bool:
    """Whether this version can read the plan; if so, only the studio is older, and a new plan would not help."""
    try:
        read_plan(service_storage(), plan)
    except EngineError:
        return False
    return True


def _restart_in_new_folder(world: World, making: Making) -> None:
    """Start anew in another folder and delete the old one."""
    old = making.folder
    _start(world, making, anew=True)
    _delete_folder_on_commit(old)


def _start(world: World, making: Making, *, anew: bool) -> None:
    plan = plan_of(world)
    if anew:
        making.folder = f"worlds/{world.id.hex}/made/{making.kind}-{token_hex(8)}"
        making.carry, making.files, making.skipped, making.made_at = {}, [], [], None
    making.state, making.reason, making.step, making.tries = Making.State.MAKING, "", 0, 0
    making.asked = making.attempt
    making.stage, making.done, making.of = "waiting its turn", 0, 1
    making.final, making.frozen, making.asked_at = plan.finished, plan.frozen, timezone.now()
    old, making.plan = making.plan, f"{making.folder}/plan-{token_hex(8)}.json"
    default_storage.save(making.plan, ContentFile(plan.model_dump_json().encode()))
    making.save()
    if old:
        transaction.on_commit(lambda: _delete([old]))
    _send(making)


def _send(making: Making) -> None:
    making.attempt, making.begun, making.since = making.attempt + 1, False, timezone.now()
    making.save(update_fields=["attempt", "begun", "since"])
    send_making(
        MakeJob.model_validate(
            {
                "about": making.id.hex,
                "attempt": making.attempt,
                "kind": making.kind,
                "plan": making.plan,
                "folder": making.folder,
                "step": making.step,
                "carry": making.carry,
                "reply": Reply(done="worlds.note_step", failed="worlds.fail_making", progress="worlds.begin_step"),
            }
        )
    )


def _delete_unless_used(folder: str) -> None:
    if not Making.objects.filter(folder=folder, state__in=[Making.State.MAKING, Making.State.MADE]).exists():
        _delete_folder_on_commit(folder)


def _delete_folder_on_commit(folder: str) -> None:
    if folder:
        transaction.on_commit(lambda: delete_folder(folder))


def _delete(keys: Iterable[str]) -> None:
    for key in keys:
        default_storage.delete(key)


def delete_folder(folder: str, deep: int = 0) -> None:
    """Delete every file below ``folder`` of the storage; one that is not there is no error."""
    try:
        folders, files = default_storage.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in files:
        default_storage.delete(f"{folder}/{name}")
    for name in folders if deep < FOLDER_DEPTH_MAX else ():
        delete_folder(f"{folder}/{name}", deep + 1)
    # in a file system the empty folder is left; an object store has no folders
    default_storage.delete(folder)
