"""The tiles are the mural, at every level and however they came about, and a longer mural needs no more memory."""

from __future__ import annotations

import io
import json
import tracemalloc
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inference.contract.errors import EngineError
from inference.contract.files.picture_files import encode_picture
from inference.contract.files.storage import FolderStorage
from inference.contract.geometry import HEIGHT, NEW, canvas_x, mural_width, strip_width, strip_x
from inference.contract.makings.plan import Plan
from inference.contract.makings.tile_sheet import (
    TILE_SIZE,
    TileSheet,
    dzi_descriptor,
    dzi_levels,
    level_columns,
    level_size,
    sheet_for_width,
)
from inference.contract.pieces import LayerNote, Skipped, StripNote
from inference.mural.reader import read_region
from inference.studio.runner import make_all
from inference.studio.step import Step, StepResult
from inference.studio.tiles import cut_tiles, halve
from tests.inference.mural.plain_murals import DIRECTION, colour_of, hang_plain

LOOSE = 3
"""Strips at the end of a mural that is still woven, in these tests."""


def plan_of(strips: list[StripNote], *, finished: bool = True) -> Plan:
    width = mural_width(len(strips))
    frozen = width if finished else strip_x(max(0, len(strips) - LOOSE))
    return Plan(world="w", seed=7, finished=finished, frozen=frozen, strips=strips)


def with_layer(storage: FolderStorage, strip: StripNote) -> StripNote:
    """``strip`` with a second voice's layer over its canvas: half transparent, of one colour."""
    paint = np.full((HEIGHT, NEW, 3), (250, 20, 60), np.uint8)
    key = f"worlds/w/layers/{strip.position}.png"
    storage.write(key, encode_picture(paint, np.full((HEIGHT, NEW), 128, np.uint8)))
    layer = LayerNote(
        x=canvas_x(strip.position),
        width=NEW,
        picture=key,
        relief=key,
        text="a dragon",
        narrator="Ben",
        direction=DIRECTION,
        palette=strip.palette,
    )
    return strip.model_copy(update={"layers": [layer]})


def sheet_in(storage: FolderStorage, made: StepResult) -> TileSheet:
    (file,) = made.files
    assert (file.name, file.bytes) == ("tiles.json", len(storage.read(file.key)))
    return TileSheet.model_validate_json(storage.read(file.key))


def picture_of(storage: FolderStorage, folder: str, sheet: TileSheet, level: int) -> np.ndarray:
    """A level put together from its tiles."""
    tiles = [
        Image.open(io.BytesIO(storage.read(f"{folder}/{sheet.tile(level, column)}"))).convert("RGB")
        for column in range(level_columns(sheet, level))
    ]
    assert all(tile.width == TILE_SIZE for tile in tiles[:-1])
    return np.hstack([np.asarray(tile) for tile in tiles])


