"""An archive that was uploaded is brought in as long work: taken in, waiting its turn,
brought or refused, or cancelled.

``receiving → waiting → bringing → brought | refused | cancelled``. The row is the truth and the message a doorbell, as
everywhere. One upload is brought in at a time, whatever the number of workers, so that the story's own answers never
wait behind archives. A try gives a sign of life every second; one that falls silent is begun anew in another place,
three times at most. Whatever becomes of it, the upload is deleted in the end, and so is everything that a try which
died has written: the tender sweeps what ended.
"""

from __future__ import annotations

import errno
import logging
import shutil
import time
import uuid
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from worlds.access import Visitor, bringing_for
from worlds.actions.dispatch import send_bringing
from worlds.actions.limits import Limit
from worlds.actions.retrying import RetriedJobs, Round
from worlds.actions.transaction import Refusal
from worlds.actions.world.import_archive import Brought, bring_in
from worlds.actions.world.makings import delete_folder
from worlds.archive.unpack import ArchiveRefused, check_zip
from worlds.models import Bringing, World
from worlds.retry_policy import IMPORT

log = logging.getLogger(__name__)

GALLERY = "Brought in"
"""Where a world hangs of which nothing else was said."""
LIMIT = Limit("bring-in", most=20, seconds=3600, code="import.too_many")
OPEN_MAX = 2
"""Archives of one account that may be on their way at a time …"""
OPEN_IN_ALL = 12
"""… and of all of them together: so many uploads are kept at most."""
KEPT_FREE = 2 * 2**30
"""Bytes of the disk that no archive may take: the database needs room for the story to go on."""
PATIENCE_RECEIVING = timedelta(minutes=30)
"""How long an upload may take to arrive; nobody can ask for it again."""
REMEMBERED = timedelta(days=7)
"""How long it can be read what became of an archive."""
TOLD_EVERY = 1.0
"""Seconds between two signs of life."""

GIVEN_UP = (
    "It was begun three times and never came to its end. Whoever runs this place can bring it in on the command line."
)
NO_ROOM = "There is no room left here to keep this world."
BROKE_OFF = "It did not arrive whole. Send it again."


class Stopped(Exception):
    """This try counts no longer: the archive was cancelled, or another try was begun."""


def take_upload_in(visitor: Visitor, upload: File[bytes], *, gallery: str, visibility: str) -> Bringing:
    """Keep the archive ``upload`` of an account until its turn comes, and have it brought in.

    Raises ``ArchiveRefused`` for what is no zip file, ``Refusal``: ``import.open``, ``import.full``,
    ``import.no_room``, and ``TooMany`` ``import.too_many``. Nothing is kept then.
    """
    assert visitor.account is not None and upload.file is not None
    LIMIT.check(f"user-{visitor.account.pk}")
    check_zip(upload.file)
    if _free_bytes() < KEPT_FREE + 3 * upload.size:  # itself, and what it may unpack to
        raise Refusal("import.no_room")
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=visitor.account.pk)
        way = Bringing.objects.filter(state__in=Bringing.OPEN)
        if way.filter(user=visitor.account).count() >= OPEN_MAX:
            raise Refusal("import.open")
        if way.count() >= OPEN_IN_ALL:
            raise Refusal("import.full")
        # the row is there before the file, so that no file is ever kept that nothing names
        bringing = Bringing(user=visitor.account, guest=visitor.guest, gallery=gallery, visibility=visibility)
        bringing.upload, bringing.state = f"uploads/{bringing.id.hex}.zip", Bringing.State.RECEIVING
        bringing.since = timezone.now()
        bringing.save(force_insert=True)
    try:
        default_storage.save(bringing.upload, upload)
    except BaseException as error:
        _end(bringing, Bringing.State.REFUSED, NO_ROOM if _is_full(error) else BROKE_OFF)
        if _is_full(error):
            raise Refusal("import.no_room") from None
        raise
    with transaction.atomic():
        Bringing.objects.filter(pk=bringing.pk, state=Bringing.State.RECEIVING).update(
            state=Bringing.State.WAITING, since=timezone.now()
        )
        send_bringing(bringing)
    bringing.refresh_from_db()
    return bringing


