"""Regular expressions for text that comes from outside, shared by the socket, the HTTP API and archives."""

ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
"""Without control characters."""
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Without control characters but tabs and line breaks."""
