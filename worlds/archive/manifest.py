"""The manifest of an archive: what makes a world the same world again, and nothing of the installation it came from.

``Content`` is what the content hash covers: no ids, keys, addresses or times but the day it was finished. Every string
and list has a bound, unknown fields are refused, and the parts have to be consistent (places on the mural, narrators):
a manifest that validates can be hung. A new field or meaning is a new version; a reader refuses versions that it does
not know. What needs no new field is written as the version before, for readers and hashes of then: version 2 is only a
world with words in another language than English.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from inference.contract.art_styles import ArtStyle
from inference.contract.direction import Direction, Palette
from inference.contract.finishing import FilmShot
from inference.contract.geometry import NEW, canvas_x, mural_width, strip_width, strip_x
from inference.contract.pieces import PIECE_FILES, PieceFolder, Skipped
from inference.contract.speech.hearing import Language
from worlds.threads import LAST_THREAD
from worlds.wire.text_patterns import LINES, ONE_LINE, one_line

FORMAT: Literal["lightloom.world"] = "lightloom.world"
VERSIONS = (1, 2, 3)
MANIFEST = "manifest.json"

STRIPS_MAX = 2_500
LAYERS_MAX = 2_500
"""8 KB of manifest and 550 JSON values for each strip or layer, as measured, keep both within unpack.py's bounds."""
NARRATORS_MAX = 500
ROOTS_MAX = 100
QUESTIONS_MAX = 2_000
PANORAMAS_MAX = 200
MEMORY_BYTES_MAX = 16_384
"""Of what an engine remembers with a strip, as JSON: inference.mural.piece_job holds its painters to it."""

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

Line = Annotated[str, StringConstraints(max_length=120, pattern=ONE_LINE)]
Prose = Annotated[str, StringConstraints(max_length=4_000, pattern=LINES)]
SpokenText = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=LINES)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=ONE_LINE)]
Engine = Annotated[str, StringConstraints(max_length=40, pattern=r"^[\w .-]*$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Path = Annotated[
    str, StringConstraints(max_length=60, pattern=r"^[a-z]+(/[0-9]{5})?(/[a-z-]+|-[0-9]{3})?\.(png|webp|jpg|wav)$")
]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class FileRef(Part):
    """A file of the archive."""

    path: Path
    bytes: int = Field(ge=1, le=2**31)
    sha256: Sha256


class Piece(Part):
    """What a phrase painted. A file that was missing or broken when the world was packed is None."""

    folder: ClassVar[PieceFolder]

    position: int = Field(ge=0, lt=STRIPS_MAX)
    x: int = Field(ge=0, description="px on the mural")
    width: int = Field(ge=1, le=768, description="px")
    palette: Palette
    memory: dict[str, Any] = Field(description="what the engine wants to be told with what comes next")
    engine: Engine
    picture: FileRef | None
    view: FileRef | None
    relief: FileRef | None
    relief_view: FileRef | None

    @field_validator("memory")
    @classmethod
    def is_small(cls, memory: dict[str, Any]) -> dict[str, Any]:
        if len(json.dumps(memory, allow_nan=False)) > MEMORY_BYTES_MAX:
            raise ValueError(f"a memory is at most {MEMORY_BYTES_MAX} bytes")
        return memory


class StripPiece(Piece):
    folder = "strips"

    @model_validator(mode="after")
    def lies_where_it_belongs(self) -> StripPiece:
        if (self.x, self.width) != (strip_x(self.position), strip_width(self.position)):
            raise ValueError(f"strip {self.position} is not where it belongs")
        return self


class LayerPiece(Piece):
    folder = "layers"

    order: int = Field(ge=1, le=LAYERS_MAX, description="a later one lies over an earlier one")

    @model_validator(mode="after")
    def lies_where_it_belongs(self) -> LayerPiece:
        if (self.x, self.width) != (canvas_x(self.position), NEW):
            raise ValueError(f"layer {self.order} is not where it belongs")
        return self


class PhrasePart(Part):
    """A phrase that is part of the world, and what it painted: a strip, or a layer where it is of the second voice."""

    text: SpokenText
    source: Literal["typed", "spoken"]
    language: Language = Field(
        default="en", exclude_if=lambda language: language == "en", description="what the text is in, as ISO 639-1"
    )
    narrator: int = Field(ge=0, lt=NARRATORS_MAX, description="index into the credits")
    direction: Direction
    strip: StripPiece | None = None
    layer: LayerPiece | None = None

    @model_validator(mode="after")
    def painted_one_thing(self) -> PhrasePart:
        if (self.strip is None) == (self.layer is None):
            raise ValueError("a phrase paints a strip or a layer")
        return self

    @property
    def piece(self) -> StripPiece | LayerPiece:
        piece = self.strip or self.layer
        assert piece is not None
        return piece


class CreditPart(Part):
    name: Name
    colour: int = Field(ge=0, le=LAST_THREAD, description="index of a thread colour")
    phrases: int = Field(ge=0)


class PanoramaPart(Part):
    """One JPEG of the mural; several, left to right, where it is long."""

    x: int = Field(ge=0)
    width: int = Field(ge=1, le=65_500)
    height: int = Field(ge=1, le=768)
    file: FileRef | None


class RootPart(Part):
    """A world that this one was woven on from."""

    title: Line
    names: list[Name] = Field(max_length=NARRATORS_MAX)
    strips: int = Field(ge=0, description="how many were taken over")


class QuestionPart(Part):
    text: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=LINES)]
    answer: Annotated[str, StringConstraints(max_length=600, pattern=LINES)]
    position: int | None = Field(default=None, ge=0, lt=STRIPS_MAX)


