"""Collects static files into the data folder, unless what would be collected is what is there.

A start that changes nothing must not pay for hashing and compressing: names, sizes and times of the sources are
compared. Files of earlier releases stay, so that a page loaded before a deploy still finds its own.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from lightloom_site import static


def collect_static() -> bool:
    """Collect what is new or changed; tells whether there was anything. Django must be set up."""
    root = Path(settings.STATIC_ROOT)
    mark = root / ".collected"
    found = _fingerprint()
    if mark.exists() and mark.read_text() == found:
        return False
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(found)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256(Path(static.__file__).read_bytes())
    sources = sorted((path, storage.path(path)) for finder in get_finders() for path, storage in finder.list([]))
    for served, source in sources:
        state = Path(source).stat()
        digest.update(f"{served} {source} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
