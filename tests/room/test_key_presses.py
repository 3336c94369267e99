"""What a key press means in static/js/keys.js: by letter on Latin keyboards, by place on others, and nothing at all
while an input method is at work."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = """
import { readFileSync } from "node:fs";
import { isSend, letterOf, writes } from "./keys.js";
const presses = JSON.parse(readFileSync("presses.json", "utf8"));
console.log(JSON.stringify(presses.map(({ altGraph, ...press }) => {
  const event = { code: "", ...press, getModifierState: (name) => name === "AltGraph" && altGraph === true };
  return { letter: letterOf(event), writes: writes(event), sends: isSend(event) };
})));
"""


def told(folder: Path, root: Path, presses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shutil.copyfile(root / "static/js/keys.js", folder / "keys.js")
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "tell.js").write_text(SCRIPT)
    (folder / "presses.json").write_text(json.dumps(presses))
    node = Path(sys.executable).parent / "node"
    process = subprocess.run([str(node), "tell.js"], cwd=folder, capture_output=True, text=True, check=True)
    answer: list[dict[str, Any]] = json.loads(process.stdout)
    return answer


def test_letters_are_known_on_every_layout(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    layouts = [
        ("t", "KeyT", "t"),
        ("T", "KeyT", "t"),
        ("m", "Semicolon", "m"),  # French: the letter, not its place
        (",", "KeyM", ""),
        ("е", "KeyT", "t"),  # Russian
        ("р", "KeyH", "h"),
        ("τ", "KeyT", "t"),  # Greek
        ("ק", "KeyE", "e"),  # Hebrew
        ("ف", "KeyT", "t"),  # Arabic
        ("ë", "KeyE", ""),  # a Latin letter, but another
        ("é", "Digit2", ""),
        ("Enter", "Enter", ""),
        ("Unidentified", "", ""),
    ]
    answers = told(tmp_path, pytestconfig.rootpath, [{"key": key, "code": code} for key, code, _ in layouts])
    assert [answer["letter"] for answer in answers] == [letter for _, _, letter in layouts]


def test_signs_are_written_and_an_input_methods_enter_sends_nothing(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    presses: list[tuple[dict[str, Any], bool, bool]] = [
        ({"key": "T"}, True, False),
        ({"key": "🌕"}, True, False),
        ({"key": "لا", "code": "KeyB"}, True, False),
        ({"key": " "}, False, False),
        ({"key": "t", "ctrlKey": True}, False, False),
        ({"key": "t", "metaKey": True}, False, False),
        ({"key": "@", "ctrlKey": True, "altKey": True, "altGraph": True}, True, False),
        ({"key": "Tab"}, False, False),
        ({"key": "F5"}, False, False),
        ({"key": "Enter", "keyCode": 13}, False, True),
        ({"key": "Enter", "keyCode": 13, "shiftKey": True}, False, False),
        ({"key": "Enter", "keyCode": 229, "isComposing": True}, False, False),
        ({"key": "Enter", "keyCode": 229, "isComposing": False}, False, False),  # WebKit, once the word is whole
    ]
    answers = told(tmp_path, pytestconfig.rootpath, [press for press, _, _ in presses])
    assert [(answer["writes"], answer["sends"]) for answer in answers] == [(w, s) for _, w, s in presses]
