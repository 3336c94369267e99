"""Whisper's weights are checked before they are loaded, and counted from their file."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from inference.contract.errors import EngineUnavailable
from inference.sketch.ears.whisper.registry import WHISPER_MODELS
from inference.sketch.ears.whisper.weights import check_presence, read_weights_header


def weights_file(vocabulary: int, name: str = "WhisperSpec", version: int = 6) -> bytes:
    """The beginning of a model's file in CTranslate2's format, with one matrix and one bias."""

    def string(text: str) -> bytes:
        return struct.pack("H", len(text) + 1) + text.encode() + b"\0"

    matrix = string("decoder/embeddings/weight") + struct.pack("=B2IBI", 2, vocabulary, 2, 4, 4 * vocabulary)
    bias = string("decoder/bias") + struct.pack("=BIBI", 1, 3, 0, 12)
    setting = string("decoder/heads") + struct.pack("=BBI", 0, 1, 1)
    begin = struct.pack("I", version) + string(name) + struct.pack("II", 3, 3)
    return begin + matrix + bytes(4 * vocabulary) + bias + bytes(12) + setting + b"\0" + struct.pack("I", 0)


@pytest.mark.parametrize("missing", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    for name in {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt"} - {missing}:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(EngineUnavailable, match=f"^{missing} of Whisper is not in {tmp_path}: fetch it.$"):
        check_presence(tmp_path, "fetch it")


def test_the_size_of_its_vocabulary_tells_whether_a_model_knows_other_languages(tmp_path: Path) -> None:
    for vocabulary, multilingual in ((51_864, False), (51_865, True), (51_866, True)):
        (tmp_path / "model.bin").write_bytes(weights_file(vocabulary))
        header = read_weights_header(tmp_path)
        assert header.is_multilingual == multilingual
        assert (header.parameters, header.memory) == (2 * vocabulary + 3, 2 * vocabulary + 12)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x04",
        bytes(200),
        weights_file(9)[:-6],
        weights_file(9, "TransformerSpec"),
        weights_file(9, version=3),
    ],
    ids=["empty", "short", "zeros", "cut", "another model", "another format"],
)
def test_a_file_that_is_no_whisper_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(EngineUnavailable, match=r"model\.bin is cut, or no Whisper .*\.$"):
        read_weights_header(tmp_path)


def test_every_size_is_pinned_to_a_commit_and_to_digests() -> None:
    for model in WHISPER_MODELS:
        assert len(model.revision) == 40 and int(model.revision, 16)
        assert {"config.json", "model.bin", "tokenizer.json"} < set(model.sha256)
        assert all(len(digest) == 64 and int(digest, 16) for digest in model.sha256.values())
    assert len({model.sha256["model.bin"] for model in WHISPER_MODELS}) == len(WHISPER_MODELS)
