"""Weights that are read before anybody asks for them: all of them once, in order, within bounds,
and whatever the disk does."""

from __future__ import annotations

from pathlib import Path

import pytest

from inference.models.runtime import prefetch as prefetch_module
from inference.models.runtime.prefetch import chunks_of, prefetch, read_chunk, weight_files


def weigh(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    return path


def test_every_piece_is_read_once_the_first_file_first_and_no_more_than_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefetch_module, "CHUNK", 1000)
    b, a = weigh(tmp_path / "b", 2500), weigh(tmp_path / "a", 1000)
    assert list(chunks_of([b, a], 10**9)) == [(b, 0), (b, 1000), (b, 2000), (a, 0)]
    assert list(chunks_of([b, a], 2500)) == [(b, 0), (b, 1000)]
    assert [read_chunk(b, offset, bytearray(300)) >= 500 for offset in (0, 1000, 2000)] == [True] * 3


def test_a_file_that_is_not_there_is_left_to_who_needs_it(tmp_path: Path) -> None:
    a, gone = weigh(tmp_path / "a", 10), tmp_path / "gone"
    assert list(chunks_of([gone, a], 10**9)) == [(a, 0)]
    assert read_chunk(gone, 0, bytearray(10)) == 0


def test_it_is_a_program_of_its_own_that_ends(tmp_path: Path) -> None:
    reader = prefetch([weigh(tmp_path / "a", 5_000_000), tmp_path / "gone"])
    assert reader.wait(30) == 0


def test_only_what_is_large_is_read(tmp_path: Path) -> None:
    names = ("ears.nemo", "transformer/one.safetensors", "vae/two.safetensors")
    weights = [weigh(tmp_path / name, 1) for name in names]
    weigh(tmp_path / "transformer/config.json", 1)
    assert weight_files(tmp_path) == weights
