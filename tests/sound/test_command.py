"""``python -m inference sound``: a world's file becomes a WAV;
whatever does not fit is one sentence and exit code 2."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from inference.__main__ import run_program
from inference.sound.world import MAX_SECONDS, SoundWorld
from tests.pages.finished_worlds import weave
from tests.sound.worlds import DARK, STORM, narrated_world


def main(arguments: list[str]) -> int:
    """The exit code."""
    try:
        return run_program("sound", arguments)
    except SystemExit as end:
        assert isinstance(end.code, int)
        return end.code


def record(**changed: Any) -> dict[str, Any]:
    world = narrated_world(*STORM[:1], palette=DARK, seconds=1).model_dump(mode="json")
    return world | changed


def write(folder: Path, content: object) -> str:
    path = folder / "world.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def test_a_world_becomes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "world.wav"
    assert main([write(tmp_path, record()), "--out", str(out), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["out"], answer["strips"], answer["seconds"]) == (str(out), 1, 1.0)
    with wave.open(str(out)) as clip:
        assert clip.getnframes() == 44_100


STRIP = record()["strips"][0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is no JSON that can be read"),
        ("[" * 100_000, "is no JSON that can be read"),
        ([1], "holds no world"),
        (record(version=2), "has version 2; this Lightloom reads version 1"),
        (record(strips=[]), "has no strips"),
        (record(strips=[{}]), "does not fit at strips.0."),
        (record(strips=[STRIP | {"seconds": -1}]), "does not fit at strips.0.seconds"),
        (record(more=1), "does not fit at more"),
        (record(strips=[STRIP | {"seconds": 600}] * (MAX_SECONDS // 600 + 1)), "more than 6 hours"),
    ],
)
def test_a_world_that_does_not_fit_is_refused(
    content: object, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "world.wav"
    assert main([write(tmp_path, content), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "The following arguments are required"),
        (["world.json", "--out", "world.mp3"], "world.mp3 must end in .wav."),
        (["world.json", "--out", "nowhere/world.wav"], "There is no folder nowhere."),
        (["world.json", "--out", "folder.wav"], "folder.wav is a folder."),
        (["missing.json", "--out", "world.wav"], "missing.json cannot be used: No such file or directory."),
        (["folder.wav", "--out", "world.wav"], "folder.wav cannot be used: Is a directory."),
        (["world.json", "--out", "/proc/world.wav"], "/proc/world.wav cannot be used: "),
    ],
)
def test_a_command_that_cannot_be_done_is_refused(
    arguments: list[str],
    sentence: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, record())
    (tmp_path / "folder.wav").mkdir()
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


@pytest.mark.django_db
def test_a_finished_world_is_told_as_a_world_to_sound(capsys: pytest.CaptureFixture[str]) -> None:
    woven = weave("a castle stands in the rain", "a river runs by", "birds over the sea")
    call_command("world_score", woven.world.slug)
    world = SoundWorld.model_validate_json(capsys.readouterr().out)
    assert world.title == woven.world.title
    assert [strip.width for strip in world.strips] == [728, 556, 596]  # a join of 40 px lies over each neighbour
    shown = woven.browser.get(f"{woven.page}/strips.json").json()["strips"]
    assert [strip["score"] for strip in shown] == [
        passage.score.model_dump(mode="json") for passage in world.passages()
    ]


@pytest.mark.django_db
def test_a_world_that_is_not_there_cannot_be_told() -> None:
    with pytest.raises(CommandError, match="There is no finished world at 'nowhere'"):
        call_command("world_score", "nowhere")
