"""`make run` installs what is missing once, in the versions that were tested, or says in one sentence why it cannot."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lightloom_site import install
from tests.stack import PROJECT


class Checkout:
    """A checkout whose pip and npm are scripts that note their arguments and answer as told.

    Nothing but ``machine`` is on the PATH: programs that are put there are the machine's.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        self.machine = folder / "machine"
        self.machine.mkdir()
        (folder / "requirements").mkdir()
        for name in ("service", "dev", "node", "lock", "constraints"):
            (folder / "requirements" / f"{name}.txt").write_text("")
        for name in ("requirements.txt", *install.NODE_PACKAGES):
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
        monkeypatch.setenv("PATH", f"{venv / 'bin'}:{self.machine}")
        monkeypatch.setattr(install, "_has_gpu", lambda: False)
        self.answer()

    def answer(self, output: str = "", code: int = 0) -> None:
        for name in ("python", "npm", "node"):
            self.put(self.folder / ".venv" / "bin" / name, "10.1.0", output, code)

    def put(self, script: Path, version: str, output: str = "", code: int = 0) -> None:
        script.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo {version} && exit\necho "{script.name} $*" >> {self.calls}\n'
            f'/bin/mkdir -p {self.folder}/node_modules\necho "{output}"\nexit {code}\n'
        )
        script.chmod(0o755)

    def has_no_node(self) -> None:
        for name in install.NODE_PROGRAMS:
            (self.folder / ".venv" / "bin" / name).unlink()

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


@pytest.mark.parametrize("changed", ["service.txt", "constraints.txt"])
def test_changed_requirements_are_installed(checkout: Checkout, changed: str) -> None:
    install.main("service")
    checkout.installed()
    (checkout.folder / "requirements" / changed).write_text("Django==5.2.20")
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


def test_ears_that_are_named_bring_their_library(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    install.main("service")
    assert not any("whisper" in call for call in checkout.installed())
    for ears in ("whisper-base.en", "/some/folder"):
        monkeypatch.setenv("LIGHTLOOM_EARS", ears)
        install.main("service")
        assert ("requirements/whisper.txt" in "".join(checkout.installed())) == (ears == "whisper-base.en"), "once"


def test_nothing_is_installed_in_a_version_that_was_not_tested(checkout: Checkout) -> None:
    install.main("dev")
    assert "--constraint requirements/constraints.txt" in checkout.installed()[0]
    install.main("lock")
    (call,) = checkout.installed()
    assert "requirements/lock.txt" in call and "--constraint" not in call, "what writes the file cannot need it"


def test_every_requirement_is_in_the_file_of_constraints() -> None:
    pins = {}
    for file in (PROJECT / "requirements").glob("*.txt"):
        if str(file.relative_to(PROJECT)) in (install.CONSTRAINTS, install.LOCK_REQUIREMENTS):
            continue
        for name, version in re.findall(r"^([\w.-]+)(?:\[.*\])?==(\S+)$", file.read_text(), re.MULTILINE):
            pins[re.sub(r"[-_.]+", "-", name).lower()] = version
    assert len(pins) > 50
    constraints = set((PROJECT / install.CONSTRAINTS).read_text().splitlines())
    assert {f"{name}=={version}" for name, version in pins.items()} <= {
        line.partition(" ;")[0] for line in constraints
    }, "run make lock"


def test_the_machine_s_node_is_used_where_it_is_new_enough(checkout: Checkout) -> None:
    checkout.has_no_node()
    checkout.put(checkout.machine / "node", "v20.20.2")
    checkout.put(checkout.machine / "npm", "10.1.0")
    install.main("service")
    pip, npm = checkout.installed()
    assert "node.txt" not in pip and npm.startswith("npm ci")
    node = checkout.folder / ".venv" / "bin" / "node"
    assert node.readlink() == checkout.machine / "node"
    (checkout.machine / "node").rename(checkout.machine / "node-20")
    install.main("service")
    (pip,) = checkout.installed()
    assert "requirements/node.txt" in pip, "the machine's is gone"
    assert not node.is_symlink(), "pip would write through it"


@pytest.mark.parametrize(("node", "npm"), [("", ""), ("v20.20.2", ""), ("v16.0.0", "8.1.0"), ("v20.0.0", "6.14.0")])
def test_a_node_comes_with_the_packages_where_the_machine_has_none(checkout: Checkout, node: str, npm: str) -> None:
    checkout.has_no_node()
    for name, version in (("node", node), ("npm", npm)):
        if version:
            checkout.put(checkout.machine / name, version)
    checkout.put(checkout.folder / ".venv" / "bin" / "python", "")
    with pytest.raises(install.InstallError):  # this pip brings no npm
        install.main("service")
    (pip,) = checkout.installed()
    assert "--requirement requirements/node.txt" in pip
    checkout.answer()
    checkout.put(checkout.machine / "node", "v20.20.2")
    checkout.put(checkout.machine / "npm", "10.1.0")
    install.main("service")
    (npm_call,) = checkout.installed()
    assert npm_call.startswith("npm ci"), "and what was installed is kept"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "the disk is full"),
        ("error: command 'gcc' failed: No such file or directory", "no C compiler"),
        ("Temporary failure in name resolution", "cannot be reached"),
        ("    The user requested (constraint) django==5.2.19", "make lock"),
    ],
)
def test_what_stands_in_the_way_is_one_sentence(checkout: Checkout, said: str, sentence: str) -> None:
    checkout.answer(said, code=1)
    with pytest.raises(install.InstallError, match=sentence) as refusal:
        install.main("service")
    assert "\n" not in str(refusal.value)
    checkout.answer()
    install.main("service")
    assert json.loads(install.STAMP.read_text()), "a failed installation must be tried again"


def test_browsers_and_codecs_that_nobody_can_install_are_named(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "LIBRARIES", tmp_path / "lib")
    with pytest.raises(install.InstallError, match=r"firefox-esr, .*webkit2gtk-driver, xvfb, gstreamer1\.0-libav:"):
        install.main("test")
    codec = tmp_path / "lib" / "any-machine" / "gstreamer-1.0" / "libgstlibav.so"
    codec.parent.mkdir(parents=True)
    codec.touch()
    with pytest.raises(install.InstallError, match="webkit2gtk-driver, xvfb:"):
        install.main("test")
