#!/bin/sh
# A chord without tasks gives its body an empty list on a worker, and no argument at all in eager mode.
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
print("Guess: a body that follows nothing is called with [], on a worker and eagerly.")
print("Seen: so it is on a worker; with task_always_eager it is called without arguments and raises.")
app = celery.Celery("shore", broker="memory://", backend="cache+memory://")


@app.task(name="total")
def total(numbers):
    return sum(numbers)


def answer(**settings):
    app.conf.update(settings)
    try:
        return celery.chord([])(total.s()).get(timeout=30)
    except TypeError as error:
        return str(error)


with start_worker(app, perform_ping_check=False, pool="solo", loglevel="CRITICAL"):
    worker = answer(task_always_eager=False)
eager = answer(task_always_eager=True)
print("worker:", worker)
print("eager: ", eager)
sys.exit(0 if worker == 0 and "missing 1 required positional argument" in str(eager) else 1)
PYTHON
