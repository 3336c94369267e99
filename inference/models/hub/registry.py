"""The five models as they lie on the hub and on the disk: ids, licences, files, sizes, and which commit is kept to.

``<folder>/<last part of the id>/`` holds one model in its published layout. The weights' commits are pinned at the
first fetch: ``models.lock.json`` beside the folders names the commit and the size of every file, and later starts and
fetches keep to it. Sizes are what the hub lists and, for the GPU, what the parameters weigh in bfloat16: about, not
exact. Reads the disk; fetches nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

LOCK = "models.lock.json"
GB = 10**9
WORKING_BYTES = 6 * GB
"""What the device holds beside the weights: the CUDA context, activations, caches, captured graphs.
On an H200 25 GB were taken with 18.6 GB of weights loaded."""
WORKING_PLAIN = 4 * GB
"""The same where nothing is compiled or captured: with all five, 21.2 GB, torch held 24.3 GB at most."""


@dataclass(frozen=True)
class Model:
    """One of the five."""

    name: str
    """As `fetch --only` takes it."""
    job: str
    """As the ledger and people call it."""
    id: str
    """On the hub."""
    licence: str
    part: str
    """Where its class is: ``module:Class``."""
    files: tuple[str, ...]
    """Patterns of the files that are fetched; what else lies in the repository is not needed."""
    needs: tuple[str, ...]
    """Patterns each of which must be there for the part to be loaded."""
    disk: int
    """Bytes to fetch, about."""
    memory: int
    """Bytes of weights on the device, in bfloat16, about."""
    live: bool = True
    libraries: tuple[str, ...] = ()
    """Modules that the part imports only while it loads."""
    apart: tuple[str, ...] = ()
    """The same, slow ones, which share no module with what the other parts still import.
    Such a part is loaded after the others."""

    @property
    def folder_name(self) -> str:
        return self.id.rsplit("/", 1)[-1]


MODELS = (
    Model(
        name="painter",
        job="painter",
        id="black-forest-labs/FLUX.2-klein-4B",
        licence="Apache-2.0",
        part="inference.models.painter.painter:KleinPainter",
        files=("model_index.json", "transformer/*", "text_encoder/*", "tokenizer/*", "vae/*", "scheduler/*"),
        needs=(
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
        part="inference.models.director.director:MiniCpmDirector",
        files=("*.json", "*.safetensors", "*.jinja", "tokenizer*", "*.model"),
        needs=("config.json", "*.safetensors", "tokenizer*"),
        disk=2_200_000_000,
        memory=2_200_000_000,
    ),
    Model(
        name="ears",
        job="ears",
        id="nvidia/parakeet-ctc-1.1b",
        licence="CC-BY-4.0",
        part="inference.models.ears.ears:ParakeetEars",
        apart=("nemo.collections.asr.models",),
        files=("*.nemo",),
        needs=("*.nemo",),
        disk=4_300_000_000,
        memory=2_200_000_000,
    ),
    Model(
        name="relief",
        job="relief",
        id="depth-anything/Depth-Anything-V2-Small-hf",
        licence="Apache-2.0",
        part="inference.models.relief.relief:DepthRelief",
        libraries=("transformers.models.dinov2.modeling_dinov2",),
        files=("*.json", "*.safetensors"),
        needs=("config.json", "*.safetensors"),
        disk=100_000_000,
        memory=50_000_000,
    ),
    Model(
        name="art-director",
        job="art director",
        id="openbmb/MiniCPM-V-4.6",
        licence="Apache-2.0",
        part="inference.models.art_director.art_director:MiniCpmArtDirector",
        files=("*.json", "*.safetensors", "*.jinja", "tokenizer*", "*.model"),
        needs=("config.json", "*.safetensors", "tokenizer*"),
        disk=2_700_000_000,
        memory=2_600_000_000,
        live=False,
    ),
)
"""In the order in which they are loaded: what takes longest begins first,
what works after the story ends comes last."""


def models_wanted(*, art_director: bool) -> tuple[Model, ...]:
    return tuple(model for model in MODELS if model.live or art_director)


def missing_files(model: Model, folder: Path) -> list[str]:
    """What ``model`` still needs below ``folder``: patterns without a file,
    and shards that an index names and that are not there."""
    home = folder / model.folder_name
    missing = [pattern for pattern in model.needs if not any(home.glob(pattern))]
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
    """What a fetch brought of one model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    revision: str = Field(max_length=64, description="commit on the hub")
    files: dict[str, int] = Field(description="path below the model's folder to bytes")


class Lock(BaseModel):
    """``models.lock.json``: model id to what was fetched."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    models: dict[str, LockedModel] = Field(default_factory=dict)

    def with_model(self, model: Model, locked: LockedModel) -> Lock:
        return Lock(models=self.models | {model.id: locked})


class BadLock(Exception):
    """The lock file cannot be read; the message is one sentence."""


def read_lock(folder: Path) -> Lock:
    """The lock of ``folder``, empty where nothing was fetched. Raises ``BadLock``."""
    path = folder / LOCK
    try:
        return Lock.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Lock()
    except (OSError, ValidationError):
        raise BadLock(f"{path} is not what a fetch wrote: remove it to pin the weights anew.") from None


def write_lock(folder: Path, lock: Lock) -> None:
    """Replace the lock whole."""
    draft = folder / f".{LOCK}"
    draft.write_text(lock.model_dump_json(indent=1))
    draft.replace(folder / LOCK)


def changed_files(model: Model, folder: Path, locked: LockedModel) -> list[str]:
    """The files of ``model`` that are gone or have another size than the lock says."""
    home = folder / model.folder_name
    return sorted(name for name, size in locked.files.items() if _size(home / name) != size)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
