"""A finished duet of three strips and a layer whose files are really there, small and quick to make."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from inference.contract.files.picture_files import encode_picture, encode_relief, encode_relief_view, encode_view
from inference.contract.finishing import FilmShot, Panorama
from inference.contract.geometry import COVER, HEIGHT, mural_width
from tests.story.weaving.rooms import finished, hang, join, open_room, say
from worlds.actions.room import turns
from worlds.actions.world import finishing
from worlds.models import Layer, Narrator, Strip, World

TOLD = ("a castle stands in the rain", "the sea comes in", "a lamp is lit")
OVER = "three ships with red sails"


def weave_whole(*, layer: bool = True, visibility: str = "link") -> tuple[World, Narrator]:
    """The world and its host, Ada; Ben painted the layer over the first strip."""
    ada = open_room("Ada", mode="duet")
    ben = join(ada, "Ben")
    for voice in (ada, ben):
        turns.take_turn(ada.room_id, voice.id)
    for number, text in enumerate(TOLD):
        hang(say(ada, text))
        if layer and number == 0:
            hang(say(ben, OVER))
    ada.room.refresh_from_db()
    world = ada.room.world
    assert world is not None
    store_files(world)
    finishing.finish_world(ada.room_id, ada.id, gallery="Night walks", visibility=visibility)
    folder, width = f"worlds/{world.id.hex}/finish", mural_width(len(TOLD))
    panorama = Panorama(key=f"{folder}/a-panorama-1.jpg", x=0, width=width, height=HEIGHT, bytes=0)
    result = finished(
        world,
        "Stone and Water",
        panoramas=[panorama.model_copy(update={"bytes": put_jpeg(panorama.key, (width, HEIGHT))})],
        shots=[FilmShot(position=1, x=0, width=width, move="pan", seconds=4.5, caption="The sea")],
        width=width,
    )
    put_jpeg(result.cover, COVER)
    assert finishing.complete_world(result)
    world.refresh_from_db()
    return world, ada


def store_files(world: World) -> None:
    """Write what the rows of the world's strips and layers name."""
    for strip in Strip.objects.filter(world=world):
        for name, data in strip_files(strip.position, strip.width).items():
            put(getattr(strip, name), data)
    for layer in Layer.objects.filter(world=world):
        for name, data in layer_files(7 + layer.order, layer.width).items():
            put(getattr(layer, name), data)


@cache
def strip_files(number: int, width: int) -> dict[str, bytes]:
    picture, relief = pixels(number, width)
    return {
        "picture": encode_picture(picture),
        "view": encode_view(picture),
        "relief": encode_relief(relief),
        "relief_view": encode_relief_view(relief),
    }


@cache
def layer_files(number: int, width: int) -> dict[str, bytes]:
    picture, relief = pixels(number, width)
    alpha = np.zeros(relief.shape, np.uint8)
    alpha[200:600, 100:400] = 255
    return {
        "picture": encode_picture(picture, alpha),
        "view": encode_view(picture, alpha),
        "relief": encode_relief(relief),
        "relief_view": encode_relief_view(relief, alpha),
    }


def pixels(number: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """A picture and a relief that are not flat, and different for every ``number``."""
    across = np.linspace(0, 255, width)[None, :] + np.zeros((HEIGHT, 1))
    down = np.linspace(0, 255, HEIGHT)[:, None] + np.zeros((1, width))
    picture = np.dstack([across, down, np.full_like(down, 40 + 37 * number % 200)]).astype(np.uint8)
    return picture, ((across + 2 * down) * (60 + number)).astype(np.uint16)


def put(key: str, data: bytes) -> None:
    default_storage.delete(key)
    default_storage.save(key, ContentFile(data))


def put_jpeg(key: str, size: tuple[int, int]) -> int:
    data = jpeg(size)
    put(key, data)
    return len(data)


@cache
def jpeg(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()
