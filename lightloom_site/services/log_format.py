"""How the log reads: one line for each thing, so that the lines of several processes can be mixed."""

import logging


class OneLine(logging.Formatter):
    """A formatter whose line breaks, those of a traceback included, are written as `` | ``."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\n", " | ")


def is_news(record: logging.LogRecord) -> bool:
    """Not that /health said "not ready": it is asked several times a second at start, and says why itself."""
    return not (getattr(record, "status_code", None) == 503 and record.args and "/health" in record.args)
