"""The grammars of the art director's three kinds of answers: title and description, strips, an answer to a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from inference.contract.finishing import CameraMove
from inference.models.language.grammar import PROSE, lark_grammar, literal, one_of, text_rule

Focus = Literal["whole", "left", "centre", "right"]


class StripDescription(BaseModel):
    """What the model writes of one strip: what it shows, where the eye should rest, how a film moves there."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    alt: str
    at: Focus
    move: CameraMove


def title_grammar() -> str:
    """A title and a description."""
    return lark_grammar(
        literal('{"title":"') + " title " + literal('","description":"') + " description " + literal('"}'),
        text_rule("title", 3, 60, of=PROSE),
        text_rule("description", 20, 420, of=PROSE),
    )


def strips_grammar(count: int) -> str:
    """``count`` strip descriptions, in order."""
    return lark_grammar(
        literal('{"strips":[') + " strip" + f" {literal(',')} strip" * (count - 1) + " " + literal("]}"),
        "strip: "
        + literal('{"alt":"')
        + " alt "
        + literal('","at":"')
        + one_of(get_args(Focus))
        + literal('","move":"')
        + one_of(get_args(CameraMove))
        + literal('"}'),
        text_rule("alt", 10, 140, of=PROSE),
    )


def answer_grammar(numbers: Sequence[int]) -> str:
    """One of the strip ``numbers``, or 0, and a text."""
    strip = one_of([str(number) for number in (0, *numbers)])
    return lark_grammar(
        literal('{"strip":') + strip + literal(',"text":"') + " text " + literal('"}'),
        text_rule("text", 4, 400, of=PROSE),
    )