def files_in(storage: FolderStorage, folder: str) -> dict[str, bytes]:
    root = storage.root / folder
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@given(st.integers(1, 600_000))
def test_a_sheet_of_any_width_is_a_dzi(width: int) -> None:
    sheet = sheet_for_width(width)
    levels = dzi_levels(sheet)
    assert (levels[0].width, levels[0].height, len(levels[0].tiles)) == (1, 1, 1)
    assert (levels[-1].width, levels[-1].height) == (width, HEIGHT)
    # DZI: the highest level is the base-2 logarithm of the longer side, rounded up.
    assert 2 ** (len(levels) - 2) < max(width, HEIGHT) <= 2 ** (len(levels) - 1)
    for small, large in pairwise(levels):
        assert (small.width, small.height) == (-(-large.width // 2), -(-large.height // 2))
        assert len(small.tiles) == -(-small.width // TILE_SIZE)
        assert small.height <= TILE_SIZE
    names = [name for level in levels for pair in level.tiles for name in pair[1:]]
    assert len(names) == len(set(names))
    root = ElementTree.fromstring(dzi_descriptor(sheet))
    assert (root.get("TileSize"), root.get("Overlap"), root.get("Format")) == ("768", "0", "webp")
    assert root[0].attrib == {"Width": str(width), "Height": "768"}


@pytest.mark.parametrize("count", [1, 2, 7])
def test_every_level_shows_the_mural(storage: FolderStorage, count: int) -> None:
    strips = hang_plain(storage, count)
    strips[-1] = with_layer(storage, strips[-1])
    made = make_all(cut_tiles, storage, plan_of(strips), "worlds/w/made/tiles")
    sheet = sheet_in(storage, made)
    assert (sheet.width, made.done, made.skipped) == (mural_width(count), made.of, ())
    wanted = read_region(storage, strips, 0, sheet.width)
    for level in range(sheet.levels):
        shown = picture_of(storage, "worlds/w/made/tiles", sheet, level)
        assert shown.shape[1::-1] == level_size(sheet, level)
        # The hard edges of these murals are all that is left of them on levels a few pixels tall.
        assert np.abs(shown.astype(int) - wanted).mean() < (5 if wanted.shape[0] >= 48 else 20), f"level {level}"
        wanted = halve(wanted)
    named = {inside for level in dzi_levels(sheet) for _, inside in level.tiles} | {"tiles.json"}
    files = files_in(storage, "worlds/w/made/tiles")
    assert set(files) == named
    assert made.files[0].about["tiles_bytes"] == sum(map(len, files.values())) - made.files[0].bytes
    begun_before_they_were_counted = Step(1, {"columns": 1, "skipped": []}, "worlds/w/made/tiles")
    (file,) = cut_tiles(storage, plan_of(strips), begun_before_they_were_counted).files
    assert "tiles_bytes" not in file.about


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(
    growth=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    broken=st.sets(st.integers(0, 12), max_size=4),
    layered=st.sets(st.integers(0, 12), max_size=3),
)
def test_a_mural_cut_while_it_grew_has_the_same_tiles(
    tmp_path_factory: pytest.TempPathFactory, growth: list[int], broken: set[int], layered: set[int]
) -> None:
    storage = FolderStorage(tmp_path_factory.mktemp("storage"))
    count = 1 + sum(growth)
    strips = hang_plain(storage, count)
    strips = [with_layer(storage, strip) if strip.position in layered else strip for strip in strips]
    for position in broken & set(range(1, count)):
        storage.delete(strips[position].picture)
    at_once = make_all(cut_tiles, storage, plan_of(strips), "worlds/w/made/once")

    carry: dict[str, object] = {}
    hung = 1
    for more in growth:
        hung += more
        grown = step_by_step(storage, plan_of(strips[:hung], finished=False), "worlds/w/made/grown", carry)
        assert grown.files == ()
        carry = grown.carry
    finished = step_by_step(storage, plan_of(strips), "worlds/w/made/grown", carry)
    assert files_in(storage, "worlds/w/made/grown") == files_in(storage, "worlds/w/made/once")
    assert finished.skipped == at_once.skipped
    assert finished.files[0].about == at_once.files[0].about
    assert {one.position for one in finished.skipped if not one.layer} == broken & set(range(1, count))


def step_by_step(storage: FolderStorage, plan: Plan, folder: str, carry: dict[str, object]) -> StepResult:
    """Every step as short as can be, and each done twice, as after a worker that died before it could answer."""
    number = 0
    while True:
        cut_tiles(storage, plan, Step(number, carry, folder, deadline=0))
        stepped = cut_tiles(storage, plan, Step(number, json.loads(json.dumps(carry)), folder, deadline=0))
        if stepped.finished:
            return stepped
        assert stepped.carry != carry, "every step brings the making on"
        number, carry = number + 1, stepped.carry


def test_only_what_is_frozen_is_cut(storage: FolderStorage) -> None:
    strips = hang_plain(storage, 6)
    grown = make_all(cut_tiles, storage, plan_of(strips, finished=False), "worlds/w/made/tiles")
    columns = strip_x(3) // TILE_SIZE
    assert grown.carry["columns"] == columns == 2
    assert set(files_in(storage, "worlds/w/made/tiles")) == {"0/0.webp", "0/1.webp", "1/0.webp"}


def test_what_cannot_be_read_is_filled_and_named(storage: FolderStorage) -> None:
    strips = hang_plain(storage, 4)
    storage.write(strips[2].picture, b"\x89PNG broken")
    strips[3] = with_layer(storage, strips[3])
    storage.delete(strips[3].layers[0].picture)
    made = make_all(cut_tiles, storage, plan_of(strips), "worlds/w/made/tiles", seconds=0)
    sheet = sheet_in(storage, made)
    assert [(one.position, one.layer) for one in sheet.skipped] == [(2, False), (3, True)]
    assert all(isinstance(one, Skipped) and one.reason for one in made.skipped)
    shown = picture_of(storage, "worlds/w/made/tiles", sheet, 0)
    middle = shown[300, strip_x(2) + strip_width(2) // 2].astype(int)
    ends = np.array([colour_of(1), colour_of(3)])
    assert (middle >= ends.min(axis=0) - 8).all() and (middle <= ends.max(axis=0) + 8).all()


def test_a_world_without_a_readable_strip_fails_plainly(storage: FolderStorage) -> None:
    strips = hang_plain(storage, 2)
    for strip in strips:
        storage.delete(strip.picture)
    with pytest.raises(EngineError) as failure:
        make_all(cut_tiles, storage, plan_of(strips), "worlds/w/made/tiles")
    assert failure.value.code == "finish.nothing"


@pytest.mark.slow
def test_memory_does_not_grow_with_the_mural(storage: FolderStorage) -> None:
    """Neither with its strips nor with how many of them are missing in a row."""
    two = hang_plain(storage, 2)

    def peak(count: int, missing: range) -> int:
        strips = [
            two[min(position, 1)].model_copy(
                update={"position": position, "x": strip_x(position)}
                | ({"picture": "worlds/w/strips/gone.png"} if position in missing else {})
            )
            for position in range(count)
        ]
        plan = plan_of(strips)
        tracemalloc.start()
        make_all(cut_tiles, storage, plan, f"worlds/w/made/tiles-{count}")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    short, long = peak(12, range(2, 9)), peak(48, range(2, 40))
    assert long < short * 1.2, f"{short / 1e6:.1f} MB for 12 strips, {long / 1e6:.1f} MB for 48"
