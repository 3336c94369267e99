"""Stitching: the panorama is the mural, whatever its length, and a broken strip costs its place and nothing else."""

from __future__ import annotations

import io
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inference.contract.errors import EngineError
from inference.contract.files.storage import FolderStorage
from inference.contract.finishing import FinishResult, Progress
from inference.contract.geometry import HEIGHT, JOIN, mural_width, strip_width, strip_x
from inference.contract.pieces import StripNote
from inference.engine.protocols import Engine
from inference.mural.finish_job import finish_world
from inference.mural.panorama import MAX_JPEG_WIDTH, plan_volumes
from inference.mural.reader import read_region
from tests.inference.mural.plain_murals import colour_of, finish_job, hang_plain, plain_strip


def look(storage: FolderStorage, key: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(storage.read(key))).convert("RGB")).astype(int)


def near(pixel: np.ndarray, colour: tuple[int, int, int], by: int = 6) -> bool:
    return bool(np.abs(pixel - np.array(colour)).max() <= by)


def test_the_panorama_shows_every_strip_at_its_place(engine: Engine, storage: FolderStorage) -> None:
    result = finish_world(engine, storage, finish_job(hang_plain(storage, 4)))
    (panorama,) = result.panoramas
    picture = look(storage, panorama.key)
    assert picture.shape == (HEIGHT, mural_width(4), 3) == (panorama.height, panorama.width, 3)
    assert len(storage.read(panorama.key)) == panorama.bytes
    for position in range(4):
        # Strips lie over the end of their neighbours: the join shows the later one.
        assert near(picture[300, strip_x(position) + 20], colour_of(position))
        assert near(picture[700, strip_x(position) + strip_width(position) - JOIN - 20], colour_of(position))
    assert (result.width, result.height, result.skipped) == (mural_width(4), HEIGHT, [])


def test_the_result_has_words_palette_and_a_cover(engine: Engine, storage: FolderStorage) -> None:
    result = finish_world(engine, storage, finish_job(hang_plain(storage, 3)))
    assert result.title
    assert result.description
    assert set(result.captions) == {0, 1, 2}
    assert result.palette.colours
    assert look(storage, result.cover).shape == (630, 1200, 3)
    assert FinishResult.model_validate_json(result.model_dump_json()) == result


def test_one_strip_is_a_world_too(engine: Engine, storage: FolderStorage) -> None:
    result = finish_world(engine, storage, finish_job(hang_plain(storage, 1)))
    assert result.width == 768
    cover = look(storage, result.cover)
    assert cover.shape == (630, 1200, 3)
    assert all(near(cover[y, x], colour_of(0)) for y in (0, 629) for x in (0, 1199))


