"""Moonshine's ears with the published weights, on synthetic voices: what was said is written, and nothing else."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inference.contract.arrays import Pcm
from inference.contract.errors import EngineUnavailable
from inference.contract.speech.audio import SAMPLE_RATE, AudioUnreadable, read_wav
from inference.quality.ears.synthetic import speak
from inference.quality.ears.words import compare, plain_words
from inference.sketch.ears.moonshine import recognizer
from inference.sketch.ears.moonshine.drafts import CLIPS, Drafts
from inference.sketch.ears.moonshine.model import MoonshineModel
from inference.sketch.ears.moonshine.recognizer import LONGEST, MoonshineEars
from inference.sketch.ears.moonshine.tokenizer import Tokenizer
from inference.sketch.ears.moonshine.views import at_pace, views_of
from inference.sketch.ears.moonshine.weights import TOKENIZER, weights_folder
from inference.sketch.ears.moonshine.word_times import times_of

NARRATION = [
    ("a red moon rises over the frozen sea", "slt"),
    ("purple mountains rise behind the city walls", "rms"),
    ("cherry blossoms fall over the temple roof", "slt"),
    ("an old castle stands on the hill above the village", "rms"),
]


@pytest.fixture(scope="module")
def ears() -> MoonshineEars:
    return MoonshineEars()


@pytest.fixture(scope="module")
def clips() -> list[Pcm]:
    return [speak(text, voice) for text, voice in NARRATION]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer(weights_folder() / TOKENIZER)


def wrong(said: str, heard: str) -> int:
    return sum(compare(plain_words(said), plain_words(heard)))


def test_what_was_said_is_written_with_capitals(ears: MoonshineEars, clips: list[Pcm]) -> None:
    heard = [ears.hear(clip) for clip in clips]
    assert sum(wrong(text, one.text) for (text, _), one in zip(NARRATION, heard, strict=True)) <= 3
    assert all(one.text[0].isupper() and not one.unsure for one in heard)
    assert all(one.confidence and one.confidence > 0.7 for one in heard)


def test_words_come_in_order_within_the_clip(ears: MoonshineEars, clips: list[Pcm]) -> None:
    quiet = np.zeros(SAMPLE_RATE, np.int16)
    heard = ears.hear(np.concatenate([quiet, clips[1], quiet]))
    assert " ".join(word.text for word in heard.words) == heard.text
    times = [time for word in heard.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] > 0.8 and times[-1] < 1.3 + len(clips[1]) / SAMPLE_RATE
    assert heard.seconds == pytest.approx(2 + len(clips[1]) / SAMPLE_RATE, abs=0.01)
    assert all(word.confidence is not None and 0 < word.confidence <= 1 for word in heard.words)


def test_no_clip_changes_another(ears: MoonshineEars, clips: list[Pcm]) -> None:
    alone = [MoonshineEars().hear(clip) for clip in clips[:2]]
    # Cut in the middle of speech, which is what the makers' own transcriber carries into the next clip.
    ears.hear(clips[3][: len(clips[3]) // 2])
    ears.hear(clips[3][: len(clips[3]) // 2], partial=True)
    assert [ears.hear(clip) for clip in clips[:2]] == alone
    with ThreadPoolExecutor(4) as people:
        assert list(people.map(ears.hear, [*clips[:2], clips[2], *clips[:2]]))[:2] == alone


def test_a_phrase_that_is_being_said_goes_on_from_its_draft(
    ears: MoonshineEars, clips: list[Pcm], monkeypatch: pytest.MonkeyPatch
) -> None:
    passes: list[int] = []
    run = MoonshineModel._run

    def counted(self: MoonshineModel, *args: object, **how: object) -> object:
        passes.append(1)
        return run(self, *args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(MoonshineModel, "_run", counted)
    clip = clips[3]
    ears.hear(clip[: 2 * SAMPLE_RATE], partial=True)
    passes.clear()
    drafted = ears.hear(clip, partial=True)
    with_draft = len(passes)
    passes.clear()
    fresh = MoonshineEars().hear(clip, partial=True)
    assert plain_words(drafted.text) == plain_words(fresh.text)
    assert with_draft < 0.7 * len(passes)
    assert not drafted.text.endswith("."), "a full stop behind a phrase that goes on is a guess"


def test_a_wrong_draft_changes_nothing(tokenizer: Tokenizer, clips: list[Pcm]) -> None:
    model = MoonshineModel(weights_folder(), threads=1)
    encoded = model.encode(views_of(clips[0]))
    heard = model.transcribe(encoded)
    for draft in (
        (),
        heard.pieces,
        heard.pieces[:3],
        (*heard.pieces[:2], 999, 998),
        tokenizer.encode("something else"),
    ):
        assert model.transcribe(encoded, draft).pieces == heard.pieces


@pytest.mark.parametrize("level", [0, 5, 300, 3_000])
def test_nothing_is_heard_in_noise(ears: MoonshineEars, level: int) -> None:
    noise = np.random.default_rng(level).normal(0, level, 3 * SAMPLE_RATE).astype(np.int16)
    assert ears.hear(noise).text == ears.hear(noise, partial=True).text == ""


def test_nothing_is_heard_where_there_is_no_sound(ears: MoonshineEars) -> None:
    assert ears.hear(np.zeros(0, np.int16)).text == ""


def test_a_minute_is_heard_in_parts_and_nothing_of_it_is_lost(ears: MoonshineEars, clips: list[Pcm]) -> None:
    quiet = np.zeros(SAMPLE_RATE // 2, np.int16)
    told = np.concatenate([part for clip in clips for part in (clip, quiet)] * 3)
    assert 2 * LONGEST * SAMPLE_RATE < len(told) < 60 * SAMPLE_RATE
    heard = ears.hear(told)
    said = " ".join([text for text, _ in NARRATION] * 3)
    assert wrong(said, heard.text) < 0.2 * len(said.split())
    starts = [word.start for word in heard.words]
    assert starts == sorted(starts) and starts[-1] > 0.9 * heard.seconds - 3


def test_a_voice_may_be_faint_loud_or_beside_zero(ears: MoonshineEars, clips: list[Pcm]) -> None:
    sound = clips[0] / np.abs(clips[0]).max()
    for changed in (sound * 600, np.clip(sound * 90_000, -32_768, 32_767), sound * 12_000 + 3_000):
        assert wrong(NARRATION[0][0], ears.hear(changed.astype(np.int16)).text) <= 2


def test_numbers_are_written_in_words(ears: MoonshineEars) -> None:
    text = ears.hear(speak("twelve ships and forty two birds came home at half past seven", "rms")).text
    assert not any(map(str.isdigit, text)) and "twelve" in text.lower(), text


def test_a_language_that_it_does_not_know_is_a_guess(ears: MoonshineEars) -> None:
    for voice, text in (("de", "der rote Mond steigt langsam über das gefrorene Meer"), ("it", "il vecchio mulino")):
        said = subprocess.run(["espeak-ng", "-v", voice, "--stdout", text], capture_output=True, check=True).stdout
        heard = ears.hear(read_wav(said))
        assert heard.unsure or not heard.text


def test_names_of_the_story_win_where_the_sound_allows_it(ears: MoonshineEars, clips: list[Pcm]) -> None:
    names = ["Calloway", "Castellan", "Mordecai", "Valentina", "Ignatius"]
    heard = misheard = 0
    for place, name in enumerate(names):
        clip = speak(f"a storm is coming and {name} lights the lamp", ("slt", "rms")[place % 2])
        heard += name in ears.hear(clip, names=names).text
        misheard += name not in ears.hear(clip).text
    assert misheard >= 4 <= heard
    assert [ears.hear(clip, names=names).text for clip in clips[:2]] == [ears.hear(clip).text for clip in clips[:2]]


@pytest.mark.parametrize(
    ("voice", "said"),
    [
        ("rms", "she had a ring and an old pearl that will never fade"),
        ("slt", "the man may have been there and the mark was on the wall"),
    ],
)
def test_names_that_are_words_swallow_no_others(ears: MoonshineEars, voice: str, said: str) -> None:
    clip = speak(said, voice)
    heard = ears.hear(clip)
    assert ears.hear(clip, names=["Ann", "Mark", "May", "Will", "Pearl", "Belle"]) == heard
    assert heard.words and ears.hear(clip, partial=True).words == [], "a partial has no times"


def test_samples_of_another_kind_are_refused(ears: MoonshineEars) -> None:
    others: list[Any] = [
        np.zeros(SAMPLE_RATE, np.float32),
        np.zeros((SAMPLE_RATE, 2), np.int16),
        np.zeros(61 * 16_000, np.int16),
    ]
    for other in others:
        with pytest.raises(AudioUnreadable):
            ears.hear(other)


def test_a_cut_file_is_named_before_it_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in weights_folder().iterdir():
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / "decoder_model_merged.ort").unlink()
    (tmp_path / "decoder_model_merged.ort").write_bytes(b"cut")
    monkeypatch.setattr(recognizer, "weights_folder", lambda: tmp_path)
    with pytest.raises(EngineUnavailable, match=r"decoder_model_merged\.ort .* is not whole"):
        MoonshineEars()


def test_pieces_are_written_and_read_alike(tokenizer: Tokenizer) -> None:
    for text in ("And Mr. John Dashwood had then leisure", "Mirabel's blue-green umbrella, perhaps?", "Zürich 北京"):
        pieces = tokenizer.encode(text)
        assert tokenizer.decode(pieces) == text
        words = [tokenizer.decode(pieces[part]) for part in tokenizer.words_of(pieces)]
        assert [word for word in words if word] == text.split()


def test_what_the_model_writes_is_written_in_the_same_pieces(tokenizer: Tokenizer, clips: list[Pcm]) -> None:
    model = MoonshineModel(weights_folder(), threads=1)
    pieces = model.transcribe(model.encode(views_of(clips[3]))).pieces
    assert tuple(tokenizer.encode(tokenizer.decode(pieces))) == pieces


def test_a_cut_list_of_pieces_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cut").write_bytes(b"\x05<unk")
    with pytest.raises(ValueError, match="in the middle"):
        Tokenizer(tmp_path / "cut")


@pytest.mark.parametrize("pace", [0.5, 0.92, 1.08, 2.0])
def test_another_pace_is_another_length_and_pitch(pace: float) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)
    played = at_pace(tone, pace)
    assert len(played) == round(SAMPLE_RATE / pace)
    peak = np.abs(np.fft.rfft(played)).argmax() * SAMPLE_RATE / len(played)
    assert peak == pytest.approx(440 * pace, rel=0.01)


def test_words_share_what_is_loud() -> None:
    said = np.zeros(3 * SAMPLE_RATE, np.int16)
    said[SAMPLE_RATE // 2 : SAMPLE_RATE] = 9_000
    said[2 * SAMPLE_RATE : 5 * SAMPLE_RATE // 2] = 9_000
    (first, second) = times_of(["castle", "bridge"], said)
    assert first[0] == pytest.approx(0.5, abs=0.05) and 0.95 < first[1] <= second[0] + 1e-9 <= 2.05
    assert second[1] == pytest.approx(2.5, abs=0.05)
    assert times_of([], said) == []
    crowded = times_of(["word"] * 40, np.zeros(1_000, np.int16))
    assert len(crowded) == 40 and crowded == sorted(crowded)


def test_drafts_are_of_the_same_phrase_and_few() -> None:
    drafts, clip = Drafts(), np.arange(9_000, dtype=np.int16)
    drafts.remember(clip[:3_000], (1, 2))
    assert drafts.draft_of(clip) == (1, 2)
    assert drafts.draft_of(clip[:2_999]) == drafts.draft_of(clip[1:]) == ()
    drafts.remember(clip[:6_000], (1, 2, 3))
    assert drafts.draft_of(clip) == (1, 2, 3)
    for other in range(1, CLIPS + 1):
        drafts.remember(np.full(2_000, other, np.int16), (other,))
    assert drafts.draft_of(clip) == ()
