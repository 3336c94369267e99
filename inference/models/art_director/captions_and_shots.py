"""Captions and film shots from the art director's strip descriptions. Pure functions.

A shot is computed from a strip and a focus within it, so it always lies on the mural, whatever the model wrote. The
film shows every strip once, in order, and then the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inference.contract.finishing import FilmShot
from inference.contract.pieces import StripNote
from inference.models.art_director.output_grammars import Focus, StripDescription


def description_from_direction(strip: StripNote) -> StripDescription:
    """For a strip that the model does not view: what its direction says, shown as its shot was."""
    near = strip.direction.shot in ("close", "medium")
    alt = strip.direction.understood or strip.direction.scene[:140] or strip.text
    return StripDescription(alt=alt, at="whole", move="push" if near else "pan")


def caption_of(description: StripDescription, strip: StripNote) -> str:
    """What a strip shows, for people who do not see it, and the phrase itself; at most 1,000 characters."""
    alt = " ".join(description.alt.split()).rstrip(" .,;")
    return f"{alt[:1].upper()}{alt[1:]}. “{strip.text}”"[:1000]


def shots_of(
    strips: Sequence[StripNote], descriptions: Mapping[int, StripDescription], captions: Mapping[int, str]
) -> Iterator[FilmShot]:
    """The film over ``strips``, which are in the order of their x: each strip at its focus, the first one held, and the
    whole mural last. Mappings are by position; times are in seconds."""
    for index, strip in enumerate(strips):
        description = descriptions[strip.position]
        x, width = frame_of(strip, description.at)
        yield FilmShot(
            position=strip.position,
            x=x,
            width=width,
            move="hold" if index == 0 else description.move,
            seconds=round(min(9.0, 3.0 + 0.32 * len(strip.text.split())), 1),
            caption=captions[strip.position],
        )
    end = max(strip.x + strip.width for strip in strips)
    seconds = round(min(14.0, 5.0 + 0.4 * len(strips)), 1)
    yield FilmShot(position=strips[-1].position, x=strips[0].x, width=end - strips[0].x, move="pull", seconds=seconds)


def frame_of(strip: StripNote, focus: Focus) -> tuple[int, int]:
    """x and width, px of the mural, of the whole strip or of three fifths of it."""
    if focus == "whole":
        return strip.x, strip.width
    width = max(1, strip.width * 3 // 5)
    spare = strip.width - width
    return strip.x + {"left": 0, "centre": spare // 2, "right": spare}[focus], width
