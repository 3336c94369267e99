"""The service's storage of pictures and audio, as its settings name it: a folder, or S3.

Beside the tasks, the only module of the inference service that imports Django.
"""

from __future__ import annotations

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.storage import Storage as DjangoFiles

from inference.contract.files.storage import FolderStorage, MissingFile, Storage, check_key


def service_storage() -> Storage:
    """The service's storage of pictures and audio."""
    files = storages["default"]
    # A folder's own storage may be read while it writes; ours shows a file whole or not at all.
    return FolderStorage(Path(files.location)) if isinstance(files, FileSystemStorage) else DjangoStorage(files)


class DjangoStorage:
    """A remote storage of Django's, such as S3, where a write is atomic by itself."""

    def __init__(self, files: DjangoFiles) -> None:
        self._files = files

    def read(self, key: str) -> bytes:
        check_key(key)
        try:
            with self._files.open(key, "rb") as file:
                return bytes(file.read())
        except FileNotFoundError:
            raise MissingFile(key) from None

    def write(self, key: str, data: bytes) -> None:
        check_key(key)
        self._files.save(key, ContentFile(data))

    def exists(self, key: str) -> bool:
        check_key(key)
        return bool(self._files.exists(key))

    def delete(self, key: str) -> None:
        check_key(key)
        self._files.delete(key)
