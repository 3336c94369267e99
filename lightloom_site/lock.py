"""Writes ``requirements/constraints.txt``, a version for every Python package that may be installed: `make lock`.

uv finds the versions, because it does so for all Pythons and machines at once; pip, and pip-tools on top of it, know
only the machine that they run on. Versions that are in the file stay for as long as the requirements allow them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lightloom_site.install import CONSTRAINTS, EARS_REQUIREMENTS, NODE_REQUIREMENTS, PROJECT, VENV

REQUIREMENTS = ("requirements.txt", "requirements/dev.txt", EARS_REQUIREMENTS, NODE_REQUIREMENTS)
OLDEST_PYTHON = "3.11"
HEADER = """\
# One version of every package that any of the requirements brings along. Written by `make lock`, which keeps what is
# here for as long as the requirements allow it; delete the file first to get the newest.
#
# pip takes these as constraints: they say in which version a package is installed, never that it is. So lines for other
# Pythons and machines do no harm. nvidia-*, cuda-* and triton come with torch on Linux, unless it is built for the CPU.
# Not pinned: Python, pip, and what pip fetches to build a package that has no wheel for this machine.
# No hashes: they would have to name the wheels of all machines, and would refuse a torch that was built for the CPU.
"""


def main() -> None:
    """Write the file. Ends with uv's own words and exit status when no versions fit."""
    constraints = PROJECT / CONSTRAINTS
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / constraints.name
        if constraints.exists():
            shutil.copyfile(constraints, draft)
        found = subprocess.run(
            [
                *(str(VENV / "bin" / "uv"), "pip", "compile", "--quiet"),
                *("--python", sys.executable, "--python-version", OLDEST_PYTHON, "--universal"),
                *("--fork-strategy", "fewest"),  # the same version on every Python, where there is one
                *("--no-annotate", "--no-header", "--output-file", str(draft)),
                *REQUIREMENTS,
            ],
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
        )
        if found.returncode:
            sys.exit(found.returncode)
        constraints.write_text(HEADER + draft.read_text())


if __name__ == "__main__":
    main()
