"""What the art director may write of a mural, and what is made of it: the forms of its answers,
captions and film shots. Pure functions.

A shot is made of a strip and a place in it, so it lies within the mural whatever was written. The film shows every
strip once, in order, and then the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from inference.contract.finishing import FilmShot
from inference.contract.pieces import StripNote
from inference.models.language.grammar import PROSE, free, literal, one_of, written

LOOKED_AT = 120
"""Strips of one world that are looked at one by one."""
GROUP = 4
"""Strips that are told of in one answer."""
NARRATION = 48
"""Phrases of a world that one prompt holds."""
ANSWER_TALL = 4
"""Strips that a question has looked at from near."""

Place = Literal["whole", "left", "centre", "right"]
Move = Literal["hold", "pan", "push", "pull"]


class Told(BaseModel):
    """One strip: what it shows, where the eye should rest, how a film moves there."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    alt: str
    at: Place
    move: Move


def name_form() -> str:
    """A title and a description."""
    return written(
        literal('{"title":"') + " title " + literal('","description":"') + " description " + literal('"}'),
        free("title", 3, 60, of=PROSE),
        free("description", 20, 420, of=PROSE),
    )


def strips_form(count: int) -> str:
    """As many strips as were shown."""
    return written(
        literal('{"strips":[') + " strip" + f" {literal(',')} strip" * (count - 1) + " " + literal("]}"),
        "strip: "
        + literal('{"alt":"')
        + " alt "
        + literal('","at":"')
        + one_of(get_args(Place))
        + literal('","move":"')
        + one_of(get_args(Move))
        + literal('"}'),
        free("alt", 10, 140, of=PROSE),
    )


def answer_form(numbers: Sequence[int]) -> str:
    """The number of one of the strips that were told of, or 0, and a text."""
    strip = one_of([str(number) for number in (0, *numbers)])
    return written(
        literal('{"strip":') + strip + literal(',"text":"') + " text " + literal('"}'), free("text", 4, 400, of=PROSE)
    )


def told_by_rule(strip: StripNote) -> Told:
    """A strip that nobody looked at: what its direction says, shown as it was shot."""
    near = strip.direction.shot in ("close", "medium")
    alt = strip.direction.understood or strip.direction.scene[:140] or strip.text
    return Told(alt=alt, at="whole", move="push" if near else "pan")


def caption_of(told: Told, strip: StripNote) -> str:
    """What a strip shows, for those who do not see it, and the phrase itself; at most 1,000 characters."""
    alt = " ".join(told.alt.split()).rstrip(" .,;")
    return f"{alt[:1].upper()}{alt[1:]}. “{strip.text}”"[:1000]


def shots_of(strips: Sequence[StripNote], told: Mapping[int, Told], captions: Mapping[int, str]) -> Iterator[FilmShot]:
    """The film over ``strips`` (in the order of their x): each where the eye should rest, held at the beginning,
    the whole at the end."""
    for index, strip in enumerate(strips):
        one = told[strip.position]
        x, width = frame_of(strip, one.at)
        yield FilmShot(
            position=strip.position,
            x=x,
            width=width,
            move="hold" if index == 0 else one.move,
            seconds=round(min(9.0, 3.0 + 0.32 * len(strip.text.split())), 1),
            caption=captions[strip.position],
        )
    end = max(strip.x + strip.width for strip in strips)
    seconds = round(min(14.0, 5.0 + 0.4 * len(strips)), 1)
    yield FilmShot(position=strips[-1].position, x=strips[0].x, width=end - strips[0].x, move="pull", seconds=seconds)


def frame_of(strip: StripNote, place: Place) -> tuple[int, int]:
    """x and width, px of the mural, of a part of a strip: three fifths of it, or the whole."""
    if place == "whole":
        return strip.x, strip.width
    wide = max(1, strip.width * 3 // 5)
    spare = strip.width - wide
    return strip.x + {"left": 0, "centre": spare // 2, "right": spare}[place], wide
