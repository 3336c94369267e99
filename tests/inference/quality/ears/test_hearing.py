"""The harness on ears whose answers are known: what is counted, what is timed, what is printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.hearing import Language, Transcript
from inference.quality.__main__ import main
from inference.quality.ears import command
from inference.quality.ears.clips import Clip
from inference.quality.ears.measure import Report, by_name, hear_all, invented, long_phrases, partials_of
from inference.quality.ears.not_speech import not_speech, voice_behind_a_wall
from inference.quality.ears.score import Score, listen
from inference.quality.ears.tables import as_json, tables, words_table
from inference.sketch.ears.moonshine.recognizer import MoonshineEars


class ScriptedEars:
    """Says the next of its texts, whatever it hears, and remembers how long each clip was."""

    languages: tuple[Language, ...] = ("en",)

    def __init__(self, *texts: str) -> None:
        self.texts, self.heard = list(texts), list[float]()

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        self.heard.append(len(pcm) / SAMPLE_RATE)
        return Transcript(text=self.texts[len(self.heard) - 1] if len(self.heard) <= len(self.texts) else "")


def clip(said: str, group: str = "clean", speaker: str = "a reader", seconds: float = 1.0) -> Clip:
    return Clip(said, group, speaker, said, np.zeros(int(seconds * SAMPLE_RATE), np.int16))


def test_several_ears_hear_the_same_clips() -> None:
    clips = [clip("a red moon"), clip("it rises"), clip("a red moon", group="echo")]
    right, wrong = ScriptedEars("A red moon.", "It rises", "a red moon"), ScriptedEars("the red moon", "", "moon")
    groups = hear_all({"right": right, "wrong": wrong}, clips, lambda name: None)
    assert [(group.name, group.clips) for group in groups] == [("clean", 2), ("echo", 1)]
    clean = groups[0].scores
    assert (clean["right"].words, clean["right"].errors) == (5, 0)
    assert (clean["wrong"].substituted, clean["wrong"].left_out, clean["wrong"].added) == (1, 2, 0)
    whole = by_name([*groups, *groups])
    assert [(group.name, group.clips, group.scores["wrong"].words) for group in whole] == [
        ("clean", 4, 10),
        ("echo", 2, 6),
    ]


def test_an_interval_is_wide_where_there_are_few_words_and_holds_the_rate() -> None:
    few, many = Score(), Score()
    for score, times in ((few, 2), (many, 60)):
        ears = ScriptedEars(*["a red moon rises", "a red noon rises"] * times)
        for _ in range(2 * times):
            listen(ears, "a red moon rises", np.zeros(100, np.int16), score)
    for score in (few, many):
        low, high = score.interval()
        assert low <= score.error_rate == 0.125 <= high
    assert many.interval()[1] - many.interval()[0] < 0.1 < few.interval()[1] - few.interval()[0]
    assert Score().interval() == (0.0, 0.0)


def test_partials_are_timed_as_the_service_asks_for_them() -> None:
    ears = ScriptedEars()
    phrases = long_phrases([clip("", seconds=7.2), clip("", seconds=1.0)], count=1)
    assert [len(pcm) / SAMPLE_RATE for pcm in phrases] == [6.0]
    partials_of(ears, phrases)
    assert ears.heard == [0.5 * (at + 1) for at in range(12)]
    joined = long_phrases([clip("", seconds=2.0)] * 8, count=2)
    assert [len(pcm) / SAMPLE_RATE for pcm in joined] == [6.0, 6.0]
    assert long_phrases([clip("", seconds=2.0)], count=2) == []


def test_the_report_is_readable_and_complete() -> None:
    ears = {"ours": ScriptedEars("the red moon", "snow falls", "", "you")}
    people = [clip("a red moon"), clip("snow falls", group="street-15dB")]
    report = Report(people=hear_all(ears, people, lambda name: None), without_speech=2)
    report.invented = {"ours": invented(ears["ours"], {"door": people[0].pcm, "fan": people[0].pcm})}
    report.partials = {"ours": partials_of(ears["ours"], long_phrases([clip("", seconds=6.0)]))}
    text = tables(report)
    assert "| as it was recorded | 1 | 3 | 33.3 % (33 % to 33 %) |" in text
    assert "| a street, 15 dB below a voice | 1 | 2 | 0.0 % (0 % to 0 %) |" in text
    assert "| ours | 2 | 1 | fan: “you” |" in text and "synthetic" not in text
    assert words_table(report.people, 1).splitlines()[-1] == "| a red moon | [a→the] red moon |"
    stored = json.loads(as_json(report))
    assert stored["people"][0]["scores"]["ours"]["substituted"] == 1


@pytest.fixture(scope="module")
def nobody() -> dict[str, Pcm]:
    return not_speech()


def test_clips_without_speech_are_thirty_and_more_and_the_same_every_time(nobody: dict[str, Pcm]) -> None:
    again = not_speech()
    assert len(nobody) >= 30
    for name, pcm in nobody.items():
        assert pcm.dtype == np.int16 and 2 <= len(pcm) / SAMPLE_RATE <= 4, name
        assert np.array_equal(pcm, again[name]), name
        assert pcm.any() or name == "silence", name
    assert len({pcm.tobytes() for pcm in nobody.values()}) == len(nobody)


@pytest.fixture(scope="module")
def ears() -> MoonshineEars:
    return MoonshineEars()


def test_nothing_is_heard_where_nobody_speaks(ears: MoonshineEars, nobody: dict[str, Pcm]) -> None:
    assert invented(ears, nobody) == {}
    assert [name for name, pcm in nobody.items() if ears.hear(pcm, partial=True).text] == []


def test_a_voice_behind_a_wall_has_nothing_above_500_hz() -> None:
    pcm = voice_behind_a_wall()
    power = np.abs(np.fft.rfft(pcm)) ** 2
    frequency = np.fft.rfftfreq(len(pcm), 1 / SAMPLE_RATE)
    assert power[frequency > 1_000].sum() < 0.01 * power.sum()
    assert 20 * np.log10(np.sqrt(np.mean(pcm.astype(float) ** 2)) / 32_768) == pytest.approx(-35, abs=0.2)


def test_the_command_writes_its_tables_into_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "voice.md"
    page.write_text(f"before\n{command.BEGIN}\nold\n{command.END}\nafter\n")
    monkeypatch.setattr(command, "PAGE", page)
    monkeypatch.setattr(command, "load_candidate", lambda name: ScriptedEars())
    monkeypatch.setattr(command, "people", lambda *_: [clip("a red moon")])
    monkeypatch.setattr("sys.argv", ["quality", "ears", "--only", "people", "--write", "--words", "1"])
    assert main() == 0
    written = page.read_text()
    assert written.startswith("before\n") and written.endswith("\nafter\n") and "old" not in written
    assert "| as it was recorded | 1 | 3 | 100.0 % (100 % to 100 %) |" in written and "a red moon" not in written


@pytest.mark.parametrize("name", ["whisper-enormous", "whisper-small.en"])
def test_ears_that_cannot_hear_here_are_one_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIGHTLOOM_MODELS", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["quality", "ears", "--ears", name])
    assert main() == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and name in said.err


def test_the_page_has_a_place_for_the_tables() -> None:
    page = command.PAGE.read_text()
    assert page.count(command.BEGIN) == page.count(command.END) == 1
