"""Weights that are missing or not whole are named in a sentence, before ONNX Runtime reads them."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from inference.contract.errors import EngineUnavailable
from inference.sketch.ears.moonshine import weights


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A virtual environment's folder of weights, each file with its name in it."""
    folder = tmp_path / "share" / "moonshine-tiny-en"
    folder.mkdir(parents=True)
    sums = tmp_path / "SHA256SUMS"
    with sums.open("w") as listing:
        for name in (weights.DECODER, weights.ENCODER, weights.TOKENIZER):
            (folder / name).write_text(name)
            listing.write(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(weights, "_SUMS", sums)
    return folder


def test_whole_weights_are_found_and_taken(folder: Path) -> None:
    assert weights.weights_folder() == folder
    weights.check_weights()


@pytest.mark.parametrize("name", [weights.DECODER, weights.ENCODER, weights.TOKENIZER])
def test_a_missing_file_is_named_with_what_brings_it(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(EngineUnavailable, match=rf"{name} .*{folder}.*No such file.*make run") as refusal:
        weights.check_weights()
    assert "\n" not in str(refusal.value)


def test_a_cut_file_is_named(folder: Path) -> None:
    (folder / weights.ENCODER).write_text(weights.ENCODER[:-1])
    with pytest.raises(EngineUnavailable, match=rf"{weights.ENCODER} .*not whole; make run"):
        weights.check_weights()


def test_the_package_s_own_weights_are_as_good(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assets = tmp_path / "site" / "moonshine_voice" / "assets"
    assets.mkdir(parents=True)
    (assets.parent / "__init__.py").write_text("raise ImportError('nothing of it runs')")
    folder.rename(assets / "tiny-en")
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert weights.weights_folder() == assets / "tiny-en"
    weights.check_weights()


def test_without_any_weights_the_first_is_missed(folder: Path, tmp_path: Path) -> None:
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(EngineUnavailable, match=str(folder)):
        weights.check_weights()


def test_the_sums_name_the_three_files_that_the_model_reads() -> None:
    names = [line.split()[1] for line in weights._SUMS.read_text().splitlines()]
    assert sorted(names) == sorted([weights.DECODER, weights.ENCODER, weights.TOKENIZER])
