"""The sketch ears, on synthetic voices: they write what was narrated, and nothing where nobody speaks."""

from __future__ import annotations

import io
import itertools
import subprocess
import time
import wave
from pathlib import Path

import numpy as np
import pytest
from pocketsphinx import Decoder

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE, AudioUnreadable, read_wav
from inference.contract.speech.hearing import Word
from inference.quality.ears.candidates import PocketsphinxAsItComes
from inference.quality.ears.score import Score, listen
from inference.quality.ears.synthetic import read_sentences, speak
from inference.quality.ears.words import compare, plain_words
from inference.sketch.ears.pocketsphinx.language_model.build import HERE
from inference.sketch.ears.pocketsphinx.language_model.narration import DICTIONARY, MODEL, unpacked_model
from inference.sketch.ears.pocketsphinx.language_model.templates import generate, read_templates
from inference.sketch.ears.pocketsphinx.language_model.trie import stored_grams, stored_words
from inference.sketch.ears.pocketsphinx.language_model.words import UNSAID
from inference.sketch.ears.pocketsphinx.recognizer import PocketsphinxEars
from inference.sketch.ears.pocketsphinx.recognizer import words_of as unspied

NARRATION = [
    "a red moon rises over the frozen sea",
    "a girl with a red umbrella walks in the rain",
    "purple mountains rise behind the city walls",
    "a pirate ship hides in the morning mist",
    "the volcano wakes and fire pours down the slope",
    "cherry blossoms fall over the temple roof",
    "wild horses gallop along the shore at dawn",
    "smoke curls from the chimney of a tiny house",
    "a dragon sleeps beside the river of gold",
    "three ravens sit on the broken stone bridge",
]


@pytest.fixture(scope="module")
def ears() -> PocketsphinxEars:
    return PocketsphinxEars()


def say(text: str, folder: Path, voice: str = "rms") -> bytes:
    path = folder / "said.wav"
    subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
    return path.read_bytes()


