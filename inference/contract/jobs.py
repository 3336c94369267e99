"""What every job and result of the inference service has: the base class, the reply and the failure.

A job names pictures and audio by storage key and carries small JSON; it knows neither rooms nor Postgres. ``about`` is
the caller's own handle (a phrase or world id), given back unchanged. ``reply`` names the Celery tasks that take the
result or the failure, so the service never imports its callers. Both sides validate with these classes: a message that
does not fit is refused as a whole.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

StorageKey = str
"""A storage key such as ``worlds/<id>/strips/0003-a1b2c3.png``; never a path of the machine."""


class StrictModel(BaseModel):
    """Base of every message and stored record: unknown fields are an error, instances are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reply(StrictModel):
    """Names of the Celery tasks that take the result of a job, and the queue they listen on."""

    done: str = Field(max_length=120)
    failed: str = Field(max_length=120)
    progress: str | None = Field(default=None, max_length=120)
    directed: str | None = Field(default=None, max_length=120, description="takes the direction before there is paint")
    queue: str = Field(default="story", max_length=40)


class Failure(StrictModel):
    """Why a job failed. ``code`` is stable and dotted; ``again`` says whether another try may help."""

    about: str
    attempt: int = 0
    code: str = Field(max_length=60)
    message: str = Field(max_length=300)
    again: bool = True
    seconds: float | None = Field(
        default=None, ge=0, description="the job was not begun and no try is lost: it may come again in about so long"
    )
