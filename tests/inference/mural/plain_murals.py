"""Murals for the tests: strips that are quick to make and easy to tell apart,
stored as a finished paint job leaves them."""

from __future__ import annotations

import numpy as np

from inference.contract.direction import Direction
from inference.contract.files.picture_files import encode_picture, encode_relief, encode_relief_view, encode_view
from inference.contract.files.storage import Storage
from inference.contract.finishing import FinishJob
from inference.contract.geometry import HEIGHT, strip_width, strip_x
from inference.contract.jobs import Reply
from inference.contract.pieces import PieceFiles, StripNote
from inference.mural.palette import measure_palette
from inference.mural.piece_job import name_files

DIRECTION = Direction(
    shot="wide",
    art_style="gouache",
    scene="a quiet sea",
    light="dusk",
    mood="calm",
    palette=["#203040", "#806040", "#d0c0a0"],
    understood="a sea",
)


def colour_of(position: int) -> tuple[int, int, int]:
    """A colour of its own for every strip."""
    return 40 + 53 * position % 180, 40 + 97 * position % 180, 40 + 31 * position % 180


def plain_strip(position: int) -> np.ndarray:
    """(768, w, 3) of one colour."""
    return np.full((HEIGHT, strip_width(position), 3), colour_of(position), np.uint8)


def store_strip(storage: Storage, world: str, position: int, picture: np.ndarray, relief: np.ndarray) -> PieceFiles:
    """Write a strip's four files under fresh keys."""
    files = name_files("strips", world, position, strip_width(position))
    storage.write(files.picture, encode_picture(picture))
    storage.write(files.view, encode_view(picture))
    storage.write(files.relief, encode_relief(relief))
    storage.write(files.relief_view, encode_relief_view(relief))
    return files


def hang_strip(
    storage: Storage,
    position: int,
    picture: np.ndarray,
    relief: np.ndarray,
    *,
    narrator: str = "Ada",
    world: str = "w",
) -> StripNote:
    """Store a strip and note it as the story would."""
    files = store_strip(storage, world, position, picture, relief)
    return StripNote(
        position=position,
        x=strip_x(position),
        width=files.width,
        picture=files.picture,
        relief=files.relief,
        text=f"phrase {position}",
        narrator=narrator,
        direction=DIRECTION,
        palette=measure_palette(picture),
    )


def hang_plain(storage: Storage, strips: int, world: str = "w") -> list[StripNote]:
    """Store ``strips`` plain strips and note them as the story would."""
    notes = []
    for position in range(strips):
        picture = plain_strip(position)
        relief = np.full(picture.shape[:2], 1_000 * position % 65_535, np.uint16)
        notes.append(hang_strip(storage, position, picture, relief, world=world))
    return notes


def finish_job(strips: list[StripNote], world: str = "w") -> FinishJob:
    return FinishJob(
        about="the-world",
        world=world,
        seed=7,
        strips=strips,
        narrators=["Ada", "Ben"],
        reply=Reply(done="worlds.complete_world", failed="worlds.fail_finishing"),
    )
