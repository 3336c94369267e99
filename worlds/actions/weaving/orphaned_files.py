"""Deletes orphaned pictures: files of strips, layers and finishings that no row names.

A refused result names its files, and they are deleted with it (``delete_unreferenced``). A painter or stitcher that was
killed sends no result: ``OrphanSweep`` finds what it wrote, in the folders of worlds that were painted in or finished
lately and are quiet now. Nothing is deleted that any row names, that is younger than an hour, or that a result on its
way could still name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from inference.contract.pieces import PIECE_FILES, PieceFiles
from worlds.models import Layer, Phrase, Strip, World

log = logging.getLogger(__name__)

TABLES = (Strip, Layer)
FINISH_FOLDER = "finish"
"""The folder in a world's where its panoramas and its cover are written."""
MIN_AGE = timedelta(hours=1)
"""Age from which a file is not part of a piece that is still being written."""
SETTLE_TIME = timedelta(minutes=90)
"""How long after a phrase was begun its world is swept: what its painter wrote is older than ``MIN_AGE`` by then."""
LOOKBACK = timedelta(days=7)
"""How far back the first sweep of a process goes: the service may have been off meanwhile."""
SWEEP_WINDOW = timedelta(hours=3)
"""How much of that time one call covers, so that the tender is not busy for long."""
PAINTABLE = (*Phrase.UNPAINTED, Phrase.State.FAILED)
"""States of a phrase that may still be painted with its present words, by a result that is on its way."""


def delete_unreferenced(files: PieceFiles) -> None:
    """Delete the files of a refused result, except those that a row names, as of a result that came twice."""
    for key in _unreferenced(getattr(files, name) for name in PIECE_FILES):
        default_storage.delete(key)


class OrphanSweep:
    """Goes through the worlds in the order in which they were painted in, each once it is quiet for ``SETTLE_TIME``.

    Its position is kept in the process only: another process starts ``LOOKBACK`` ago and finds nothing left to delete.
    """

    def __init__(self) -> None:
        self._until: datetime | None = None

    def delete_orphaned_pictures(self) -> int:
        """Sweep the worlds that are due; how many files were deleted."""
        begin = self._until or timezone.now() - LOOKBACK
        end = min(begin + SWEEP_WINDOW, timezone.now() - SETTLE_TIME)
        if end <= begin:
            return 0
        self._until = end
        return sum(_delete_orphans_of(world) for world in _painted_between(begin, end))


def _painted_between(begin: datetime, end: datetime) -> Iterator[World]:
    """Worlds of which a phrase was begun in that time, or which were finished in it, perhaps with a failed phrase."""
    painted = Phrase.objects.filter(since__gt=begin, since__lte=end).values("world")
    finished = Q(finished_at__gt=begin, finished_at__lte=end)
    yield from World.objects.filter(Q(pk__in=painted) | finished).only("pk", "state", "cover", "panoramas")


def _delete_orphans_of(world: World) -> int:
    before = timezone.now() - MIN_AGE  # read before the phrases are: what is painted from now on is younger
    paintable = world.phrases.filter(state__in=PAINTABLE).exclude(state=Phrase.State.FAILED, text="")
    if world.state != World.State.FINISHED and paintable.exists():
        return 0  # it is swept after its next phrase, or when it is finished
    deleted = 0
    try:
        for key in (*_orphaned_pieces(world), *_orphaned_finishings(world)):
            if default_storage.get_modified_time(key) < before:
                default_storage.delete(key)
                deleted += 1
    except Exception:
        log.exception("orphaned files of world %s could not be deleted", world.pk)
    return deleted


def _orphaned_pieces(world: World) -> Iterator[str]:
    """What painters wrote and no row names; first without the world's own rows, which one indexed query finds."""
    for table in TABLES:
        rows = table.objects.filter(world=world).values_list(*PIECE_FILES)
        yield from _unreferenced(_keys_in(world, table.folder) - {key for keys in rows for key in keys})


def _orphaned_finishings(world: World) -> set[str]:
    """What failed finishings wrote; nothing while one is under way, whose files have no row yet."""
    if world.state == World.State.FINISHING:
        return set()
    return _keys_in(world, FINISH_FOLDER) - {world.cover, *(panorama["key"] for panorama in world.panoramas)}


def _keys_in(world: World, part: str) -> set[str]:
    folder = f"worlds/{world.pk.hex}/{part}"
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return set()
    return {f"{folder}/{name}" for name in names if name}


def _unreferenced(keys: Iterable[str]) -> set[str]:
    """Those of ``keys`` that no strip and no layer of any world names, hung or taken down."""
    left = set(keys)
    if left:
        asked = Q()
        for name in PIECE_FILES:
            asked |= Q(**{f"{name}__in": left.copy()})
        for table in TABLES:
            left -= {key for keys in table.objects.filter(asked).values_list(*PIECE_FILES) for key in keys}
    return left
