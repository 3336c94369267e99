"""Static files: which npm files are served, under hashed names, and pages that are always asked for anew.

Every file collected gets a name with its content's hash, imports between modules included, so it may be cached for
ever; pages are revalidated at each load, so a deploy reaches every screen at the next one.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Content-hashed names for everything, the imports inside ES modules rewritten, gzip beside each file."""

    support_js_module_import_aggregation = True


class NpmFiles(BaseFinder):
    """The few files out of node_modules that pages load; a folder of a package is far more than that."""

    FILES: ClassVar[dict[str, str]] = {
        "npm/three/three.module.js": "three/build/three.module.js",
        "npm/three/three.core.js": "three/build/three.core.js",
        "npm/openseadragon/openseadragon.min.js": "openseadragon/build/openseadragon/openseadragon.min.js",
        "npm/openseadragon/openseadragon.min.js.map": "openseadragon/build/openseadragon/openseadragon.min.js.map",
        "npm/tone/Tone.js": "tone/build/Tone.js",
        "npm/tone/Tone.js.map": "tone/build/Tone.js.map",  # named by its last line; only developer tools ask for it
    } | {
        f"npm/newsreader/newsreader-{subset}-standard-{style}.woff2": (
            f"@fontsource-variable/newsreader/files/newsreader-{subset}-standard-{style}.woff2"
        )
        for subset in ("latin", "latin-ext")
        for style in ("normal", "italic")
    }

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder: Path = settings.NPM_FOLDER
        self.storages = {"": _Renamed(self.folder, self.FILES)}

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return [
            Error(f"{source} is missing from {self.folder}.", hint="Run npm ci, or make run.", id="lightloom.E001")
            for source in self.FILES.values()
            if not (self.folder / source).is_file()
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = self.FILES.get(path)
        if source is None:
            return []
        found = str(self.folder / source)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for name in self.FILES:
            yield name, self.storages[""]


class _Renamed(FileSystemStorage):
    """Opens files by the name they are served under."""

    def __init__(self, folder: Path, names: dict[str, str]) -> None:
        super().__init__(location=folder)
        self.names = names

    def path(self, name: str) -> str:
        return super().path(self.names[name])


@sync_and_async_middleware
def revalidate_pages(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: an HTML page says ``no-cache``, so browsers ask for it again and find the newest hashed names."""

    def revalidated(response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("text/html") and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-cache"
        return response

    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            response: Awaitable[HttpResponseBase] = get_response(request)
            return revalidated(await response)

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        return revalidated(get_response(request))

    return answer
