"""When a film shows and says what: pure functions, held to what a viewer would notice."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inference.contract.direction import Palette
from inference.contract.files.subtitle_files import timestamp
from inference.contract.files.subtitle_layout import CUE_LINES, two_lines
from inference.contract.finishing import FilmShot
from inference.contract.geometry import HEIGHT, mural_width, strip_width, strip_x
from inference.contract.makings.plan import Credit, Plan, VoiceNote
from inference.contract.pieces import LayerNote, StripNote
from inference.studio.film.camera import overview_view, parallax_view
from inference.studio.film.captions import captions_vtt, chapters_vtt
from inference.studio.film.formats import FPS, TALL, WIDE, FilmFormat
from inference.studio.film.timeline import (
    DISSOLVE,
    MAX_SECONDS,
    Timeline,
    build_timeline,
    shots_of,
)
from tests.inference.mural.plain_murals import DIRECTION

PALETTE = Palette(colours=["#203040"], hue=210, warmth=-0.3, brightness=0.3, variance=0.4)
MOVES = ("hold", "pan", "push", "pull")


def plan_of(texts: list[str], *, over: dict[int, str] | None = None, **more: object) -> Plan:
    """A world of ``texts``; ``over`` are a second voice's phrases by position. Nothing of it is painted."""
    strips = []
    for position, text in enumerate(texts):
        layer = (over or {}).get(position)
        layers = (
            [
                LayerNote(
                    x=strip_x(position),
                    width=556,
                    picture="l.png",
                    relief="r.png",
                    text=layer,
                    narrator="Ben",
                    direction=DIRECTION,
                    palette=PALETTE,
                )
            ]
            if layer
            else []
        )
        strips.append(
            StripNote(
                position=position,
                x=strip_x(position),
                width=strip_width(position),
                picture=f"{position}.png",
                relief=f"{position}-r.png",
                text=text,
                narrator="Ada",
                direction=DIRECTION,
                palette=PALETTE,
                layers=layers,
            )
        )
    plan = {
        "world": "w",
        "seed": 7,
        "finished": True,
        "frozen": 0,
        "title": "A Lamp",
        "strips": strips,
        "credits": [Credit(name="Ada")],
    }
    return Plan.model_validate(plan | more)


def shots_for(count: int) -> list[FilmShot]:
    """What an art director lists: a shot a strip, of every move, and the whole last."""
    shots = [
        FilmShot(position=i, x=strip_x(i), width=strip_width(i), move=MOVES[i % 4], seconds=4 + i % 5)
        for i in range(count)
    ]
    return [*shots, FilmShot(position=count - 1, x=0, width=mural_width(count), move="pull", seconds=9)]


worlds = st.builds(
    lambda texts, second, shots: plan_of(
        texts, over={0: second} if second.strip() else None, shots=shots_for(len(texts)) if shots else []
    ),
    st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=40),
    st.text(max_size=200),
    st.booleans(),
)


@given(worlds)
def test_scenes_cover_the_film_and_captions_stay_apart_and_in_their_scene(plan: Plan) -> None:
    line = build_timeline(plan, {})
    overlap = round(DISSOLVE * FPS)
    assert line.scenes[0].first == 0
    assert line.scenes[-1].end == line.frames
    for before, after in pairwise(line.scenes):
        assert after.first == before.end - overlap
        assert after.frames > 2 * overlap
    assert line.seconds <= MAX_SECONDS
    for before_, after_ in pairwise(line.captions):
        assert before_.end <= after_.begin + 1e-6
    for caption in line.captions:
        assert two_lines(caption.text).count("\n") < CUE_LINES
        assert caption.begin < caption.end
        scene = next(s for s in line.scenes if s.kind == "shot" and s.position == caption.position)
        assert scene.first / FPS <= caption.begin
        assert caption.end <= scene.end / FPS


@given(worlds, st.sampled_from((WIDE, TALL)), st.floats(0, HEIGHT))
def test_no_shot_looks_beyond_the_mural(plan: Plan, shape: FilmFormat, focus: float) -> None:
    wide = plan.width
    for scene in build_timeline(plan, {}).scenes:
        for share in (0.0, 0.3, 0.7, 1.0):
            if scene.kind in ("title", "shot"):
                view = parallax_view(scene, shape, wide, focus, share)
                tall = view.width / shape.aspect
                assert view.x - view.width / 2 >= -1e-6
                assert view.x + view.width / 2 <= wide + 1e-6
                assert view.y - tall / 2 >= -1e-6
                assert view.y + tall / 2 <= HEIGHT + 1e-6


