#!/usr/bin/env python
"""Lightloom's command line: `up` runs the whole service, everything else is a Django management command.

`up` is taken before Django loads, because it brings up the database that Django's settings will name.
"""

import os
import sys

from lightloom_site.config import ConfigError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lightloom_site.settings")
    try:
        if sys.argv[1:] in (["up"], ["up", "--reload"]):
            from lightloom_site.services.up import main as up

            sys.exit(up(reload="--reload" in sys.argv))
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except ConfigError as error:
        sys.exit(f"Lightloom cannot use this setting: {error}")


if __name__ == "__main__":
    main()
