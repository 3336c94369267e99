"""What every test stands on: a PostgreSQL and a Valkey of its process's own, in a folder that goes with the test run.

They are started before Django's settings are read, which take their addresses from the environment. Nothing of the
checkout's own data folder is read or written.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import Scheduling

from lightloom_site.embedded import embedded_postgres, embedded_valkey, running
from tests.furnished import RUN, begin_run, furnish
from tests.sharing_out import WholeServiceApart
from tests.stack import Stack

_run = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the services and name them in the environment; pytest-django sets Django up after this."""
    worker = getattr(config, "workerinput", None)
    if worker is None:
        _run.callback(shutil.rmtree, begin_run(), ignore_errors=True)
        if config.getoption("numprocesses", None):
            return  # runs no test itself; what it put into the environment, its workers would read before their own
    # No test is timed: a busy machine is no defect.
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    data = Path(os.environ[RUN], worker["workerid"] if worker else "alone")
    data.mkdir()
    furnish(data)
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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    return WholeServiceApart(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The test database goes with its server; dropping it first would only meet connections that threads still hold."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The test database begins as a copy of the furnished one, so that nothing is migrated twice."""
    from django.conf import settings

    settings.DATABASES["default"]["TEST"] |= {"TEMPLATE": settings.DATABASES["default"]["NAME"]}


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One whole service for all tests that only use it; a test that stops or starves it makes its own."""
    with Stack() as running_stack:
        yield running_stack
