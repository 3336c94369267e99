"""The PostgreSQL and the Valkey of one of pytest's processes: their addresses at once, the servers when a test asks.

Django's settings read the addresses before any test is known, so both are chosen up front. The fixtures ``postgres``
and ``valkey`` (tests/conftest.py) start them, as does every use of the database through pytest-django. What reaches for
a server without having asked fails with a sentence instead of waiting for somebody who is not there.
"""

from __future__ import annotations

import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from lightloom_site.services.embedded import embedded_postgres, embedded_valkey, postgres_url, running
from tests.data_template import copy_template


class Services:
    """``data`` is a new folder for both. ``close`` ends what was started."""

    def __init__(self, data: Path) -> None:
        self._data = data
        (data / "static").mkdir(parents=True)  # the middleware wants it to be there, filled or not
        self._running = ExitStack()
        self._valkey = embedded_valkey(data)
        self._started: set[str] = set()
        self._test: pytest.Item | None = None
        # Bound until Valkey takes it over, so that nobody else is given this port in the meantime.
        self._valkey_address = ("127.0.0.1", urlsplit(self._valkey.url).port)
        self._reserved = self._running.enter_context(socket.socket())
        self._reserved.bind(self._valkey_address)
        sys.addaudithook(self._refuse_what_nobody_asked_for)

    @property
    def environ(self) -> dict[str, str]:
        """What Django's settings are told."""
        return {
            "LIGHTLOOM_DATA": str(self._data),
            "DATABASE_URL": postgres_url(self._data),
            "REDIS_URL": self._valkey.url,
        }

    def start_postgres(self) -> None:
        """A migrated database, and the collected static files beside it; once."""
        if "postgres" not in self._started:
            self._started.add("postgres")
            copy_template(self._data)
            _read_manifest()
            self._running.enter_context(running(embedded_postgres(self._data)))

    def start_valkey(self) -> None:
        """An empty broker; once."""
        if "valkey" not in self._started:
            self._started.add("valkey")
            self._reserved.close()
            self._running.enter_context(running(self._valkey))

    def close(self) -> None:
        self._running.close()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Remember which test runs."""
        self._test = item

    def _refuse_what_nobody_asked_for(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Python's audit hook: sees connections and children before they are made.
        The database's is pytest-django's."""
        if event == "socket.connect":
            if arguments[1] == self._valkey_address and "valkey" not in self._started:
                self._fail("talks to Valkey", 'pytest.mark.usefixtures("valkey")')
        elif event == "subprocess.Popen" and list(arguments[1][1:3]) == ["manage.py", "up"] and not self._has_stack:
            self._fail("starts the whole service", "pytest.mark.stack")

    @property
    def _has_stack(self) -> bool:
        return self._test is not None and self._test.get_closest_marker("stack") is not None

    def _fail(self, what: str, mark: str) -> None:
        who = self._test.nodeid if self._test else "Something outside of any test"
        pytest.fail(f"{who} {what} and does not say so: mark it with {mark}.")


def _read_manifest() -> None:
    """The static files' names: a test before the first that needs servers may have made
    Django look for them in vain."""
    from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage

    assert isinstance(staticfiles_storage, ManifestStaticFilesStorage)
    read = staticfiles_storage.load_manifest()
    staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = read  # type: ignore[assignment]  # a pair
