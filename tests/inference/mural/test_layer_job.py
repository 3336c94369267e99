"""A second voice's layer: what it may change and what it may not, that it can be taken away,
and what goes wrong on the way."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inference.contract.arrays import Picture
from inference.contract.errors import EngineError
from inference.contract.files.picture_files import PictureUnreadable, decode_layer, decode_picture, decode_relief
from inference.contract.files.storage import FolderStorage, MissingFile
from inference.contract.geometry import CANVAS, CARRIED, HEIGHT, JOIN, NEW, canvas_x, mural_width, strip_x
from inference.contract.jobs import Reply
from inference.contract.pieces import LaidLayer, LayerJob, LayerNote, LayerResult, StripJob, StripNote, StripResult
from inference.engine.protocols import Engine, LayerRequest, Painted
from inference.mural import canvas
from inference.mural.finish_job import finish_world
from inference.mural.layer_job import paint_layer, read_window
from inference.mural.piece_job import InvalidJob
from inference.mural.reader import StoredMural, read_region
from inference.mural.strip_job import paint_strip
from inference.sketch.painter.repaint import HERE_BYTES
from tests.inference.mural.plain_murals import finish_job

STORIES = (
    ("a castle on a green hill in the morning", "a quiet lake below the mountains"),
    ("the plain at noon", "a village and a windmill", "a forest of pines"),
    ("a stormy sea and a lighthouse",),
)
REPLY = Reply(done="done", failed="failed")


class Wall:
    """A mural in a storage, extended by a first voice and painted over by a second, as the story asks for it."""

    def __init__(self, engine: Engine, storage: FolderStorage) -> None:
        self.engine, self.storage = engine, storage
        self.strips: list[StripResult] = []
        self.layers: list[LayerResult] = []

    def extend(self, *texts: str) -> Wall:
        for text in texts:
            last, position = (self.strips[-1] if self.strips else None), len(self.strips)
            job = StripJob(
                about="first",
                attempt=1,
                world="w",
                text=text,
                seed=7,
                position=position,
                x=strip_x(position),
                carried=last and last.files.picture,
                carried_relief=last and last.files.relief,
                memory=last.memory if last else {},
                reply=REPLY,
            )
            self.strips.append(paint_strip(self.engine, self.storage, job))
        return self

    @property
    def here(self) -> list[LayerResult]:
        """The layers on the window that ends with the mural."""
        return [layer for layer in self.layers if layer.position == len(self.strips) - 1]

    def job(self, text: str, **changes: Any) -> LayerJob:
        position, here = len(self.strips) - 1, self.here
        last, before = self.strips[-1], self.strips[-2] if position else None
        fields = {
            "about": "second",
            "attempt": 1,
            "world": "w",
            "text": text,
            "seed": 7 + 7_907 * len(self.layers),
            "position": position,
            "x": canvas_x(position),
            "picture": last.files.picture,
            "relief": last.files.relief,
            "before_picture": before and before.files.picture,
            "before_relief": before and before.files.relief,
            "layers": [LaidLayer(picture=layer.files.picture, relief=layer.files.relief) for layer in here],
            "memory": here[-1].memory if here else last.memory,
            "reply": REPLY,
        }
        return LayerJob.model_validate(fields | changes)

    def over(self, text: str) -> LayerResult:
        self.layers.append(paint_layer(self.engine, self.storage, self.job(text)))
        return self.layers[-1]

    def window(self) -> tuple[Picture, np.ndarray]:
        return read_window(self.storage, self.job("look"))

    def notes(self) -> list[StripNote]:
        return [
            StripNote(
                position=position,
                x=strip.x,
                width=strip.files.width,
                picture=strip.files.picture,
                relief=strip.files.relief,
                text="a phrase",
                narrator="Ada",
                direction=strip.direction,
                palette=strip.palette,
                layers=[
                    LayerNote(
                        x=layer.x,
                        width=layer.files.width,
                        picture=layer.files.picture,
                        relief=layer.files.relief,
                        text="over it",
                        narrator="Ben",
                        direction=layer.direction,
                        palette=layer.palette,
                    )
                    for layer in self.layers
                    if layer.position == position
                ],
            )
            for position, strip in enumerate(self.strips)
        ]

    def mural(self) -> Picture:
        return read_region(self.storage, self.notes(), 0, mural_width(len(self.strips)))


@given(st.integers(0, 5_000))
def test_windows_side_by_side_never_share_a_pixel_that_may_change(position: int) -> None:
    """So layers over one strip's canvas and over the next one's may come and go without knowing of each other."""
    mask = canvas.layer_mask(canvas_x(position))
    assert canvas_x(position) + NEW == canvas_x(position + 1)
    assert canvas_x(position) + CANVAS == mural_width(position + 1)
    assert not mask[:, NEW:].any(), "what the next strip carries on stays"
    assert mask[0, JOIN] == mask[0, NEW - JOIN - 1] == 255
    assert (mask[0, 0] == 255) == (position == 0)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 556]))
def test_laying_over_keeps_and_covers_exactly(seed: int, x: int) -> None:
    chance = np.random.default_rng(seed)
    below, paint = (chance.integers(0, 256, (HEIGHT, CANVAS, 3), np.uint8) for _ in range(2))
    mask = canvas.layer_mask(x)
    laid = canvas.blend_over(paint, below, mask)
    assert np.array_equal(laid[mask == 0], below[mask == 0])
    assert np.array_equal(laid[mask == 255], paint[mask == 255])
    assert (laid >= np.minimum(below, paint)).all()
    assert (laid <= np.maximum(below, paint)).all()


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_only_the_stretch_changes_and_what_was_said_is_seen(
    engine: Engine, storage: FolderStorage, story: tuple[str, ...]
) -> None:
    wall = Wall(engine, storage).extend(*story)
    before, deep = wall.window()
    whole = wall.mural()
    layer = wall.over("a huge red dragon")
    after, deeper = wall.window()
    assert np.array_equal(before[:, NEW:], after[:, NEW:]), "the edge that the next strip carries on"
    assert np.array_equal(deep[:, NEW:], deeper[:, NEW:])
    changed = np.abs(before.astype(int) - after)[:, :NEW].mean(axis=2)
    assert (changed > 40).mean() > 0.01, "a dragon is there now"
    assert (changed < 4).mean() > 0.6, "and the place is the place it was"
    assert changed[:, -8:].mean() < 2, "no step where it ends"
    outside = np.ones(whole.shape[1], bool)
    outside[layer.x : layer.x + layer.files.width] = False
    assert np.array_equal(wall.mural()[:, outside], whole[:, outside])


@pytest.mark.parametrize("story", STORIES)
def test_a_phrase_that_brings_nothing_paints_the_place_again_as_it_was(
    engine: Engine, storage: FolderStorage, story: tuple[str, ...]
) -> None:
    """The land and the things are remembered whole: the soft ends blend a picture with itself."""
    wall = Wall(engine, storage).extend(*story)
    below, deep = wall.window()
    memory = json.loads(json.dumps(wall.strips[-1].memory))
    nothing = engine.director.direct("and so it is", art_style="gouache", before=[], memory=memory)
    x = canvas_x(len(story) - 1)
    again = engine.painter.repaint(LayerRequest(nothing, 99, x, below, deep, canvas.layer_mask(x), memory))
    assert again.relief is not None
    apart = np.abs(again.canvas.astype(int) - below)
    assert apart.mean() < 0.5
    assert (apart > 12).mean() < 0.005
    assert (np.abs(again.relief.astype(int) - deep) > 1500).mean() < 0.005


def test_a_layer_s_relief_is_exact_where_it_covers_and_the_walls_own_where_it_does_not(
    engine: Engine, storage: FolderStorage
) -> None:
    wall = Wall(engine, storage).extend(*STORIES[0])
    _, deep = wall.window()
    layer = wall.over("a huge red dragon")
    painted, alpha = decode_layer(storage.read(layer.files.picture))
    relief = decode_relief(storage.read(layer.files.relief))
    assert painted.shape == (HEIGHT, NEW, 3)
    assert np.array_equal(alpha, canvas.layer_mask(layer.x)[:, :NEW])
    _, after = wall.window()
    assert np.array_equal(after[:, :NEW][alpha == 255], relief[alpha == 255])
    raised = after[:350, JOIN : NEW - JOIN].astype(int) - deep[:350, JOIN : NEW - JOIN]
    assert (raised > 15_000).mean() > 0.02, "the dragon stands before the sky"


@pytest.mark.slow
def test_layers_lie_on_one_another_and_each_sees_what_is_there(engine: Engine, storage: FolderStorage) -> None:
    wall = Wall(engine, storage).extend(*STORIES[0])
    wall.over("a huge red dragon")
    dragon, _ = wall.window()
    second = wall.over("five white birds")
    both, _ = wall.window()
    red = (dragon[..., 0].astype(int) - dragon[..., 1]) > 80
    assert red.sum() > 3_000
    still = (both[..., 0].astype(int) - both[..., 1]) > 80
    assert (still & red).sum() > 0.7 * red.sum(), "the first layer's dragon is still there"
    assert not np.array_equal(dragon, both)
    assert [thing[0] for thing in second.memory["here"]].count("birds") == 5


@pytest.mark.slow
def test_a_strip_painted_after_a_layer_is_the_strip_painted_without_it(engine: Engine, storage: FolderStorage) -> None:
    """So a layer can be taken away at any time and nothing that came later has to be painted again."""
    bare = Wall(engine, storage).extend(*STORIES[0], "night falls over a village")
    woven = Wall(engine, storage).extend(*STORIES[0])
    woven.over("a forest fire")
    woven.extend("night falls over a village")
    assert np.array_equal(
        decode_picture(storage.read(bare.strips[-1].files.picture)),
        decode_picture(storage.read(woven.strips[-1].files.picture)),
    )
    woven.layers.clear()
    assert np.array_equal(bare.mural(), woven.mural())


@pytest.mark.slow
def test_the_same_words_and_seeds_paint_the_same_layer(engine: Engine, storage: FolderStorage) -> None:
    wall = Wall(engine, storage).extend(*STORIES[1])
    job = wall.job("the sea comes in with three ships")
    one, other = (paint_layer(engine, storage, job) for _ in range(2))
    assert one.files.picture != other.files.picture, "a doubled job touches nothing that hangs"
    for key in ("picture", "relief", "view", "relief_view"):
        assert storage.read(getattr(one.files, key)) == storage.read(getattr(other.files, key))
    assert one.model_copy(update={"files": other.files, "seconds": other.seconds}) == other
    assert LayerResult.model_validate_json(one.model_dump_json()) == one


@pytest.mark.slow
def test_a_light_that_the_second_voice_brings_comes_and_goes_within_the_stretch(
    engine: Engine, storage: FolderStorage
) -> None:
    wall = Wall(engine, storage).extend(*STORIES[1])
    day, _ = wall.window()
    wall.over("night falls")
    night, _ = wall.window()
    darker = day[:250].mean(axis=(0, 2)) - night[:250].mean(axis=(0, 2))
    assert darker[230:330].mean() > 60
    assert np.abs(darker[:8]).max() < 12
    assert np.abs(darker[NEW - 8 :]).max() < 12
    wall.over("a fox")
    later, _ = wall.window()
    assert np.abs(later[:250, 230:330].mean() - night[:250, 230:330].mean()) < 12, "the night stays for the next layer"


def test_land_that_the_second_voice_brings_takes_the_things_on_it_along(engine: Engine, storage: FolderStorage) -> None:
    wall = Wall(engine, storage).extend("the plain at noon", "five sheep on the plain")
    sheep = [thing for thing in wall.strips[-1].memory["here"] if thing[0] == "sheep"]
    layer = wall.over("the sea comes in")
    left = [thing for thing in layer.memory["here"] if thing[0] == "sheep"]
    inside = [thing for thing in sheep if canvas_x(1) + 200 < thing[1] < canvas_x(1) + 360]
    assert len(left) <= len(sheep) - len(inside)
    blue = wall.window()[0][560:, 250:330].reshape(-1, 3).mean(axis=0)
    assert blue[2] > blue[0] + 20


@pytest.mark.slow
def test_a_crowded_place_is_remembered_within_bounds(engine: Engine, storage: FolderStorage) -> None:
    crowd = "sixty lanterns, forty birds, twenty sheep, a dragon, a castle, three ships and ten towers at night"
    wall = Wall(engine, storage).extend(crowd, crowd)
    for _ in range(2):
        layer = wall.over(crowd)
        assert len(json.dumps(layer.memory["here"])) <= HERE_BYTES + 200
        assert len(json.dumps(layer.memory)) <= 16_384


@pytest.mark.parametrize(
    "memory", [{}, {"version": 2}, {"version": 2, "turns": 5, "here": {"a": 1}, "over": [1], "cast": 3}]
)
def test_a_place_that_nothing_is_remembered_of_is_painted_anew(
    engine: Engine, storage: FolderStorage, memory: dict[str, Any]
) -> None:
    wall = Wall(engine, storage).extend(*STORIES[0])
    result = paint_layer(engine, storage, wall.job("a red dragon", memory=memory))
    painted, _ = decode_layer(storage.read(result.files.picture))
    assert painted.std() > 10


def test_what_screens_load_has_the_alpha_too(engine: Engine, storage: FolderStorage) -> None:
    wall = Wall(engine, storage).extend(*STORIES[0])
    files = wall.over("a red dragon").files
    view = Image.open(io.BytesIO(storage.read(files.view)))
    relief = Image.open(io.BytesIO(storage.read(files.relief_view)))
    assert (view.mode, view.size) == ("RGBA", (NEW, HEIGHT))
    assert (relief.mode, relief.size) == ("LA", (NEW // 4, HEIGHT // 4))
    alpha = np.asarray(relief)[..., 1]
    assert alpha[0, 0] < 30 and alpha[0, NEW // 8] == 255 and alpha[0, -1] < 30
    assert np.array_equal(np.asarray(view)[..., 3], canvas.layer_mask(556)[:, :NEW])


@pytest.mark.slow
def test_the_finished_mural_shows_the_layers(engine: Engine, storage: FolderStorage) -> None:
    wall = Wall(engine, storage).extend(*STORIES[1])
    bare = wall.mural()
    wall.over("a huge red dragon")
    window, _ = wall.window()
    left = canvas_x(2)
    assert np.array_equal(wall.mural()[:, left:], window)
    assert np.array_equal(wall.mural()[:, :left], bare[:, :left])
    seen = StoredMural(storage, wall.notes()).look(left, left + CANVAS, HEIGHT)
    assert np.array_equal(seen, window)
    # any piece of the mural is a piece of the whole, wherever it is cut
    whole = wall.mural()
    for begin, end in ((left - 100, left + 100), (left + 300, left + 700), (left + 200, left + 230), (0, left + 10)):
        assert np.array_equal(read_region(storage, wall.notes(), begin, end), whole[:, begin:end])


def test_a_job_that_contradicts_itself_is_refused(engine: Engine, storage: FolderStorage) -> None:
    wall = Wall(engine, storage).extend(*STORIES[0])
    for changes in (
        {"x": 0},
        {"before_picture": None},
        {"before_picture": None, "before_relief": None},
        {"position": 0, "x": 0},
        {"position": 0, "x": 0, "before_picture": None, "before_relief": None},
    ):
        with pytest.raises(InvalidJob) as failure:
            paint_layer(engine, storage, wall.job("a dragon", **changes))
        assert failure.value.code == "paint.job"
        assert not failure.value.again


def test_a_missing_or_broken_picture_is_said(engine: Engine, storage: FolderStorage) -> None:
    wall = Wall(engine, storage).extend(*STORIES[0])
    layer = wall.over("a dragon")
    storage.write(layer.files.picture, b"\x89PNG broken")
    with pytest.raises(PictureUnreadable):
        paint_layer(engine, storage, wall.job("a fox"))
    storage.delete(layer.files.picture)
    with pytest.raises(MissingFile):
        paint_layer(engine, storage, wall.job("a fox"))


class Forgetful:
    """A painter that fills the window with one red and remembers nothing."""

    def __init__(self, shape: tuple[int, ...] = (HEIGHT, CANVAS, 3)) -> None:
        self.shape = shape

    def repaint(self, stretch: LayerRequest) -> Painted:
        red = np.zeros(self.shape, np.uint8)
        red[..., 0] = 200
        return Painted(red, {}, np.full((HEIGHT, CANVAS), 40_000, np.uint16))


def test_a_painter_that_paints_everything_changes_only_the_stretch(engine: Engine, storage: FolderStorage) -> None:
    wall = Wall(replace(engine, painter=Forgetful()), storage)  # type: ignore[arg-type]
    wall.strips = Wall(engine, storage).extend(*STORIES[0]).strips
    before, _ = wall.window()
    layer = wall.over("red")
    after, deep = wall.window()
    assert np.array_equal(after[:, NEW:], before[:, NEW:])
    assert (after[:, JOIN : NEW - JOIN] == (200, 0, 0)).all()
    assert (deep[:, JOIN : NEW - JOIN] == 40_000).all()
    assert layer.memory == wall.strips[-1].memory, "what is known of the place is not lost"
    wall.engine = replace(engine, painter=Forgetful((HEIGHT, CARRIED, 3)))  # type: ignore[arg-type]
    with pytest.raises(EngineError, match="left a canvas"):
        wall.over("too small")


def test_a_layer_that_cannot_be_read_is_named_and_left_out(engine: Engine, storage: FolderStorage) -> None:
    wall = Wall(engine, storage).extend(*STORIES[0])
    bare = wall.mural()
    layer = wall.over("a huge red dragon")
    storage.write(layer.files.picture, b"\x89PNG broken")
    assert np.array_equal(wall.mural(), bare)
    result = finish_world(engine, storage, finish_job(wall.notes()))
    assert [(skipped.position, skipped.layer) for skipped in result.skipped] == [(1, True)]
