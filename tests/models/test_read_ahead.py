"""Weights that are read before anybody asks for them: all of them once, in order, within bounds, and whatever the disk does."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from inference.models import read_ahead as reading
from inference.models.read_ahead import read_ahead, weights_of


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was read: file and offset."""
    noted: list[tuple[str, int]] = []
    really = reading._read

    def note(file: Path, offset: int, buffer: bytearray) -> None:
        noted.append((file.name, offset))
        really(file, offset, buffer)

    monkeypatch.setattr(reading, "_read", note)
    monkeypatch.setattr(reading, "PIECE", 1000)
    return noted


def wait(threads: list[Any]) -> None:
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def weigh(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    return path


def test_every_piece_is_read_once_and_the_first_file_first(tmp_path: Path, read: list[tuple[str, int]]) -> None:
    files = [weigh(tmp_path / "b", 2500), weigh(tmp_path / "a", 1000)]
    wait(read_ahead(files))
    assert sorted(read) == [("a", 0), ("b", 0), ("b", 1000), ("b", 2000)]
    assert {name for name, _ in read[: -reading.READERS]} <= {"b"}


def test_no_more_is_read_than_memory_has_room_for(
    tmp_path: Path, read: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=5000))
    wait(read_ahead([weigh(tmp_path / "a", 9000)]))
    assert sorted(read) == [("a", 0), ("a", 1000)]


def test_a_file_that_is_not_there_is_left_to_who_needs_it(tmp_path: Path, read: list[tuple[str, int]]) -> None:
    gone = tmp_path / "gone"
    wait(read_ahead([gone, weigh(tmp_path / "a", 10)]))
    assert read == [("a", 0)]
    reading._read(gone, 0, bytearray(10))


def test_only_what_is_large_is_read(tmp_path: Path) -> None:
    weights = [
        weigh(tmp_path / name, 1) for name in ("ears.nemo", "transformer/one.safetensors", "vae/two.safetensors")
    ]
    weigh(tmp_path / "transformer/config.json", 1)
    assert weights_of(tmp_path) == weights
