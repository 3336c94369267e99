"""``python -m inference``: the engines on files, without a server; bad input gets one sentence and exit code 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inference.__main__ import main
from inference.contract.geometry import HEIGHT, mural_width, strip_x
from inference.models.hub.registry import MODELS
from tests.models.hub.local_hub import LocalHub

PHRASES = ["a red moon rises over the frozen sea", "an old castle stands on the hill"]


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert err.endswith(".\n")
    return err


def test_phrases_become_one_mural_with_its_relief(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, relief = tmp_path / "mural.png", tmp_path / "relief.png"
    record = answer(
        capsys, "paint", *PHRASES, "--engine", "sketch", "--out", str(out), "--relief", str(relief), "--seed", "7"
    )
    with Image.open(out) as mural, Image.open(relief) as depths:
        assert mural.size == (mural_width(2), HEIGHT)
        depth = np.asarray(depths)
    assert depth.shape == (HEIGHT, mural_width(2))
    assert depth.max() > 255, "the relief has lost its 16 bits"
    assert record["engine"] == "sketch"
    assert [strip["text"] for strip in record["strips"]] == PHRASES
    assert [strip["x"] for strip in record["strips"]] == [0, strip_x(1)]


def test_the_same_seed_paints_the_same_mural(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, other = (tmp_path / f"{name}.png" for name in "abc")
    for path, number in ((first, "7"), (second, "7"), (other, "8")):
        assert main(["paint", PHRASES[0], "--out", str(path), "--seed", number, "--style", "ink"]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_a_clip_is_written_down(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = tmp_path / "clip.wav"
    subprocess.run(["flite", "-voice", "rms", "-t", "an old castle stands on the hill", "-o", str(clip)], check=True)
    record = answer(capsys, "hear", str(clip))
    assert "castle stands on the hill" in record["text"]
    assert len(record["words"]) == len(record["text"].split())
    assert main(["hear", str(clip)]) == 0
    assert capsys.readouterr().out.strip() == record["text"]


def test_a_phrase_is_directed(capsys: pytest.CaptureFixture[str]) -> None:
    record = answer(capsys, "direct", "a storm at night over an old castle", "--style", "woodcut")
    assert record["art_style"] == "woodcut"
    assert any(element["kind"] == "castle" for element in record["elements"])


def test_the_ledger_lists_the_five_jobs(capsys: pytest.CaptureFixture[str]) -> None:
    record = answer(capsys, "ledger")
    assert {line["job"] for line in record["lines"]} == {"ears", "director", "painter", "relief", "art director"}
    assert all(line["licence"] for line in record["lines"])
    assert main(["ledger"]) == 0
    table = capsys.readouterr().out
    assert all(line["id"] in table for line in record["lines"])


def test_a_world_is_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    record = answer(capsys, "ask", "Which strip has the castle?", *PHRASES, "--engine", "sketch")
    assert record["position"] == 1
    assert "castle" in record["text"]


def test_the_models_are_fetched_ahead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    relief = next(model for model in MODELS if model.name == "relief")
    with LocalHub() as hub:
        commit = hub.publish(relief.id, {"config.json": b"{}", "model.safetensors": bytes(5000)})
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.url)
        template = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
        assert main(["fetch", "--models", str(tmp_path), "--only", "relief"]) == 0
        first = capsys.readouterr().out
        assert main(["fetch", "--models", str(tmp_path), "--only", "relief"]) == 0
        assert "Nothing is missing" in capsys.readouterr().out
        hub.publish(MODELS[0].id, {"nothing.txt": b"of use"})
        assert main(["fetch", "--models", str(tmp_path), "--only", "painter"]) == 2
        assert capsys.readouterr().err.endswith(".\n")
    assert first.startswith("5 kB will be fetched into ")
    assert commit[:12] in first and "(100 %)" in first
    assert (tmp_path / relief.folder_name / "model.safetensors").stat().st_size == 5000


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (["paint", "  ", "--out", "m.png"], "at least one word"),
        (["paint", "a" * 401, "--out", "m.png"], "400"),
        (["paint", "a moon"], "--out"),
        (["paint", "a moon", "--out", "m.gif"], ".png"),
        (["paint", "a moon", "--out", "/nowhere/m.png"], "no folder"),
        (["paint", "a moon", "--out", "m.png", "--seed", "-1"], "seed"),
        (["paint", "a moon", "--out", "m.png", "--style", "crayon"], "crayon"),
        (["paint", "a moon", "--out", "m.png", "--engine", "models"], "python -m inference fetch brings them"),
        (["ledger", "--engine", "sketch", "--random-weights"], "--engine models"),
        (["ask", "why? " * 100, "a moon"], "300"),
        (["ask", "why?"], "PHRASE"),
        (["fetch", "--only", "ears,nose"], "not 'nose'"),
        (["fetch", "--only", "whisper-huge"], "whisper-large-v3-turbo, not 'whisper-huge'"),
        (["sound", "/nowhere/world.json", "--out", "w.wav"], "/nowhere/world.json"),
        (["paint", "a moon", "--out", "m.png", "--engine", "oil"], "no engine called"),
        (["paint", *["a moon"] * 30, "--out", "m.webp"], "16383"),
        (["hear", "/nowhere/clip.wav"], "cannot be used"),
        (["sing"], "sing"),
        ([], "required"),
    ],
)
def test_bad_input_gets_one_sentence(
    arguments: list[str],
    about: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable, value in {"DEVICE": "cpu", "MODELS": str(tmp_path), "MODELS_OFFLINE": "on"}.items():
        monkeypatch.setenv(f"LIGHTLOOM_{variable}", value)
    assert about in refusal(capsys, *arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_clip_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = tmp_path / "clip.wav"
    clip.write_bytes(b"RIFF....WAVEfmt broken")
    assert "WAV" in refusal(capsys, "hear", str(clip))


def test_no_django_is_needed() -> None:
    code = "import sys, inference.__main__; sys.exit('django' in sys.modules or 'celery' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
