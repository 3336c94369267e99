"""An archive on its way in: it waits its turn, is brought or refused, cancelled or killed,
and nothing of it is ever left behind."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from tests.story.archive.whole_worlds import weave_whole
from tests.story.weaving.rooms import visitor as anybody
from worlds.access import NotFound, Visitor
from worlds.actions.world import import_archive, imports
from worlds.actions.world.imports import (
    OPEN_MAX,
    OPEN_TOTAL_MAX,
    accept_upload,
    cancel_import,
    delete_old_imports,
    import_file,
    import_upload,
    retry_stuck_imports,
)
from worlds.archive.pack import Archive, read_rows
from worlds.archive.unpack import ArchiveRefused
from worlds.models import Bringing, Room, World
from worlds.reading.imports import import_progress
from worlds.retry_policy import IMPORT
from worlds.wire.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


class Killed(BaseException):
    """What a process that is killed does not get to do is done by nobody."""


@pytest.fixture
def sent_jobs(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """The archives whose doorbell was sent_jobs, in their order."""
    ids: list[uuid.UUID] = []
    monkeypatch.setattr(imports, "send_import", lambda bringing: ids.append(bringing.pk))
    return ids


@pytest.fixture(autouse=True)
def committed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a commit is done at once: a test's transaction never ends."""
    monkeypatch.setattr(transaction, "on_commit", lambda then: then())


def account(name: str = "ada") -> Visitor:
    return Visitor(guest=uuid.uuid4(), user=get_user_model().objects.create_user(f"{name}-{uuid.uuid4().hex[:6]}"))


def packed() -> bytes:
    return b"".join(Archive(read_rows(weave_whole(layer=False)[0])))


def sent(who: Visitor, data: bytes, **wish: Any) -> Bringing:
    upload = SimpleUploadedFile("world.zip", data, "application/zip")
    return accept_upload(who, upload, **{"gallery": "Found", "visibility": "private", **wish})


def files(media: Path) -> set[str]:
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


def of(bringing: Bringing) -> Bringing:
    bringing.refresh_from_db()
    return bringing


