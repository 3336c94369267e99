"""What every test stands on: a PostgreSQL and a Valkey of the test run's own, in a folder that goes with it.

They are started before Django's settings are read, which take their addresses from the environment. Nothing of the
checkout's own data folder is read or written.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from lightloom_site.embedded import embedded_postgres, embedded_valkey, running
from tests.stack import Stack

_run = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the services and name them in the environment; pytest-django sets Django up after this."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        return  # runs no test itself; what it put into the environment, its workers would read before their own
    # No test is timed: a busy machine is no defect.
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    data = Path(tempfile.mkdtemp(prefix="lightloom-tests-"))
    _run.callback(shutil.rmtree, data, ignore_errors=True)
    os.environ.update(
        LIGHTLOOM_DATA=str(data),
        DATABASE_URL=_run.enter_context(running(embedded_postgres(data))),
        REDIS_URL=_run.enter_context(running(embedded_valkey(data))),
        SECRET_KEY="for the tests only, and long enough that Django does not call it a weak one",
        LIGHTLOOM_ENGINE="sketch",
        DJANGO_SETTINGS_MODULE="lightloom_site.settings",
    )
    for variable in ("LIGHTLOOM_MEDIA", "LIGHTLOOM_PUBLIC_URL", "LIGHTLOOM_S3_BUCKET", "ALLOWED_HOSTS", "DEBUG"):
        os.environ.pop(variable, None)
    import django

    django.setup()


def pytest_unconfigure() -> None:
    _run.close()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The test database goes with its server; dropping it first would only meet connections that threads still hold."""
    return True


@pytest.fixture(scope="session", autouse=True)
def static_files() -> Iterator[None]:
    """Pages name their static files by content hash, so these are collected once as a start of the service does."""
    from lightloom_site.prepare import collect_static

    collect_static()
    yield


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One whole service for all tests that only use it; a test that stops or starves it makes its own."""
    with Stack() as running_stack:
        yield running_stack
