"""The registry of the five models: ids, licences, files, sizes, and the lock file that says which commits are here.

``<folder>/<last part of the id>/`` holds one model in its published layout. The first download pins its commit:
``models.lock.json`` beside the folders names the commit and the size of every file, and later starts and downloads keep
to it. Sizes are approximate: the hub's, and for the GPU the parameters in bfloat16. Reads the disk; downloads nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

LOCK_FILE_NAME = "models.lock.json"
GB = 10**9
WORKSPACE_BYTES = 6 * GB
"""Device memory beside the weights: the CUDA context, activations, caches, captured graphs (docs/models.md)."""
WORKSPACE_BYTES_EAGER = 4 * GB
"""The same where nothing is compiled or captured."""


class Published(Protocol):
    """What a download has to know of a model: of one of the five, or of a size of Whisper (inference/sketch/ears)."""

    @property
    def name(self) -> str:
        """For the command line: `fetch --only`."""

    @property
    def job(self) -> str: ...
    @property
    def id(self) -> str:
        """Repository on the hub."""

    @property
    def licence(self) -> str: ...
    @property
    def folder_name(self) -> str: ...
    @property
    def download_patterns(self) -> tuple[str, ...]:
        """Patterns of the files that are downloaded; the rest of the repository is not needed."""

    @property
    def revision(self) -> str:
        """The commit that is downloaded; empty where the first download pins the newest."""

    @property
    def sha256(self) -> Mapping[str, str]:
        """Digest of each file, in hexadecimal, where it is known beforehand."""


@dataclass(frozen=True)
class Model:
    """One of the five models, as it is published."""

    name: str
    """For the command line: `fetch --only`."""
    job: str
    """For people and the ledger."""
    id: str
    """Repository on the hub."""
    licence: str
    class_path: str
    """Its ``LoadedModel`` class: ``module:Class``."""
    download_patterns: tuple[str, ...]
    """Patterns of the files that are downloaded; the rest of the repository is not needed."""
    required_patterns: tuple[str, ...]
    """Patterns each of which must match a file before the model can be loaded."""
    disk: int
    """Bytes to download, about."""
    memory: int
    """Bytes of weights on the device, in bfloat16, about."""
    live: bool = True
    """Whether it works while a story is told; the others work after its end and are loaded last."""
    libraries: tuple[str, ...] = ()
    """Modules that the libraries import only while the model loads; they are imported before."""
    slow_libraries: tuple[str, ...] = ()
    """The same for slow imports that share no module with those of the other models. A model with such libraries is
    loaded after the others."""
    revision: str = ""
    sha256: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder_name(self) -> str:
        return self.id.rsplit("/", 1)[-1]


MODELS = (
    Model(
        name="painter",
        job="painter",
        id="black-forest-labs/FLUX.2-klein-4B",
        licence="Apache-2.0",
        class_path="inference.models.painter.painter:KleinPainter",
        download_patterns=(
            "model_index.json",
            "transformer/*",
            "text_encoder/*",
            "tokenizer/*",
            "vae/*",
            "scheduler/*",
        ),
        required_patterns=(
            "model_index.json",
            "transformer/*.safetensors",
            "text_encoder/*.safetensors",
            "tokenizer/tokenizer*",
            "vae/*.safetensors",
            "scheduler/scheduler_config.json",
        ),
        disk=16 * GB,
        # transformer 3.9 B, 27 of the text encoder's 36 layers 3.1 B, VAE 0.08 B
        memory=14_200_000_000,
    ),
    Model(
        name="director",
        job="director",
        id="openbmb/MiniCPM5-1B",
        licence="Apache-2.0",
        class_path="inference.models.director.director:MiniCpmDirector",
        download_patterns=("*.json", "*.safetensors", "*.jinja", "tokenizer*", "*.model"),
        required_patterns=("config.json", "*.safetensors", "tokenizer*"),
        disk=2_200_000_000,
        memory=2_200_000_000,
    ),
    Model(
        name="ears",
        job="ears",
        id="nvidia/parakeet-ctc-1.1b",
        licence="CC-BY-4.0",
        class_path="inference.models.ears.ears:ParakeetEars",
        slow_libraries=("nemo.collections.asr.models",),
        download_patterns=("*.nemo",),
        required_patterns=("*.nemo",),
        disk=4_300_000_000,
        memory=2_200_000_000,
    ),
    Model(
        name="relief",
        job="relief",
        id="depth-anything/Depth-Anything-V2-Small-hf",
        licence="Apache-2.0",
        class_path="inference.models.relief.relief:DepthRelief",
        libraries=("transformers.models.dinov2.modeling_dinov2",),
        download_patterns=("*.json", "*.safetensors"),
        required_patterns=("config.json", "*.safetensors"),
        disk=100_000_000,
        memory=50_000_000,
    ),
    Model(
        name="art-director",
        job="art director",
        id="openbmb/MiniCPM-V-4.6",
        licence="Apache-2.0",
        class_path="inference.models.art_director.art_director:MiniCpmArtDirector",
        download_patterns=("*.json", "*.safetensors", "*.jinja", "tokenizer*", "*.model"),
        required_patterns=("config.json", "*.safetensors", "tokenizer*"),
        disk=2_700_000_000,
        memory=2_600_000_000,
        live=False,
    ),
)
"""In loading order: the slowest first, the art director, which works after the story has ended, last."""


def selected_models(*, art_director: bool) -> tuple[Model, ...]:
    return tuple(model for model in MODELS if model.live or art_director)


def missing_files(model: Model, folder: Path) -> list[str]:
    """What ``model`` still needs below ``folder``: required patterns without a file, and absent shards of an index."""
    home = folder / model.folder_name
    missing = [pattern for pattern in model.required_patterns if not any(home.glob(pattern))]
    for index in sorted(home.glob("**/*.safetensors.index.json")):
        try:
            shards = set(json.loads(index.read_text())["weight_map"].values())
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            missing.append(str(index.relative_to(home)))
            continue
        missing += sorted(
            str(path.relative_to(home)) for path in map(index.parent.joinpath, shards) if not path.is_file()
        )
    return missing


class LockedModel(BaseModel):
    """What was downloaded of one model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: str = Field(max_length=64, description="commit on the hub")
    files: dict[str, int] = Field(description="path below the model's folder to bytes")


