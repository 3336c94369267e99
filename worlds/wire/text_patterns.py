"""What text from outside may hold, and how it is kept: shared by the socket, the HTTP API and archives."""

from __future__ import annotations

ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
"""Without control characters."""
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Without control characters but tabs and line breaks."""


def one_line(text: str) -> str:
    """``text`` on one line, as phrases are kept: every line break of Unicode's, and every run of spaces, is a space."""
    return " ".join(text.split())
