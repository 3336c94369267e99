"""A whole film, very small: made in steps, joined, and seen and heard as a viewer would."""

from __future__ import annotations

import io
import json
import wave
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest

from inference.contract.errors import EngineError
from inference.contract.files.storage import FolderStorage
from inference.contract.geometry import HEIGHT, mural_width, strip_width
from inference.contract.makings.plan import Credit, Plan, VoiceNote
from inference.contract.pieces import StripNote
from inference.contract.sound.score import score_strip
from inference.mural.palette import measure_palette
from inference.sound.render import Passage, render
from inference.sound.rules import read_rules
from inference.studio.film import typesetting
from inference.studio.film.camera import View
from inference.studio.film.colours import page_colours
from inference.studio.film.formats import FPS, FilmFormat
from inference.studio.film.frames import FrameRenderer
from inference.studio.film.maker import FilmOptions, make_film
from inference.studio.film.parallax import ParallaxRenderer
from inference.studio.film.section_reader import SectionReader
from inference.studio.film.soundtrack import render_chunk
from inference.studio.film.timeline import build_timeline
from inference.studio.film.typesetting import Typesetter
from inference.studio.step import Step, StepResult
from tests.inference.mural.plain_murals import DIRECTION, hang_strip

SMALL = FilmFormat(160, 90, 90)
FOLDER = "worlds/w/made/film-1"
FAR, NEAR = (300, 200), (300, 500)
"""Where a bright square is far away and where one is near: column and row of its middle on the first strip."""


def hang(storage: FolderStorage, count: int) -> list[StripNote]:
    """Strips of a dark sky over a ground that comes near, with a bright far square and a bright near one."""
    notes = []
    for position in range(count):
        width = strip_width(position)
        rows = np.arange(HEIGHT)[:, None]
        picture = np.zeros((HEIGHT, width, 3), np.uint8)
        picture[:] = np.array([20 + 30 * position, 40, 70], np.uint8)
        relief = np.where(rows > 420, (rows - 420) * 120, 0) * np.ones((1, width))
        for (x, y), deep, colour in ((FAR, 0.0, (255, 0, 0)), (NEAR, 0.95, (0, 255, 0))) if position == 0 else ():
            place = slice(y - 24, y + 24), slice(x - 24, x + 24)
            picture[place] = colour
            relief[place] = deep * 65535
        narrator = ("Ada", "Ben")[position % 2]
        notes.append(hang_strip(storage, position, picture, relief.astype(np.uint16), narrator=narrator))
    return notes


def a_plan(strips: list[StripNote], **more: object) -> Plan:
    names = [Credit(name="Ada", colour=0, phrases=1), Credit(name="Ben", colour=3, phrases=1)]
    plan = {
        "world": "w",
        "seed": 7,
        "finished": True,
        "frozen": 0,
        "title": "A Lamp",
        "description": "A lamp by the sea.",
        "credits": names,
        "strips": strips,
    }
    return Plan.model_validate(plan | more)


def wav(seconds: float, loud: float = 0.5) -> bytes:
    """A kept voice: a hum of 220 Hz, 16 kHz mono."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        time = np.arange(round(seconds * 16_000)) / 16_000
        file.writeframes((loud * 32_767 * np.sin(2 * np.pi * 220 * time)).astype("<i2").tobytes())
    return out.getvalue()


@dataclass
class Made:
    storage: FolderStorage
    plan: Plan
    steps: list[StepResult]

    @property
    def film(self) -> bytes:
        return self.storage.read(f"{FOLDER}/film.mp4")


OPTIONS = FilmOptions(SMALL, segment=75)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A film of two strips, one with a kept voice, every step as short as it can be."""
    storage = FolderStorage(tmp_path_factory.mktemp("media"))
    storage.write("worlds/w/voices/ada.wav", wav(2.0))
    voices = [
        VoiceNote(position=0, key="worlds/w/voices/ada.wav"),
        VoiceNote(position=1, key="worlds/w/voices/gone.wav"),
    ]
    plan = a_plan(hang(storage, 2), voices=voices)
    made = Made(storage, plan, [])
    carry: dict[str, object] = {}
    while not made.steps or not made.steps[-1].finished:
        step = Step(len(made.steps), json.loads(json.dumps(carry)), FOLDER, deadline=0.0)
        made.steps.append(make_film(storage, plan, step, OPTIONS))
        carry = made.steps[-1].carry
    return made


