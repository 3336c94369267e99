"""The job that writes down what somebody says, and the words that come back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from inference.contract.jobs import Reply, StorageKey, StrictModel

Language = Literal["en", "de", "es", "fr", "it", "ja", "nl", "pt", "uk"]
"""What a room may speak, as ISO 639-1; which of them an engine hears, it says itself (``Ears.languages``)."""
Name = Annotated[str, StringConstraints(min_length=2, max_length=40)]
MAX_NAMES = 40


class HearJob(StrictModel):
    """Transcribe 16 kHz mono PCM16: ``audio`` (a stored WAV) for a final, ``pcm`` (base64) for a partial."""

    about: str
    attempt: int = Field(default=1, ge=1)
    audio: StorageKey | None = None
    pcm: str | None = Field(default=None, max_length=700_000)
    channel: str | None = Field(default=None, max_length=120, description="channel that takes the partial words")
    whole: bool = Field(default=False, description="the voice fell quiet: these partial words may be the final ones")
    language: Language = "en"
    names: list[Name] = Field(
        default_factory=list,
        max_length=MAX_NAMES,
        description="names of the story, newest first",
    )
    reply: Reply | None = Field(default=None, description="tasks that take the final words")


class Word(StrictModel):
    text: str
    start: float = Field(description="seconds from the start of the clip")
    end: float
    confidence: float | None = Field(default=None, ge=0, le=1)


class Transcript(StrictModel):
    about: str = ""
    attempt: int = 1
    text: str = Field(max_length=2000)
    words: list[Word] = Field(default_factory=list)
    seconds: float = 0.0
    confidence: float | None = Field(default=None, ge=0, le=1, description="of the whole; none where it is not known")
    unsure: bool = Field(default=False, description="the ears guessed: people are shown the words as a guess")
