"""Imports of archives as long work: an upload is received, waits its turn, and is imported, refused or cancelled.

``receiving → waiting → bringing → brought | refused | cancelled``. The row is the queue; the message only says that
there is work. One upload is imported at a time, whatever the number of workers, so that answers of the inference
service never wait behind archives. A running try sends a heartbeat every second; one that falls silent is started again
under another world id, three times at most. In the end the upload is deleted, and so is what tries that died wrote.
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

from worlds.access import Visitor, import_for
from worlds.actions.dispatch import send_import
from worlds.actions.limits import Limit
from worlds.actions.retrying import RetriedJobs, Round
from worlds.actions.world.import_archive import ImportedWorld, import_archive
from worlds.actions.world.makings import delete_folder
from worlds.archive.unpack import ArchiveRefused, check_zip
from worlds.models import Bringing, World
from worlds.retry_policy import IMPORT
from worlds.wire.refusal import Refusal

log = logging.getLogger(__name__)

DEFAULT_GALLERY = "Brought in"
"""The gallery of an imported world where none was named."""
LIMIT = Limit("bring-in", max_uses=20, seconds=3600, code="import.too_many")
OPEN_MAX = 2
"""Imports of one account that may be open at a time …"""
OPEN_TOTAL_MAX = 12
"""… and of all accounts together, which bounds the uploads that are kept."""
MIN_FREE_BYTES = 2 * 2**30
"""Bytes of the disk that no archive may take, so that the database can go on."""
RECEIVING_PATIENCE = timedelta(minutes=30)
"""How long an upload may take to arrive; it cannot be tried again."""
OUTCOME_KEPT = timedelta(days=7)
"""How long the outcome of an import is shown."""
HEARTBEAT_SECONDS = 1.0
"""Seconds between two heartbeats."""

GIVEN_UP = (
    "It was begun three times and never came to its end. Whoever runs this place can bring it in on the command line."
)
NO_ROOM = "There is no room left here to keep this world."
BROKE_OFF = "It did not arrive whole. Send it again."


class ImportStopped(Exception):
    """This try is void: the import was cancelled, or another try was started."""


def accept_upload(visitor: Visitor, upload: File[bytes], *, gallery: str, visibility: str) -> Bringing:
    """Store the uploaded archive of an account until its turn comes, and have it imported.

    Raises ``ArchiveRefused`` for what is no zip file, ``Refusal``: ``import.open``, ``import.full``,
    ``import.no_room``, and ``RateLimited`` ``import.too_many``. Nothing is kept then.
    """
    assert visitor.account is not None and upload.file is not None
    LIMIT.check(f"user-{visitor.account.pk}")
    check_zip(upload.file)
    if _free_bytes() < MIN_FREE_BYTES + 3 * upload.size:  # the upload itself, and what it may unpack to
        raise Refusal("import.no_room")
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=visitor.account.pk)
        open_imports = Bringing.objects.filter(state__in=Bringing.OPEN)
        if open_imports.filter(user=visitor.account).count() >= OPEN_MAX:
            raise Refusal("import.open")
        if open_imports.count() >= OPEN_TOTAL_MAX:
            raise Refusal("import.full")
        # the row is written before the file, so that every file is named by a row
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
        send_import(bringing)
    bringing.refresh_from_db()
    return bringing


def import_upload(bringing_id: uuid.UUID) -> None:
    """Import the archive if it is its turn, then send the next one. Harmless at any other time, and however often."""
    bringing = _begin(bringing_id)
    if bringing is None:
        return
    try:
        with default_storage.open(bringing.upload) as file:
            _run(bringing, file, max_bytes=2 * settings.LIGHTLOOM_IMPORT_BYTES)
    except ImportStopped:
        pass
    except ArchiveRefused as refused:
        _end(bringing, Bringing.State.REFUSED, str(refused))
    except Exception as error:
        log.exception("archive %s could not be brought in", bringing.id.hex)
        if _is_full(error):
            _end(bringing, Bringing.State.REFUSED, NO_ROOM)
        else:
            JOBS.try_again(bringing, "import.failed")
    _send_next()


def import_file(
    visitor: Visitor, file: IO[bytes], *, host_name: str, gallery: str, visibility: str, max_bytes: int
) -> ImportedWorld:
    """Import an archive at once, as an operator does: ``import_archive`` with a row, so that the tender can clean up.

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
        return _run(bringing, file, max_bytes=max_bytes, host_name=host_name)
    except BaseException as error:
        _end(bringing, Bringing.State.REFUSED, str(error) if isinstance(error, ArchiveRefused) else BROKE_OFF)
        raise


def cancel_import(visitor: Visitor, bringing_id: uuid.UUID) -> bool:
    """Cancel an import; nothing of it stays. Returns whether it was still open. Raises ``NotFound``."""
    return _end(import_for(visitor, bringing_id), Bringing.State.CANCELLED, of_try=False)


class ImportJobs(RetriedJobs[Bringing]):
    """Open imports without a heartbeat. Only those whose upload is stored can be tried again."""

    job = "import"
    policy = IMPORT

    def overdue(self, this: Round) -> Iterable[uuid.UUID]:
        return list(self._silent(this).values_list("pk", flat=True))

    def lock(self, pk: uuid.UUID, this: Round) -> Bringing | None:
        return self._silent(this).select_for_update().filter(pk=pk).first()

    def tries(self, row: Bringing) -> int:
        return row.tries

    def may_resend(self, row: Bringing) -> bool:
        return _is_kept(row) and super().may_resend(row)

    def resend(self, row: Bringing) -> None:
        self.send(row)
        transaction.on_commit(lambda: _sweep(row))

    def send(self, row: Bringing) -> None:
        """Put it back in line; ``_send_next`` or the tender sends it when it is its turn."""
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
            silent | Q(state=Bringing.State.RECEIVING, since__lt=this.now - RECEIVING_PATIENCE)
        )