@pytest.mark.slow
def test_it_plays_from_its_first_frame_to_its_last_with_sound(made: Made) -> None:
    line = build_timeline(made.plan, {"worlds/w/voices/ada.wav": 2.0})
    with av.open(io.BytesIO(made.film), "r") as film:
        picture, sound = film.streams.video[0], film.streams.audio[0]
        assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert (picture.width, picture.height) == (160, 90)
        times = [frame.time for frame in film.decode(picture) if frame.time is not None]
        assert len(times) == line.frames
        assert times == sorted(times)
        assert times[-1] == pytest.approx((line.frames - 1) / FPS, abs=1e-3)
        assert film.duration is not None
        assert film.duration / 1e6 == pytest.approx(line.seconds, abs=0.1)
        film.seek(0)
        heard = sum(frame.samples for frame in film.decode(sound)) / 44_100
        assert heard == pytest.approx(line.seconds, abs=0.1)
        tags = {"title": "A Lamp", "artist": "Ada, Ben", "comment": "“A Lamp”, woven by Ada, Ben with Lightloom"}
        assert film.metadata.items() >= (tags | {"description": "A lamp by the sea."}).items()
    index, data = made.film.index(b"moov"), made.film.index(b"mdat")
    assert index < data, "it must begin to play before it has come whole"
    assert {file.name for file in made.steps[-1].files} == {"film.mp4", "film.vtt", "chapters.vtt", "poster.jpg"}
    assert made.steps[-1].files[0].about["voices"] == 1
    words = made.storage.read(f"{FOLDER}/film.vtt").decode()
    assert "<v Ada>phrase 0</v>" in words
    assert "<v Ben>phrase 1</v>" in words
    assert not made.steps[-1].skipped


def test_a_step_does_one_piece_of_work_and_says_how_far_it_is(made: Made) -> None:
    done = [step.done for step in made.steps]
    assert done == list(range(1, len(done) + 1))
    assert {step.of for step in made.steps} == {len(done)}
    spent = made.steps[-1].spent
    assert all(made.storage.exists(key) for key in spent), "a maker deletes nothing itself"
    assert not {file.key for file in made.steps[-1].files} & set(spent)


@pytest.mark.slow
def test_a_worker_that_begins_in_the_middle_draws_the_same_frames(made: Made) -> None:
    line = build_timeline(made.plan, {"worlds/w/voices/ada.wav": 2.0})
    shot = next(scene for scene in line.scenes if scene.kind == "shot")
    numbers = [shot.first + 10, shot.first + 60, shot.end - 5, line.frames - 80]
    one, other = (FrameRenderer(made.storage, made.plan, SMALL, line) for _ in range(2))
    drawn = [one.draw(number) for number in numbers]
    again = [other.draw(number) for number in reversed(numbers)][::-1]
    for first, second in zip(drawn, again, strict=True):
        assert np.array_equal(first, second)
    assert not np.array_equal(drawn[0], drawn[1]), "and the camera moves"
    # A step done again elsewhere leaves a segment that fits in the place of the other.
    elsewhere = "worlds/w/made/film-2"
    make_film(made.storage, made.plan, Step(3, made.steps[2].carry, elsewhere, deadline=0.0), OPTIONS)
    lengths = []
    for folder in (FOLDER, elsewhere):
        with av.open(io.BytesIO(made.storage.read(f"{folder}/part-0003.mp4")), "r") as segment:
            lengths.append((segment.streams.video[0].frames, segment.streams.video[0].codec_context.extradata))
    assert lengths[0] == lengths[1]
    assert lengths[0][0] == OPTIONS.segment


def test_what_is_near_passes_faster_than_what_is_far(made: Made) -> None:
    stage = ParallaxRenderer(SectionReader(made.storage, made.plan.strips), 0, mural_width(2))
    shape = FilmFormat(640, 360, 360)
    full = shape.view_width(mural_width(2))

    def column(x: float, width: float, band: int) -> float:
        frame = stage.draw(View(x, 384, width), shape, full)[..., band].astype(int)
        other = stage.draw(View(x, 384, width), shape, full)[..., 1 - band]
        bright = np.argwhere((frame > 180) & (other < 90))
        assert len(bright), "the square is in view"
        return float(bright[:, 1].mean())

    far, near = (column(550, 1000, band) - column(650, 1000, band) for band in (0, 1))
    assert far == pytest.approx(100 * 640 / 1000, abs=1)
    assert 1.03 * far < near < 1.25 * far
    # A camera that comes towards what is in its middle moves the rest away from there, and most what is near.
    grown = [column(550, 1200, band) - column(550, 900, band) for band in (0, 1)]
    assert grown[1] > 1.05 * grown[0] > 0


