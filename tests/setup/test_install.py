"""`make run` installs what is missing once, and says in one sentence why it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lightloom_site import install


class Checkout:
    """A checkout whose pip and npm are scripts that note their arguments and answer as told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        (folder / "requirements").mkdir()
        for name in ("requirements/service.txt", "requirements/dev.txt", "requirements.txt", *install.NODE_PACKAGES):
            (folder / name).write_text("{}")
        venv = folder / ".venv"
        (venv / "bin").mkdir(parents=True)
        for name, value in {
            "PROJECT": folder,
            "VENV": venv,
            "PYTHON": venv / "bin" / "python",
            "STAMP": venv / "stamp.json",
            "LOG": venv / "log",
        }.items():
            monkeypatch.setattr(install, name, value)
        monkeypatch.setenv("PATH", f"{venv / 'bin'}:/usr/bin:/bin")
        monkeypatch.setattr(install, "_has_gpu", lambda: False)
        self.answer()

    def answer(self, output: str = "", code: int = 0) -> None:
        for name in ("python", "npm"):
            script = self.folder / ".venv" / "bin" / name
            script.write_text(
                f'#!/bin/sh\n[ "$1" = --version ] && echo 10.1.0 && exit\n'
                f'echo "{name} $*" >> {self.calls}\nmkdir -p {self.folder}/node_modules\necho "{output}"\nexit {code}\n'
            )
            script.chmod(0o755)

    def installed(self) -> list[str]:
        """What pip and npm were told since the last time this was asked."""
        calls = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return calls


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    return Checkout(tmp_path, monkeypatch)


def test_a_second_start_installs_nothing(checkout: Checkout) -> None:
    install.main("service")
    first = checkout.installed()
    assert any("pip install" in call and "requirements/service.txt" in call for call in first)
    assert any(call.startswith("npm ci") and "--omit=dev" in call for call in first)
    install.main("service")
    assert checkout.installed() == []


def test_changed_requirements_are_installed(checkout: Checkout) -> None:
    install.main("service")
    checkout.installed()
    (checkout.folder / "requirements" / "service.txt").write_text("Django==5.2.20")
    install.main("service")
    calls = checkout.installed()
    assert len(calls) == 1
    assert "pip install" in calls[0]


def test_running_the_service_keeps_what_the_checks_installed(checkout: Checkout) -> None:
    install.main("dev")
    assert any("requirements/dev.txt" in call for call in checkout.installed())
    install.main("service")
    assert checkout.installed() == []


def test_the_tests_need_the_models_libraries_on_any_machine(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "_install_programs", lambda: None)
    install.main("test")
    (call,) = [call for call in checkout.installed() if "pip install" in call]
    assert "--requirement requirements.txt" in call and "--requirement requirements/dev.txt" in call
    install.main("service")
    assert checkout.installed() == [], "the service's are among them"


def test_a_gpu_brings_the_models_libraries(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "_has_gpu", lambda: True)
    install.main("service")
    assert any(call.endswith("--requirement requirements.txt") for call in checkout.installed())


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "the disk is full"),
        ("error: command 'gcc' failed: No such file or directory", "no C compiler"),
        ("Temporary failure in name resolution", "cannot be reached"),
    ],
)
def test_what_stands_in_the_way_is_one_sentence(checkout: Checkout, said: str, sentence: str) -> None:
    checkout.answer(said, code=1)
    with pytest.raises(install.CannotInstall, match=sentence) as refusal:
        install.main("service")
    assert "\n" not in str(refusal.value)
    checkout.answer()
    install.main("service")
    assert json.loads(install.STAMP.read_text()), "a failed installation must be tried again"