def killed_after(monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    """The next try dies when it has written so many files, and tidies nothing."""

    def die(pulse: Any, done: int, of: int) -> None:
        if done == written:
            raise Killed

    monkeypatch.setattr(imports._Heartbeat, "__call__", die)
    monkeypatch.setattr(import_archive._FileWriter, "delete_all", lambda writer: None)


def pass_the_tender() -> None:
    """What has stood still stands still long enough to be noticed."""
    long_ago = timezone.now() - IMPORT.patience - timedelta(seconds=1)
    Bringing.objects.exclude(since=None).update(since=long_ago)
    Bringing.objects.exclude(ended_at=None).update(ended_at=long_ago)
    retry_stuck_imports()


def test_one_is_brought_in_after_another_and_its_upload_is_deleted(sent_jobs: list[uuid.UUID], media: Path) -> None:
    data, ada = packed(), account()
    first, second = sent(ada, data), sent(account("ben"), data, gallery="Elsewhere", visibility="public")
    assert sent_jobs == [first.pk, second.pk] and default_storage.exists(first.upload)
    assert import_progress(second).stage == "It waits its turn: 1 other is before it."
    Bringing.objects.filter(pk=first.pk).update(state="bringing", place=uuid.uuid4())
    import_upload(second.pk)
    assert of(second).state == "waiting", "one at a time"
    Bringing.objects.filter(pk=first.pk).update(state="waiting", place=None)
    import_upload(first.pk)
    assert sent_jobs[-1] == second.pk, "whoever ends rings for the next"
    import_upload(second.pk)
    import_upload(second.pk)
    assert [of(one).state for one in (first, second)] == ["brought", "brought"]
    for one, gallery in ((first, "Found"), (second, "Elsewhere")):
        assert one.world is not None and one.world.finish_gallery is not None
        assert (one.world.title, one.world.finish_gallery.name) == ("Stone and Water", gallery)
        assert import_progress(one).page == f"/worlds/{one.world.slug}"
    assert World.objects.count() == 3 and not [name for name in files(media) if name.startswith("uploads/")]


def test_an_archive_that_does_not_hold_is_refused_in_its_own_words(sent_jobs: list[uuid.UUID], media: Path) -> None:
    data, ada = bytearray(packed()), account()
    before = files(media)
    data[3000] ^= 0xFF
    damaged = sent(ada, bytes(data))
    import_upload(damaged.pk)
    assert of(damaged).state == "refused" and "cannot be unpacked." in damaged.why
    assert import_progress(damaged).is_over and files(media) == before
    with pytest.raises(ArchiveRefused, match="no zip file"):
        sent(ada, b"PK")
    assert Bringing.objects.count() == 1


def test_one_that_is_cancelled_leaves_nothing_however_far_it_was(
    sent_jobs: list[uuid.UUID], media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, ada = packed(), account()
    before = files(media)
    waits = sent(ada, data)
    with pytest.raises(NotFound):
        cancel_import(account("ben"), waits.pk)
    assert cancel_import(ada, waits.pk) and not cancel_import(ada, waits.pk)
    import_upload(waits.pk)
    assert of(waits).state == "cancelled" and files(media) == before

    runs = sent(ada, data)
    write = import_archive._FileWriter._write

    def cancelled_meanwhile(store: Any, *args: Any, **kwargs: Any) -> None:
        write(store, *args, **kwargs)
        cancel_import(ada, runs.pk)

    monkeypatch.setattr(import_archive._FileWriter, "_write", cancelled_meanwhile)
    import_upload(runs.pk)
    assert of(runs).state == "cancelled" and files(media) == before
    assert World.objects.count() == 1 and Room.objects.count() == 1


def test_a_try_that_is_killed_is_begun_anew_and_what_it_wrote_goes(
    sent_jobs: list[uuid.UUID], media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = sent(account(), packed())
    before = files(media)
    with monkeypatch.context() as patch:
        killed_after(patch, 5)
        with pytest.raises(Killed):
            import_upload(archive.pk)
    assert len(files(media) - before) == 5 and of(archive).state == "bringing"
    pass_the_tender()
    assert of(archive).state == "waiting" and files(media) == before, "what the dead one wrote is gone"
    sent_jobs.clear()
    pass_the_tender()
    assert sent_jobs == [archive.pk]
    import_upload(archive.pk)
    assert of(archive).state == "brought" and archive.world is not None
    pass_the_tender()
    kept = files(media) - before
    assert kept and all(name.startswith(f"worlds/{archive.world.pk.hex}/") for name in kept)
    assert (media / archive.world.cover).exists() and of(archive).places == []


def test_one_that_kills_every_worker_is_given_up(
    sent_jobs: list[uuid.UUID], media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = packed()
    before = files(media)
    archive = sent(account(), data)
    killed_after(monkeypatch, 2)
    for _ in range(IMPORT.tries):
        with pytest.raises(Killed):
            import_upload(archive.pk)
        pass_the_tender()
    pass_the_tender()
    assert of(archive).state == "refused" and "three times" in archive.why
    assert files(media) == before and World.objects.count() == 1


def test_trouble_here_is_no_fault_of_the_archive(
    sent_jobs: list[uuid.UUID], media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = packed()
    before = files(media)
    archive = sent(account(), data)
    with monkeypatch.context() as patch:
        patch.setattr(import_archive, "index_world", lambda world: 1 / 0)
        import_upload(archive.pk)
    assert of(archive).state == "waiting" and files(media) == before | {archive.upload}

    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(import_archive._FileWriter, "_write", full)
        import_upload(archive.pk)
    assert of(archive).state == "refused" and "no room left" in archive.why and files(media) == before


def test_an_operators_import_that_is_killed_leaves_nothing(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed()
    before = files(media)
    killed_after(monkeypatch, 5)
    wish = {"host_name": "Cy", "gallery": "Found", "visibility": "link", "max_bytes": 2**26}
    with pytest.raises(Killed), monkeypatch.context() as patch:
        patch.setattr(imports, "_end", lambda *args, **kwargs: None)
        import_file(anybody(), io.BytesIO(data), **wish)  # type: ignore[arg-type]
    assert len(files(media) - before) == 5
    pass_the_tender()
    pass_the_tender()
    assert files(media) == before and not Bringing.objects.filter(state="bringing").exists()


def test_nobody_fills_the_disk_with_archives(
    sent_jobs: list[uuid.UUID], media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, ada = packed(), account()
    for _ in range(OPEN_MAX):
        sent(ada, data)
    with pytest.raises(Refusal, match=r"import\.open"):
        sent(ada, data)
    for number in range(OPEN_TOTAL_MAX - OPEN_MAX):
        Bringing.objects.create(
            guest=uuid.uuid4(), gallery="G", visibility="private", state="waiting", upload=f"{number}"
        )
    with pytest.raises(Refusal, match=r"import\.full"):
        sent(account("ben"), data)
    monkeypatch.setattr(imports, "_free_bytes", lambda: imports.MIN_FREE_BYTES + 10)
    with pytest.raises(Refusal, match=r"import\.no_room"):
        sent(account("cy"), data)


def test_what_did_not_arrive_whole_goes_and_is_forgotten_in_time(
    sent_jobs: list[uuid.UUID], media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, data = account(), packed()
    with monkeypatch.context() as patch:
        patch.setattr(imports, "_end", lambda *args, **kwargs: None)
        patch.setattr(imports.default_storage, "save", lambda *args: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            sent(ada, data)
    archive = Bringing.objects.get()
    assert archive.state == "receiving"
    Bringing.objects.update(since=timezone.now() - imports.RECEIVING_PATIENCE - timedelta(seconds=1))
    retry_stuck_imports()
    assert of(archive).state == "refused" and archive.upload == ""
    assert delete_old_imports() == 0
    Bringing.objects.update(ended_at=timezone.now() - imports.OUTCOME_KEPT)
    assert delete_old_imports() == 1