def test_what_cannot_be_read_is_filled_and_named(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    strips = hang(storage, 3)
    storage.write(strips[1].picture, b"no picture")
    storage.delete(strips[2].relief)
    plan = a_plan(strips)
    line = build_timeline(plan, {})
    frames = FrameRenderer(storage, plan, SMALL, line)
    second = next(scene for scene in line.scenes if scene.kind == "shot" and scene.position == 1)
    frame = frames.draw(second.first + second.frames // 2)
    assert frame[:40].min(axis=2).max() < 120
    assert frame[:40].max() > 20, "the place of a strip that is missing is not black"
    assert {skipped.position for skipped in frames.skipped} == {1, 2}


def test_a_world_with_nothing_to_see_has_no_film(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    strips = hang(storage, 2)
    for strip in strips:
        storage.delete(strip.picture)
    with pytest.raises(EngineError) as error:
        make_film(storage, a_plan(strips), Step(0, {}, FOLDER), OPTIONS)
    assert error.value.code == "finish.nothing"


@pytest.mark.slow
def test_sound_made_in_pieces_is_the_sound_made_whole() -> None:
    storm = DIRECTION.model_copy(update={"light": "storm", "mood": "fierce"})
    palette = measure_palette(np.full((HEIGHT, 64, 3), 90, np.uint8))
    scores = [score_strip(one, palette, index, "w") for index, one in enumerate((DIRECTION, storm))]
    passages = [Passage(scores[0], 20.0), Passage(scores[1], 19.0)]
    whole = np.concatenate(list(render(passages, read_rules())), axis=1)
    late = np.concatenate(list(render(passages, read_rules(), 4, 6)), axis=1)
    same = whole[:, 24 * 44_100 : 36 * 44_100]
    assert same.shape == late.shape
    assert np.sqrt(np.mean(same**2)) > 0.005
    assert np.sqrt(np.mean((same - late) ** 2)) < 0.02 * np.sqrt(np.mean(same**2))


@pytest.mark.slow
def test_the_music_steps_back_while_somebody_speaks(made: Made) -> None:
    spoken = build_timeline(made.plan, {"worlds/w/voices/ada.wav": 2.0})
    silent = build_timeline(made.plan, {})
    with_voice, without = (
        np.frombuffer(render_chunk(made.storage, made.plan, line, 0), "<i2").reshape(-1, 2).astype(float)
        for line in (spoken, silent)
    )
    begin = spoken.voice_clips[0].begin

    def hum(samples: np.ndarray, at: float) -> float:
        """How much of a second is the voice's 220 Hz."""
        part = samples[round(at * 44_100) :][:44_100, 0] * np.hanning(44_100)
        power = np.abs(np.fft.rfft(part)) ** 2
        return float(power[217:224].sum() / power.sum())

    assert hum(with_voice, begin + 0.5) > 0.8
    assert hum(without, begin + 0.5) < 0.5
    assert hum(with_voice, begin + 4) < 0.5, "after the voice it is as before"


def test_words_of_any_script_are_set_and_threads_have_the_rooms_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    colours = page_colours()
    assert len(colours.threads) == 12
    letterer = Typesetter(FilmFormat(640, 360, 360), colours)
    for text in ("a wolf walks", "Żółta łódź", "волк идёт", "שלום עולם", "狼が歩く", "x" * 90, ""):
        sign = letterer.caption(text, colours.threads[1], "Ada")
        assert (sign.pixels[..., :3] == colours.threads[1]).all(axis=2).any(), "the narrator's dash"
        assert sign.y + sign.pixels.shape[0] <= 360
    many = a_plan(
        [StripNote.model_validate(_note())],
        credits=[Credit(name=f"Narrator {number} of a long name", colour=number % 12) for number in range(40)],
    )
    for shape in (FilmFormat(640, 360, 360), FilmFormat(360, 640, 480)):
        credits = Typesetter(shape, colours).credits(many)
        assert credits.y >= 0
        assert credits.y + credits.pixels.shape[0] <= shape.height
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    with pytest.raises(EngineError, match="npm ci"):
        Typesetter(SMALL, colours)


def _note() -> dict[str, object]:
    palette = {"colours": ["#203040"], "hue": 210, "warmth": 0, "brightness": 0.3, "variance": 0.4}
    return {"position": 0, "x": 0, "width": 768, "picture": "p", "relief": "r", "text": "t", "narrator": "n",
            "direction": DIRECTION.model_dump(), "palette": palette}  # fmt: skip
