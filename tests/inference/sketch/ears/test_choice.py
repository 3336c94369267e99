"""LIGHTLOOM_EARS: which ears hear, and one sentence at the start where those that were asked for cannot."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.contract.arrays import Pcm
from inference.contract.errors import EngineUnavailable
from inference.contract.speech.hearing import Language, Transcript
from inference.environment import ConfigError
from inference.sketch import sketch_engine
from inference.sketch.ears import choice
from inference.sketch.ears.choice import choose_ears
from inference.sketch.ears.on_demand import EarsOnDemand
from inference.sketch.ears.options import EMBEDDED, EarsOptions
from inference.sketch.ears.split_ears import SplitEars
from tests.inference.sketch.ears.whisper.test_weights import weights_file

CLIP: Pcm = np.zeros(1_600, np.int16)


class NotedEars:
    """Ears that hear their own name, and note what they were asked."""

    def __init__(self, name: str, languages: tuple[Language, ...] = ("en",)) -> None:
        self.name, self.languages = name, languages
        self.asked: list[tuple[bool, str]] = []

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        self.asked.append((partial, language))
        return Transcript(text=self.name)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """faster-whisper counts as installed; a choice loads nothing."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A multilingual Whisper, as far as a choice looks."""
    made = tmp_path / "my-whisper"
    made.mkdir()
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        (made / name).write_text("{}")
    (made / "model.bin").write_bytes(weights_file(51_865))
    return made


def read(**environ: str) -> EarsOptions:
    return EarsOptions.read({f"LIGHTLOOM_{name}": value for name, value in environ.items()})


def test_what_the_setting_takes(folder: Path) -> None:
    assert EarsOptions().ears == read().ears == "auto"
    assert read(EARS=" Whisper-Base.EN ").ears == "whisper-base.en"
    assert read(EARS=str(folder)).ears == folder.resolve()
    assert read(DATA="/somewhere").folder == Path("/somewhere/models")
    for wrong in (
        "whisper",
        "whisper-huge",
        "/no/such/folder",
        str(folder / "model.bin"),
        "~nobody-at-all/x",
        "x" * 5_000 + "/",
    ):
        with pytest.raises(ConfigError, match=r"^LIGHTLOOM_EARS is one of auto, .*, not .*\.$"):
            read(EARS=wrong)


def test_by_itself_the_best_embedded_ears_that_run_here_hear(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tuple(choice.EMBEDDED_EARS) == EMBEDDED
    last = choice.EMBEDDED_EARS["pocketsphinx"]

    def broken() -> choice.EarsChoice:
        raise EngineUnavailable("A file is missing.")

    monkeypatch.setattr(choice, "EMBEDDED_EARS", {"better": broken, "pocketsphinx": last})
    assert choose_ears("auto", EarsOptions()).ledger.id == "pocketsphinx en-us"
    with pytest.raises(EngineUnavailable, match=r"^LIGHTLOOM_EARS is better: A file is missing\.$"):
        choose_ears("better", EarsOptions())


@pytest.mark.usefixtures("library")
def test_whisper_without_its_weights_names_the_command_that_brings_them(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable) as told:
        choose_ears("whisper-small", EarsOptions(folder=tmp_path))
    assert str(told.value) == (
        f"LIGHTLOOM_EARS is whisper-small: model.bin of Whisper is not in {tmp_path}/faster-whisper-small: "
        "python -m inference fetch --only whisper-small brings it."
    )


def test_whisper_without_its_library_says_what_installs_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EngineUnavailable, match=r"faster-whisper is not installed.*requirements/whisper\.txt\.$"):
        choose_ears(folder, EarsOptions())


@pytest.mark.usefixtures("library")
def test_weights_that_are_not_the_published_ones_are_refused_when_they_are_loaded(folder: Path) -> None:
    named = folder.rename(folder.parent / "faster-whisper-tiny")
    (named / "vocabulary.json").rename(named / "vocabulary.txt")
    chosen = choose_ears("whisper-tiny", EarsOptions(folder=folder.parent))
    with pytest.raises(
        EngineUnavailable, match=r"^LIGHTLOOM_EARS is whisper-tiny: .*is not as Systran/.* was published"
    ):
        chosen.load()


@pytest.mark.usefixtures("library")
def test_the_ledger_counts_the_model_and_says_who_hears_meanwhile(folder: Path) -> None:
    chosen = choose_ears(folder, EarsOptions())
    assert chosen.languages == ("en", "de", "es", "fr", "it", "ja", "nl", "pt", "uk")
    line = chosen.ledger
    assert (line.job, line.id, line.parameters, line.licence) == ("ears", "my-whisper", 103_733, "not known")
    assert choose_ears("auto", EarsOptions()).ledger.id in line.note
    engine = sketch_engine(EarsOptions(ears=folder), hears=False)
    assert engine.ledger[0] == line and engine.ears.languages == chosen.languages


def test_quick_ears_hear_english_while_it_is_said_and_the_better_ones_all_else() -> None:
    finals, partials = NotedEars("finals", ("en", "de")), NotedEars("partials")
    ears = SplitEars(finals, partials)
    assert ears.languages == ("en", "de")
    assert ears.hear(CLIP, partial=True).text == "partials"
    assert ears.hear(CLIP).text == "finals"
    assert ears.hear(CLIP, partial=True, language="de").text == "finals"
    assert ears.hear(CLIP, partial=True, language="fr").text == "partials", "unknown to both, so heard as English"
    assert partials.asked == [(True, "en"), (True, "en")] and finals.asked == [(False, "en"), (True, "de")]


def test_a_process_that_hears_nothing_loads_no_ears() -> None:
    loaded: list[NotedEars] = []
    let = threading.Event()

    def load() -> NotedEars:
        assert let.wait(10)
        loaded.append(NotedEars("late"))
        return loaded[-1]

    ears = EarsOnDemand(("en",), load)
    assert ears.languages == ("en",) and loaded == []
    heard: list[Any] = []
    threads = [threading.Thread(target=lambda: heard.append(ears.hear(CLIP).text)) for _ in range(3)]
    for thread in threads:
        thread.start()
    let.set()
    for thread in threads:
        thread.join()
    assert heard == ["late"] * 3 and len(loaded) == 1
