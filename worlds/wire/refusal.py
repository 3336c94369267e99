"""A wish that does not fit the story, as an exception: the one way in which actions say no."""

from __future__ import annotations


class Refusal(Exception):
    """A request that does not fit the story as it is. ``code`` is stable and dotted; nothing was changed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