def test_a_world_of_a_thousand_strips_is_flown_through_in_time() -> None:
    plan = plan_of([f"the road goes on, mile {mile}" for mile in range(1000)], shots=shots_for(1000))
    line = build_timeline(plan, {})
    assert MAX_SECONDS * 0.9 < line.seconds <= MAX_SECONDS
    shown = [scene.position for scene in line.scenes if scene.kind == "shot"]
    assert shown == sorted(shown)
    assert shown[0] < 50
    assert shown[-1] > 950
    gaps = [after - before for before, after in pairwise(shown)]
    assert max(gaps) < 3 * 1000 / len(shown), "the shots are spread over the whole world"
    glides = [scene for scene in line.scenes if scene.kind == "glide"]
    assert len(glides) == sum(gap > 1 for gap in gaps)
    for glide in glides:
        begin, end = (overview_view(glide, WIDE, plan.width, share) for share in (0.0, 1.0))
        assert abs(begin.x - glide.middle) < 700
        assert abs(end.x - glide.to) < 700
        assert abs(begin.width - end.width) < 1


def test_a_world_without_an_art_directors_list_has_a_plain_shot_of_every_strip() -> None:
    plan = plan_of(["a hill", "a lake", "a wood"])
    assert [shot.position for shot in shots_of(plan)] == [0, 1, 2]
    gone = FilmShot(position=7, x=0, width=768, move="pan", seconds=4)
    assert [shot.position for shot in shots_of(plan_of(["a hill"], shots=[gone]))] == [0], (
        "a list of strips that are gone"
    )


def test_kept_voices_are_heard_one_after_another_while_their_words_are_read() -> None:
    voices = [
        VoiceNote(position=0, key="ada.wav"),
        VoiceNote(position=0, key="ben.wav", layer=0),
        VoiceNote(position=1, key="gone.wav"),
    ]
    plan = plan_of(["a hill", "a lake"], over={0: "and a tower on it"}, voices=voices)
    line = build_timeline(plan, {"ada.wav": 4.0, "ben.wav": 3.0})
    assert [(spoken.key, spoken.seconds) for spoken in line.voice_clips] == [("ada.wav", 4.0), ("ben.wav", 3.0)]
    first, second = line.voice_clips
    assert first.begin + first.seconds <= second.begin
    captions = {caption.text: caption for caption in line.captions}
    assert captions["a hill"].begin == first.begin
    assert captions["and a tower on it"].narrator == "Ben"
    assert captions["and a tower on it"].begin == second.begin
    assert len(line.captions) == 3


def test_a_kept_voice_is_heard_with_the_words_of_its_own_layer() -> None:
    plan = plan_of(["a hill"], over={0: "a tower"}, voices=[VoiceNote(position=0, key="flag.wav", layer=1)])
    (strip,) = plan.strips
    upper = strip.layers[0].model_copy(update={"text": "and a flag on it"})
    plan = plan.model_copy(update={"strips": [strip.model_copy(update={"layers": [*strip.layers, upper]})]})
    line = build_timeline(plan, {"flag.wav": 3.0})
    (spoken,) = line.voice_clips
    captions = {caption.text: caption.begin for caption in line.captions}
    assert spoken.begin == captions["and a flag on it"] > captions["a tower"]


@given(st.text(max_size=300), st.text(max_size=40))
def test_the_words_beside_it_are_webvtt_whatever_was_said(text: str, name: str) -> None:
    plan = plan_of([text or "a hill"])
    strip = plan.strips[0].model_copy(update={"narrator": name})
    plan = plan.model_copy(update={"strips": [strip]})
    line: Timeline = build_timeline(plan, {})
    for written in (captions_vtt(line), chapters_vtt(plan, line)):
        head, *cues = written.rstrip("\n").split("\n\n")
        assert head == "WEBVTT"
        for cue in cues:
            time, *told = cue.split("\n")
            words = " ".join(told)
            assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}", time)
            assert "-->" not in words
            inside = re.sub(r"^<v [^<>]*>|</v>$", "", words)
            assert "<" not in inside


def test_a_stamp_rounds_into_the_next_minute() -> None:
    assert timestamp(59.9996) == "00:01:00.000"
    assert timestamp(3723.4) == "01:02:03.400"