def bring_upload_in(bringing_id: uuid.UUID) -> None:
    """Bring an archive in whose turn it is, then ring for the next. Harmless at any other time, and however often."""
    bringing = _begin(bringing_id)
    if bringing is None:
        return
    try:
        with default_storage.open(bringing.upload) as file:
            _bring(bringing, file, most=2 * settings.LIGHTLOOM_IMPORT_BYTES)
    except Stopped:
        pass
    except ArchiveRefused as refused:
        _end(bringing, Bringing.State.REFUSED, str(refused))
    except Exception as error:
        log.exception("archive %s could not be brought in", bringing.id.hex)
        if _is_full(error):
            _end(bringing, Bringing.State.REFUSED, NO_ROOM)
        else:
            JOBS.try_again(bringing, "import.failed")
    _ring_next()


def bring_file_in(
    visitor: Visitor, file: IO[bytes], *, host_name: str, gallery: str, visibility: str, most: int
) -> Brought:
    """Bring an archive in here and now, as an operator does; ``bring_in`` with a row by which the tender
    finds what a killed one wrote.

    Raises ``ArchiveRefused``, and ``Refusal`` ``gallery.empty_name``.
    """
    place = uuid.uuid4()
    bringing = Bringing.objects.create(
        user=visitor.account,
        guest=visitor.guest,
        gallery=gallery,
        visibility=visibility,
        state=Bringing.State.BRINGING,
        tries=1,
        place=place,
        places=[place],
        since=timezone.now(),
    )
    try:
        return _bring(bringing, file, most=most, host_name=host_name)
    except BaseException as error:
        _end(bringing, Bringing.State.REFUSED, str(error) if isinstance(error, ArchiveRefused) else BROKE_OFF)
        raise


def cancel_bringing(visitor: Visitor, bringing_id: uuid.UUID) -> bool:
    """Bring an archive in no longer; nothing of it stays.
    Returns whether it was still on its way. Raises ``NotFound``."""
    return _end(bringing_for(visitor, bringing_id), Bringing.State.CANCELLED, of_try=False)


class ImportJobs(RetriedJobs[Bringing]):
    """Archives that are on their way and fell silent. Only those that the story keeps a copy of can be tried again."""

    job = "import"
    policy = IMPORT

    def overdue(self, this: Round) -> Iterable[uuid.UUID]:
        return list(self._silent(this).values_list("pk", flat=True))

    def lock(self, pk: uuid.UUID, this: Round) -> Bringing | None:
        return self._silent(this).select_for_update().filter(pk=pk).first()

    def tries(self, row: Bringing) -> int:
        return row.tries

    def may_ring_again(self, row: Bringing) -> bool:
        return _is_kept(row) and super().may_ring_again(row)

    def ring(self, row: Bringing) -> None:
        self.send(row)
        transaction.on_commit(lambda: _sweep(row))

    def send(self, row: Bringing) -> None:
        """Let it wait for its turn; ``_ring_next`` or the tender sends it then."""
        running = Bringing.objects.filter(pk=row.pk, state=Bringing.State.BRINGING, place=row.place)
        running.update(state=Bringing.State.WAITING, place=None, since=timezone.now())

    def give_up(self, row: Bringing, code: str) -> None:
        kept = _is_kept(row)
        _end(row, Bringing.State.REFUSED, GIVEN_UP if kept else BROKE_OFF)
        if kept:
            transaction.on_commit(lambda: _sweep(row))

    def _silent(self, this: Round) -> QuerySet[Bringing]:
        silent = Q(state=Bringing.State.BRINGING, since__lt=this.before)
        return Bringing.objects.filter(
            silent | Q(state=Bringing.State.RECEIVING, since__lt=this.now - PATIENCE_RECEIVING)
        )


JOBS = ImportJobs()


def retry_stuck_imports() -> int:
    """Begin anew what fell silent, sweep what ended, and ring for the one whose turn it is;
    how many archives that was."""
    looked_at = JOBS.retry_stuck()
    now = timezone.now()
    ended = Bringing.objects.filter(ended_at__lt=now - IMPORT.patience).exclude(upload="", places=[])
    for bringing in ended[:100]:
        looked_at += 1
        _sweep(bringing)
        _forget_upload(bringing)
        bringing.places = []
        bringing.save(update_fields=["places"])
    waiting = _next_waiting()
    if waiting is not None and waiting.since is not None and waiting.since < now - IMPORT.patience_in_line:
        looked_at += 1
        Bringing.objects.filter(pk=waiting.pk).update(since=now)
        send_bringing(waiting)
    return looked_at


def forget_bringings() -> int:
    """Forget what became of archives long ago; how many those were."""
    old = Bringing.objects.filter(ended_at__lt=timezone.now() - REMEMBERED, upload="", places=[])
    return old.delete()[0]


