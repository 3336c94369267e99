"""``python -m inference.sound WORLD.json --out WORLD.wav``: a world's sound as a file.

Bad input is one sentence and exit code 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import NoReturn

from inference.sound.command import Refused, add_arguments, run


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refused(f"{message[:1].upper()}{message[1:]}.")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = Parser(prog="python -m inference.sound", description="A world's sound as a WAV.")
    add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    try:
        options = parser.parse_args(arguments)
        record, line = run(options)
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{json.dumps(record, indent=2) if options.json else line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
