"""One step of making something from a world: its job and its result (``inference/studio``)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from inference.contract.jobs import Reply, StorageKey, StrictModel
from inference.contract.makings.kinds import MakingKind
from inference.contract.pieces import Skipped


class MakeJob(StrictModel):
    """One step of making something from a world: its tiles, its depth, its film, its files."""

    about: str
    attempt: int = Field(ge=1)
    kind: MakingKind
    plan: StorageKey = Field(description="the world as inference.contract.makings.plan.Plan, stored as JSON")
    folder: str = Field(max_length=200, description="prefix of the storage keys that are written")
    step: int = Field(ge=0)
    carry: dict[str, Any] = Field(
        default_factory=dict, description="what the maker said to remember with the last step"
    )
    reply: Reply


class MadeFile(StrictModel):
    """A file that people load or save. ``name`` is unique within its making and has the usual suffix of such files."""

    name: str = Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9.-]*$")
    key: StorageKey
    type: str = Field(max_length=80, description="media type")
    bytes: int = Field(ge=0)
    about: dict[str, Any] = Field(default_factory=dict, description="what pages want to know of it: width, seconds, …")


class MakeBegun(StrictModel):
    """A studio has begun a step: its time limit counts from now."""

    about: str
    attempt: int


class MakeStep(StrictModel):
    """The result of one step; the next is asked for with ``carry`` unless this was the last."""

    about: str
    attempt: int
    folder: str
    step: int = Field(ge=0, description="the one that was done")
    stage: str = Field(max_length=60, description="what comes now, in plain words")
    done: int = Field(ge=0)
    of: int = Field(ge=1)
    carry: dict[str, Any]
    finished: bool = False
    files: list[MadeFile] = Field(default_factory=list)
    skipped: list[Skipped] = Field(default_factory=list)
    spent: list[StorageKey] = Field(default_factory=list, description="written by earlier steps and needed no more")
