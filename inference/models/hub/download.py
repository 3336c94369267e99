"""Brings the models' weights from the hub to the disk: says how much that is first,
keeps what came before a break-off, pins it.

``plan_fetch`` asks the hub which commit and which files there are and what of them is missing here; ``carry_out``
downloads them into the model's own folder and writes the commit into the lock (shelf.py). What is pinned is never
followed to a newer commit. Everything that can go wrong outside comes out as ``FetchError``, one sentence. The hub is
the one of HF_ENDPOINT, its token that of HF_TOKEN.
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

from inference.contract.ledger import spell_bytes
from inference.models.hub.registry import (
    LockedModel,
    Model,
    changed_files,
    missing_files,
    read_lock,
    write_lock,
)

BRANCH = "main"
"""What a model that is not pinned yet is taken from."""
SPARE_BYTES = 500_000_000
"""Left free on the disk after a fetch."""
TELL_EVERY = 0.5
"""Seconds between two looks at how much has come."""

Tell = Callable[[int, int], None]
"""Takes the bytes that are there and the bytes there will be."""


class FetchError(Exception):
    """Why the weights did not come; the message is one sentence."""


@dataclass(frozen=True)
class Plan:
    """What one model's fetch would bring."""

    model: Model
    revision: str
    files: dict[str, int]
    """Bytes of each file."""
    to_come: int
    """Bytes of those that are not here yet."""

    @property
    def size(self) -> int:
        return sum(self.files.values())


def is_complete(model: Model, folder: Path) -> bool:
    """Whether all of ``model`` is here, as far as the disk alone can tell."""
    locked = read_lock(folder).models.get(model.id)
    return not missing_files(model, folder) and (locked is None or not changed_files(model, folder, locked))


def plan_fetch(model: Model, folder: Path, endpoint: str | None = None) -> Plan:
    """Ask the hub. Raises ``FetchError``."""
    locked = read_lock(folder).models.get(model.id)
    with _Sentences(model, endpoint):
        hub = _hub()
        client = hub.HfApi(endpoint=endpoint)
        revision = locked.revision if locked else client.model_info(model.id, revision=BRANCH).sha
        listed = client.list_repo_tree(model.id, revision=revision, recursive=True)
        sizes = {entry.path: entry.size for entry in listed if isinstance(entry, hub.hf_api.RepoFile)}
        files = {name: sizes[name] for name in hub.utils.filter_repo_objects(sizes, allow_patterns=list(model.files))}
    if not files:
        raise FetchError(f"The repository {model.id} has none of the files {', '.join(model.files)}.")
    absent = changed_files(model, folder, LockedModel(revision=revision, files=files))
    return Plan(model=model, revision=revision, files=files, to_come=sum(files[name] for name in absent))


def check_disk(plans: Iterable[Plan], folder: Path) -> None:
    """Raises ``FetchError`` where what is to come does not fit."""
    needed = sum(plan.to_come for plan in plans)
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if needed and free < needed + SPARE_BYTES:
        raise FetchError(
            f"The weights need {spell_bytes(needed)} more and the disk of {folder} has {spell_bytes(free)} free: "
            "make room, or choose another folder with LIGHTLOOM_MODELS."
        )


def carry_out(plan: Plan, folder: Path, tell: Tell, endpoint: str | None = None) -> None:
    """Pin it and download what is missing.
    After a break-off the next call keeps every file that had come whole, and until one has come through ``is_complete``
    is false, also where all that the model needs at least is there.

    Raises ``FetchError``.
    """
    home, locked = folder / plan.model.folder_name, LockedModel(revision=plan.revision, files=plan.files)
    try:
        home.mkdir(parents=True, exist_ok=True)
        for name in changed_files(plan.model, folder, locked):
            # The hub's client would take a file that was cut off after it had come for the whole one.
            (home / name).unlink(missing_ok=True)
        write_lock(folder, read_lock(folder).with_model(plan.model, locked))
    except OSError as error:
        raise FetchError(f"The folder {home} cannot be written: {error.strerror}.") from None
    there = plan.size - plan.to_come
    before, over = _bytes_below(home), threading.Event()

    def watch() -> None:
        while not over.wait(TELL_EVERY):
            tell(min(plan.size, there + max(0, _bytes_below(home) - before)), plan.size)

    watcher = threading.Thread(target=watch, name="fetch-progress", daemon=True)
    watcher.start()
    try:
        with _Sentences(plan.model, endpoint):
            _hub().snapshot_download(
                plan.model.id,
                revision=plan.revision,
                local_dir=home,
                allow_patterns=list(plan.model.files),
                endpoint=endpoint,
                tqdm_class=_silent_bars(),
            )
    finally:
        over.set()
        watcher.join()
    if broken := changed_files(plan.model, folder, locked):
        raise FetchError(f"{broken[0]} of {plan.model.id} did not come whole: fetch it again.")
    tell(plan.size, plan.size)


class _Sentences:
    """Turns what the hub's client raises into one sentence."""

    def __init__(self, model: Model, endpoint: str | None) -> None:
        self._model, self._endpoint = model, endpoint

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception):
            raise FetchError(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:
        from huggingface_hub import constants, errors

        model, hub = self._model.id, self._endpoint or constants.ENDPOINT
        for found in _chain(error):
            match found:
                case errors.GatedRepoError():
                    return f"The hub gives {model} only to those who accepted its licence there: accept it and set HF_TOKEN."
                case errors.RevisionNotFoundError():
                    return f"The pinned commit of {model} is no longer on the hub: remove the lock file to take a newer one."
                case errors.RepositoryNotFoundError():
                    return f"The hub {hub} has no model {model}."
                case errors.OfflineModeIsEnabled():
                    return f"{model} is not here and HF_HUB_OFFLINE keeps it from being fetched."
                case errors.HfHubHTTPError():
                    return f"The hub {hub} refused {model}: HTTP status {found.response.status_code}."
                case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EACCES | errno.EROFS):
                    return f"{model} cannot be written here: {found.strerror}."
        return f"The hub {hub} cannot be reached for {model}; start again when it can, what has come is kept."


def _chain(error: BaseException) -> list[BaseException]:
    """An error and those it came from, the outermost first."""
    cause = error.__cause__ or error.__context__
    return [error, *(_chain(cause) if cause else [])]


def _hub() -> Any:
    """The hub's client, imported when something is fetched: nobody else needs it."""
    try:
        import huggingface_hub
    except ImportError:
        raise FetchError("The models' libraries are not installed: install requirements/models.txt.") from None
    return huggingface_hub


def _silent_bars() -> Any:
    """A progress bar class that draws nothing: progress is told by the caller in its own way."""
    from huggingface_hub.utils import tqdm

    class Silent(tqdm):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **(options | {"disable": True}))

    return Silent


def _bytes_below(folder: Path) -> int:
    """Bytes that files below ``folder``, unfinished ones too, take on the disk."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(parent, name).stat().st_blocks * 512
            except FileNotFoundError:
                continue  # it was given its final name in this moment
    return total
