"""What has to be true before any process of the service starts: the schema is there and the static files are.

``python -m lightloom_site.services.prepare`` does it and is quick when nothing changed. Several machines may do it at
once. It does not start services.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection
from servestatic.storage import MissingFileError

from lightloom_site import static

MIGRATION_LOCK = 0x4C4F4F4D  # any number that nobody else locks in this database


def migrate_database() -> None:
    """Bring the schema up to date; of several machines that start together one does it while the others wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def collect_static() -> bool:
    """Collect the static files, unless those that would be collected are there; tells whether there was anything to do.

    Files of earlier releases stay, so that a page loaded before a deploy still finds its own.
    """
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
    """Names, sizes and times of what would be collected, and the code that collects it."""
    digest = hashlib.sha256(Path(static.__file__).read_bytes())
    sources = sorted((path, storage.path(path)) for finder in get_finders() for path, storage in finder.list([]))
    for served, source in sources:
        state = Path(source).stat()
        digest.update(f"{served} {source} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lightloom_site.settings")
    django.setup()
    try:
        migrate_database()
    except OperationalError as error:
        sys.exit(f"The database does not answer: {str(error).strip().splitlines()[0]}")
    if settings.DEBUG:
        return  # static files are served from where they are written
    try:
        collect_static()
    except (FileNotFoundError, MissingFileError) as error:
        sys.exit(f"A static file is missing: {' '.join(str(error).split())}")


if __name__ == "__main__":
    main()
