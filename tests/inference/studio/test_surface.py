"""The browser's surfaces: whole where nothing stands before anything, cut at outlines,
with the back layer behind the cuts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

SCRIPT = """
import { surfaceOf } from "./surface.mjs";
const width = 60, height = 96, scale = 2;
const front = new Uint8Array(width * height), back = new Uint8Array(width * height);
const { thing, behind, cell } = JSON.parse(process.argv[2]);
for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
  const i = y * width + x;
  front[i] = 20 + 2 * Math.max(0, y - 60);
  if (thing && x >= 20 && x < 36 && y >= 20 && y < 80) front[i] = 240;
  if (thing && x >= 14 && x < 42 && y >= 14 && y < 86) back[i] = 21 + 2 * Math.max(0, y - 60);
}
const surface = surfaceOf({ width, height, scale, front, back: behind ? back : null }, 120, 120, cell);
console.log(JSON.stringify({ corners: [...surface.corners], index: [...surface.index], cuts: surface.cuts }));
"""


@pytest.fixture
def surface(tmp_path: Path, pytestconfig: pytest.Config) -> Any:
    """Makes the surface of a plain with a post before it, or without."""
    shutil.copyfile(pytestconfig.rootpath / "static/js/inside/surface.js", tmp_path / "surface.mjs")
    (tmp_path / "make.mjs").write_text(SCRIPT)
    node = Path(sys.executable).parent / "node"

    def make(*, thing: bool, behind: bool, cell: int = 4) -> dict[str, Any]:
        wish = json.dumps({"thing": thing, "behind": behind, "cell": cell})
        process = subprocess.run(
            [str(node), "make.mjs", wish], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        made: dict[str, Any] = json.loads(process.stdout)
        made["corners"] = [tuple(made["corners"][i : i + 4]) for i in range(0, len(made["corners"]), 4)]
        made["triangles"] = [tuple(made["index"][i : i + 3]) for i in range(0, len(made["index"]), 3)]
        return made

    return make


def gates(made: dict[str, Any]) -> Counter[str]:
    """How many corners are of an uncut cell, of a cut one, and of the back layer."""
    kinds = {0: "whole", 65535: "back"}
    return Counter(kinds.get(gate, "cut") for *_, gate in made["corners"])


def test_without_a_back_layer_nothing_is_cut(surface: Any) -> None:
    for thing in (False, True):
        made = surface(thing=thing, behind=False)
        assert made["cuts"] == 0 and gates(made) == {"whole": 31 * 49}
        assert len(made["triangles"]) == 30 * 48 * 2, "a sheet without a hole"


@pytest.mark.parametrize("cell", [4, 8])
def test_outlines_are_cut_all_around_and_backed(surface: Any, cell: int) -> None:
    made = surface(thing=True, behind=True, cell=cell)
    assert made["cuts"] >= 2 * (32 + 120) // cell - 4, "all around the post"
    assert gates(made)["back"] > 0
    for triangle in made["triangles"]:
        corners = [made["corners"][i] for i in triangle]
        flat = len({gate for *_, gate in corners}) == 1
        depths = [near for _, _, near, _ in corners]
        if flat and corners[0][3] == 0:
            assert max(depths) - min(depths) < 40 * 257, "nothing stretches from the post to what is behind it"


def test_the_back_layer_has_the_depths_it_was_given(surface: Any) -> None:
    made = surface(thing=True, behind=True)
    above = [near for u, v, near, gate in made["corners"] if gate == 65535 and v < 30 / 96 * 65535]
    assert above and all(abs(near / 257 - 20) < 2 for near in above)
    nearest = max(near for _, _, near, gate in made["corners"] if gate == 65535)
    assert nearest / 257 < 100, "the post itself is not in it"


def test_every_corner_lies_on_its_picture(surface: Any) -> None:
    made = surface(thing=True, behind=True)
    assert max(max(triangle) for triangle in made["triangles"]) < len(made["corners"])
    assert {0, 65535} <= {u for u, *_ in made["corners"]} and {0, 65535} <= {v for _, v, *_ in made["corners"]}
