"""The life of a paint job: a strip that carries on the mural, its files, and what goes wrong on the way."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inference.contract.direction import Direction
from inference.contract.errors import EngineError
from inference.contract.files.picture_files import decode_picture, decode_relief
from inference.contract.files.storage import FolderStorage, InvalidKey, MissingFile
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT, JOIN, STRIP, strip_x
from inference.contract.jobs import Reply
from inference.contract.pieces import StripJob, StripResult
from inference.engine.protocols import Engine, LayerRequest, Painted, StripRequest
from inference.mural.canvas import RAMP_START, carried_edge
from inference.mural.piece_job import InvalidJob
from inference.mural.strip_job import EdgeCache, paint_strip


class RedPainter:
    """Paints everything red, the kept edge too, and remembers as much as it is told to."""

    def __init__(self, memory: dict | None = None) -> None:
        self.memory = memory or {}

    def paint(self, scene: StripRequest) -> Painted:
        canvas = np.zeros((HEIGHT, CANVAS, 3), np.uint8)
        canvas[..., 0] = 200
        return Painted(canvas, self.memory, np.full((HEIGHT, CANVAS), 40_000, np.uint16))

    def repaint(self, stretch: LayerRequest) -> Painted:
        raise AssertionError("nothing is painted over here")


def job(text: str, last: StripResult | None = None, position: int = 0, **changes: object) -> StripJob:
    fields = {
        "about": "the-phrase",
        "attempt": 2,
        "world": "w1",
        "text": text,
        "seed": 7,
        "position": position,
        "x": strip_x(position),
        "carried": last and last.files.picture,
        "carried_relief": last and last.files.relief,
        "memory": last.memory if last else {},
        "reply": Reply(done="done", failed="failed"),
    }
    return StripJob.model_validate(fields | changes)


def test_strips_carry_on_the_mural(engine: Engine, storage: FolderStorage) -> None:
    first = paint_strip(engine, storage, job("a red moon rises over the frozen sea"))
    second = paint_strip(engine, storage, job("an old castle stands on the hill", first, 1))
    left = decode_picture(storage.read(first.files.picture))
    right = decode_picture(storage.read(second.files.picture))
    assert left.shape == (HEIGHT, CANVAS, 3)
    assert right.shape == (HEIGHT, STRIP, 3)
    assert (first.x, second.x) == (0, strip_x(1))
    # The join begins with what was there, so that laying the strip over the mural shows no edge.
    step = np.abs(left[:, -JOIN].astype(int) - right[:, 0].astype(int)).mean()
    assert step < 6
    assert (second.about, second.attempt, second.engine) == ("the-phrase", 2, "sketch")
    assert set(second.seconds) == {"direct", "paint", "relief", "store"}
    assert StripResult.model_validate_json(second.model_dump_json()) == second


def test_the_direction_is_told_before_there_is_paint(engine: Engine, storage: FolderStorage) -> None:
    directions: list[tuple[Direction, bool]] = []
    result = paint_strip(
        engine,
        storage,
        job("a castle at night"),
        lambda direction: directions.append((direction, (Path(storage.root) / "worlds").exists())),
    )
    assert directions == [(result.direction, False)]


def test_the_kept_pixels_are_the_murals_own_whatever_is_painted(engine: Engine, storage: FolderStorage) -> None:
    first = paint_strip(engine, storage, job("snow falls over the pines"))
    red = replace(engine, painter=RedPainter())
    second = paint_strip(red, storage, job("everything is red", first, 1))
    edge = carried_edge(decode_picture(storage.read(first.files.picture))).astype(int)
    join = decode_picture(storage.read(second.files.picture))[:, :JOIN].astype(int)
    assert np.abs(join[:, 0] - edge[:, RAMP_START]).max() <= 6
    assert (join[:, -1, 0] > 180).all()
    assert RAMP_START + JOIN == CARRIED


def test_screens_load_a_small_view_and_a_quarter_of_the_relief(engine: Engine, storage: FolderStorage) -> None:
    result = paint_strip(engine, storage, job("golden fields of wheat roll toward the mountains"))
    view = Image.open(io.BytesIO(storage.read(result.files.view)))
    relief = decode_relief(storage.read(result.files.relief))
    small = Image.open(io.BytesIO(storage.read(result.files.relief_view)))
    assert (view.format, view.size) == ("WEBP", (CANVAS, HEIGHT))
    assert (relief.dtype, relief.shape) == (np.uint16, (HEIGHT, CANVAS))
    assert (small.mode, small.size) == ("L", (CANVAS // 4, HEIGHT // 4))
    assert np.abs(np.asarray(small)[96, 96] * 257.0 - relief[384:388, 384:388].mean()) < 300
    assert len(storage.read(result.files.view)) < len(storage.read(result.files.picture))


def test_a_job_done_twice_leaves_what_hangs_alone(engine: Engine, storage: FolderStorage) -> None:
    first = paint_strip(engine, storage, job("a whale leaps out of the dark water"))
    kept = {key: storage.read(key) for key in first.files.model_dump().values() if isinstance(key, str)}
    again = paint_strip(engine, storage, job("a whale leaps out of the dark water"))
    assert not set(kept) & set(again.files.model_dump().values())
    assert {key: storage.read(key) for key in kept} == kept
    assert storage.read(again.files.picture) == kept[first.files.picture], "the same job and seed, the same pixels"


def test_files_lie_in_the_folder_of_their_world_in_order(engine: Engine, storage: FolderStorage) -> None:
    result = paint_strip(engine, storage, job("a quiet lake"))
    keys = [key for key in result.files.model_dump().values() if isinstance(key, str)]
    assert len(set(keys)) == 4
    assert all(key.startswith("worlds/w1/strips/00000-") for key in keys)


def test_a_carried_strip_that_is_gone_or_broken_is_named(engine: Engine, storage: FolderStorage) -> None:
    first = paint_strip(engine, storage, job("a quiet lake"))
    storage.write("broken.png", storage.read(first.files.picture)[:2_000])
    with pytest.raises(MissingFile) as gone:
        paint_strip(engine, storage, job("a boat", first, 1, carried="gone.png"))
    assert gone.value.code == "storage.missing"
    with pytest.raises(EngineError) as broken:
        paint_strip(engine, storage, job("a boat", first, 1, carried="broken.png"))
    assert broken.value.code == "picture.unreadable"
    with pytest.raises(EngineError) as text:
        storage.write("text.png", b"hello")
        paint_strip(engine, storage, job("a boat", first, 1, carried="text.png"))
    assert text.value.code == "picture.unreadable"


def test_a_job_that_contradicts_itself_is_refused(engine: Engine, storage: FolderStorage) -> None:
    first = paint_strip(engine, storage, job("a quiet lake"))
    for bad in (
        job("a boat", first, 1, x=strip_x(1) + 1),
        job("a boat", None, 1),
        job("a boat", first, 0),
        job("a boat", first, 1, carried_relief=None),
    ):
        with pytest.raises(InvalidJob) as refusal:
            paint_strip(engine, storage, bad)
        assert not refusal.value.again


def test_an_engine_may_not_remember_without_end(engine: Engine, storage: FolderStorage) -> None:
    hoarder = replace(engine, painter=RedPainter({"all": "x" * 17_000}))
    with pytest.raises(EngineError, match="16 KB"):
        paint_strip(hoarder, storage, job("a quiet lake"))
    assert not (storage.root / "worlds").exists()


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../up.png", "a/../../up.png", "a//b", "a\\b", "a/.", "a\0b"])
def test_a_key_cannot_leave_its_storage(storage: FolderStorage, key: str) -> None:
    for use in (storage.read, storage.exists, storage.delete, lambda key: storage.write(key, b"")):
        with pytest.raises(InvalidKey):
            use(key)


def test_a_link_in_the_storage_does_not_lead_out(
    storage: FolderStorage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_bytes(b"secret")
    (storage.root / "link").symlink_to(outside)
    with pytest.raises(InvalidKey):
        storage.read("link/secret")


def test_an_edge_that_was_just_painted_is_carried_on_from_memory_and_is_the_stored_one(
    engine: Engine, storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = paint_strip(engine, storage, job("a lake at dawn"))
    read: list[str] = []

    class Watched(FolderStorage):
        def read(self, key: str) -> bytes:
            read.append(key)
            return super().read(key)

    watched = Watched(storage.root)
    known = paint_strip(engine, watched, job("a boat on the lake", first, 1))
    assert read == []
    monkeypatch.setattr("inference.mural.strip_job.EDGE_CACHE", EdgeCache(capacity=0))
    anew = paint_strip(engine, watched, job("a boat on the lake", first, 1))
    assert read == [first.files.picture, first.files.relief]
    assert storage.read(known.files.picture) == storage.read(anew.files.picture)
    assert storage.read(known.files.relief) == storage.read(anew.files.relief)


def test_only_the_newest_edges_are_held() -> None:
    edges = EdgeCache(capacity=2)
    for key in "abc":
        edges.put(key, np.full((HEIGHT, CARRIED), ord(key), np.uint16))
    assert edges.get("a") is None
    edges.get("c")[:] = 0
    assert edges.get("c").min() == ord("c"), "what is given out is a copy"
