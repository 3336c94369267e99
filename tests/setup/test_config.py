"""Settings come from the environment, in one place, and the documentation tells the truth about them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from inference.models.runtime.options import ModelOptions
from lightloom_site import __version__
from lightloom_site.config import PROCESSES, PROJECT, ConfigError, read_config
from lightloom_site.config_docs import documentation

PRINT_CONFIG = (
    "import os; from lightloom_site.config import read_config; print(read_config(os.environ).model_dump_json())"
)
VERSION_0_1_0 = """\
# Every variable of version 0.1.0, written the ways it took them, and one of a version still to come.
PORT=8443
HOST=0.0.0.0
LIGHTLOOM_DATA={folder}/data
LIGHTLOOM_MEDIA={folder}/media/
DATABASE_URL="postgresql://ada:p%40ss@db.example:5432/looms?sslmode=require"
REDIS_URL=rediss://:pass@broker.example:6379/0
SECRET_KEY='a key, with spaces'
DEBUG=off
LIGHTLOOM_ENGINE=Models
LIGHTLOOM_ENGINE_WHY=
LIGHTLOOM_PUBLIC_URL=https://loom.example/
TLS=1
TLS_CERT={folder}/cert.pem
TLS_KEY={folder}/key.pem
ALLOWED_HOSTS="loom.example, loom.local,"
LIGHTLOOM_S3_BUCKET=looms
LIGHTLOOM_S3_ENDPOINT=http://store.example:9000
LIGHTLOOM_PROCESSES=tend,web,story
LIGHTLOOM_LOG_LEVEL=warning
LIGHTLOOM_DB_POOL=20
LIGHTLOOM_IMPORT_MB=0
LIGHTLOOM_FILM_LINES=720
LIGHTLOOM_FILM_STRIPS=0
LIGHTLOOM_MODELS={folder}/weights
LIGHTLOOM_MODELS_OFFLINE=yes
LIGHTLOOM_DEVICE=CUDA:1
LIGHTLOOM_REFERENCE=canvas
LIGHTLOOM_COMPILE=No
LIGHTLOOM_ANCHOR_AFTER=12
LIGHTLOOM_STYLE_LORA={folder}/ink.safetensors
LIGHTLOOM_OUTPAINT_LORA=
LIGHTLOOM_ART_DIRECTOR=0
LIGHTLOOM_OF_A_LATER_VERSION=whatever
"""


def test_the_machines_of_an_example_run_every_process_between_them() -> None:
    examples = [re.findall(r"LIGHTLOOM_PROCESSES=(\S+)", block) for block in documentation().split("```sh")[1:]]
    shared = [machines for machines in examples if machines]
    assert shared
    for machines in shared:
        assert {name for machine in machines for name in machine.split(",")} == set(PROCESSES)


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
        ("LIGHTLOOM_EARS", "trumpet"),
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


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["manage.py", "up"], marks=pytest.mark.stack),  # what `make run` runs in the end
        ["manage.py", "export_world", "any", "any.zip"],
        ["-m", "inference", "ledger"],
        ["-m", "inference", "fetch"],
    ],
    ids=" ".join,
)
def test_every_command_ends_with_one_sentence_on_a_setting_that_cannot_be_used(
    tmp_path: Path, command: list[str]
) -> None:
    environ = os.environ | {"LIGHTLOOM_DATA": str(tmp_path), "LIGHTLOOM_DEVICE": "abacus"}
    answer = subprocess.run([sys.executable, *command], cwd=PROJECT, env=environ, capture_output=True, text=True)
    assert answer.returncode in (1, 2)
    assert answer.stdout == ""
    (sentence,) = answer.stderr.splitlines()
    assert sentence.endswith("LIGHTLOOM_DEVICE is cuda, cuda:<number> or cpu, not 'abacus'.")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://ada:hunter2@localhost/looms"),
        ("DATABASE_URL", "ada:hunter2@localhost/looms"),
        ("DATABASE_URL", "postgresql://ada:hunter2@localhost:none/looms"),
        ("DATABASE_URL", "postgresql://ada:hunter2@[::1/looms"),
        ("DATABASE_URL", "host=localhost password=hunter2"),
        ("REDIS_URL", "http://:hunter2@localhost:6379"),
        ("LIGHTLOOM_PUBLIC_URL", "https://ada:hunter2@loom.example/room"),
    ],
)
def test_no_password_is_repeated(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{variable} is .*\\.$") as told:
        read_config({"LIGHTLOOM_DATA": str(tmp_path), variable: value})
    assert "hunter2" not in str(told.value)


def test_a_record_that_is_shown_keeps_the_secrets(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://a:hunter2@h/l", "REDIS_URL": "redis://:hunter2@h", "SECRET_KEY": "hunter2"}
    assert "hunter2" not in repr(read_config({"LIGHTLOOM_DATA": str(tmp_path), **given}))


@pytest.mark.parametrize("folder", ["~nobody-of-this-name/looms", "{}/circle/looms"])
def test_a_folder_that_cannot_be_found_is_one_sentence(tmp_path: Path, folder: str) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(ConfigError, match=r"^LIGHTLOOM_DATA is a path that can be followed, not '.*'\.$"):
        read_config({"LIGHTLOOM_DATA": folder.format(tmp_path)})


def test_a_record_made_by_hand_reads_no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIGHTLOOM_DEVICE", "cpu")
    assert ModelOptions().device == "cuda"
    assert ModelOptions.read(os.environ).device == "cpu"


def test_a_file_of_settings_from_the_version_before_is_still_understood(tmp_path: Path) -> None:
    lora = tmp_path / "ink.safetensors"
    lora.touch()
    file = tmp_path / ".env"
    file.write_text(VERSION_0_1_0.format(folder=tmp_path))
    command = f'set -a; . "{file}"; exec "{sys.executable}" -c "{PRINT_CONFIG}"'
    answer = subprocess.run(["sh", "-c", command], cwd=PROJECT, env=os.environ, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    read = json.loads(answer.stdout)
    models, ears = read.pop("models"), read.pop("ears")
    assert ears == {"data": f"{tmp_path}/data", "ears": "auto", "folder": f"{tmp_path}/weights"}
    assert read == {
        "data": f"{tmp_path}/data",
        "port": 8443,
        "host": "0.0.0.0",
        "media": f"{tmp_path}/media",
        "database_url": "postgresql://ada:p%40ss@db.example:5432/looms?sslmode=require",
        "redis_url": "rediss://:pass@broker.example:6379/0",
        "secret": "a key, with spaces",
        "debug": False,
        "engine": "models",
        "public_url": "https://loom.example",
        "tls": True,
        "tls_cert": f"{tmp_path}/cert.pem",
        "tls_key": f"{tmp_path}/key.pem",
        "hosts": ["loom.example", "loom.local"],
        "s3_bucket": "looms",
        "s3_endpoint": "http://store.example:9000",
        "processes": ["web", "story", "tend"],
        "log_level": "WARNING",
        "db_pool": 20,
        "import_mb": 0,
        "painters": None,
        "film_lines": 720,
        "film_strips": 0,
        "engine_why": "",
    }
    assert models == {
        "data": f"{tmp_path}/data",
        "folder": f"{tmp_path}/weights",
        "caches": f"{tmp_path}/data/compiled",
        "offline": True,
        "device": "cuda:1",
        "reference": "canvas",
        "compile": False,
        "anchor_after": 12,
        "style_lora": str(lora),
        "outpaint_lora": None,
        "art_director": False,
    }


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
