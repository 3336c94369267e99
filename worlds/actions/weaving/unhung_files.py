"""Pictures that never hung: the files of a strip, a layer or a finishing that no row names,
deleted at once or by a sweep.

An answer that is refused names its files, and they go with it (``delete_unhung``). Of a painter or a stitcher that was
killed or failed half-way no answer ever comes: the sweep finds what it wrote in the folders of worlds that were painted
in or finished lately and are quiet now. Nothing goes that any row names, of whatever world, nothing that is younger
than an hour, and nothing that an answer on its way could still hang.
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
FINISH = "finish"
"""Of a world, where its panoramas and its cover are written."""
OLD = timedelta(hours=1)
"""How old a file is that no painter is still writing the others to."""
QUIET = timedelta(minutes=90)
"""How long ago a phrase was begun when its world is looked at: what its painter wrote, some minutes later,
is old by then."""
LOOK_BACK = timedelta(days=7)
"""How long ago a world may have been painted in to be looked at when a sweep begins:
the service may have been off since."""
SPAN = timedelta(hours=3)
"""How much of that time one call catches up on, so that the clock never stands still for long."""
UNSETTLED = (*Phrase.UNPAINTED, Phrase.State.FAILED)
"""States from which a phrase may be painted as it is worded now: an answer on its way may be the one that hangs."""


def delete_unhung(files: PieceFiles) -> None:
    """Delete the files of an answer that was refused, but for those that a row names (an answer that came twice)."""
    for key in _unnamed(getattr(files, name) for name in PIECE_FILES):
        default_storage.delete(key)


class StraySweep:
    """Goes through the worlds in the order in which they were painted in,
    each looked at once when it has been quiet for ``QUIET``.

    Where it has got to is remembered in the process alone: another one begins ``LOOK_BACK`` ago and
    finds nothing new to delete.
    """

    def __init__(self) -> None:
        self._until: datetime | None = None

    def forget_stray_pictures(self) -> int:
        """Look at the worlds whose turn it is and delete their strays; how many files those were."""
        begin = self._until or timezone.now() - LOOK_BACK
        end = min(begin + SPAN, timezone.now() - QUIET)
        if end <= begin:
            return 0
        self._until = end
        return sum(_forget_strays_of(world) for world in _painted_between(begin, end))


def _painted_between(begin: datetime, end: datetime) -> Iterator[World]:
    """Worlds of which a phrase was begun then, or which were finished then and had waited with a failed one."""
    painted = Phrase.objects.filter(since__gt=begin, since__lte=end).values("world")
    finished = Q(finished_at__gt=begin, finished_at__lte=end)
    yield from World.objects.filter(Q(pk__in=painted) | finished).only("pk", "state", "cover", "panoramas")


def _forget_strays_of(world: World) -> int:
    before = timezone.now() - OLD  # taken before the phrases are looked at: what is painted from now on is younger
    unsettled = world.phrases.filter(state__in=UNSETTLED).exclude(state=Phrase.State.FAILED, text="")
    if world.state != World.State.FINISHED and unsettled.exists():
        return 0  # it is looked at again after its next phrase, or when it is finished
    forgotten = 0
    try:
        for key in (*_unhung(world), *_unfinished(world)):
            if default_storage.get_modified_time(key) < before:
                default_storage.delete(key)
                forgotten += 1
    except Exception:
        log.exception("what no row names of world %s could not be swept", world.pk)
    return forgotten


def _unhung(world: World) -> Iterator[str]:
    """What painters wrote and no row names. Those of the world itself are found by its index, any others are few."""
    for table in TABLES:
        rows = table.objects.filter(world=world).values_list(*PIECE_FILES)
        yield from _unnamed(_keys_in(world, table.folder) - {key for keys in rows for key in keys})


def _unfinished(world: World) -> set[str]:
    """What finishings wrote that came to nothing; of one that is under way nobody can tell yet."""
    if world.state == World.State.FINISHING:
        return set()
    return _keys_in(world, FINISH) - {world.cover, *(panorama["key"] for panorama in world.panoramas)}


def _keys_in(world: World, part: str) -> set[str]:
    folder = f"worlds/{world.pk.hex}/{part}"
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return set()
    return {f"{folder}/{name}" for name in names if name}


def _unnamed(keys: Iterable[str]) -> set[str]:
    """Those of ``keys`` that no strip and no layer of any world names, hung or taken down."""
    left = set(keys)
    if left:
        asked = Q()
        for name in PIECE_FILES:
            asked |= Q(**{f"{name}__in": left.copy()})
        for table in TABLES:
            left -= {key for keys in table.objects.filter(asked).values_list(*PIECE_FILES) for key in keys}
    return left