class LockFile(BaseModel):
    """``models.lock.json``: model id to what was downloaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    models: dict[str, LockedModel] = Field(default_factory=dict)

    def with_model(self, model: Published, locked: LockedModel) -> LockFile:
        return LockFile(models=self.models | {model.id: locked})


class InvalidLockFile(Exception):
    """The lock file cannot be read; the message is one sentence."""


def read_lock(folder: Path) -> LockFile:
    """The lock file of ``folder``, empty where nothing was downloaded. Raises ``InvalidLockFile``."""
    path = folder / LOCK_FILE_NAME
    try:
        return LockFile.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return LockFile()
    except (OSError, ValidationError):
        raise InvalidLockFile(f"{path} is not what a fetch wrote: remove it to pin the weights anew.") from None


def write_lock(folder: Path, lock: LockFile) -> None:
    """Replace the lock file, all or nothing."""
    draft = folder / f".{LOCK_FILE_NAME}"
    draft.write_text(lock.model_dump_json(indent=1))
    draft.replace(folder / LOCK_FILE_NAME)


def changed_files(model: Published, folder: Path, locked: LockedModel) -> list[str]:
    """The files of ``model`` that are gone, have another size than the lock file says, or not the digest they should.

    Reads the files of a model whose digests are known.
    """
    home = folder / model.folder_name
    return sorted(
        name
        for name, size in locked.files.items()
        if _size(home / name) != size or (name in model.sha256 and sha256_of(home / name) != model.sha256[name])
    )


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
