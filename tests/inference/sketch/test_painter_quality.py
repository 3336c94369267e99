"""The painter is held to its bounds on a small sample; `python -m inference.quality painter` is the whole of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inference.quality import gallery
from inference.quality.painter import lab, measure, read_phrases, render, seam
from inference.quality.story import paint_story
from inference.sketch.director.director import SketchDirector
from inference.sketch.director.scene_memory import remember_scene


def test_sixty_phrases_wait_for_strangers() -> None:
    phrases = read_phrases()
    assert len(set(phrases)) == 60
    director = SketchDirector()
    understood = [director.direct(phrase, art_style="gouache", before=[], memory={}).elements for phrase in phrases]
    assert all(understood)


def test_white_and_black_are_where_lab_says() -> None:
    ends = lab(np.array([[[255, 255, 255], [0, 0, 0]]], np.uint8))
    assert np.allclose(ends[0, :, 0], [100, 0], atol=0.1)
    assert np.abs(ends[..., 1:]).max() < 0.2


def test_a_join_that_can_be_seen_is_measured_as_one() -> None:
    story = paint_story(["green hills at noon", "a meadow"], seed=4)
    mean, _ = seam(story)
    assert mean <= 1.5
    left = story.join(1) + 20
    story.picture[:, left:] = 255 - story.picture[:, left:]
    assert seam(story)[0] > 2


@pytest.mark.slow
def test_the_table_says_which_bounds_are_held() -> None:
    figures = measure(quick=True)
    table = render(figures)
    assert figures["seam"]["worst"] <= 1.5
    assert figures["contrasts"]["night_over_day_brightness"] < 0.6
    assert figures["contrasts"]["five_balloons"] > figures["contrasts"]["two_balloons"]
    assert table.count("| held |") >= 10
    figures["seam"]["mean"] = 9.0
    assert "NOT held" in render(figures)


@pytest.mark.slow
def test_the_gallery_is_small_jpegs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "STORIES", {"two": ("oil", 1, ("a lake", "a castle"))})
    files = gallery.paint_gallery(tmp_path / "murals")
    assert [file.stem for file in files][:2] == ["two", "style-ink"]
    for file in files:
        assert file.stat().st_size <= gallery.MOST_BYTES
        with Image.open(file) as picture:
            assert picture.format == "JPEG"


def test_what_is_told_again_looks_the_same() -> None:
    phrases = ("a castle on a hill", "a quiet sea", "back to the castle")
    story = paint_story(phrases, seed=9)
    first, last = story.memories[0]["cast"]["castle"], story.memories[2]["cast"]["castle"]
    assert first == last
    director = SketchDirector()
    forest = director.direct("a castle in a pine forest", art_style="oil", before=[], memory={})
    sea = director.direct(
        "the open sea", art_style="oil", before=[], memory={"direction": remember_scene(forest, None)}
    )
    memory = {"direction": remember_scene(sea, remember_scene(forest, None))}
    back = director.direct("we go back to the castle", art_style="oil", before=[], memory=memory)
    assert {"castle", "conifer"} <= {element.kind for element in back.elements}
    assert "back to where the castle was" in back.understood
