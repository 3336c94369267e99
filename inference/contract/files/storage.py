"""Where pictures and audio are stored: a small protocol over keys, and its implementation on a folder.

A key is a relative path such as ``worlds/<id>/strips/00003-a1b2c3.png``. What it names is written once, whole or not at
all, and never changed afterwards. The command line and the tests use ``FolderStorage``; the Celery tasks use
``django_storage.py``. Nothing here lists keys or knows what the bytes mean.
"""

from __future__ import annotations

import secrets
from pathlib import Path, PurePosixPath
from typing import Protocol

from inference.contract.errors import EngineError


class MissingFile(EngineError):
    """Nothing is stored under the key."""

    def __init__(self, key: str) -> None:
        super().__init__("storage.missing", f"Nothing is stored under {key[:200]}.", again=False)


class InvalidKey(EngineError):
    """The key does not name a place inside the storage."""

    def __init__(self, key: str) -> None:
        super().__init__("storage.key", f"{key[:200]!r} is not a storage key.", again=False)


class Storage(Protocol):
    def read(self, key: str) -> bytes:
        """All bytes under ``key``. Raises ``MissingFile``."""

    def write(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``: readers see all of it or nothing."""

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Delete what is under ``key``; nothing there is no error."""


def check_key(key: str) -> None:
    """Raises ``InvalidKey`` unless ``key`` is a plain relative path that stays below its root."""
    parts = key.split("/")
    if not key or "\\" in key or "\0" in key or any(part in ("", ".", "..") for part in parts):
        raise InvalidKey(key)


def new_key(folder: str, name: str, suffix: str, token: str | None = None) -> str:
    """``<folder>/<name>-<16 hex digits><suffix>``: a job that runs twice must not overwrite what already hangs."""
    return f"{folder}/{name}-{token or secrets.token_hex(8)}{suffix}"


class FolderStorage:
    """Keys as files below ``root``, which is made when the first file is written."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def _path(self, key: str) -> Path:
        check_key(key)
        path = self.root.joinpath(*PurePosixPath(key).parts)
        # A link inside the folder may point anywhere, so the resolved place is what counts.
        if not path.resolve().is_relative_to(self.root):
            raise InvalidKey(key)
        return path

    def read(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            raise MissingFile(key) from None

    def write(self, key: str, data: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            unfinished.write_bytes(data)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)
