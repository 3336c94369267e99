#!/bin/sh
# group([]) | task and chain(group([]), task) mean different things: only the first passes an empty list on.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check celery==5.7.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import celery
from celery.contrib.testing.worker import start_worker

print("Celery", version("celery"))
print("Guess: 'group([]) | total' and 'chain(group([]), total)' are two spellings of one thing.")
print("Seen: the first calls total with []; the second forgets the empty group and calls it without arguments,")
print("so that a task which follows a list of parts fails on the day when there are none.")
app = celery.Celery("shore", broker="memory://", backend="cache+memory://")


@app.task(name="total")
def total(numbers):
    return sum(numbers)


def answer(canvas):
    try:
        return canvas.apply_async().get(timeout=30)
    except TypeError as error:
        return str(error)


with start_worker(app, perform_ping_check=False, pool="solo", loglevel="CRITICAL"):
    piped = answer(celery.group([]) | total.s())
    chained = answer(celery.chain(celery.group([]), total.s()))
print("group([]) | total:       ", piped)
print("chain(group([]), total): ", chained)
sys.exit(0 if piped == 0 and "missing 1 required positional argument" in str(chained) else 1)
PYTHON
