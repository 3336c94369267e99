"""The screen stays lit while somebody speaks or waits for their turn: static/js/wake_lock.js and who waits, in
static/js/room/snapshot.js."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCREEN = """
import { WakeLock } from "./wake_lock.js";
const page = Object.assign(new EventTarget(), { hidden: false });
globalThis.document = page;
let lit = 0, refuses = false;
/** @type {{release: () => Promise<void>, released: boolean}[]} */
const locks = [];
const request = async () => {
  if (page.hidden || refuses) throw new DOMException("no", "NotAllowedError");
  const lock = { released: false, release: async () => { if (!lock.released) lit--; lock.released = true; } };
  lit++;
  locks.push(lock);
  return lock;
};
Object.defineProperty(globalThis, "navigator", { value: { wakeLock: { request } } });
const wakeLock = new WakeLock();
const told = [];
const settled = () => new Promise((done) => setTimeout(done));
const show = async (hidden) => {
  page.hidden = hidden;
  if (hidden) for (const lock of locks) await lock.release();  // as browsers do
  page.dispatchEvent(new Event("visibilitychange"));
};
for (const act of [
  () => (wakeLock.wanted = true),
  () => (wakeLock.wanted = true),
  () => show(true),
  () => show(false),
  () => (wakeLock.wanted = false),
  () => { wakeLock.wanted = true; wakeLock.wanted = false; },
  () => { refuses = true; wakeLock.wanted = true; },
  () => { refuses = false; return show(false); },
  () => (wakeLock.wanted = false),
]) {
  await act();
  await settled();
  told.push(lit);
}
console.log(JSON.stringify(told));
"""
FLOORS = """
import { readFileSync } from "node:fs";
import { waitsForTurn } from "./room/snapshot.js";
const floors = JSON.parse(readFileSync("floors.json", "utf8"));
console.log(JSON.stringify(floors.map((floor) => waitsForTurn(floor, "ada"))));
"""


def run(script: str, folder: Path, root: Path) -> Any:
    for name in ("wake_lock.js", "room/snapshot.js", "constants.js"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(root / "static/js" / name, folder / name)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "run.js").write_text(script)
    node = Path(sys.executable).parent / "node"
    process = subprocess.run([str(node), "run.js"], cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(process.stdout)


def test_the_screen_is_lit_as_long_as_it_is_wanted_and_again_when_the_page_is_back(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    assert run(SCREEN, tmp_path, pytestconfig.rootpath) == [1, 1, 0, 1, 0, 0, 0, 1, 0]


def test_who_has_a_hand_up_or_sits_in_a_circle_waits(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    hold = {"narrator": "ben", "since": 0, "deadline": 60}
    both = ["ada", "ben"]
    floors: list[tuple[dict[str, Any], bool]] = [
        ({"mode": "open", "hold": hold, "hands": [], "seats": both}, False),
        ({"mode": "open", "hold": hold, "hands": ["ada"], "seats": both}, True),
        ({"mode": "circle", "hold": hold, "hands": [], "seats": both}, True),
        ({"mode": "circle", "hold": hold, "hands": [], "seats": ["ben"]}, False),
        ({"mode": "circle", "hold": None, "hands": [], "seats": both}, False),
    ]
    (tmp_path / "floors.json").write_text(json.dumps([floor for floor, _ in floors]))
    assert run(FLOORS, tmp_path, pytestconfig.rootpath) == [waits for _, waits in floors]
