"""One line for each thing that is logged, a traceback included, so that lines of several processes can be mixed."""

import logging


class OneLine(logging.Formatter):
    """A formatter whose line breaks are written as `` | ``."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\n", " | ")