class VoicePart(Part):
    """The kept recording of a phrase; its place among the phrases, 1 for the first."""

    phrase: int = Field(ge=1)
    file: FileRef


class Content(Part):
    """The world itself; the content hash covers all of it."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=ONE_LINE)]
    description: Prose
    seed: int = Field(ge=0, lt=2**63)
    engine: Engine
    finished_at: AwareDatetime
    credits: list[CreditPart] = Field(max_length=NARRATORS_MAX)
    palette: Palette | None
    art_styles: list[ArtStyle] = Field(max_length=12)
    captions: dict[int, Prose] = Field(max_length=STRIPS_MAX)
    shots: list[FilmShot] = Field(max_length=2 * STRIPS_MAX)
    skipped: list[Skipped] = Field(max_length=STRIPS_MAX + LAYERS_MAX)
    roots: list[RootPart] = Field(max_length=ROOTS_MAX)
    keeps_questions: bool
    questions: list[QuestionPart] = Field(max_length=QUESTIONS_MAX)
    phrases: list[PhrasePart] = Field(min_length=1, max_length=STRIPS_MAX + LAYERS_MAX)
    panoramas: list[PanoramaPart] = Field(max_length=PANORAMAS_MAX)
    cover: FileRef | None

    @model_validator(mode="after")
    def fits_together(self) -> Content:
        strips = sorted(phrase.strip.position for phrase in self.phrases if phrase.strip is not None)
        if strips != list(range(len(strips))) or not strips:
            raise ValueError("the strips do not follow one another")
        layers = sorted(
            (phrase.layer.order, phrase.layer.position) for phrase in self.phrases if phrase.layer is not None
        )
        if [order for order, _ in layers] != list(range(1, len(layers) + 1)):
            raise ValueError("the layers do not follow one another")
        places = [place for _, place in layers] + list(self.captions)
        places += [shot.position for shot in self.shots] + [skipped.position for skipped in self.skipped]
        places += [question.position for question in self.questions if question.position is not None]
        if any(not 0 <= place < len(strips) for place in places):
            raise ValueError("something belongs to a strip that is not there")
        if any(phrase.narrator >= len(self.credits) for phrase in self.phrases):
            raise ValueError("a phrase is of nobody who is credited")
        if self.questions and not self.keeps_questions:
            raise ValueError("it brings questions that it does not keep")
        laid = 0
        for panorama in self.panoramas:
            if panorama.x != laid:
                raise ValueError("the panoramas do not follow one another")
            laid += panorama.width
        if laid > mural_width(len(strips)):
            raise ValueError("the panoramas are wider than the mural")
        if any(shot.x + shot.width > mural_width(len(strips)) for shot in self.shots):
            raise ValueError("a shot looks beyond the mural")
        colours = [
            *(self.palette.colours if self.palette else ()),
            *(c for p in self.phrases for c in p.piece.palette.colours),
        ]
        if not all(COLOUR.fullmatch(colour) for colour in colours):
            raise ValueError("a colour is none")
        if any(len(colour) > 40 for phrase in self.phrases for colour in phrase.direction.palette):
            raise ValueError("a colour is too long")
        if _has_nul(self.model_dump()):
            raise ValueError("it holds a character that no text has")  # PostgreSQL knows none such
        return self

    @property
    def strips(self) -> int:
        return sum(phrase.strip is not None for phrase in self.phrases)


class Manifest(Part):
    """``manifest.json`` of an archive."""

    format: Literal["lightloom.world"] = FORMAT
    version: Literal[1, 2, 3] = 1
    written_by: Annotated[str, StringConstraints(max_length=60, pattern=ONE_LINE)]
    content_hash: Sha256
    content: Content
    voices: list[VoicePart] = Field(default_factory=list, max_length=STRIPS_MAX + LAYERS_MAX)

    @model_validator(mode="after")
    def is_whole(self) -> Manifest:
        if self.version < version_of(self.content):
            raise ValueError("it holds more than its version has")
        paths = [ref.path for ref in self.files()]
        if len(paths) != len(set(paths)):
            raise ValueError("it names a file twice")
        spoken = [voice.phrase for voice in self.voices]
        if len(spoken) != len(set(spoken)) or any(number > len(self.content.phrases) for number in spoken):
            raise ValueError("a voice is of no phrase")
        return self

    def with_phrases_on_one_line(self) -> Manifest:
        """As it is kept here: archives of before may hold phrases with line breaks, and so had another hash."""
        phrases = [phrase.model_copy(update={"text": one_line(phrase.text)}) for phrase in self.content.phrases]
        if phrases == self.content.phrases:
            return self
        content = self.content.model_copy(update={"phrases": phrases})
        return self.model_copy(update={"content": content, "content_hash": content_hash(content)})

    def files(self) -> list[FileRef]:
        """Every file that the archive has to hold beside the manifest."""
        content = self.content
        found: list[FileRef | None] = []
        for phrase in content.phrases:
            piece = phrase.piece
            found += [getattr(piece, name) for name in PIECE_FILES]
        found += [panorama.file for panorama in content.panoramas] + [content.cover]
        return [ref for ref in found if ref is not None] + [voice.file for voice in self.voices]


class ManifestHeader(BaseModel):
    """As much of any manifest as says whether it can be read."""

    model_config = ConfigDict(extra="ignore")

    format: Literal["lightloom.world"]
    version: int


def version_of(content: Content) -> Literal[1, 2, 3]:
    """The lowest version that has all of ``content``."""
    if any(_says_more(phrase.direction) for phrase in content.phrases):
        return 3
    return 1 if all(phrase.language == "en" for phrase in content.phrases) else 2


def _says_more(direction: Direction) -> bool:
    """Whether a direction has what versions 1 and 2 do not know: what things do and to whom, what was not painted."""
    return bool(direction.unknown or direction.goes_on) or any(one.doing or one.relation for one in direction.elements)


def content_hash(content: Content) -> str:
    """SHA-256, hex, over the canonical JSON of ``content``: keys sorted, no spaces, UTF-8."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def canonical_json(content: Content) -> bytes:
    plain = content.model_dump(mode="json")
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(one) for key, one in value.items())
    return isinstance(value, list) and any(_has_nul(one) for one in value)