def wav(samples: np.ndarray, rate: int = SAMPLE_RATE, channels: int = 1, width: int = 2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as clip:
        clip.setnchannels(channels)
        clip.setsampwidth(width)
        clip.setframerate(rate)
        clip.writeframes(samples.tobytes())
    return out.getvalue()


def test_narration_is_heard_as_it_was_said(ears: PocketsphinxEars, tmp_path: Path) -> None:
    errors = words = 0
    for index, sentence in enumerate(NARRATION[::2]):
        voice = ("rms", "slt")[index % 2]
        errors += sum(compare(sentence.split(), ears.hear(read_wav(say(sentence, tmp_path, voice))).text.split()))
        words += len(sentence.split())
    assert errors / words < 0.10, f"{errors} of {words} words are wrong"


def test_fresh_narration_is_heard_better_than_with_the_default_model(ears: PocketsphinxEars) -> None:
    default = PocketsphinxAsItComes()
    heard, misheard = Score(), Score()
    for sentence in read_sentences("narration-fresh")[::20]:
        clip = speak(sentence, "slt")
        listen(ears, sentence, clip, heard)
        listen(default, sentence, clip, misheard)
    assert heard.errors < misheard.errors, heard.clips


def test_words_come_in_order_within_the_clip(ears: PocketsphinxEars, tmp_path: Path) -> None:
    said = "purple mountains rise behind the city walls"
    voice = read_wav(say(said, tmp_path))
    quiet = np.zeros(SAMPLE_RATE, np.int16)
    transcript = ears.hear(np.concatenate([quiet, voice, quiet]))
    assert transcript.text == said
    assert " ".join(word.text for word in transcript.words) == transcript.text
    times = [time for word in transcript.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] > 0.9
    assert times[-1] < 1.1 + len(voice) / SAMPLE_RATE
    assert transcript.seconds == pytest.approx(2 + len(voice) / SAMPLE_RATE, abs=0.01)


@pytest.mark.parametrize("level", [0, 5, 300, 3_000])
def test_nothing_is_heard_in_noise(ears: PocketsphinxEars, level: int) -> None:
    noise = np.random.default_rng(level).normal(0, level, 3 * SAMPLE_RATE).astype(np.int16)
    assert ears.hear(noise).text == ""


def test_nothing_is_heard_in_a_hum_a_click_or_no_audio(ears: PocketsphinxEars) -> None:
    hum = (4_000 * np.sin(np.arange(2 * SAMPLE_RATE) * 2 * np.pi * 110 / SAMPLE_RATE)).astype(np.int16)
    click = np.zeros(SAMPLE_RATE, np.int16)
    click[SAMPLE_RATE // 2 : SAMPLE_RATE // 2 + 40] = 20_000
    assert ears.hear(hum).text == ""
    assert ears.hear(click).text == ""
    assert ears.hear(np.zeros(0, np.int16)).text == ""


def test_hearing_leaves_no_trace(ears: PocketsphinxEars, tmp_path: Path) -> None:
    clip = read_wav(say("a lighthouse blinks in the heavy fog", tmp_path))
    first = ears.hear(clip)
    ears.hear(read_wav(say("THE DRAGON BURNS THE TOWER", tmp_path, "kal16")))
    assert ears.hear(clip) == first


def test_a_phrase_is_heard_faster_than_it_was_said(ears: PocketsphinxEars, tmp_path: Path) -> None:
    clip = read_wav(say("an old castle stands on the hill above the village", tmp_path))
    begin = time.process_time()
    ears.hear(clip)
    assert time.process_time() - begin < 0.5 * len(clip) / SAMPLE_RATE


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_other_rates_and_stereo_are_heard_too(ears: PocketsphinxEars, tmp_path: Path, rate: int) -> None:
    from scipy.signal import resample_poly

    voice = read_wav(say("the sun sets behind the old castle", tmp_path)).astype(float)
    other = resample_poly(voice, rate // 50, SAMPLE_RATE // 50).clip(-32_768, 32_767).astype("<i2")
    samples = read_wav(wav(np.repeat(other, 2), rate, channels=2))
    assert abs(len(samples) - len(voice)) < 50
    assert "sun" in ears.hear(samples).text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"not audio at all",
        wav(np.zeros(100, "<i2"))[:30],
        wav(np.zeros(100, "u1"), width=1),
        wav(np.zeros(100, "<i2"), rate=400),
    ],
)
def test_what_is_no_clip_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(AudioUnreadable) as refusal:
        read_wav(data)
    assert refusal.value.code == "speech.unreadable"
    assert not refusal.value.again
    assert refusal.value.message.endswith(".")


def test_a_clip_cut_short_is_heard_as_far_as_it_goes() -> None:
    assert len(read_wav(wav(np.ones(1_000, "<i2"))[:-501])) == 749


def test_samples_of_another_kind_are_refused(ears: PocketsphinxEars) -> None:
    with pytest.raises(AudioUnreadable):
        ears.hear(np.zeros(SAMPLE_RATE, np.float32))
    with pytest.raises(AudioUnreadable):
        ears.hear(np.zeros((SAMPLE_RATE, 2), np.int16))
    with pytest.raises(AudioUnreadable):
        ears.hear(np.zeros(61 * SAMPLE_RATE, np.int16))


def words_of_the_model() -> set[str]:
    with unpacked_model() as model:
        return {word for word in stored_words(model) if word and word != "<UNK>"}


def test_the_language_model_knows_our_words_and_no_crude_ones() -> None:
    narration = read_templates((HERE / "templates.txt").read_text())
    written = read_templates((HERE / "sentences.txt").read_text(), narration.lists)
    ours = {word for sentence in [*generate(narration, 500), *generate(written, 500)] for word in sentence}
    assert ours <= words_of_the_model()
    assert not words_of_the_model() & UNSAID
    assert MODEL.stat().st_size < 2_000_000


def test_every_word_of_the_language_model_can_be_said() -> None:
    said = {line.split()[0] for line in DICTIONARY.read_text().splitlines()}
    assert words_of_the_model() - said == {"<s>", "</s>"}


def test_the_probabilities_of_what_follows_a_word_add_up() -> None:
    from pocketsphinx import Config, LogMath, NGramModel

    log = LogMath()
    with unpacked_model() as file:
        model = NGramModel(Config(), log, str(file))
    words = words_of_the_model() - {"<s>"}
    for history in (["the"], ["sea"], ["the", "over"], ["me", "told"]):
        assert sum(log.exp(model.prob([word, *history])) for word in words) == pytest.approx(1, abs=0.03), history


def test_the_grams_of_ordinary_english_are_read_as_they_are_stored() -> None:
    from pocketsphinx import Config, LogMath, NGramModel, get_model_path

    path = get_model_path("en-us/en-us.lm.bin")
    model, log = NGramModel(Config(), LogMath(), path), LogMath()
    grams = list(itertools.islice(stored_grams(Path(path)), 0, 3_700_000, 50_000))
    assert {len(gram) for gram in grams} == {2, 3}
    # Most of what is stored after a history is likelier there than anywhere; a misread word would hardly ever be.
    likelier = [log.exp(model.prob(list(reversed(gram)))) > log.exp(model.prob([gram[-1]])) for gram in grams]
    assert sum(likelier) > 0.8 * len(grams)


def test_a_file_that_holds_no_trigrams_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.lm.bin").write_bytes(b"something else")
    with pytest.raises(ValueError, match=r"other\.lm\.bin is no trigram model"):
        next(stored_grams(tmp_path / "other.lm.bin"))


def test_a_phrase_that_is_being_said_is_heard_on_and_not_from_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "an old castle stands on a hill above the dark sea and a red moon rises over the mountains"
    pcm, ears, decoded = speak(said, "rms"), PocketsphinxEars(), list[float]()

    def words_of(decoder: Decoder, spoken: Pcm, offset: float) -> list[Word]:
        decoded.append(len(spoken) / SAMPLE_RATE)
        return unspied(decoder, spoken, offset)

    before = ears.hear(pcm)
    monkeypatch.setattr("inference.sketch.ears.pocketsphinx.recognizer.words_of", words_of)
    for end in range(SAMPLE_RATE, len(pcm) + SAMPLE_RATE, SAMPLE_RATE):
        partial = ears.hear(pcm[:end], partial=True)
    assert len(pcm) / SAMPLE_RATE > 4.5 and max(decoded) < 3.7
    assert sum(compare(plain_words(said), plain_words(partial.text))) <= 2
    starts = [word.start for word in partial.words]
    assert starts == sorted(starts) and partial.words[-1].end > len(pcm) / SAMPLE_RATE - 0.6
    assert ears.hear(pcm) == before, "a whole phrase is heard without memory"