@pytest.mark.parametrize("broken", [0, 1, 3])
def test_a_broken_strip_is_named_and_its_place_filled_softly(
    engine: Engine, storage: FolderStorage, broken: int
) -> None:
    strips = hang_plain(storage, 4)
    storage.write(strips[broken].picture, b"\x89PNG broken")
    result = finish_world(engine, storage, finish_job(strips))
    assert [skipped.position for skipped in result.skipped] == [broken]
    assert result.skipped[0].reason
    picture = look(storage, result.panoramas[0].key)
    assert picture.shape[1] == mural_width(4)
    for position in {0, 1, 2, 3} - {broken}:
        assert near(picture[300, strip_x(position) + 300], colour_of(position))
    place = picture[:, strip_x(broken) : strip_x(broken) + strip_width(broken) - JOIN]
    assert np.abs(np.diff(place[300], axis=0)).max() <= 8, "the filling has a step"
    neighbours = [colour_of(position) for position in (broken - 1, broken + 1) if 0 <= position < 4]
    middle = place[300, place.shape[1] // 2]
    low, high = np.min(neighbours, axis=0), np.max(neighbours, axis=0)
    assert (middle >= low - 8).all()
    assert (middle <= high + 8).all()


def test_missing_and_wrongly_sized_strips_are_skipped_too(engine: Engine, storage: FolderStorage) -> None:
    strips = hang_plain(storage, 5)
    storage.delete(strips[1].picture)
    storage.write(strips[2].picture, storage.read(strips[0].picture))
    result = finish_world(engine, storage, finish_job(strips))
    assert [skipped.position for skipped in result.skipped] == [1, 2]
    assert near(look(storage, result.panoramas[0].key)[300, strip_x(3) + 300], colour_of(3))


def test_a_world_without_a_readable_strip_fails_plainly(engine: Engine, storage: FolderStorage) -> None:
    strips = hang_plain(storage, 2)
    for strip in strips:
        storage.delete(strip.picture)
    with pytest.raises(EngineError) as failure:
        finish_world(engine, storage, finish_job(strips))
    assert failure.value.code == "finish.nothing"


def test_the_cover_shows_where_most_happens(engine: Engine, storage: FolderStorage) -> None:
    from inference.contract.files.picture_files import encode_picture

    strips = hang_plain(storage, 9)
    busy = np.kron(np.random.default_rng(3).integers(0, 255, (48, 40, 3)), np.ones((16, 16, 1)))[:, :596]
    storage.write(strips[6].picture, encode_picture(busy.astype(np.uint8)))
    result = finish_world(engine, storage, finish_job(strips))
    assert look(storage, result.cover).std() > 25
    assert np.mean([near(pixel, colour_of(1)) for pixel in look(storage, result.cover)[315]]) < 0.05


def test_progress_counts_every_strip_and_names_every_stage(engine: Engine, storage: FolderStorage) -> None:
    heard: list[Progress] = []
    finish_world(engine, storage, finish_job(hang_plain(storage, 5)), heard.append)
    stitched = [progress.done for progress in heard if progress.stage == "stitch"]
    assert stitched == sorted(stitched)
    assert stitched[-1] == 5
    assert [progress.stage for progress in heard][-3:] == ["name", "cover", "cover"]


def test_finishing_twice_touches_nothing(engine: Engine, storage: FolderStorage) -> None:
    strips = hang_plain(storage, 2)
    first = finish_world(engine, storage, finish_job(strips))
    kept = storage.read(first.panoramas[0].key)
    second = finish_world(engine, storage, finish_job(strips))
    assert second.panoramas[0].key != first.panoramas[0].key
    assert second.cover != first.cover
    assert storage.read(first.panoramas[0].key) == kept


@pytest.mark.slow
def test_a_long_mural_becomes_several_files_without_a_gap(engine: Engine, storage: FolderStorage) -> None:
    """250 strips, 139,212 px: past the JPEG limit twice, and past the size where Pillow takes a picture for a bomb."""
    template = hang_plain(storage, 2)
    strips = [
        StripNote.model_validate(
            template[min(position, 1)].model_dump() | {"position": position, "x": strip_x(position)}
        )
        for position in range(250)
    ]
    strips[117] = strips[117].model_copy(update={"picture": "worlds/w/strips/gone.png"})
    tracemalloc.start()
    result = finish_world(engine, storage, finish_job(strips))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(result.panoramas) == 3
    assert result.width == mural_width(250)
    assert [skipped.position for skipped in result.skipped] == [117]
    at = 0
    for panorama in result.panoramas:
        assert panorama.x == at
        assert panorama.width <= MAX_JPEG_WIDTH
        assert Image.open(io.BytesIO(storage.read(panorama.key))).size == (panorama.width, HEIGHT)
        at += panorama.width
    assert at == result.width
    assert peak < 120_000_000, f"{peak / 1e6:.0f} MB for a mural of {result.width * HEIGHT * 3 / 1e6:.0f} MB"


@given(st.integers(1, 400), st.integers(800, 70_000))
def test_volumes_cover_the_mural_and_fit(count: int, widest: int) -> None:
    notes = [Place(strip_x(position), strip_width(position)) for position in range(count)]
    volumes = plan_volumes(notes, widest)  # type: ignore[arg-type]
    assert volumes[0][0] == 0
    assert volumes[-1][1] == mural_width(count)
    assert all(here[1] == after[0] for here, after in pairwise(volumes))
    assert all(0 < right - left <= widest for left, right in volumes)


class Place:
    def __init__(self, x: int, width: int) -> None:
        self.x, self.width = x, width


def test_a_region_is_a_piece_of_the_mural(storage: FolderStorage) -> None:
    strips = hang_plain(storage, 4)
    whole = read_region(storage, strips, 0, mural_width(4))
    assert np.array_equal(read_region(storage, strips, 500, 1_700), whole[:, 500:1_700])
    assert np.array_equal(whole[:, strip_x(2) : strip_x(3)], plain_strip(2)[:, :-JOIN])
