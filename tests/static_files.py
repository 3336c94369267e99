"""The collected static files are looked at once for all of Django's clients in a process, instead of once for each.

A client loads the middleware anew with its first request, and ServeStatic then asks the disk about each of some
thousand files: more time than most tests of pages need for all the rest.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from servestatic.middleware import ServeStaticMiddleware


def scan_once() -> None:
    """Remember what ServeStatic finds in a folder for as long as nothing is put into it."""
    scan = ServeStaticMiddleware.update_files_dictionary
    found: dict[tuple[str, str, int], dict[str, Any]] = {}

    def scan_anew_or_remember(self: ServeStaticMiddleware, root: str, prefix: str) -> None:
        state = root, prefix, Path(root).stat().st_mtime_ns
        if state not in found:
            before = set(self.files)
            scan(self, root, prefix)
            found[state] = {url: file for url, file in self.files.items() if url not in before}
        self.files.update(found[state])

    ServeStaticMiddleware.update_files_dictionary = scan_anew_or_remember