def _bring(bringing: Bringing, file: IO[bytes], *, most: int, host_name: str = "") -> Brought:
    visitor = Visitor(guest=bringing.guest, user=bringing.user)
    assert bringing.place is not None
    return bring_in(
        visitor,
        file,
        host_name=host_name or (bringing.user.get_username()[:40] if bringing.user else "Archivist"),
        gallery=bringing.gallery,
        visibility=bringing.visibility,
        most=most,
        place=bringing.place,
        tell=_Pulse(bringing),
        settle=lambda world: _settle(bringing, world),
    )


class _Pulse:
    """Says how far a try is, once a second, and stops one that counts no longer."""

    def __init__(self, bringing: Bringing) -> None:
        self._try = Bringing.objects.filter(pk=bringing.pk, state=Bringing.State.BRINGING, place=bringing.place)
        self._last = float("-inf")

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self._last < TOLD_EVERY and done < of:
            return
        self._last = now
        if not self._try.update(done=done, of=of, since=timezone.now()):
            raise Stopped


def _settle(bringing: Bringing, world: World) -> None:
    """With the world's rows, in their transaction: it is there, or else nothing is."""
    row = Bringing.objects.select_for_update().filter(pk=bringing.pk).first()
    if row is None or (row.state, row.place) != (Bringing.State.BRINGING, bringing.place):
        raise Stopped
    row.state, row.world, row.since, row.ended_at = Bringing.State.BROUGHT, world, None, timezone.now()
    row.save(update_fields=["state", "world", "since", "ended_at"])
    transaction.on_commit(lambda: _forget_upload(row))


def _begin(bringing_id: uuid.UUID) -> Bringing | None:
    """Take up an archive that waits; none while another is being brought in, whose worker rings for this one then."""
    try:
        with transaction.atomic():
            bringing = Bringing.objects.select_for_update().filter(pk=bringing_id, state=Bringing.State.WAITING).first()
            if bringing is None or _is_one_brought():
                return None
            bringing.state, bringing.place, bringing.since = Bringing.State.BRINGING, uuid.uuid4(), timezone.now()
            bringing.places = [*bringing.places, bringing.place]
            bringing.tries, bringing.done, bringing.of = bringing.tries + 1, 0, 1
            bringing.save()
    except IntegrityError:  # two were begun at one moment
        return None
    return bringing


def _is_kept(bringing: Bringing) -> bool:
    """Whether the story has the whole archive: an upload that arrived. What an operator brings in is their own file."""
    return bringing.state != Bringing.State.RECEIVING and bool(bringing.upload)


def _end(bringing: Bringing, state: Bringing.State, why: str = "", *, of_try: bool = True) -> bool:
    """It is over, if it is still on its way and, ``of_try``, in the try that says so. Returns whether that was so."""
    with transaction.atomic():
        row = Bringing.objects.select_for_update().filter(pk=bringing.pk, state__in=Bringing.OPEN).first()
        if row is None or (of_try and row.place != bringing.place):
            return False
        row.state, row.why, row.since, row.ended_at = state, why[:500], None, timezone.now()
        row.save(update_fields=["state", "why", "since", "ended_at"])
        transaction.on_commit(lambda: _forget_upload(row))
    return True


def _forget_upload(bringing: Bringing) -> None:
    if bringing.upload:
        default_storage.delete(bringing.upload)
        Bringing.objects.filter(pk=bringing.pk).update(upload="")
        bringing.upload = ""


def _sweep(bringing: Bringing) -> None:
    """Delete what tries that died have written: everything in places where no world is."""
    for place in bringing.places:
        if not World.objects.filter(pk=place).exists():
            delete_folder(f"worlds/{place.hex}")
            delete_folder(f"speech/{place.hex}")


def _is_one_brought() -> bool:
    return Bringing.objects.filter(state=Bringing.State.BRINGING).exclude(upload="").exists()


def _next_waiting() -> Bringing | None:
    """The one whose turn it is; none while another is being brought in."""
    return None if _is_one_brought() else Bringing.objects.filter(state=Bringing.State.WAITING).first()


def _ring_next() -> None:
    waiting = _next_waiting()
    if waiting is not None and waiting.tries == 0:  # one that failed waits for the tender
        send_bringing(waiting)


def _free_bytes() -> float:
    """Of the disk that the storage is on; without end where it is no disk of this machine."""
    storage = storages["default"]
    if not isinstance(storage, FileSystemStorage):
        return float("inf")
    folder = Path(storage.location)
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _is_full(error: Any) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
