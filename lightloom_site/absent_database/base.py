"""The PostgreSQL backend that stands in where no database was configured and none runs here.

Everything that needs no connection (checks, makemigrations) works; a connection is one clear sentence.
"""

from typing import Any, NoReturn

from django.db.backends.postgresql import base
from django.db.utils import OperationalError


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> NoReturn:
        raise OperationalError("Lightloom is not running here: start it with make run, or set DATABASE_URL.")
