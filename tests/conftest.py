"""What every test stands on: Django's settings, and servers of its process's own for those tests that ask for one.

``postgres`` and ``valkey`` are the fixtures to ask with; the database of pytest-django asks by itself, for both. They
live in a folder that goes with the test run: nothing of the checkout's own data folder is read or written.
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

from tests.data_template import RUN, begin_run
from tests.quick import Quick
from tests.scheduling import WholeServiceApart
from tests.services import Services
from tests.stack import Stack

_run = ExitStack()
_services = pytest.StashKey[Services]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="only what needs no server, browser or model library")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Name the services in the environment; pytest-django sets Django up after this."""
    if config.getoption("quick"):
        config.pluginmanager.register(Quick(config))
    worker = getattr(config, "workerinput", None)
    if worker is None:
        _run.callback(shutil.rmtree, begin_run(), ignore_errors=True)
        if config.getoption("numprocesses", None):
            return  # runs no test itself; what it put into the environment, its workers would read before their own
    # No test is timed: a busy machine is no defect.
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")
    services = config.stash[_services] = Services(Path(os.environ[RUN], worker["workerid"] if worker else "alone"))
    config.pluginmanager.register(services)
    _run.callback(services.close)
    os.environ.update(
        services.environ,
        SECRET_KEY="for the tests only, and long enough that Django does not call it a weak one",
        LIGHTLOOM_ENGINE="sketch",
        DJANGO_SETTINGS_MODULE="lightloom_site.settings",
    )
    for variable in ("LIGHTLOOM_MEDIA", "LIGHTLOOM_PUBLIC_URL", "LIGHTLOOM_S3_BUCKET", "ALLOWED_HOSTS", "DEBUG"):
        os.environ.pop(variable, None)
    import django

    django.setup()
    from django.conf import settings

    # The real one takes a quarter of a second of a core for a password, on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from tests.static_files import scan_once

    scan_once()


def pytest_unconfigure() -> None:
    _run.close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    return WholeServiceApart(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> None:
    """A database server at DATABASE_URL, and the collected static files in STATIC_ROOT."""
    pytestconfig.stash[_services].start_postgres()


@pytest.fixture(scope="session")
def valkey(pytestconfig: pytest.Config) -> None:
    """A broker at REDIS_URL."""
    pytestconfig.stash[_services].start_valkey()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The test database goes with its server; dropping it first would only meet connections that threads still hold."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    postgres: None, valkey: None, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """What writes to the database also rings the broker.
    The test database begins as a copy of the template, so that nothing is migrated twice."""
    from django.conf import settings

    settings.DATABASES["default"]["TEST"] |= {"TEMPLATE": settings.DATABASES["default"]["NAME"]}


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One whole service for all tests that only use it; a test that stops or starves it makes its own."""
    with Stack() as running_stack:
        yield running_stack


@pytest.fixture(scope="session")
def wounded() -> Iterator[Stack]:
    """Another one for all tests that kill a part of it, which is started again before they end."""
    with Stack() as running_stack:
        yield running_stack
