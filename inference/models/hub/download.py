"""Downloads the models' weights from the hub, resumes after a break, and pins the commit.

``plan_download`` asks the hub for the commit and the files and finds out what is missing here; ``download_model``
downloads that into the model's folder and writes the commit into the lock file (registry.py). A pinned model is never
updated to a newer commit, and a file whose digest is known beforehand must have it. All outside failures come out as
``DownloadError``, one sentence. HF_ENDPOINT names the hub and HF_TOKEN is its token.
"""

from __future__ import annotations

import errno
import os
import shutil
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inference.contract.ledger import format_bytes
from inference.models.hub.registry import (
    LockedModel,
    Model,
    Published,
    changed_files,
    missing_files,
    read_lock,
    write_lock,
)

BRANCH = "main"
"""Branch that a model is downloaded from while it is not pinned."""
RESERVED_BYTES = 500_000_000
"""Bytes to be left free on the disk after a download."""
PROGRESS_INTERVAL = 0.5
"""Seconds between two progress reports."""

ProgressCallback = Callable[[int, int], None]
"""Called with the bytes that are there and the bytes there will be."""


class DownloadError(Exception):
    """Why the weights could not be downloaded; the message is one sentence."""


@dataclass(frozen=True)
class DownloadPlan:
    """What a download of one model brings."""

    model: Published
    revision: str
    files: dict[str, int]
    """Bytes of each file."""
    missing_bytes: int
    """Bytes of the files that are not here yet."""

    @property
    def size(self) -> int:
        return sum(self.files.values())


def is_complete(model: Model, folder: Path) -> bool:
    """Whether all files of ``model`` are in ``folder``, as far as the disk alone can tell."""
    locked = read_lock(folder).models.get(model.id)
    return not missing_files(model, folder) and (locked is None or not changed_files(model, folder, locked))


def plan_download(model: Published, folder: Path, endpoint: str | None = None) -> DownloadPlan:
    """Ask the hub what is to be downloaded. Raises ``DownloadError``."""
    locked = read_lock(folder).models.get(model.id)
    with _HubErrors(model, endpoint):
        hub = _hub()
        client = hub.HfApi(endpoint=endpoint)
        revision = model.revision or (locked and locked.revision)
        revision = revision or client.model_info(model.id, revision=BRANCH).sha
        listed = client.list_repo_tree(model.id, revision=revision, recursive=True)
        sizes = {entry.path: entry.size for entry in listed if isinstance(entry, hub.hf_api.RepoFile)}
        files = {
            name: sizes[name]
            for name in hub.utils.filter_repo_objects(sizes, allow_patterns=list(model.download_patterns))
        }
    if not files:
        raise DownloadError(f"The repository {model.id} has none of the files {', '.join(model.download_patterns)}.")
    absent = changed_files(model, folder, LockedModel(revision=revision, files=files))
    return DownloadPlan(model=model, revision=revision, files=files, missing_bytes=sum(files[name] for name in absent))


def check_disk_space(plans: Iterable[DownloadPlan], folder: Path) -> None:
    """Raises ``DownloadError`` where the missing files do not fit on the disk."""
    needed = sum(plan.missing_bytes for plan in plans)
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if needed and free < needed + RESERVED_BYTES:
        raise DownloadError(
            f"The weights need {format_bytes(needed)} more and the disk of {folder} has {format_bytes(free)} free: "
            "make room, or choose another folder with LIGHTLOOM_MODELS."
        )


def download_model(
    plan: DownloadPlan, folder: Path, on_progress: ProgressCallback, endpoint: str | None = None
) -> None:
    """Pin the model and download what is missing. Raises ``DownloadError``.

    After a broken download the next call keeps every file that was complete. Until a call succeeds, ``is_complete`` is
    false, also where all required files are there.
    """
    home, locked = folder / plan.model.folder_name, LockedModel(revision=plan.revision, files=plan.files)
    try:
        home.mkdir(parents=True, exist_ok=True)
        for name in changed_files(plan.model, folder, locked):
            # The hub's client would take a file that was truncated after its download for the whole one.
            (home / name).unlink(missing_ok=True)
        write_lock(folder, read_lock(folder).with_model(plan.model, locked))
    except OSError as error:
        raise DownloadError(f"The folder {home} cannot be written: {error.strerror}.") from None
    there = plan.size - plan.missing_bytes
    before, finished = _bytes_below(home), threading.Event()

    def watch() -> None:
        while not finished.wait(PROGRESS_INTERVAL):
            on_progress(min(plan.size, there + max(0, _bytes_below(home) - before)), plan.size)

    watcher = threading.Thread(target=watch, name="fetch-progress", daemon=True)
    watcher.start()
    try:
        with _HubErrors(plan.model, endpoint):
            _hub().snapshot_download(
                plan.model.id,
                revision=plan.revision,
                local_dir=home,
                allow_patterns=list(plan.model.download_patterns),
                endpoint=endpoint,
                tqdm_class=_silent_progress_bar(),
            )
    finally:
        finished.set()
        watcher.join()
    if broken := changed_files(plan.model, folder, locked):
        raise DownloadError(f"{broken[0]} of {plan.model.id} did not come as it was published: fetch it again.")
    on_progress(plan.size, plan.size)


class _HubErrors:
    """A block whose errors, those of the hub's client, come out as ``DownloadError`` in one sentence."""

    def __init__(self, model: Published, endpoint: str | None) -> None:
        self._model, self._endpoint = model, endpoint

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, DownloadError):
            raise DownloadError(self._describe(error)) from error

    def _describe(self, error: Exception) -> str:
        from huggingface_hub import constants, errors

        model, hub = self._model.id, self._endpoint or constants.ENDPOINT
        for found in _causes(error):
            match found:
                case errors.GatedRepoError():
                    return (
                        f"The hub gives {model} only to those who accepted its licence there: "
                        "accept it and set HF_TOKEN."
                    )
                case errors.RevisionNotFoundError():
                    return (
                        f"The pinned commit of {model} is no longer on the hub: "
                        "remove the lock file to take a newer one."
                    )
                case errors.RepositoryNotFoundError():
                    return f"The hub {hub} has no model {model}."
                case errors.OfflineModeIsEnabled():
                    return f"{model} is not here and HF_HUB_OFFLINE keeps it from being fetched."
                case errors.HfHubHTTPError():
                    return f"The hub {hub} refused {model}: HTTP status {found.response.status_code}."
                case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EACCES | errno.EROFS):
                    return f"{model} cannot be written here: {found.strerror}."
        return f"The hub {hub} cannot be reached for {model}; start again when it can, what has come is kept."


def _causes(error: BaseException) -> list[BaseException]:
    """The error and its causes, the outermost first."""
    cause = error.__cause__ or error.__context__
    return [error, *(_causes(cause) if cause else [])]


def _hub() -> Any:
    """The hub's client, imported only for a download."""
    try:
        import huggingface_hub
    except ImportError:
        raise DownloadError(
            "The library huggingface_hub is not installed: install requirements/models.txt, "
            "or requirements/whisper.txt for Whisper."
        ) from None
    return huggingface_hub


def _silent_progress_bar() -> Any:
    """A tqdm class that draws nothing: progress goes to ``ProgressCallback``."""
    from huggingface_hub.utils import tqdm

    class Silent(tqdm):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **(options | {"disable": True}))

    return Silent


def _bytes_below(folder: Path) -> int:
    """Bytes that the files below ``folder``, unfinished ones too, take on the disk."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(parent, name).stat().st_blocks * 512
            except FileNotFoundError:
                continue  # The file was just moved to its final name.
    return total