JOBS = ImportJobs()


def retry_stuck_imports() -> int:
    """Start again what fell silent, clean up what ended, and send the one whose turn it is; how many imports it was."""
    handled = JOBS.retry_stuck()
    now = timezone.now()
    ended = Bringing.objects.filter(ended_at__lt=now - IMPORT.patience).exclude(upload="", places=[])
    for bringing in ended[:100]:
        handled += 1
        _sweep(bringing)
        _delete_upload(bringing)
        bringing.places = []
        bringing.save(update_fields=["places"])
    waiting = _next_waiting()
    if waiting is not None and waiting.since is not None and waiting.since < now - IMPORT.patience_in_queue:
        handled += 1
        Bringing.objects.filter(pk=waiting.pk).update(since=now)
        send_import(waiting)
    return handled


def delete_old_imports() -> int:
    """Delete the rows of imports that ended long ago; how many those were."""
    old = Bringing.objects.filter(ended_at__lt=timezone.now() - OUTCOME_KEPT, upload="", places=[])
    return old.delete()[0]


def _run(bringing: Bringing, file: IO[bytes], *, max_bytes: int, host_name: str = "") -> ImportedWorld:
    visitor = Visitor(guest=bringing.guest, user=bringing.user)
    assert bringing.place is not None
    return import_archive(
        visitor,
        file,
        host_name=host_name or (bringing.user.get_username()[:40] if bringing.user else "Archivist"),
        gallery=bringing.gallery,
        visibility=bringing.visibility,
        max_bytes=max_bytes,
        world_id=bringing.place,
        on_progress=_Heartbeat(bringing),
        before_commit=lambda world: _complete(bringing, world),
    )


class _Heartbeat:
    """Writes the progress of a try once a second, and stops one that is void. Called as ``on_progress``."""

    def __init__(self, bringing: Bringing) -> None:
        self._try = Bringing.objects.filter(pk=bringing.pk, state=Bringing.State.BRINGING, place=bringing.place)
        self._last = float("-inf")

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self._last < HEARTBEAT_SECONDS and done < of:
            return
        self._last = now
        if not self._try.update(done=done, of=of, since=timezone.now()):
            raise ImportStopped


def _complete(bringing: Bringing, world: World) -> None:
    """Mark it as done in the transaction of the world's rows, so that both are committed or neither."""
    row = Bringing.objects.select_for_update().filter(pk=bringing.pk).first()
    if row is None or (row.state, row.place) != (Bringing.State.BRINGING, bringing.place):
        raise ImportStopped
    row.state, row.world, row.since, row.ended_at = Bringing.State.BROUGHT, world, None, timezone.now()
    row.save(update_fields=["state", "world", "since", "ended_at"])
    transaction.on_commit(lambda: _delete_upload(row))


def _begin(bringing_id: uuid.UUID) -> Bringing | None:
    """Start an import that waits; None while another one runs, whose worker then sends this one."""
    try:
        with transaction.atomic():
            bringing = Bringing.objects.select_for_update().filter(pk=bringing_id, state=Bringing.State.WAITING).first()
            if bringing is None or _is_any_running():
                return None
            bringing.state, bringing.place, bringing.since = Bringing.State.BRINGING, uuid.uuid4(), timezone.now()
            bringing.places = [*bringing.places, bringing.place]
            bringing.tries, bringing.done, bringing.of = bringing.tries + 1, 0, 1
            bringing.save()
    except IntegrityError:  # two workers started at the same moment
        return None
    return bringing


def _is_kept(bringing: Bringing) -> bool:
    """Whether the whole upload is stored. What an operator imports is their own file."""
    return bringing.state != Bringing.State.RECEIVING and bool(bringing.upload)


def _end(bringing: Bringing, state: Bringing.State, why: str = "", *, of_try: bool = True) -> bool:
    """End an import that is still open and, with ``of_try``, still in the same try. Returns whether it was."""
    with transaction.atomic():
        row = Bringing.objects.select_for_update().filter(pk=bringing.pk, state__in=Bringing.OPEN).first()
        if row is None or (of_try and row.place != bringing.place):
            return False
        row.state, row.why, row.since, row.ended_at = state, why[:500], None, timezone.now()
        row.save(update_fields=["state", "why", "since", "ended_at"])
        transaction.on_commit(lambda: _delete_upload(row))
    return True


def _delete_upload(bringing: Bringing) -> None:
    if bringing.upload:
        default_storage.delete(bringing.upload)
        Bringing.objects.filter(pk=bringing.pk).update(upload="")
        bringing.upload = ""


def _sweep(bringing: Bringing) -> None:
    """Delete what tries that died have written: everything below ids that no world has."""
    for place in bringing.places:
        if not World.objects.filter(pk=place).exists():
            delete_folder(f"worlds/{place.hex}")
            delete_folder(f"speech/{place.hex}")


def _is_any_running() -> bool:
    return Bringing.objects.filter(state=Bringing.State.BRINGING).exclude(upload="").exists()


def _next_waiting() -> Bringing | None:
    """The one whose turn it is; None while another one runs."""
    return None if _is_any_running() else Bringing.objects.filter(state=Bringing.State.WAITING).first()


def _send_next() -> None:
    waiting = _next_waiting()
    if waiting is not None and waiting.tries == 0:  # one that failed before waits for the tender
        send_import(waiting)


def _free_bytes() -> float:
    """Free bytes of the storage's disk; infinite where the storage is not on this machine."""
    storage = storages["default"]
    if not isinstance(storage, FileSystemStorage):
        return float("inf")
    folder = Path(storage.location)
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _is_full(error: Any) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
