"""What captions show while words are said: saying.js, run by node as the browser runs it."""

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
import { Saying } from "./saying.mjs";
const saying = new Saying();
const shown = JSON.parse(readFileSync("steps.json", "utf8")).map(({ now, partial, snapshot }) => {
  if (partial) saying.partial(partial, now);
  const finals = snapshot ? saying.read(snapshot).map((phrase) => phrase.text) : [];
  return { words: Object.fromEntries([...saying.words(now)].map(([who, { text }]) => [who, text])), finals };
});
console.log(JSON.stringify(shown));
"""

Step = dict[str, Any]


@pytest.fixture
def captions(tmp_path: Path, pytestconfig: pytest.Config) -> Any:
    """What is shown after each step: the words by narrator, and the phrases that got their final ones in it."""

    def show(*steps: Step) -> list[dict[str, Any]]:
        shutil.copyfile(pytestconfig.rootpath / "static/js/room/speech/saying.js", tmp_path / "saying.mjs")
        (tmp_path / "show.mjs").write_text(SCRIPT)
        (tmp_path / "steps.json").write_text(json.dumps([room(0), *steps]))
        node = Path(sys.executable).parent / "node"
        told = subprocess.run([str(node), "show.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True)
        shown: list[dict[str, Any]] = json.loads(told.stdout)
        return shown[1:]

    return show


def said(now: float, text: str, *, since: float) -> Step:
    """Partial words that came ``now`` (ms), of a phrase that began at ``since`` (s)."""
    return {"now": now, "partial": {"narrator": "ada", "text": text, "stable": 0, "since": since}}


def room(now: float, *phrases: dict[str, Any]) -> Step:
    return {"now": now, "snapshot": {"world": {"id": "w", "state": "weaving"}, "phrases": list(phrases)}}


def phrase(id: str, state: str, text: str = "", *, said_at: float | None) -> dict[str, Any]:
    return {"id": id, "narrator": "ada", "state": state, "text": text, "said_at": said_at}


def test_partial_words_stay_until_the_final_ones_take_their_place_however_busy_the_ears_are(captions: Any) -> None:
    partial, waiting, still, final = captions(
        said(1_000, "the old castle", since=0.5),
        room(2_000, phrase("one", "hearing", said_at=1.8)),
        {"now": 60_000},
        room(61_000, phrase("one", "heard", "the old castle stands", said_at=1.8)),
    )
    assert partial["words"] == waiting["words"] == still["words"] == {"ada": "the old castle"}
    assert final == {"words": {}, "finals": ["the old castle stands"]}


def test_a_long_phrase_whose_partial_words_are_late_is_not_blank(captions: Any) -> None:
    _, late = captions(said(1_000, "three small", since=0.5), {"now": 15_000})
    assert late["words"] == {"ada": "three small"}


def test_words_of_which_nothing_comes_go_by_themselves(captions: Any) -> None:
    _, gone = captions(said(1_000, "three small", since=0.5), {"now": 21_000})
    assert gone["words"] == {}


def test_final_words_of_one_phrase_do_not_take_away_those_of_the_next(captions: Any) -> None:
    shown = captions(
        said(1_000, "a castle", since=0.5),
        room(2_000, phrase("one", "hearing", said_at=1.8)),
        said(3_000, "and a lake", since=2.5),
        room(3_500, phrase("one", "heard", "a castle", said_at=1.8)),
    )
    assert shown[-1] == {"words": {"ada": "and a lake"}, "finals": ["a castle"]}


def test_a_phrase_that_is_heard_after_a_later_one_is_shown_too(captions: Any) -> None:
    first, later = phrase("one", "hearing", said_at=1.8), phrase("two", "heard", "a storm", said_at=None)
    shown = captions(room(2_000, first), room(2_500, first, later), room(3_000, first | {"state": "failed"}, later))
    assert [step["finals"] for step in shown] == [[], ["a storm"], []]
    shown = captions(room(2_500, first, later), room(3_000, first | {"state": "heard", "text": "a castle"}, later))
    assert shown[-1]["finals"] == ["a castle"]


def test_where_no_words_were_heard_the_partial_ones_go(captions: Any) -> None:
    gone = captions(
        said(1_000, "hm", since=0.5),
        room(2_000, phrase("one", "hearing", said_at=1.8)),
        room(3_000, phrase("one", "failed", said_at=1.8)),
    )[-1]
    assert gone == {"words": {}, "finals": []}
