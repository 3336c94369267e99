"""docs/configuration.md, made of the settings' own descriptions and defaults."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from inference.environment import Settings, variables
from inference.models.runtime.options import ModelOptions
from inference.sketch.ears.options import EarsOptions
from lightloom_site.config import Config

PAGE = """\
# Configuration

<!-- Written by `python -m lightloom_site.config_docs`; a test keeps it equal to the code. -->

Lightloom reads its settings from environment variables. None has to be set: `make run` works without any. An empty
variable counts as not set. It reads no `.env` by itself; a file of settings is given the way the machine gives it:
`set -a; . ./.env; set +a; make run`, `EnvironmentFile=` of systemd, or `--env-file` of Docker.

| variable | when not set | what it does |
|---|---|---|
{service}

The sketch engine has some of its own:

| variable | when not set | what it does |
|---|---|---|
{ears}

The models engine too:

| variable | when not set | what it does |
|---|---|---|
{models}

Management commands (`.venv/bin/python manage.py …`) started with the same `LIGHTLOOM_DATA` as a running
`make run` find its embedded database and broker by themselves.

## Several machines

Give every machine the same `DATABASE_URL`, `REDIS_URL`, `SECRET_KEY` and either the same
`LIGHTLOOM_S3_BUCKET` or a shared `LIGHTLOOM_MEDIA` folder; then choose with `LIGHTLOOM_PROCESSES` what each
runs. A machine with a GPU for the painting and one for everything else:

```sh
LIGHTLOOM_PROCESSES=paint,speech,finish LIGHTLOOM_ENGINE=models make run   # the GPU machine
LIGHTLOOM_PROCESSES=web,story,studio,tend HOST=0.0.0.0 make run            # the web machine
```

Each process has to run somewhere: what nobody runs is never done, and `/health` says which it is. Any may run on
several machines at once, `tend` too: its sweeps do no harm when they meet. With the models engine `paint`, `speech` and
`finish` are one process, called `engine`, so that one GPU holds the models once.
"""


def documentation() -> str:
    service = dict(_rows(Config))
    ears = {variable: row for variable, row in _rows(EarsOptions) if variable not in service}
    models = {variable: row for variable, row in _rows(ModelOptions) if variable not in service | ears}
    rows = {"service": service, "ears": ears, "models": models}
    return PAGE.format(**{name: "\n".join(table.values()) for name, table in rows.items()})


def _rows(settings: type[Settings]) -> Iterator[tuple[str, str]]:
    """A line of the table for each variable that is for people, by its name."""
    for variable, field in variables(settings):
        if field.description and isinstance(field.json_schema_extra, dict):
            yield variable, f"| `{variable}` | {field.json_schema_extra['unset']} | {field.description} |"


if __name__ == "__main__":
    sys.stdout.write(documentation())
