"""What a person's computer has beside the browser: a screen and a loudspeaker, both in memory.

Without a screen Firefox has no 3D and WebKitGTK no window; without a loudspeaker Firefox keeps every AudioContext from
running, also one that only listens.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

SIZE = "1600x1200x24"


class Desk:
    """``environ`` tells programs of both."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="lightloom-desk-"))
        screen = ["Xvfb", "-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp"]
        self._screen = subprocess.Popen(screen, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._screen.stdout is not None
        sound = f"unix:{self._folder / 'sound'}"
        self.environ = {
            "DISPLAY": f":{self._screen.stdout.readline().strip()}",
            "PULSE_SERVER": sound,
            "XDG_RUNTIME_DIR": str(self._folder),
        }
        self._loudspeaker = subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"),
                *("--load", "module-null-sink"),
                *("--load", f"module-native-protocol-unix auth-anonymous=1 socket={self._folder / 'sound'}"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def close(self) -> None:
        for program in (self._screen, self._loudspeaker):
            program.terminate()
            program.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)
