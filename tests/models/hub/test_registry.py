"""The weights on the hub and on the disk: fetched whole, pinned, gone on with, and refused in one sentence."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from inference.contract.ledger import format_bytes
from inference.models.hub import download
from inference.models.hub.download import DownloadError, check_disk_space, download_model, is_complete, plan_download
from inference.models.hub.registry import LOCK_FILE_NAME, MODELS, InvalidLockFile, Published, missing_files, read_lock
from inference.sketch.ears.whisper.registry import WHISPER_MODELS
from tests.models.hub.local_hub import LocalHub

RELIEF = next(model for model in MODELS if model.name == "relief")
PAINTER = next(model for model in MODELS if model.name == "painter")
FILES = {
    "config.json": b"{}",
    "preprocessor_config.json": b"{}",
    "model.safetensors": bytes(range(256)) * 400,
    "README.md": b"not needed",
    "pytorch_model.bin": b"not needed either",
}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    """Its clients wait for nothing between two tries: before they give up on a status of 500 they would wait 23 s,
    each of them that came to it."""
    for module in ("huggingface_hub.utils._http", "huggingface_hub.file_download"):
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(sleep=lambda seconds: None))
    with LocalHub() as running:
        yield running


def fetch(hub: LocalHub, folder: Path, model: Published = RELIEF) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    download_model(plan_download(model, folder, hub.url), folder, lambda done, of: told.append((done, of)), hub.url)
    return told


def test_what_is_fetched_is_what_is_needed_and_is_pinned(hub: LocalHub, tmp_path: Path) -> None:
    commit = hub.publish(RELIEF.id, FILES)
    plan = plan_download(RELIEF, tmp_path, hub.url)
    needed = {name: len(FILES[name]) for name in ("config.json", "preprocessor_config.json", "model.safetensors")}
    assert (plan.revision, plan.files, plan.missing_bytes) == (commit, needed, sum(needed.values()))
    assert not is_complete(RELIEF, tmp_path)
    told = fetch(hub, tmp_path)
    assert told[-1] == (plan.size, plan.size)
    home = tmp_path / "Depth-Anything-V2-Small-hf"
    assert (home / "model.safetensors").read_bytes() == FILES["model.safetensors"]
    assert not (home / "README.md").exists() and not (home / "pytorch_model.bin").exists()
    assert is_complete(RELIEF, tmp_path)
    assert read_lock(tmp_path).models[RELIEF.id].revision == commit
    assert plan_download(RELIEF, tmp_path, hub.url).missing_bytes == 0


def test_a_newer_commit_is_not_followed(hub: LocalHub, tmp_path: Path) -> None:
    first = hub.publish(RELIEF.id, FILES)
    fetch(hub, tmp_path)
    hub.publish(RELIEF.id, FILES | {"model.safetensors": b"newer weights"})
    plan = plan_download(RELIEF, tmp_path, hub.url)
    assert (plan.revision, plan.missing_bytes) == (first, 0)
    (tmp_path / LOCK_FILE_NAME).unlink()
    assert plan_download(RELIEF, tmp_path, hub.url).revision != first


def test_a_model_whose_digests_are_known_is_fetched_at_its_commit_and_as_it_was_published(
    hub: LocalHub, tmp_path: Path
) -> None:
    published = {"config.json": b"{}", "model.bin": bytes(range(256)) * 400}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in published.items()}
    revision = hub.publish(WHISPER_MODELS[0].id, published)
    pinned = replace(WHISPER_MODELS[0], revision=revision, sha256=digests)
    hub.publish(pinned.id, published | {"model.bin": b"newer weights"})
    fetch(hub, tmp_path, pinned)
    weights = tmp_path / pinned.folder_name / "model.bin"
    assert weights.read_bytes() == published["model.bin"]
    assert read_lock(tmp_path).models[pinned.id].revision == revision
    weights.write_bytes(bytes(len(published["model.bin"])))
    assert plan_download(pinned, tmp_path, hub.url).missing_bytes == len(published["model.bin"])
    fetch(hub, tmp_path, pinned)
    assert weights.read_bytes() == published["model.bin"], "of the same size, and fetched again all the same"
    hub.commits[pinned.id, revision] = published | {"model.bin": b"of somebody else"}
    weights.unlink()
    with pytest.raises(DownloadError, match=r"model\.bin of .* did not come as it was published"):
        fetch(hub, tmp_path, pinned)


def test_a_fetch_that_broke_off_keeps_what_has_come(hub: LocalHub, tmp_path: Path) -> None:
    weights = bytes(1_000_000)
    hub.publish(RELIEF.id, FILES | {"model.safetensors": weights})
    hub.break_off_after, hub.break_off_once_sent = 300_000, {"config.json", "preprocessor_config.json"}
    with pytest.raises(DownloadError, match="HTTP status 500"):
        fetch(hub, tmp_path)
    assert not is_complete(RELIEF, tmp_path)
    hub.refuse.clear()
    hub.sent.clear()
    home, plan = tmp_path / RELIEF.folder_name, plan_download(RELIEF, tmp_path, hub.url)
    absent = {name for name in plan.files if not (home / name).exists()}
    assert absent == {"model.safetensors"}
    assert plan.missing_bytes == sum(plan.files[name] for name in absent)
    fetch(hub, tmp_path)
    assert (home / "model.safetensors").read_bytes() == weights
    assert {name for name, _ in hub.sent} == absent, "what had come is not fetched again"


def test_what_is_fetched_after_a_break_off_is_of_the_same_commit_to_the_last_file(
    hub: LocalHub, tmp_path: Path
) -> None:
    """Also where all that a start asks for is there, and where the hub has moved on meanwhile."""
    hub.publish(RELIEF.id, FILES | {"model.safetensors": bytes(1_000_000)})
    hub.break_off_after, hub.break_off_once_sent = 300_000, {"config.json", "preprocessor_config.json"}
    with pytest.raises(DownloadError):
        fetch(hub, tmp_path)
    hub.refuse.clear()
    for name in ("config.json", "model.safetensors"):
        (tmp_path / RELIEF.folder_name / name).write_bytes(b"of another time")
    assert missing_files(RELIEF, tmp_path) == [] and not is_complete(RELIEF, tmp_path)
    hub.publish(RELIEF.id, FILES | {"model.safetensors": b"newer weights"})
    fetch(hub, tmp_path)
    assert (tmp_path / RELIEF.folder_name / "model.safetensors").read_bytes() == bytes(1_000_000)
    assert is_complete(RELIEF, tmp_path)


def test_without_the_hub_s_library_a_sentence_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(DownloadError, match=r"^The library huggingface_hub is not installed: .*whisper\.txt"):
        plan_download(WHISPER_MODELS[0], tmp_path)


def test_a_connection_that_broke_off_goes_on_with_the_next_byte(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = bytes(1_000_000)
    hub.publish(RELIEF.id, FILES | {"model.safetensors": weights})
    hub.break_off_after, hub.stays = 300_000, True
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 100_000)
    fetch(hub, tmp_path)
    assert (tmp_path / RELIEF.folder_name / "model.safetensors").read_bytes() == weights
    assert [begin for name, begin in hub.sent if name == "model.safetensors"] == [0, 300_000]


def test_a_file_that_changed_is_seen_and_fetched_again(hub: LocalHub, tmp_path: Path) -> None:
    hub.publish(RELIEF.id, FILES)
    fetch(hub, tmp_path)
    weights = tmp_path / RELIEF.folder_name / "model.safetensors"
    weights.write_bytes(b"half")
    assert not is_complete(RELIEF, tmp_path)
    fetch(hub, tmp_path)
    assert weights.read_bytes() == FILES["model.safetensors"]


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (404, "RepoNotFound", "has no model"),
        (403, "GatedRepo", "accepted its licence"),
        (500, "", "HTTP status 500"),
    ],
)
def test_what_the_hub_refuses_is_one_sentence(
    hub: LocalHub, tmp_path: Path, status: int, code: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.publish(RELIEF.id, FILES)
    hub.refuse[RELIEF.id] = (status, code)
    with pytest.raises(DownloadError, match=sentence) as told:
        plan_download(RELIEF, tmp_path, hub.url)
    assert "\n" not in str(told.value) and str(told.value).endswith(".")


def test_a_hub_that_cannot_be_reached_is_one_sentence(tmp_path: Path) -> None:
    with LocalHub() as gone:
        url = gone.url
    with pytest.raises(DownloadError, match="cannot be reached") as told:
        plan_download(RELIEF, tmp_path, url)
    assert url in str(told.value) and "\n" not in str(told.value)


def test_a_pinned_commit_that_is_gone_is_one_sentence(hub: LocalHub, tmp_path: Path) -> None:
    hub.publish(RELIEF.id, FILES)
    fetch(hub, tmp_path)
    hub.commits.clear()
    hub.publish(RELIEF.id, FILES | {"config.json": b"{ }"})
    shutil.rmtree(tmp_path / RELIEF.folder_name)
    with pytest.raises(DownloadError, match="no longer on the hub"):
        plan_download(RELIEF, tmp_path, hub.url)


def test_too_little_disk_is_said_before_anything_is_fetched(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.publish(RELIEF.id, FILES)
    plan = plan_download(RELIEF, tmp_path / "not" / "yet", hub.url)
    check_disk_space([plan], tmp_path / "not" / "yet")
    full = shutil.disk_usage(tmp_path)._replace(free=download.RESERVED_BYTES + plan.missing_bytes - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: full)
    with pytest.raises(DownloadError, match="LIGHTLOOM_MODELS"):
        check_disk_space([plan], tmp_path)


def test_a_folder_without_a_lock_counts_when_its_files_are_there(tmp_path: Path) -> None:
    home = tmp_path / PAINTER.folder_name
    for name in (
        "model_index.json",
        "text_encoder/model-00001-of-00002.safetensors",
        "tokenizer/tokenizer.json",
        "vae/model.safetensors",
        "scheduler/scheduler_config.json",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"{}")
    assert missing_files(PAINTER, tmp_path) == ["transformer/*.safetensors"]
    (home / "transformer").mkdir()
    (home / "transformer" / "model.safetensors").write_bytes(b"")
    assert is_complete(PAINTER, tmp_path)
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (home / "text_encoder" / "model.safetensors.index.json").write_text(json.dumps(index))
    assert missing_files(PAINTER, tmp_path) == ["text_encoder/model-00002-of-00002.safetensors"]
    (home / "text_encoder" / "model.safetensors.index.json").write_text("[]")
    assert missing_files(PAINTER, tmp_path) == ["text_encoder/model.safetensors.index.json"]


def test_a_lock_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE_NAME).write_text('{"models": {"x": 5}}')
    with pytest.raises(InvalidLockFile, match="remove it"):
        read_lock(tmp_path)


def test_sizes_read_well() -> None:
    assert [format_bytes(count) for count in (16e9, 1.5e8, 2000, 12)] == ["16.0 GB", "150 MB", "2 kB", "12 B"]
