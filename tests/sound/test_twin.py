"""The browser's compose.js means the same notes and sounds as the server's compose.py,
and shares out the view fairly."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from inference.contract.direction import Element
from inference.contract.sound.score import score_strip
from inference.contract.sound.textures import TEXTURES_BY_WORD
from inference.sound.compose import notes_at, sounds_at
from inference.sound.rules import RULES_FILE, read_rules
from tests.sound.test_score import plain
from tests.sound.worlds import BRIGHT, DARK, MEADOW, STORM, direct

STEPS = range(0, 400, 1)

COMPOSE = """
import { readFileSync } from "node:fs";
import { notesAt, soundsAt } from "./compose.js";
const { scores, rules, steps } = JSON.parse(readFileSync("asked.json", "utf8"));
const composed = scores.map((score) => steps.map((step) => ({
  notes: notesAt(score, rules, step),
  entering: notesAt(score, rules, step, true),
  sounds: soundsAt(score, rules, step),
})));
console.log(JSON.stringify(composed));
"""
WEIGHTS = """
import { weightsOf } from "./weights.js";
const spans = [{from: 0, to: 768, strip: "a"}, {from: 768, to: 1324, strip: "b"}, {from: 1324, to: 1880, strip: "c"}];
const weights = [];
for (let left = -200; left < 1880; left += 20) weights.push({left, heard: weightsOf(spans, left, left + 900)});
console.log(JSON.stringify({weights, none: weightsOf(spans, 5, 5)}));
"""


def run(script: str, folder: Path, root: Path) -> Any:
    for name in ("seeded_random.js", "compose.js", "weights.js"):
        shutil.copyfile(root / "static/js/sound" / name, folder / name)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "run.js").write_text(script)
    node = Path(sys.executable).parent / "node"
    process = subprocess.run([str(node), "run.js"], cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(process.stdout)


@pytest.mark.slow
def test_the_browser_plays_the_same(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    rules = read_rules()
    scores = [
        score_strip(direct(text), palette, position, "w")
        for palette in (BRIGHT, DARK)
        for position, text in enumerate(MEADOW + STORM)
    ]
    one_word_each = {kind: word for word, heard in TEXTURES_BY_WORD.items() for kind, _ in heard}
    scores += [
        score_strip(plain(elements=[Element(kind=word)], mood="eerie"), DARK, 7, "v")
        for word in sorted(one_word_each.values())
    ]
    assert {texture.kind for score in scores for texture in score.textures} == set(rules.textures)
    asked = {
        "scores": [score.model_dump(mode="json") for score in scores],
        "rules": json.loads(RULES_FILE.read_text()),
        "steps": list(STEPS),
    }
    (tmp_path / "asked.json").write_text(json.dumps(asked))
    composed = run(COMPOSE, tmp_path, pytestconfig.rootpath)
    happened = 0
    for score, played in zip(scores, composed, strict=True):
        for step, there in zip(STEPS, played, strict=True):
            assert there["notes"] == [asdict(note) for note in notes_at(score, rules, step)]
            assert there["entering"] == [asdict(note) for note in notes_at(score, rules, step, entering=True)]
            here = [asdict(sound) for sound in sounds_at(score, rules, step)]
            assert [sound | {"frequency": pytest.approx(sound["frequency"])} for sound in here] == there["sounds"]
            happened += len(here)
    assert happened > 1000


def test_the_view_is_shared_out_among_its_strips(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    answer = run(WEIGHTS, tmp_path, pytestconfig.rootpath)
    assert answer["none"] == []
    for one in answer["weights"]:
        if 0 <= one["left"] <= 980:
            assert sum(part["weight"] ** 2 for part in one["heard"]) == pytest.approx(1, abs=0.03), one
    loudest = [max(one["heard"], key=lambda part: part["weight"])["strip"] for one in answer["weights"] if one["heard"]]
    assert "".join(dict.fromkeys(loudest)) == "abc"
