"""Settings come from the environment, in one place, and the documentation tells the truth about them."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from lightloom_site import __version__
from lightloom_site.config import PROJECT, ConfigError, documentation, read_config


def test_the_documentation_lists_the_settings_as_they_are() -> None:
    assert (PROJECT / "docs" / "configuration.md").read_text() == documentation()


def test_the_version_is_the_project_s() -> None:
    assert tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"] == __version__


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "eight thousand"),
        ("PORT", "70000"),
        ("DEBUG", "maybe"),
        ("LIGHTLOOM_ENGINE", "crayons"),
        ("LIGHTLOOM_PROCESSES", "web,kitchen"),
        ("LIGHTLOOM_PUBLIC_URL", "lightloom.example"),
        ("DATABASE_URL", "mysql://root@localhost/lightloom"),
        ("REDIS_URL", "localhost:6379"),
        ("LIGHTLOOM_DB_POOL", "0"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{variable} .*{value!r}"):
        read_config({"LIGHTLOOM_DATA": str(tmp_path), variable: value})


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    assert read_config({"LIGHTLOOM_DATA": str(tmp_path), "PORT": " "}).port == 8000


def test_the_secret_key_is_written_once_and_for_its_owner_only(tmp_path: Path) -> None:
    config = read_config({"LIGHTLOOM_DATA": str(tmp_path / "data")})
    key = config.secret_key()
    assert len(key) >= 50
    assert config.secret_key() == key
    assert config.secret_file.stat().st_mode & 0o777 == 0o600


def test_the_database_address_may_name_a_socket_and_options(tmp_path: Path) -> None:
    address = "postgresql://ada:p%40ss@/looms?host=/run/pg&sslmode=disable"
    database = read_config({"LIGHTLOOM_DATA": str(tmp_path), "DATABASE_URL": address}).database()
    assert database["NAME"] == "looms"
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("ada", "p@ss", "/run/pg")
    assert database["OPTIONS"] == {"sslmode": "disable"}


def test_the_service_answers_to_its_public_name_and_to_this_machine(tmp_path: Path) -> None:
    config = read_config({"LIGHTLOOM_DATA": str(tmp_path), "LIGHTLOOM_PUBLIC_URL": "https://loom.example:8443/"})
    assert config.public_url == "https://loom.example:8443"
    assert {"loom.example", "127.0.0.1", "localhost"} <= set(config.allowed_hosts())
    assert "*" not in read_config({"LIGHTLOOM_DATA": str(tmp_path), "HOST": "0.0.0.0"}).allowed_hosts()


@pytest.mark.slow
def test_without_a_service_a_command_says_what_to_do(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    answer = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=PROJECT,
        env=environ | {"LIGHTLOOM_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert answer.returncode != 0
    assert "Lightloom is not running here: start it with make run, or set DATABASE_URL." in answer.stderr


@pytest.mark.slow
def test_production_over_https_passes_the_deployment_checks(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=PROJECT,
        env=os.environ | {"LIGHTLOOM_PUBLIC_URL": "https://loom.example"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
