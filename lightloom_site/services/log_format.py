"""How the log reads: one line for each thing, so that the lines of several processes can be mixed."""

import logging


class OneLineFormatter(logging.Formatter):
    """A formatter whose line breaks, those of a traceback included, are written as `` | ``."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\n", " | ")


def is_not_health_poll(record: logging.LogRecord) -> bool:
    """False for a 503 of /health, which is asked several times a second at start and says itself what is missing."""
    return not (getattr(record, "status_code", None) == 503 and record.args and "/health" in record.args)
