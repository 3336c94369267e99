"""The browser's snapshot.js and the server's events.apply are twins: the same events make the same snapshot in both."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.story.test_events import Play
from worlds.models import Event
from worlds.reading.room import snapshot_of
from worlds.wire.events import SNAPSHOT_PHRASES

SCRIPT = """
import { readFileSync } from "node:fs";
import { SNAPSHOT_PHRASES } from "./constants.js";
import { apply } from "./room/snapshot.js";
const { old, events } = JSON.parse(readFileSync("play.json", "utf8"));
const told = events.reduce((snapshot, event) => apply(snapshot, event), old);
let gap = "applied";
try { apply(told, { ...events.at(-1), seq: told.seq + 2 }); } catch (error) { gap = error.name; }
console.log(JSON.stringify({ told, gap, SNAPSHOT_PHRASES }));
"""


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [100, 101, 102])
def test_the_browser_tells_the_same_story(seed: int, media: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    play = Play(seed)
    old = snapshot_of(play.room)
    for _ in range(90):
        play.step()
    fresh = snapshot_of(play.room)
    events = [
        {"seq": event.seq, "name": event.name, "payload": event.payload, "at": event.at.timestamp()}
        for event in Event.objects.filter(room=play.room, seq__gt=old.seq)
    ]
    for name in ("room/snapshot.js", "constants.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(pytestconfig.rootpath / "static/js" / name, tmp_path / name)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "tell.js").write_text(SCRIPT)
    (tmp_path / "play.json").write_text(json.dumps({"old": old.model_dump(mode="json"), "events": events}))
    node = Path(sys.executable).parent / "node"
    told = subprocess.run([str(node), "tell.js"], cwd=tmp_path, capture_output=True, text=True, check=True)
    answer = json.loads(told.stdout)
    assert answer["told"] == fresh.model_dump(mode="json")
    assert answer["gap"] == "RangeError"
    assert answer["SNAPSHOT_PHRASES"] == SNAPSHOT_PHRASES
